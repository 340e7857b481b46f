"""Figures written out for checks, without a store: what stands, what a file brings, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from geodata.findings import Place
from geodata.store.observations import ObservationEntry
from geodata.store.units import StoredUnit, UnitKey
from layers.catalogue import Profile
from layers.periods import Period
from layers.plausibility import check_rules
from layers.plausibility.known import Known, gather

SINCE = date(2020, 1, 1)
A, B, C, D, E, F = (UnitKey(f"2647{n}", SINCE) for n in range(6))


def figure(
    indicator: str,
    value: str | None,
    period: str = "2024",
    unit: UnitKey = A,
    **fields: object,
) -> ObservationEntry:
    number = None if value is None else Decimal(value)
    return ObservationEntry(unit, indicator, period, value=number, **fields)  # type: ignore[arg-type]


def known_of(
    profile: Profile,
    brought: Sequence[ObservationEntry],
    standing: Iterable[ObservationEntry] = (),
    *,
    settings: Mapping[str, object] | None = None,
    today: date = date(2025, 1, 10),
) -> Known:
    """Order figures as a check sees them; the first of the file stands on line 2."""
    stands = tuple(standing)
    return gather(
        profile,
        check_rules(profile),
        [StoredUnit(key, f"Xã {key.code[-1]}", "xa") for key in (A, B, C, D, E, F)],
        {Period.parse(entry.period) for entry in stands},
        brought,
        lambda position: Place(file="q.csv", line=position + 2),
        stands,
        settings=settings or {},
        today=today,
    )
