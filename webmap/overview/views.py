"""`/`: one screen that says where the district is behind, how far, and who lags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from markupsafe import Markup

from layers.catalogue import Indicator, Theme
from layers.joining.layer import Layer
from layers.joining.ranking import Standing
from layers.joining.summary import Summary
from webmap.overview.clause_lines import fallen_lines
from webmap.pages.address import Asked, asked, units_known
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.pages.pictures import small_map
from webmap.pages.summaries import standings_of, summary_of
from webmap.words.district import Trend, say_communes, say_no_trend, trend_of
from webmap.words.layer import say_target, say_value
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("overview", __name__)

_SHOWN = 5
_REASONS = 2


@dataclass(frozen=True)
class ThemeCard:
    """A theme by the indicator that stands for it; what this reader may not see has no `layer`.

    `no_trend` says why there is no `trend`.
    """

    code: str
    name: str
    indicator: str
    title: str
    layer: Layer | None = None
    picture: Markup | None = None
    status_key: str = ""
    value: str = ""
    target: str = ""
    communes: str = ""
    trend: Trend | None = None
    no_trend: str = ""


@dataclass(frozen=True)
class Laggard:
    """A commune that lags, with the indicators that it misses by the widest share."""

    standing: Standing
    reasons: tuple[Indicator, ...]


@bp.get("/")
def index() -> str:
    """Show the sentence, the five themes, the communes that lag and what changed."""
    if not units_known():
        return render_template("overview/empty.html")
    here = asked()
    word = current_translator()
    summary = summary_of(here)
    standings = standings_of(summary, here.sight)
    lagging = [s for s in standings if s.rank is not None and s.missed][:_SHOWN]
    return render_template(
        "overview/index.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        summary=summary,
        sentence=say_summary(summary, word),
        cards=[_card(here, summary, theme, word) for theme in here.snapshot.profile.themes],
        lagging=[_laggard(standing) for standing in lagging],
        too_few=sum(s.rank is None for s in standings),
        nothing_judged=all(s.judged == 0 for s in standings),
        changes=_changes(here, summary, word),
        most=_SHOWN,
        fallen=fallen_lines(summary, word),
    )


def _card(here: Asked, summary: Summary, theme: Theme, word: Translator) -> ThemeCard:
    layer = summary.layer_of(theme.lead)
    indicator = here.snapshot.profile.indicators[theme.lead]
    title = indicator.name(word.lang)
    if layer is None:
        return ThemeCard(theme.code, theme.name(word.lang), theme.lead, title)
    district = layer.district
    value = say_value(indicator, district.figure, district.target, word)
    communes, trend = say_communes(layer, word), _trend(here, layer, word)
    return ThemeCard(
        code=theme.code,
        name=theme.name(word.lang),
        indicator=theme.lead,
        title=title,
        layer=layer,
        picture=small_map(layer, word(_("Map: %(title)s"), title=title), word),
        status_key=district.legend_key,
        value=value,
        target=say_target(indicator, district.target, district.previous, word),
        communes="" if communes == value else communes,
        trend=trend,
        no_trend="" if trend else say_no_trend(layer, word),
    )


def _trend(here: Asked, layer: Layer, word: Translator) -> Trend | None:
    return trend_of(layer, here.snapshot.compared_with(layer.indicator, here.period), word)


def _laggard(standing: Standing) -> Laggard:
    return Laggard(standing, tuple(layer.indicator for layer, _value in standing.missed_values[:_REASONS]))


def _changes(here: Asked, summary: Summary, word: Translator) -> Sequence[tuple[Layer, Trend]]:
    """Return all that can be compared, the widest change first; before it what is to be kept up and fell."""
    trends = ((layer, _trend(here, layer, word)) for layer in summary.layers)
    found = [(layer, trend) for layer, trend in trends if trend is not None]
    found.sort(key=lambda pair: (not pair[0].district.judgement.fell, -pair[1].share))
    return found
