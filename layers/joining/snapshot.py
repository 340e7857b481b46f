"""A snapshot: what the store holds as of a sequence, read once and joined many times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from geodata.quiet import without_collecting
from geodata.store.criteria import (
    StoredCriterionResult,
    StoredCriterionSet,
    StoredRecognition,
    read_criterion_results,
    read_criterion_sets,
    read_recognitions,
)
from geodata.store.imports import any_sample_loaded, last_sequence, list_imports
from geodata.store.observations import ObservationEntry, read_observations
from geodata.store.period_events import StoredPeriodEvent, read_period_statuses
from geodata.store.remedies import StoredRemedy, read_remedies
from geodata.store.settings import read_office_settings
from geodata.store.targets import StoredResolution, StoredTarget, read_resolutions, read_targets
from geodata.store.units import (
    StoredUnit,
    StoredVintage,
    UnitKey,
    read_predecessors,
    read_units,
    read_vintages,
)
from geodata.store.vocabulary import UnitKind
from layers.catalogue import Indicator, Measure, Profile
from layers.periods import Period, PeriodKind, latest_before
from layers.rules.targets import near_band_of
from layers.rules.values import Origin


@dataclass(frozen=True)
class Snapshot:
    """The store as of a sequence, for the periods that were asked for.

    `rows` are the current observations by (indicator, period) and unit; `units` the units of each vintage by
    its first day; `period_events` the last step of offices' periods by (office, period). Build layers from it
    with `layers.joining.build.build_layer`.
    """

    profile: Profile
    sequence: int
    vintages: tuple[StoredVintage, ...]
    units: Mapping[date, tuple[StoredUnit, ...]]
    predecessors: Mapping[UnitKey, tuple[UnitKey, ...]]
    resolutions: tuple[StoredResolution, ...]
    targets: tuple[StoredTarget, ...]
    criterion_sets: tuple[StoredCriterionSet, ...]
    criterion_results: tuple[StoredCriterionResult, ...]
    recognitions: tuple[StoredRecognition, ...]
    settings: Mapping[str, Any]
    origins: Mapping[int, Origin]
    rows: Mapping[tuple[str, str], Mapping[UnitKey, tuple[ObservationEntry, ...]]]
    is_sample: bool
    period_events: Mapping[tuple[str, str], StoredPeriodEvent] = field(default_factory=dict)
    remedies: tuple[StoredRemedy, ...] = ()

    def vintage_of(self, period: Period) -> StoredVintage | None:
        """Return the vintage valid on the period's last day, if any."""
        return next((v for v in self.vintages if v.holds(period.last_day)), None)

    def communes(self, vintage: StoredVintage) -> tuple[StoredUnit, ...]:
        """Return the communes of a vintage, by code."""
        return self._communes[vintage.valid_from]

    def unit(self, vintage: StoredVintage, code: str) -> StoredUnit | None:
        """Return a unit of a vintage by code, if it has one."""
        return next((u for u in self.units[vintage.valid_from] if u.code == code), None)

    def unit_of_kind(self, vintage: StoredVintage, kind: UnitKind) -> StoredUnit | None:
        """Return the district of a vintage, or the pseudo-unit of its own bodies."""
        return next((u for u in self.units[vintage.valid_from] if u.kind == kind), None)

    def unit_by_key(self, key: UnitKey) -> StoredUnit | None:
        """Return a unit by its identity, if it stands."""
        return self._units_by_key.get(key)

    def observations(
        self, indicator: str, period: Period | str
    ) -> Mapping[UnitKey, tuple[ObservationEntry, ...]]:
        """Return the observations of an indicator in a period, by unit; each basis is a row."""
        return self.rows.get((indicator, str(period)), {})

    def shared_denominator(self, indicator: str, unit: UnitKey, period: Period | str) -> Decimal | None:
        """Return a unit's denominator: entered for the period, else the unit's own published figure."""
        described = self.profile.indicators[indicator]
        for row in self.observations(indicator, period).get(unit, ()):
            if row.value is not None:
                return row.value
        if described.from_unit == "natural_area_ha":
            stored = self.unit_by_key(unit)
            return None if stored is None else stored.natural_area_ha
        return None

    def units_without(self, indicator: str, period: Period | str) -> frozenset[UnitKey]:
        """Return the units whose shared denominator is 0 in a period: nobody is there whom it counts."""
        at = (indicator, str(period))
        if at not in self._without:
            # What stands for a unit itself, its published area, may be known of every unit.
            of_units = self.profile.indicators[indicator].from_unit is not None
            asked = self._units_by_key if of_units else self.rows.get(at, {})
            found = (unit for unit in asked if self.shared_denominator(indicator, unit, at[1]) == 0)
            self._without[at] = frozenset(found)
        return self._without[at]

    def criterion_results_of(
        self, criterion_set: str, period: Period | str
    ) -> Mapping[UnitKey, tuple[StoredCriterionResult, ...]]:
        """Return the results by the criteria of a set in a period, by unit."""
        return self._results.get((criterion_set, str(period)), {})

    def own_targets(self, indicator: str, resolution: str) -> Mapping[UnitKey, tuple[StoredTarget, ...]]:
        """Return the targets and roadmaps that were set for units themselves, by unit."""
        return self._own_targets.get((indicator, resolution), {})

    def remedies_of(self, indicator: str, period: Period | str) -> tuple[StoredRemedy, ...]:
        """Return what stands about an indicator in a period: the district's first, then by commune code."""
        text = str(period)
        return tuple(one for one in self.remedies if (one.indicator, one.period) == (indicator, text))

    def compared_with(self, indicator: Indicator, period: Period) -> Period:
        """Return the period before ("kỳ trước"): a cumulative figure is compared with the same months.

        A stock is compared with the last period that has figures, of those that were read.
        """
        if indicator.measure is not Measure.STOCK:
            return period.same_last_year()
        return latest_before(period, self.periods_of(indicator.code)) or period.previous()

    def periods_of(self, indicator: str) -> tuple[Period, ...]:
        """Return the periods, of those that were read, in which an indicator has a figure."""
        return self._periods_by_indicator.get(indicator, ())

    def near_band(self, code: str) -> Fraction:
        """Return the office's band for `near`, in the indicator's unit; 0 unless it set one."""
        return near_band_of(self.settings, code)

    def data_at(self) -> datetime | None:
        """Return when the latest import that counts was loaded (UTC)."""
        return max((o.loaded_at for o in self.origins.values()), default=None)

    @cached_property
    def _without(self) -> dict[tuple[str, str], frozenset[UnitKey]]:
        return {}

    @cached_property
    def _results(
        self,
    ) -> Mapping[tuple[str, str], Mapping[UnitKey, tuple[StoredCriterionResult, ...]]]:
        found: dict[tuple[str, str], dict[UnitKey, list[StoredCriterionResult]]] = {}
        for result in self.criterion_results:
            of_set = found.setdefault((result.criterion_set, result.period), {})
            of_set.setdefault(result.unit, []).append(result)
        return {at: {unit: tuple(rows) for unit, rows in units.items()} for at, units in found.items()}

    @cached_property
    def _own_targets(self) -> Mapping[tuple[str, str], Mapping[UnitKey, tuple[StoredTarget, ...]]]:
        found: dict[tuple[str, str], dict[UnitKey, list[StoredTarget]]] = {}
        for target in self.targets:
            if target.unit is not None:
                of_line = found.setdefault((target.indicator, target.resolution), {})
                of_line.setdefault(target.unit, []).append(target)
        return {at: {unit: tuple(own) for unit, own in units.items()} for at, units in found.items()}

    @cached_property
    def _communes(self) -> dict[date, tuple[StoredUnit, ...]]:
        return {day: tuple(u for u in units if u.is_commune) for day, units in self.units.items()}

    @cached_property
    def _units_by_key(self) -> Mapping[UnitKey, StoredUnit]:
        return {unit.key: unit for units in self.units.values() for unit in units}

    @cached_property
    def _periods_by_indicator(self) -> Mapping[str, tuple[Period, ...]]:
        found: dict[str, list[Period]] = {}
        for code, text in self.rows:
            found.setdefault(code, []).append(Period.parse(text))
        for text in {result.period for result in self.criterion_results}:
            for code in self._criteria_indicators:
                found.setdefault(code, []).append(Period.parse(text))
        return {code: tuple(periods) for code, periods in found.items()}

    @cached_property
    def _criteria_indicators(self) -> tuple[str, ...]:
        return tuple(i.code for i in self.profile.indicators.values() if i.criteria_grade is not None)


