"""What a plan is read and checked against: the catalogue, and what the store knows now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from geodata.store.observations import read_observations
from geodata.store.targets import StoredResolution, StoredTarget, read_resolutions, read_targets
from geodata.store.units import StoredUnit, UnitKey, units_valid_on
from geodata.store.vocabulary import Basis, State, UnitKind
from layers.catalogue import Profile
from layers.periods import Period

Sizes = Mapping[tuple[str, UnitKey], Decimal]
"""Denominators by their code and unit."""


@dataclass(frozen=True)
class Known:
    """The catalogue and the store.

    `units_on` gives units by day; `sizes_of` the latest denominators of some indicators up to the end of a
    year, but for those that units carry themselves.
    """

    profile: Profile
    units_on: Callable[[date], Sequence[StoredUnit]]
    resolutions: Sequence[StoredResolution]
    targets: Sequence[StoredTarget]
    sizes_of: Callable[[Collection[str], int], Sizes]

    def communes_of(self, resolution: StoredResolution) -> tuple[StoredUnit, ...]:
        """Return the communes a resolution speaks of: those of the day it was issued, else of its year."""
        return tuple(unit for unit in self.units_of(resolution) if unit.is_commune)

    def units_of(self, resolution: StoredResolution) -> tuple[StoredUnit, ...]:
        """Return those communes and the district itself, which may have a roadmap too."""
        days = (resolution.issued_on, date(resolution.year, 1, 1), date(resolution.year, 12, 31))
        units = next((units for day in days if (units := self.units_on(day))), ())
        return tuple(unit for unit in units if unit.kind != UnitKind.OWN_BODIES)


def known_in(session: Session, profile: Profile) -> Known:
    """Return what the store knows now."""
    return Known(
        profile,
        lambda day: units_valid_on(session, day),
        read_resolutions(session),
        read_targets(session),
        lambda indicators, year: _sizes(session, profile, indicators, year),
    )


def _sizes(session: Session, profile: Profile, indicators: Collection[str], year: int) -> Sizes:
    """Return denominators, entered for themselves or with a figure; the shared ones come first."""
    taken_of = {code: profile.indicators[code].denominator for code in indicators}
    shared = {code for code in taken_of.values() if code is not None}
    found: dict[tuple[str, UnitKey], tuple[tuple[date, bool], Decimal]] = {}
    for entry in read_observations(session, indicators=sorted({*indicators, *shared})):
        last_day = Period.parse(entry.period).last_day
        is_shared = entry.indicator in shared
        code = entry.indicator if is_shared else taken_of[entry.indicator]
        size = entry.value if is_shared else entry.denominator
        if code is None or size is None or entry.state != State.VALUE or last_day.year > year:
            continue
        key, rank = (code, entry.unit), (last_day, is_shared)
        if entry.basis == Basis.REPORTED and (key not in found or found[key][0] < rank):
            found[key] = (rank, size)
    return {key: size for key, (_, size) in found.items()}
