"""Which target a unit is read against in a period: its roadmap's step, its own, or the resolution's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredVintage, UnitKey
from layers.catalogue import CommuneReading, Operator, TargetLevel
from layers.joining.snapshot import Snapshot
from layers.periods import Period
from layers.rules.targets import TargetRule, judges


def resolution_target(
    snapshot: Snapshot, indicator: str, period: Period
) -> tuple[StoredTarget, StoredResolution] | None:
    """Return the target of the latest resolution that speaks of the period, with its resolution.

    Where none speaks of it there is no target: a year without a resolution is unjudged.
    """
    resolutions = {r.number: r for r in snapshot.resolutions}
    speaking = [
        (target, resolutions[target.resolution])
        for target in snapshot.targets
        if target.indicator == indicator
        and target.unit is None
        and target.resolution in resolutions
        and judges(rule_of(snapshot, target, resolutions[target.resolution]), period)
    ]
    return max(speaking, key=lambda found: found[1].year, default=None)


def rule_for(
    snapshot: Snapshot,
    found: tuple[StoredTarget, StoredResolution] | None,
    period: Period,
    unit: UnitKey | None = None,
) -> TargetRule | None:
    """Return the rule for a unit (None: the district), its own target before the shared one."""
    if found is None:
        return None
    target, resolution = found
    own = None if unit is None else _own_target(snapshot, target, unit, period)
    if own is not None:
        return rule_of(snapshot, own, resolution)
    return rule_of(snapshot, target, resolution)


def rules_for(
    snapshot: Snapshot,
    found: tuple[StoredTarget, StoredResolution] | None,
    period: Period,
    units: Sequence[UnitKey],
) -> tuple[TargetRule | None, ...]:
    """Return the rule for each of many units; all that have no target of their own share one."""
    shared = rule_for(snapshot, found, period)
    own = {} if found is None else snapshot.own_targets(found[0].indicator, found[0].resolution)
    if not own:
        return (shared,) * len(units)
    return tuple(rule_for(snapshot, found, period, unit) if unit in own else shared for unit in units)


def is_reached(step: Period, period: Period) -> bool:
    """Tell whether a roadmap's step binds a period: the year's step binds its last quarter too."""
    return step.last_day <= period.last_day


def vintage_of_resolution(snapshot: Snapshot, resolution: StoredResolution) -> StoredVintage | None:
    """Return the vintage that a resolution's targets were set for: the one valid when it was issued."""
    days = (resolution.issued_on, Period(resolution.year).first_day, Period(resolution.year).last_day)
    return next((v for day in days for v in snapshot.vintages if v.holds(day)), None)


def _own_target(
    snapshot: Snapshot, shared: StoredTarget, unit: UnitKey, period: Period
) -> StoredTarget | None:
    """Return the latest step of the unit's roadmap up to the period, else (or once due) its own target."""
    own = snapshot.own_targets(shared.indicator, shared.resolution).get(unit, ())
    if not own:
        return None
    steps = [(Period.parse(t.period), t) for t in own if t.period is not None]
    reached = max(
        ((at, t) for at, t in steps if is_reached(at, period)), key=lambda step: step[0], default=None
    )
    whole = next((t for t in own if t.period is None), None)
    if reached is None:
        return whole
    # When the year's own target falls due, a step on the way to it is past.
    is_past = whole is not None and period.last_day >= whole.due and reached[0].last_day < period.last_day
    return whole if is_past else reached[1]


def rule_of(snapshot: Snapshot, target: StoredTarget, resolution: StoredResolution) -> TargetRule:
    """Return a stored target as the rule that values are judged by."""
    return TargetRule(
        operator=Operator(target.operator),
        value=_fraction(target.value),
        value_to=_fraction(target.value_to),
        due=target.due,
        resolution_year=resolution.year,
        level=TargetLevel(target.level),
        commune_reading=CommuneReading(target.commune_reading),
        own=target.unit is not None,
        not_above=bool(snapshot.settings.get(f"not_above.{target.indicator}", False)),
        resolution=resolution.number,
        document=target.document,
    )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)
