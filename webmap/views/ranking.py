"""`/ranking`: who lags, over one clause, one theme or all targets; and the heat table commune × indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from layers.layer import Layer
from layers.periods import Period
from layers.ranking import LEAST_COVERAGE, Standing, rank_communes
from layers.summary import Summary, summarise
from webmap.address import Asked, asked
from webmap.errors import BadParameter
from webmap.language import current_translator
from webmap.layer_words import say_map_value, say_status, say_target, say_value
from webmap.translations import Translator
from webmap.translations import marked as _

bp = Blueprint("ranking", __name__)


@dataclass(frozen=True)
class Cell:
    """One commune under one indicator: status, short value, and the whole of it for the tooltip."""

    key: str
    value: str
    said: str


@dataclass(frozen=True)
class HeatRow:
    """One commune of the heat table with its standing, and its rank in the period before."""

    standing: Standing
    rank_before: int | None
    cells: tuple[Cell, ...]


@bp.get("/ranking")
def page() -> str:
    """Rank the communes over the chosen targets and show which of them each misses."""
    here = asked()
    word = current_translator()
    summary = summarise(here.snapshot, here.period, audience=here.audience, vintage=here.vintage)
    scope = request.args.get("scope", "")
    layers = _chosen(here, summary, scope)
    drawn = [layer for layer in layers if layer.units]
    before = _ranks(here, here.period.same_last_year(), {layer.indicator.code for layer in layers})
    rows = [_row(standing, drawn, before, word) for standing in rank_communes(layers)]
    return render_template(
        "ranking/page.html",
        asked=here,
        summary=summary,
        scope=scope,
        scopes=_scopes(here, summary, word),
        columns=[(layer, _target_of(layer, word)) for layer in drawn],
        rows=rows,
        ranked=[row for row in rows if row.standing.rank is not None],
        unranked=[row for row in rows if row.standing.rank is None],
        before=here.period.same_last_year(),
        least_coverage=int(100 * LEAST_COVERAGE),
    )


def _chosen(here: Asked, summary: Summary, scope: str) -> tuple[Layer, ...]:
    """Return the layers of a clause (`clause:I.2`), a theme (`theme:waste`) or, without a scope, of all."""
    if not scope:
        return summary.layers
    kind, _sep, code = scope.partition(":")
    if kind == "clause" and code in summary.by_clause:
        return tuple(line.layer for line in summary.by_clause[code])
    if kind == "theme" and here.snapshot.profile.theme(code) is not None:
        return tuple(layer for layer in summary.layers if layer.indicator.theme == code)
    raise BadParameter("ranking.scope_unknown", scope=scope)


def _scopes(here: Asked, summary: Summary, word: Translator) -> list[tuple[str, str]]:
    themes = [(f"theme:{t.code}", t.name(word.lang)) for t in here.snapshot.profile.themes]
    clauses = [(f"clause:{code}", word(_("Clause %(code)s"), code=code)) for code in summary.by_clause]
    return [("", word(_("All targets"))), *themes, *clauses]


def _ranks(here: Asked, period: Period, codes: set[str]) -> dict[str, int | None]:
    """Return the ranks of another period over the same indicators; empty where nothing was judged."""
    if here.snapshot.vintage_of(period) is None:
        return {}
    past = summarise(here.snapshot, period, audience=here.audience, vintage=here.drawn_on)
    layers = [layer for layer in past.layers if layer.indicator.code in codes]
    return {s.unit.code: s.rank for s in rank_communes(layers) if s.rank is not None}


def _row(
    standing: Standing, layers: Sequence[Layer], before: dict[str, int | None], word: Translator
) -> HeatRow:
    cells = tuple(_cell(layer, standing, word) for layer in layers)
    return HeatRow(standing, before.get(standing.unit.code), cells)


def _cell(layer: Layer, standing: Standing, word: Translator) -> Cell:
    value = next(v for v in layer.units if v.unit.key == standing.unit.key)
    said = "; ".join(
        (
            layer.indicator.name(word.lang),
            say_value(layer.indicator, value.figure, value.target, word),
            say_status(value.judgement, value.figure, word),
        )
    )
    short = say_map_value(layer.indicator, value.figure, value.target, word)
    return Cell(value.legend_key, short, said)


def _target_of(layer: Layer, word: Translator) -> str:
    return say_target(layer.indicator, layer.district.target, None, word)
