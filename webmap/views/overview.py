"""`/`: one screen that says where the district is behind, how far, and who lags."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import Blueprint, render_template
from markupsafe import Markup

from layers.catalogue import Theme
from layers.layer import Layer
from layers.ranking import Standing, rank_communes
from layers.summary import Summary, summarise
from layers.values import number_of
from webmap.address import Asked, asked
from webmap.language import current_translator
from webmap.layer_words import say_target, say_value
from webmap.pictures import small_map
from webmap.summary_sentence import say_summary
from webmap.translations import Translator
from webmap.translations import marked as _
from webmap.trend import Trend, trend_of

bp = Blueprint("overview", __name__)

_SHOWN = 5


@dataclass(frozen=True)
class ThemeCard:
    """A theme by the indicator that stands for it; without `layer` this reader may not see it."""

    code: str
    name: str
    indicator: str
    title: str
    layer: Layer | None
    picture: Markup
    status_key: str
    value: str
    target: str
    communes: str
    trend: str


@bp.get("/")
def index() -> str:
    """Show the sentence, the five themes, the communes that lag and what changed."""
    here = asked()
    word = current_translator()
    summary = summarise(here.snapshot, here.period, audience=here.audience, vintage=here.vintage)
    standings = rank_communes(summary.layers)
    return render_template(
        "overview/index.html",
        asked=here,
        summary=summary,
        sentence=say_summary(summary, word),
        cards=[_card(here, summary, theme, word) for theme in here.snapshot.profile.themes],
        lagging=[s for s in standings if s.rank is not None and s.missed][:_SHOWN],
        too_few=sum(s.rank is None for s in standings),
        reasons=_reasons(standings, word),
        changes=_changes(summary, word),
    )


def _card(here: Asked, summary: Summary, theme: Theme, word: Translator) -> ThemeCard:
    layer = summary.layer_of(theme.lead)
    indicator = here.snapshot.profile.indicators[theme.lead]
    title = indicator.name(word.lang)
    if layer is None:
        hidden = word(_("For internal use"))
        return ThemeCard(
            theme.code, theme.name(word.lang), theme.lead, title, None, Markup(""), "", hidden, "", "", ""
        )
    district = layer.district
    trend = trend_of(layer, word)
    return ThemeCard(
        code=theme.code,
        name=theme.name(word.lang),
        indicator=theme.lead,
        title=title,
        layer=layer,
        picture=small_map(layer, word(_("Map: %(title)s"), title=title), word),
        status_key=district.legend_key,
        value=say_value(indicator, district.figure, district.target, word),
        target=say_target(indicator, district.target, district.previous, word),
        communes=_communes(layer, word),
        trend="" if trend is None else trend.text,
    )


def _communes(layer: Layer, word: Translator) -> str:
    district = layer.district
    if district.judged:
        met = word(_("%(met)s/%(judged)s communes meet it"), met=district.met, judged=district.judged)
    else:
        met = ""
    if not district.provisional:
        return met
    counted = word(_("figures of %(n)s/%(all)s communes"), n=district.counted, all=district.expected)
    return f"{met} ({counted})" if met else counted


def _reasons(standings: tuple[Standing, ...], word: Translator) -> dict[str, str]:
    """Name, for each commune, what it misses by the widest share."""
    reasons = {}
    for standing in standings:
        names = [layer.indicator.name(word.lang) for layer, _ in standing.missed_values[:2]]
        more = standing.missed - len(names)
        text = "; ".join(names)
        reasons[standing.unit.code] = (
            word(_("%(names)s and %(n)s more"), names=text, n=more) if more > 0 else text
        )
    return reasons


def _changes(summary: Summary, word: Translator) -> list[tuple[Layer, Trend]]:
    """Return the widest changes since the period before; what fell though it is to be kept up comes first."""
    found = []
    for layer in summary.layers:
        trend = trend_of(layer, word)
        if trend is not None and trend.change:
            found.append((layer, trend))
    found.sort(key=lambda pair: (not pair[0].district.judgement.fell, -_relative(pair[0])))
    return found[:_SHOWN]


def _relative(layer: Layer) -> Fraction:
    """Return a change as a share of what it was, so that unlike units can stand in one list."""
    now = number_of(layer.indicator, layer.district.figure)
    before = None if layer.district.earlier is None else number_of(layer.indicator, layer.district.earlier)
    if now is None or before is None or before == 0:
        return Fraction(0)
    return abs(now - before) / abs(before)