@without_collecting()
def read_snapshot(
    session: Session,
    profile: Profile,
    *,
    periods: Iterable[Period] | None = None,
    indicators: Sequence[str] | None = None,
    as_of: int | None = None,
    beside: Snapshot | None = None,
) -> Snapshot:
    """Read a snapshot of the store.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
    profile : Profile
    periods : iterable of Period or None
        The periods to be drawn; those they are compared with are read too. None reads all.
    indicators : sequence of str or None
        Codes to read, with the denominators they need. None reads all.
    as_of : int or None
        The last import sequence that counts; None means all.
    beside : Snapshot or None
        Another one: if it is of the same sequence, what does not depend on periods is taken from it, which
        of a country's outlines is quicker, and keeps them once.
    """
    sequence = last_sequence(session) if as_of is None else min(as_of, last_sequence(session))
    texts = None if periods is None else sorted(_with_compared(periods))
    codes = None if indicators is None else _with_denominators(indicators, profile)
    is_beside = beside is not None and beside.sequence == sequence and beside.profile is profile
    common = beside if beside is not None and is_beside else _without_periods(session, profile, sequence)
    return replace(
        common,
        criterion_results=read_criterion_results(session, periods=texts, as_of=sequence),
        rows=_by_indicator_and_period(
            read_observations(session, indicators=codes, periods=texts, as_of=sequence)
        ),
        remedies=read_remedies(session, periods=texts, as_of=sequence),
    )


