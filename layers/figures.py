"""A unit's figures for a period, one for each basis, the one that is judged first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from geodata.store.observations import ObservationEntry, ObservationRow
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import Basis, Quality, State, UnitKind
from layers.aggregation import choose_basis
from layers.catalogue import Grade, Indicator, Kind, Measure, Scope
from layers.layer import Figure
from layers.merged import merged_figure
from layers.numbers import exact
from layers.periods import Period
from layers.reading import Snapshot
from layers.values import Value, completed

# A recognition of a higher grade holds for the lower ones too.
_AT_LEAST = {
    Grade.STANDARD: (Grade.STANDARD, Grade.ADVANCED, Grade.MODEL),
    Grade.ADVANCED: (Grade.ADVANCED, Grade.MODEL),
    Grade.MODEL: (Grade.MODEL,),
}


def unit_figures(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period
) -> tuple[Figure, ...]:
    """Return a unit's own figures, the judged basis first; one without a value where there is none.

    Sums over other units (the district's, a successor's) are not among them: see `layers.aggregation`.
    """
    rows = snapshot.observations(indicator.code, period).get(unit.key, ())
    figures = [_entered(snapshot, indicator, unit, period, row) for row in rows]
    derived = _derived(snapshot, indicator, unit, period)
    if derived is not None:
        figures.append(derived)
    if not figures:
        return (_nothing(snapshot, indicator, unit, period),)
    # Of several products the latest image stands for what was measured.
    figures.sort(key=lambda f: (f.image_date or date.min, f.product or ""))
    judged = choose_basis(
        indicator,
        {Basis(f.basis): f for f in figures if f.basis is not None},
        preferred=_preferred(snapshot, indicator),
    )
    return tuple(sorted(figures, key=lambda f: f is not judged))


def figures_on(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period, *, whole: bool = True
) -> tuple[Figure, ...]:
    """Return a unit's figures, the judged one first; before a merger those of its predecessors together.

    Parameters
    ----------
    whole : bool
        Whether a sum that lacks a predecessor's figure is no figure, as it must be where values of two
        periods are compared; else it is returned, marked by its parts.
    """
    figures = unit_figures(snapshot, indicator, unit, period)
    parts = snapshot.predecessors.get(unit.key, ())
    if figures[0].state != State.NO_DATA or not parts or not is_before_merger(snapshot, unit, period):
        return figures
    predecessors = [u for key in parts if (u := snapshot.unit_by_key(key)) is not None]
    merged = merged_figure(
        indicator, [(u, unit_figures(snapshot, indicator, u, period)[0]) for u in predecessors]
    )
    return figures if whole and not merged.is_whole else (merged,)


def is_before_merger(snapshot: Snapshot, unit: StoredUnit, period: Period) -> bool:
    """Tell whether a period belongs to a vintage before the unit's own."""
    vintage = snapshot.vintage_of(period)
    return vintage is not None and vintage.valid_from < unit.key.valid_from


def _preferred(snapshot: Snapshot, indicator: Indicator) -> Basis | None:
    """Return the basis that the office has set to be judged, if it has."""
    chosen = snapshot.settings.get(f"basis.{indicator.code}")
    return None if chosen is None else Basis(chosen)


def _entered(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period, row: ObservationRow
) -> Figure:
    """Return an entered row as a figure, with the shared denominator where the row has none of its own."""
    entry = row.entry
    shared = None
    if indicator.denominator is not None and entry.basis != Basis.MEASURED:
        shared = _fraction(snapshot.shared_denominator(indicator.denominator, unit.key, period))
    value = completed(indicator, _as_value(entry), denominator=shared)
    return Figure(
        state=str(value.state),
        reason=value.reason,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        numerator_derived=value.numerator_derived,
        basis=str(entry.basis),
        quality=str(entry.quality),
        note=entry.note,
        product=entry.product or None,
        image_date=entry.image_date,
        class_rule=entry.class_rule,
        covered_fraction=value.covered_fraction,
        origin=snapshot.origins.get(row.import_seq),
    )


def _as_value(entry: ObservationEntry) -> Value:
    return Value(
        state=State(entry.state),
        value=_fraction(entry.value),
        numerator=_fraction(entry.numerator),
        denominator=_fraction(entry.denominator),
        reason=entry.reason,
        numerator_derived=entry.numerator_derived,
        basis=Basis(entry.basis),
        quality=Quality(entry.quality),
        image_date=entry.image_date,
        covered_fraction=_fraction(entry.covered_fraction),
    )


