"""`/ranking`: who lags, over one target, one theme, one clause or all; and the heat table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, render_template, request, url_for

from layers.joining.summary import Summary
from webmap.pages.address import Asked, asked
from webmap.pages.choices import Choice, ChoiceGroup, vintage_choices
from webmap.pages.language import current_translator
from webmap.pages.summaries import summary_of
from webmap.ranking.heat import heat_keys, heat_rows
from webmap.ranking.table import COLUMNS, FILTER, Ranking, RankRow, ranking_of, read_ranking
from webmap.words.findings import word_error
from webmap.words.layer import say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("ranking", __name__)

_HEADINGS = {
    "rank": _("Rank"),
    "commune": _("Commune"),
    "value": _("Value"),
    "missed_share": _("Share missed"),
    "missed": _("Missed / judged"),
    "mean_gap": _("Mean gap"),
    "coverage": _("Coverage"),
    "before": _("Rank in %(period)s"),
}
# Of thousands of communes the page shows the first ones; filters narrow them, and the files have all.
_SHOWN, _HEATED = 200, 30
_HINTS = {"mean_gap": ">0,2", "missed_share": ">30", "coverage": ">=90", "value": "<85"}
_HOW_TO_FILTER = _(
    "Over a column stands what to keep: >3, <85, >=10 <20 for numbers; a part of the name for communes, "
    "≠ before it for all others. Numbers are compared exactly, not as rounded here; ranks stay as they are "
    "over all communes."
)


@bp.get("/ranking")
def page() -> str | tuple[str, int]:
    """Rank the communes over the chosen targets and show which of them each misses."""
    here, word = asked(), current_translator()
    choice = read_ranking(request.args, COLUMNS)
    ranking = ranking_of(here, choice)
    shown = [row.standing.unit for row in (*ranking.ranked[:_SHOWN], *ranking.unranked[:_SHOWN])]
    heated = shown if len(ranking.rows) <= _SHOWN else shown[:_HEATED]
    drawn = [layer for layer in ranking.layers if layer.units]
    body = render_template(
        "ranking/page.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        choice=choice,
        scopes=_scopes(here, summary_of(here), choice.scope, word),
        ranking=ranking,
        first=next((s for s in ranking.standings if s.rank == 1), None),
        headings=_HEADINGS,
        address=partial(_address, here),
        filter_name=FILTER,
        hints={**dict.fromkeys(COLUMNS, ">3"), **_HINTS, "commune": word(_("e.g. Phước"))},
        how_to_filter=word(_HOW_TO_FILTER),
        value_of=lambda row: _value(ranking, row, word),
        problem="" if ranking.problem is None else word_error(ranking.problem, word),
        heat=heat_rows(drawn, heated, word) if heated else (),
        heat_units=heated,
        most=_SHOWN,
        keys=heat_keys(drawn),
    )
    return body if ranking.problem is None else (body, 400)


def _address(here: Asked, endpoint: str, given: Mapping[str, str], **more: str) -> str:
    """Write an address that keeps the period and units, with what else is given."""
    return url_for(endpoint, **{**here.place, **given, **more})  # type: ignore[arg-type]


def _scopes(here: Asked, summary: Summary, chosen: str, word: Translator) -> list[ChoiceGroup]:
    """Return what can be ranked over: all, themes, clauses; then each target that communes are judged by."""
    wide = [("", word(_("All targets")))]
    wide += [(f"theme:{t.code}", t.name(word.lang)) for t in here.snapshot.profile.themes]
    wide += [(f"clause:{code}", word(_("Clause %(code)s"), code=code)) for code in summary.by_clause]
    single = [
        (f"indicator:{layer.indicator.code}", layer.indicator.name(word.lang))
        for layer in summary.layers
        if layer.units
    ]
    return [
        ChoiceGroup(label, tuple(Choice(name, code, code == chosen) for code, name in choices))
        for label, choices in ((word(_("Several targets")), wide), (word(_("One target")), single))
    ]


def _value(ranking: Ranking, row: RankRow, word: Translator) -> str:
    if ranking.only is None or row.value is None:
        return ""
    return say_value(ranking.only.indicator, row.value.figure, row.value.target, word)
