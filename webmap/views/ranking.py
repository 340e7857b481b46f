"""`/ranking`: who lags, over one clause, one theme or all targets; and the heat table commune × indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from layers.layer import Layer, UnitValue
from layers.periods import Period
from layers.ranking import LEAST_COVERAGE, Standing, rank_communes
from layers.status_classes import STATUS_CLASSES
from layers.summary import Summary
from webmap import map_page
from webmap.address import Asked, asked
from webmap.errors import BadParameter
from webmap.language import current_translator
from webmap.layer_words import say_closing, say_gap, say_map_value, say_reason, say_target
from webmap.summaries import summary_at, summary_of
from webmap.translations import Translator
from webmap.translations import marked as _

bp = Blueprint("ranking", __name__)


@dataclass(frozen=True)
class Cell:
    """One commune under one indicator: status, short value, and the gap or reason for who points at it."""

    key: str
    value: str
    said: str


@dataclass(frozen=True)
class HeatRow:
    """One indicator of the heat table: a cell for each commune, in the order of the ranking."""

    layer: Layer
    target: str
    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RankRow:
    """A ranked commune, with its rank in the period before; None where it had none."""

    standing: Standing
    before: int | None

    @property
    def moved(self) -> int | None:
        """How many places it has moved away from lagging most; below 0 it lags more than before."""
        rank = self.standing.rank
        return None if rank is None or self.before is None else rank - self.before


@bp.get("/ranking")
def page() -> str:
    """Rank the communes over the chosen targets and show which of them each misses."""
    here = asked()
    word = current_translator()
    summary = summary_of(here)
    scope = request.args.get("scope", "")
    layers = _chosen(here, summary, scope)
    standings = rank_communes(layers)
    before = here.period.previous()
    ranks = _ranks(here, before, layers)
    drawn = [layer for layer in layers if layer.units]
    return render_template(
        "ranking/page.html",
        asked=here,
        place=here.place,
        vintages=map_page.vintage_choices(here, word),
        scope=scope,
        scopes=_scopes(here, summary, word),
        standings=standings,
        heat=[_heat_row(layer, standings, word) for layer in drawn],
        keys=_keys(drawn),
        ranked=[RankRow(s, ranks.get(s.unit.code)) for s in standings if s.rank is not None],
        unranked=[s for s in standings if s.rank is None],
        before=before if ranks else None,
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


def _ranks(here: Asked, period: Period, layers: Sequence[Layer]) -> dict[str, int]:
    """Return the ranks of another period over the same indicators; empty where nothing was judged."""
    past = summary_at(here, period)
    if past is None:
        return {}
    codes = {layer.indicator.code for layer in layers}
    standings = rank_communes([layer for layer in past.layers if layer.indicator.code in codes])
    return {s.unit.code: s.rank for s in standings if s.rank is not None and s.judged}


def _keys(layers: Sequence[Layer]) -> list[str]:
    """Return the lines of the legend that occur in the heat table, in the legend's order."""
    found = {value.legend_key for layer in layers for value in layer.units}
    return [one.key for one in STATUS_CLASSES if one.always or one.key in found]


def _heat_row(layer: Layer, standings: Sequence[Standing], word: Translator) -> HeatRow:
    values = {value.unit.key: value for value in layer.units}
    indicator = layer.indicator
    unit = indicator.unit(word.lang)
    return HeatRow(
        layer=layer,
        target=say_target(indicator, layer.district.target, None, word),
        unit="" if unit == "%" else unit,
        cells=tuple(_cell(layer, values[standing.unit.key], word) for standing in standings),
    )


def _cell(layer: Layer, value: UnitValue, word: Translator) -> Cell:
    indicator, judgement = layer.indicator, value.judgement
    if judgement.status is None or judgement.reason is not None:
        reason = judgement.reason if judgement.status is not None else value.figure.reason
        said = "" if reason is None else say_reason(reason, word)
    else:
        gap, closing = say_gap(indicator, judgement, word), say_closing(indicator, judgement, word)
        said = "; ".join(text for text in (gap, closing) if text)
    short = say_map_value(indicator, value.figure, value.target, word)
    return Cell(value.legend_key, short, said)