def _nothing(snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period) -> Figure:
    """Return what stands where nothing was entered: not applicable if it cannot be, else no data."""
    town = unit.kind in (UnitKind.THI_TRAN, UnitKind.PHUONG)
    if indicator.kind is Kind.CRITERIA and indicator.scope is Scope.RURAL and town:
        return Figure(State.NOT_APPLICABLE, "rural_programme")
    if indicator.denominator is not None and indicator.scope is not Scope.ALL:
        residents = snapshot.shared_denominator(indicator.denominator, unit.key, period)
        if residents == 0:
            return Figure(State.NOT_APPLICABLE, f"no_{indicator.scope}_residents", denominator=Fraction(0))
    return Figure(State.NO_DATA)


def _derived(snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period) -> Figure | None:
    """Return the figure that follows from criteria or from recognition decisions, if any does."""
    if indicator.criteria_grade is not None:
        return _criteria_met(snapshot, indicator.criteria_grade, unit, period)
    if indicator.recognition_grade is not None and unit.kind == UnitKind.DISTRICT:
        return _recognised(snapshot, indicator, unit, period)
    return None


def _criteria_met(snapshot: Snapshot, grade: Grade, unit: StoredUnit, period: Period) -> Figure | None:
    """Count the criteria met; `denominator` is how many of the set apply to the unit."""
    criterion_set = next(
        (s for s in snapshot.criterion_sets if s.grade == grade and s.holds(period.last_day)), None
    )
    if criterion_set is None:
        return None
    counted = {c.number for c in criterion_set.top_criteria}
    results = {
        r.criterion: r
        for r in snapshot.criterion_results
        if r.unit == unit.key
        and r.period == str(period)
        and r.criterion_set == criterion_set.code
        and r.criterion in counted
    }
    known = [r for r in results.values() if r.result in ("met", "not_met")]
    if not known:
        return None
    excluded = sum(r.result == "not_applicable" for r in results.values())
    met = Fraction(sum(r.result == "met" for r in known))
    return Figure(
        state=State.VALUE,
        value=met,
        numerator=met,
        denominator=Fraction(len(counted) - excluded),
        basis=str(Basis.DERIVED),
        quality=str(Quality.FINAL),
        origin=snapshot.origins.get(max(r.import_seq for r in known)),
    )


def _recognised(snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period) -> Figure | None:
    """Count the communes recognised (or tell whether the district is), from the decisions alone."""
    if not snapshot.recognitions or indicator.recognition_grade is None:
        return None
    since = date(period.year, 1, 1) if indicator.measure is not Measure.STOCK else date.min
    grade = indicator.recognition_grade
    if indicator.kind is Kind.YES_NO:
        value = Fraction(int(unit.key in _in_force(snapshot, (grade,), since, period.last_day)))
        return _decided(snapshot, value, None, None)
    vintage = snapshot.vintage_of(period)
    communes = {u.key for u in snapshot.communes(vintage)} if vintage is not None else set()
    in_force = _in_force(snapshot, _AT_LEAST[grade], since, period.last_day)
    recognised = Fraction(len(in_force & communes))
    if indicator.denominator is None:
        return _decided(snapshot, recognised, None, None)
    rural = _fraction(snapshot.shared_denominator(indicator.denominator, unit.key, period))
    if not rural:
        return None
    return _decided(snapshot, indicator.per * recognised / rural, recognised, rural)


def _in_force(snapshot: Snapshot, grades: tuple[Grade, ...], since: date, until: date) -> set[object]:
    """Return the units whose latest decision of a grade, taken within the days, recognises them."""
    standing: dict[tuple[object, str], bool] = {}
    for decision in snapshot.recognitions:
        if decision.grade in grades and since <= decision.decided_on <= until:
            standing[(decision.unit, decision.grade)] = not decision.is_withdrawal
    return {unit for (unit, _), holds in standing.items() if holds}


def _decided(
    snapshot: Snapshot, value: Fraction, numerator: Fraction | None, denominator: Fraction | None
) -> Figure:
    latest = max(r.import_seq for r in snapshot.recognitions)
    return Figure(
        state=State.VALUE,
        value=value,
        numerator=numerator,
        denominator=denominator,
        basis=str(Basis.DERIVED),
        quality=str(Quality.FINAL),
        origin=snapshot.origins.get(latest),
    )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else exact(number)
