"""Roadmaps: a unit's own steps by period, and who is behind them."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.store.targets import StoredTarget
from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from geodata.store.vocabulary import UnitKind
from layers.catalogue import Indicator
from layers.joining.district import district_figure
from layers.joining.figures import figures_on
from layers.joining.reading import Reading
from layers.joining.snapshot import Snapshot
from layers.joining.target_rules import is_reached, rule_of
from layers.periods import Period
from layers.rules.comparison import Comparison, compare
from layers.rules.targets import TargetRule
from layers.rules.values import NO_DATA, Figure


@dataclass(frozen=True)
class RoadmapStanding:
    """Where a unit stands on its roadmap of an indicator in a period.

    `step` is the latest one up to the period, `next_step` the one after it; `comparison` is None where the
    unit has no figure for the period.
    """

    indicator: Indicator
    unit: StoredUnit
    step: StoredTarget
    next_step: StoredTarget | None
    rule: TargetRule
    figure: Figure
    comparison: Comparison | None

    @property
    def is_behind(self) -> bool:
        """Whether the figure falls short of the step, whatever the year's due day."""
        return self.comparison is not None and not self.comparison.holds


def roadmap_standings(reading: Reading) -> tuple[RoadmapStanding, ...]:
    """Return where each unit that has a roadmap stands, those behind first, the widest gap first.

    The district's own roadmap is read against its own report, else against the complete sum of its communes.

    Parameters
    ----------
    reading : Reading
        Steps of its period's year count.
    """
    snapshot, period = reading.snapshot, reading.period
    vintage = reading.vintage or snapshot.vintage_of(period)
    if vintage is None:
        return ()
    units = {u.key: u for u in snapshot.units[vintage.valid_from] if u.kind != UnitKind.OWN_BODIES}
    roadmaps: dict[tuple[str, UnitKey], list[StoredTarget]] = {}
    for target in snapshot.targets:
        if (
            target.period is not None
            and target.unit in units
            and Period.parse(target.period).year == period.year
        ):
            roadmaps.setdefault((target.indicator, target.unit), []).append(target)
    found = []
    for (code, key), steps in roadmaps.items():
        indicator = snapshot.profile.indicators[code]
        if reading.sight.sees(indicator):
            standing = _standing(snapshot, indicator, units[key], vintage, steps, period)
            found += [standing] if standing is not None else []
    return tuple(sorted(found, key=_order))


def roadmap_steps(
    snapshot: Snapshot, indicator: str, unit: UnitKey, year: int
) -> tuple[tuple[Period, TargetRule], ...]:
    """Return the steps of a unit's roadmap in a year, the earliest first; none where it has no roadmap."""
    resolutions = {resolution.number: resolution for resolution in snapshot.resolutions}
    steps = [
        (Period.parse(target.period), rule_of(snapshot, target, resolutions[target.resolution]))
        for target in snapshot.targets
        if target.period is not None
        and (target.indicator, target.unit) == (indicator, unit)
        and target.resolution in resolutions
    ]
    return tuple(sorted((step for step in steps if step[0].year == year), key=lambda step: step[0]))


def _standing(
    snapshot: Snapshot,
    indicator: Indicator,
    unit: StoredUnit,
    vintage: StoredVintage,
    steps: list[StoredTarget],
    period: Period,
) -> RoadmapStanding | None:
    ordered = sorted(steps, key=lambda step: Period.parse(step.period or ""))
    reached = [step for step in ordered if is_reached(Period.parse(step.period or ""), period)]
    if not reached:
        return None
    coming = ordered[len(reached) :]
    resolution = next((r for r in snapshot.resolutions if r.number == reached[-1].resolution), None)
    if resolution is None:
        return None
    rule = rule_of(snapshot, reached[-1], resolution)
    figure, previous = (
        _figure(snapshot, indicator, unit, vintage, at) for at in (period, period.same_last_year())
    )
    compared = compare(indicator, rule, figure, previous=previous)
    return RoadmapStanding(
        indicator, unit, reached[-1], coming[0] if coming else None, rule, figure, compared
    )


def _figure(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, vintage: StoredVintage, period: Period
) -> Figure:
    if unit.kind == UnitKind.DISTRICT:
        return district_figure(snapshot, indicator, vintage, period) or NO_DATA
    return figures_on(snapshot, indicator, unit, period)[0]


def _order(standing: RoadmapStanding) -> tuple[bool, object, str, str]:
    gap = standing.comparison.gap if standing.comparison is not None else 0
    return (not standing.is_behind, -gap, standing.indicator.code, standing.unit.code)
