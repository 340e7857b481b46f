"""New figures held against those that stand: closed periods, and figures less settled than theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.orm import Session

from geodata.findings import Finding, Place, error, warning
from geodata.store.observations import Changes, ObservationEntry, ObservationKey, compare_observations
from geodata.store.vocabulary import Quality, State
from layers.catalogue import Profile
from layers.offices.holding import Entry, locked_findings
from layers.reporting.lines.resolving import named

_SETTLED = {quality: degree for degree, quality in enumerate(Quality)}


def check_standing(
    session: Session,
    profile: Profile,
    entries: Sequence[ObservationEntry],
    place_of: Callable[[int], Place],
) -> tuple[Finding, ...]:
    """Return what speaks against writing the entries over what stands.

    Parameters
    ----------
    session : Session
    profile : Profile
    entries : sequence of ObservationEntry
    place_of : callable
        Gives the place of the entry at a position.

    Returns
    -------
    tuple of Finding
        `period.locked` (error) for each locked period that would change; `quality.estimate_after_final`
        (error) and `quality.less_settled` (warning) for each figure that is less settled than the one it
        would supersede. Final figures supersede preliminary ones, and these estimates.
    """
    changes = compare_observations(session, entries)
    positions: dict[ObservationKey, int] = {}
    if changes.changed:
        positions = {entry.key: position for position, entry in enumerate(entries)}
    return (
        *locked_findings(session, profile, map(_entry, written_by(changes))),
        *_less_settled(profile, changes, lambda entry: place_of(positions[entry.key])),
    )


def written_by(changes: Changes) -> Iterator[ObservationEntry]:
    """Yield the entries that changes write."""
    yield from changes.added
    yield from (after for _, after in changes.changed)


def _entry(one: ObservationEntry) -> Entry:
    return Entry(one.indicator, one.unit.code, one.period)


def _less_settled(
    profile: Profile, changes: Changes, place_of: Callable[[ObservationEntry], Place]
) -> Iterator[Finding]:
    for before, after in changes.changed:
        if before.state != State.VALUE or after.withdrawn:
            continue
        if _SETTLED[Quality(after.quality)] >= _SETTLED[Quality(before.quality)]:
            continue
        parameters = {
            **named(profile.indicators[after.indicator]),
            "unit_code": after.unit.code,
            "period": after.period,
        }
        if Quality(before.quality) is Quality.FINAL and Quality(after.quality) is Quality.ESTIMATE:
            yield error("quality.estimate_after_final", place_of(after), after.quality, **parameters)
        else:
            yield warning("quality.less_settled", place_of(after), after.quality, **parameters)
