"""What a file brings beside what stands: the figures that checks compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from geodata.findings import Finding, Place, warning
from geodata.store.observations import ObservationEntry
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, State
from layers.catalogue import Indicator, Measure, Profile
from layers.periods import Period, latest_before
from layers.plausibility.rules import CheckRules, Term

MOST_HISTORY = 8
"""How many earlier periods of a figure are looked at, the latest ones."""

Line = tuple[str, str]
"""An indicator's code and a period, as text."""


@dataclass(frozen=True)
class Known:
    """The figures of a file and of the store around it.

    Parameters
    ----------
    profile : Profile
    rules : CheckRules
    units : mapping of UnitKey to StoredUnit
        Of the periods that the file speaks of.
    periods : tuple of Period
        Those that have figures in the store.
    entries : sequence of ObservationEntry
        The file's, as `place_of` counts them.
    place_of : callable
        Given an entry's position, where it stands in the file.
    brought : mapping of (indicator, period) to mapping of UnitKey to position
        The file's reported figures, but for those that stand already just so.
    standing : mapping of (indicator, period) to mapping of UnitKey to ObservationEntry
        The store's reported figures.
    settings : mapping
        Of the office; `jump.<indicator>` is its bound for a change.
    today : datetime.date
        The day the file is loaded.
    """

    profile: Profile
    rules: CheckRules
    units: Mapping[UnitKey, StoredUnit]
    periods: tuple[Period, ...]
    entries: Sequence[ObservationEntry]
    place_of: Callable[[int], Place]
    brought: Mapping[Line, Mapping[UnitKey, int]]
    standing: Mapping[Line, Mapping[UnitKey, ObservationEntry]]
    settings: Mapping[str, Any]
    today: date

    def entry(self, code: str, period: str, unit: UnitKey) -> ObservationEntry | None:
        """Return a figure as it would stand after the file is loaded."""
        position = self.brought.get((code, period), {}).get(unit)
        if position is not None:
            return self.entries[position]
        return self.standing.get((code, period), {}).get(unit)

    def number(self, term: Term, period: str, unit: UnitKey) -> Decimal | None:
        """Return what a rule's term is for a unit, None where it is not known."""
        entry = self.entry(term.indicator, period, unit)
        if entry is None or entry.state != State.VALUE:
            return None
        return entry.numerator if term.is_numerator else entry.value

    def touched(self, terms: Iterable[Term]) -> Iterator[tuple[str, UnitKey, int]]:
        """Yield (period, unit, position) where the file brings one of some terms, each once."""
        seen: set[tuple[str, UnitKey]] = set()
        codes = {term.indicator for term in terms}
        for (code, period), units in self.brought.items():
            if code not in codes:
                continue
            for unit, position in units.items():
                if (period, unit) not in seen:
                    seen.add((period, unit))
                    yield period, unit, position

    def odd(self, code: str, position: int, **parameters: Any) -> Finding:
        """Return a warning about an entry of the file, which says what it is about."""
        entry = self.entries[position]
        indicator = self.profile.indicators[entry.indicator]
        unit = self.units.get(entry.unit)
        return warning(
            code,
            self.place_of(position),
            None if entry.value is None else format(entry.value, "f"),
            unit_code=entry.unit.code,
            unit=entry.unit.code if unit is None else unit.name,
            period=entry.period,
            value=entry.value,
            **{**_named(indicator), **parameters},
        )


def history_periods(indicator: Indicator, period: Period, reported: Iterable[Period]) -> tuple[Period, ...]:
    """Return the earlier periods whose figures are like this one's, the latest first.

    A stock is like those of periods of its kind; a figure of the year so far only like that of the same
    months of earlier years.
    """
    like = [
        p
        for p in reported
        if p.last_day < period.last_day
        and p.kind is period.kind
        and (indicator.measure is Measure.STOCK or p.number == period.number)
    ]
    return tuple(sorted(like, reverse=True)[:MOST_HISTORY])


def period_before(indicator: Indicator, period: Period, reported: Iterable[Period]) -> Period | None:
    """Return the period that a change is measured from; a figure of the year so far from the same months."""
    if indicator.measure is not Measure.STOCK:
        return period.same_last_year()
    return latest_before(period, reported)


def gather(
    profile: Profile,
    rules: CheckRules,
    units: Iterable[StoredUnit],
    periods: Iterable[Period],
    entries: Sequence[ObservationEntry],
    place_of: Callable[[int], Place],
    standing: Iterable[ObservationEntry],
    *,
    settings: Mapping[str, Any],
    today: date,
) -> Known:
    """Order what a file brings and what stands by indicator and period."""
    stands: dict[Line, dict[UnitKey, ObservationEntry]] = {}
    for entry in standing:
        if entry.basis == Basis.REPORTED:
            stands.setdefault((entry.indicator, entry.period), {})[entry.unit] = entry
    brought: dict[Line, dict[UnitKey, int]] = {}
    for position, entry in enumerate(entries):
        if entry.basis == Basis.REPORTED and entry.state == State.VALUE:
            line = (entry.indicator, entry.period)
            before = stands[line].get(entry.unit) if line in stands else None
            if before is None or _differs(before, entry):
                brought.setdefault(line, {})[entry.unit] = position
    return Known(
        profile,
        rules,
        {unit.key: unit for unit in units},
        tuple(sorted(set(periods))),
        entries,
        place_of,
        brought,
        stands,
        settings,
        today,
    )


def _differs(before: ObservationEntry, after: ObservationEntry) -> bool:
    return (before.state, before.value, before.numerator, before.quality) != (
        after.state,
        after.value,
        after.numerator,
        after.quality,
    )


def _named(indicator: Indicator) -> dict[str, str]:
    return {
        "indicator": indicator.code,
        "name_vi": indicator.name_vi,
        "name_en": indicator.name_en,
        "unit_vi": indicator.unit_vi,
        "unit_en": indicator.unit_en,
    }
