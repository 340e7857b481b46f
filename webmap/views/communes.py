"""`/communes/<code>?at=`: one commune, every indicator, and what would close each gap."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import Blueprint, render_template
from markupsafe import Markup

from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from layers.layer import Layer, UnitValue
from layers.periods import Period
from layers.ranking import rank_communes
from layers.summary import Summary, summarise
from layers.values import number_of
from webmap.address import Asked, asked
from webmap.errors import UnknownPage
from webmap.language import current_translator
from webmap.layer_words import (
    say_basis,
    say_closing,
    say_gap,
    say_number,
    say_parts,
    say_status,
    say_target,
    say_value,
)
from webmap.locator import locator_map
from webmap.pictures import measure_bar
from webmap.portal import portal
from webmap.sparkline import Point, sparkline
from webmap.translations import Translator

bp = Blueprint("communes", __name__)

_YEARS_BACK = 4


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of the commune in words and small pictures."""

    layer: Layer
    value: UnitValue
    said: str
    parts: str
    target: str
    is_own: bool
    status: str
    gap: str
    closing: str
    basis: str
    before: str
    district: str
    measure: Markup
    history: Markup
    judged_units: int


@bp.get("/communes/<code>")
def page(code: str) -> str:
    """Show a commune of the vintage that `?at=` names, else of the period's."""
    now = asked()
    here = asked(more_periods=_years_before(now.period))
    word = current_translator()
    unit = _find(here, code)
    vintage = next(v for v in here.snapshot.vintages if v.valid_from == unit.key.valid_from)
    summary = summarise(here.snapshot, here.period, audience=here.audience, vintage=vintage)
    past = [
        summarise(here.snapshot, period, audience=here.audience, vintage=vintage)
        for period in _years_before(here.period)
        if here.snapshot.vintage_of(period) is not None
    ]
    standing = next((s for s in rank_communes(summary.layers) if s.unit.key == unit.key), None)
    return render_template(
        "communes/page.html",
        asked=here,
        unit=unit,
        vintage=vintage,
        vintages=_vintages_of_code(here, code),
        predecessors=_units(here, here.snapshot.predecessors.get(unit.key, ())),
        successors=_successors(here, unit),
        locator=locator_map(here.snapshot.communes(vintage), unit.code, word),
        standing=standing,
        ranked=_ranked(summary),
        clauses=_rows_by_clause(unit, summary, past, word),
        summary=summary,
    )


def _find(here: Asked, code: str) -> StoredUnit:
    """Return the commune of that code in the vintage asked for, else in the latest vintage that has it."""
    vintages = [here.drawn_on] if here.snapshot.vintages else []
    vintages += [v for v in reversed(here.snapshot.vintages) if here.vintage is None and v not in vintages]
    for vintage in vintages:
        unit = here.snapshot.unit(vintage, code)
        if unit is not None and unit.is_commune:
            return unit
    raise UnknownPage("commune.unknown", commune=code)


def _years_before(period: Period) -> tuple[Period, ...]:
    """Return the same period of the years before, earliest first."""
    years = []
    for _step in range(_YEARS_BACK):
        period = period.same_last_year()
        years.append(period)
    return tuple(reversed(years))


def _vintages_of_code(here: Asked, code: str) -> list[tuple[StoredVintage, StoredUnit]]:
    """Return every unit that has had this code: codes were used again in 2025."""
    found = ((v, here.snapshot.unit(v, code)) for v in here.snapshot.vintages)
    return [(v, unit) for v, unit in found if unit is not None]


def _units(here: Asked, keys: tuple[UnitKey, ...]) -> list[StoredUnit]:
    return [unit for key in keys if (unit := here.snapshot.unit_by_key(key)) is not None]


def _successors(here: Asked, unit: StoredUnit) -> list[StoredUnit]:
    keys = tuple(after for after, parts in here.snapshot.predecessors.items() if unit.key in parts)
    return _units(here, keys)


def _ranked(summary: Summary) -> int:
    return sum(s.rank is not None for s in rank_communes(summary.layers))


def _rows_by_clause(
    unit: StoredUnit, summary: Summary, past: list[Summary], word: Translator
) -> list[tuple[str, list[IndicatorRow]]]:
    clauses = []
    for code, lines in summary.by_clause.items():
        rows = [_row(line.layer, unit, past, word) for line in lines if line.layer.units]
        if rows:
            clauses.append((code, rows))
    return clauses


def _row(layer: Layer, unit: StoredUnit, past: list[Summary], word: Translator) -> IndicatorRow:
    indicator = layer.indicator
    value = _value_of(layer, unit)
    denominator = portal().profile.indicators.get(indicator.denominator or "")
    return IndicatorRow(
        layer=layer,
        value=value,
        said=say_value(indicator, value.figure, value.target, word),
        parts=say_parts(indicator, value.figure, denominator, word),
        target=say_target(indicator, value.target, value.previous, word),
        is_own=value.target is not None and value.target.own,
        status=say_status(value.judgement, value.figure, word),
        gap=say_gap(indicator, value.judgement, word),
        closing=say_closing(indicator, value.judgement, word),
        basis=say_basis(value.figure, word),
        before=_before(layer, value, word),
        district=say_value(indicator, layer.district.figure, layer.district.target, word),
        measure=_measure(layer, value),
        history=_history(layer, value, unit, past, word),
        judged_units=sum(v.rank is not None for v in layer.units),
    )


def _value_of(layer: Layer, unit: StoredUnit) -> UnitValue:
    return next(v for v in layer.units if v.unit.key == unit.key)


def _before(layer: Layer, value: UnitValue, word: Translator) -> str:
    before = None if value.earlier is None else number_of(layer.indicator, value.earlier)
    return "" if before is None else say_number(layer.indicator, before, word)


def _measure(layer: Layer, value: UnitValue) -> Markup:
    """Draw the value against its target and the district's value, on a scale that holds all three."""
    indicator = layer.indicator
    number = number_of(indicator, value.figure)
    target = value.target.value if value.target is not None else None
    district = number_of(indicator, layer.district.figure) if indicator.denominator else None
    known = [n for n in (number, target, district) if n is not None]
    if number is None or not known or max(known) <= 0:
        return Markup("")
    top = max(max(known), Fraction(100) if indicator.unit_en == "%" else Fraction(0))
    ticks = [n / top for n in (target, district) if n is not None]
    return measure_bar(number / top, ticks=ticks, key=value.legend_key)


def _history(
    layer: Layer, value: UnitValue, unit: StoredUnit, past: list[Summary], word: Translator
) -> Markup:
    points = []
    for summary in past:
        earlier = summary.layer_of(layer.indicator.code)
        found = None if earlier is None else _value_of(earlier, unit)
        points.append(_point(layer, summary.period, found))
    points.append(_point(layer, layer.period, value))
    return sparkline(points, name=layer.indicator.name(word.lang), word=word)


def _point(layer: Layer, period: Period, value: UnitValue | None) -> Point:
    number = None if value is None else number_of(layer.indicator, value.figure)
    target = value.target.value if value is not None and value.target is not None else None
    return Point(period, number, target)
