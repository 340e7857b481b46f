"""A unit's figures for a period, one for each basis, the one that is judged first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from geodata.store.criteria import StoredCriterionResult, StoredCriterionSet
from geodata.store.observations import ObservationEntry
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, Quality, State, UnitKind
from layers.catalogue import Grade, Indicator, Kind, Measure, Scope
from layers.joining.snapshot import Snapshot
from layers.numbers import exact
from layers.periods import Period
from layers.rules.aggregation import aggregate, choose_basis, is_summable
from layers.rules.values import NO_DATA, Figure, MergedPart, Origin, completed

# A recognition of a higher grade holds for the lower ones too.
_AT_LEAST = {
    Grade.STANDARD: (Grade.STANDARD, Grade.ADVANCED, Grade.MODEL),
    Grade.ADVANCED: (Grade.ADVANCED, Grade.MODEL),
    Grade.MODEL: (Grade.MODEL,),
}


class PeriodFigures:
    """An indicator's figures in one period, of as many units as are asked for.

    What is the same for all units is looked up once: a country has eleven thousand.

    Parameters
    ----------
    snapshot : Snapshot
        Read for the period.
    indicator : Indicator
    period : Period
    """

    def __init__(self, snapshot: Snapshot, indicator: Indicator, period: Period) -> None:
        self.snapshot, self.indicator, self.period = snapshot, indicator, period
        self._rows = snapshot.observations(indicator.code, period)
        self._at = str(period)
        self._preferred = _preferred(snapshot, indicator)
        self._vintage = snapshot.vintage_of(period)
        self.near_band = snapshot.near_band(indicator.code)
        self._made: dict[UnitKey, tuple[Figure, ...]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no commune has a figure, nor can one follow from criteria or from predecessors.

        What is not applicable may still be told from what has no data.
        """
        return not (self._rows or self.snapshot.predecessors or self._has_results)

    def own(self, unit: StoredUnit) -> tuple[Figure, ...]:
        """Return a unit's own figures, the judged basis first; one without a value where there is none.

        Sums over other units (the district's, a successor's) are not among them: see
        `layers.rules.aggregation`.
        """
        made = self._made.get(unit.key)
        if made is None:
            made = self._made[unit.key] = self._own(unit)
        return made

    def on(self, unit: StoredUnit, *, whole: bool = True) -> tuple[Figure, ...]:
        """Return a unit's figures, the judged one first; before a merger those of its predecessors together.

        Parameters
        ----------
        whole : bool
            Whether a sum that lacks a predecessor's figure is no figure, as it must be where values of two
            periods are compared; else it is returned, marked by its parts.
        """
        figures = self.own(unit)
        parts = self.snapshot.predecessors.get(unit.key, ())
        if figures[0].state != State.NO_DATA or not parts or not self._is_before_merger(unit):
            return figures
        predecessors = [u for key in parts if (u := self.snapshot.unit_by_key(key)) is not None]
        merged = merged_figure(self.indicator, [(u, self.own(u)[0]) for u in predecessors])
        return figures if whole and not merged.is_whole else (merged,)

    @cached_property
    def nobody(self) -> frozenset[UnitKey]:
        """The units in which nobody lives whom the indicator is about; of all residents there is no such."""
        if self.indicator.denominator is None or self.indicator.scope is Scope.ALL:
            return frozenset()
        return self.snapshot.units_without(self.indicator.denominator, self.period)

    @property
    def _has_results(self) -> bool:
        return self.indicator.criteria_grade is not None and bool(self._criteria())

    def _own(self, unit: StoredUnit) -> tuple[Figure, ...]:
        rows = self._rows.get(unit.key, ())
        figures = [_entered(self.snapshot, self.indicator, unit, self._at, row) for row in rows]
        derived = self._derived(unit)
        if derived is not None:
            figures.append(derived)
        if not figures:
            return (self._nothing(unit),)
        if len(figures) == 1:
            return tuple(figures)
        # Of several products the latest image stands for what was measured.
        figures.sort(key=lambda f: (f.image_date or date.min, f.product or ""))
        judged = choose_basis(
            self.indicator,
            {f.basis: f for f in figures if f.basis is not None},
            preferred=self._preferred,
        )
        return tuple(sorted(figures, key=lambda f: f is not judged))

    def _nothing(self, unit: StoredUnit) -> Figure:
        """Return what stands where nothing was entered: not applicable if it cannot be, else no data."""
        indicator = self.indicator
        town = unit.kind in (UnitKind.THI_TRAN, UnitKind.PHUONG)
        if indicator.kind is Kind.CRITERIA and indicator.scope is Scope.RURAL and town:
            return Figure(State.NOT_APPLICABLE, "rural_programme")
        if unit.key in self.nobody:
            return Figure(State.NOT_APPLICABLE, f"no_{indicator.scope}_residents", denominator=Fraction(0))
        return NO_DATA

    def _derived(self, unit: StoredUnit) -> Figure | None:
        """Return the figure that follows from criteria or from recognition decisions, if any does."""
        indicator = self.indicator
        if indicator.criteria_grade is not None:
            results = self._criteria()
            return _criteria_met(self.snapshot, self._criterion_set, results.get(unit.key, ()))
        if indicator.recognition_grade is not None and unit.kind == UnitKind.DISTRICT:
            return _recognised(self.snapshot, indicator, unit, self.period)
        return None

    def _criteria(self) -> Mapping[UnitKey, tuple[StoredCriterionResult, ...]]:
        """Return each unit's results by the set of the indicator's grade that holds in the period."""
        held = self._criterion_set
        return {} if held is None else self.snapshot.criterion_results_of(held.code, self.period)

    @cached_property
    def _criterion_set(self) -> StoredCriterionSet | None:
        grade, day = self.indicator.criteria_grade, self.period.last_day
        return next((s for s in self.snapshot.criterion_sets if s.grade == grade and s.holds(day)), None)

    def _is_before_merger(self, unit: StoredUnit) -> bool:
        """Tell whether the period belongs to a vintage before the unit's own."""
        return self._vintage is not None and self._vintage.valid_from < unit.key.valid_from