def _without_periods(session: Session, profile: Profile, sequence: int) -> Snapshot:
    """Read what is the same for all periods."""
    vintages = read_vintages(session, as_of=sequence)
    return Snapshot(
        profile=profile,
        sequence=sequence,
        vintages=vintages,
        units={v.valid_from: read_units(session, v, as_of=sequence) for v in vintages},
        predecessors=read_predecessors(session, as_of=sequence),
        resolutions=read_resolutions(session, as_of=sequence),
        targets=read_targets(session, as_of=sequence),
        criterion_sets=read_criterion_sets(session, as_of=sequence),
        criterion_results=(),
        recognitions=read_recognitions(session, as_of=sequence),
        settings=read_office_settings(session, as_of=sequence),
        origins=_origins(session, sequence),
        rows={},
        is_sample=any_sample_loaded(session, as_of=sequence),
        period_events=read_period_statuses(session, as_of=sequence),
    )


def _with_compared(periods: Iterable[Period]) -> set[str]:
    """Add what each is compared with: the same period last year, and the last one of every kind before it."""
    return {
        str(p)
        for period in periods
        for p in (period, period.same_last_year(), *(period.previous(kind) for kind in PeriodKind))
    }


def _with_denominators(indicators: Sequence[str], profile: Profile) -> list[str]:
    needed = dict.fromkeys(indicators)
    for code in indicators:
        denominator = profile.indicators[code].denominator
        if denominator is not None:
            needed[denominator] = None
    return list(needed)


def _origins(session: Session, sequence: int) -> dict[int, Origin]:
    return {
        r.sequence: Origin(r.sequence, r.person, r.loaded_at, r.file_name, r.is_sample, r.reason)
        for r in list_imports(session, as_of=sequence)
    }


def _by_indicator_and_period(
    rows: Iterable[ObservationEntry],
) -> dict[tuple[str, str], dict[UnitKey, tuple[ObservationEntry, ...]]]:
    found: dict[tuple[str, str], dict[UnitKey, tuple[ObservationEntry, ...]]] = {}
    for row in rows:
        by_unit = found.setdefault((row.indicator, row.period), {})
        by_unit[row.unit] = (*by_unit.get(row.unit, ()), row)
    return found