@dataclass(frozen=True)
class FiguresOverTime:
    """An indicator's figures of a period, of the same period of last year, and of the period before it."""

    now: PeriodFigures
    last_year: PeriodFigures
    before: PeriodFigures

    @classmethod
    def of(cls, snapshot: Snapshot, indicator: Indicator, period: Period) -> FiguresOverTime:
        """Return the figures that a layer of the period is joined from."""
        last, before = period.same_last_year(), snapshot.compared_with(indicator, period)
        last_year = PeriodFigures(snapshot, indicator, last)
        return cls(
            PeriodFigures(snapshot, indicator, period),
            last_year,
            last_year if before == last else PeriodFigures(snapshot, indicator, before),
        )

    @property
    def periods(self) -> tuple[PeriodFigures, PeriodFigures, PeriodFigures]:
        """All three."""
        return self.now, self.last_year, self.before


def figures_on(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: Period, *, whole: bool = True
) -> tuple[Figure, ...]:
    """Return one unit's figures of one period: `PeriodFigures.on`."""
    return PeriodFigures(snapshot, indicator, period).on(unit, whole=whole)


def _preferred(snapshot: Snapshot, indicator: Indicator) -> Basis | None:
    """Return the basis that the office has set to be judged, if it has."""
    chosen = snapshot.settings.get(f"basis.{indicator.code}")
    return None if chosen is None else Basis(chosen)


def _entered(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, period: str, entry: ObservationEntry
) -> Figure:
    """Return an entry as a figure, with the shared denominator where it has none of its own."""
    shared = None
    if indicator.denominator is not None and entry.basis != Basis.MEASURED:
        shared = _fraction(snapshot.shared_denominator(indicator.denominator, unit.key, period))
    figure = Figure(
        state=State(entry.state),
        reason=entry.reason,
        value=_fraction(entry.value),
        numerator=_fraction(entry.numerator),
        denominator=_fraction(entry.denominator),
        numerator_derived=entry.numerator_derived,
        basis=Basis(entry.basis),
        quality=Quality(entry.quality),
        note=entry.note,
        product=entry.product or None,
        image_date=entry.image_date,
        class_rule=entry.class_rule,
        covered_fraction=_fraction(entry.covered_fraction),
        origin=snapshot.origins.get(entry.import_seq),
    )
    return completed(indicator, figure, denominator=shared)


def _criteria_met(
    snapshot: Snapshot,
    criterion_set: StoredCriterionSet | None,
    entered: Sequence[StoredCriterionResult],
) -> Figure | None:
    """Count the criteria met; `denominator` is how many of the set apply to the unit."""
    if criterion_set is None:
        return None
    counted = {c.number for c in criterion_set.top_criteria}
    results = {r.criterion: r for r in entered if r.criterion in counted}
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
        basis=Basis.DERIVED,
        quality=Quality.FINAL,
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
        basis=Basis.DERIVED,
        quality=Quality.FINAL,
        origin=snapshot.origins.get(latest),
    )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else exact(number)


NOT_ADDED = "parts_not_added"
"""Reason of a figure that its parts have and the whole has not: criteria met do not add up."""

_NEVER_ADDED = (Kind.CRITERIA, Kind.YES_NO)


def merged_figure(indicator: Indicator, parts: Sequence[tuple[StoredUnit, Figure]]) -> Figure:
    """Return what the predecessors of one unit make together for a period.

    Parameters
    ----------
    indicator : Indicator
    parts : sequence of (StoredUnit, Figure)
        Every predecessor with its judged figure.

    Returns
    -------
    Figure
        Σ numerators / Σ denominators, the sum of counts, the weighted mean; `merged` has the parts, also
        those that are missing or not applicable, so that whoever shows it can mark it (see
        `Figure.is_whole`). What cannot be added (criteria met, yes or no) has no value, the reason
        `NOT_ADDED` and its parts. Without any part's value it has no data, or is not applicable where every
        part is.
    """
    standing = tuple(MergedPart(unit, figure, is_summable(indicator, figure)) for unit, figure in parts)
    figures = [figure for _, figure in parts]
    if all(figure.value is None for figure in figures):
        inapplicable = bool(figures) and all(figure.state == State.NOT_APPLICABLE for figure in figures)
        reason = figures[0].reason if inapplicable else None
        return Figure(State.NOT_APPLICABLE if inapplicable else State.NO_DATA, reason)
    if indicator.kind in _NEVER_ADDED:
        return Figure(State.NO_DATA, NOT_ADDED, merged=standing)
    return replace(
        aggregate(indicator, figures).figure,
        basis=Basis.SUMMED,
        origin=latest_origin(figures),
        merged=standing,
    )


def latest_origin(figures: Iterable[Figure]) -> Origin | None:
    """Return where the newest of figures comes from: a sum is as new as that."""
    known = (figure.origin for figure in figures if figure.origin is not None)
    return max(known, key=lambda origin: origin.sequence, default=None)
