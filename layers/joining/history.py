"""A unit's values of an indicator over several periods, each with what it was read against then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from geodata.store.units import StoredUnit, StoredVintage
from layers.catalogue import Indicator
from layers.joining.district import district_figure
from layers.joining.figures import figures_on
from layers.joining.snapshot import Snapshot
from layers.joining.target_rules import resolution_target, rule_for, vintage_of_resolution
from layers.periods import Period
from layers.rules.values import number_of


@dataclass(frozen=True)
class HistoryPoint:
    """A value and its target at a period, both in the indicator's unit; None where there is none.

    `is_merged` says that it is the sum of the unit's predecessors: the series breaks after it. `product` is
    that of the imagery that measured it, None for what was reported.
    """

    period: Period
    value: Fraction | None
    target: Fraction | None = None
    is_merged: bool = False
    product: str | None = None


def unit_history(
    snapshot: Snapshot,
    indicator: Indicator,
    unit: StoredUnit,
    vintage: StoredVintage,
    periods: Iterable[Period],
) -> tuple[HistoryPoint, ...]:
    """Return a point for each period, in the order given; values are not judged.

    Parameters
    ----------
    snapshot : Snapshot
        Read for all the periods.
    indicator : Indicator
        That the reader may see.
    unit : StoredUnit
        A unit of `vintage`; before a merger it has the sum of its predecessors.
    vintage : StoredVintage
        A target that was set for another vintage is none of this unit's.
    periods : iterable of Period
    """
    return tuple(_point(snapshot, indicator, unit, vintage, period) for period in periods)


def district_history(
    snapshot: Snapshot, indicator: Indicator, vintage: StoredVintage, periods: Iterable[Period]
) -> tuple[HistoryPoint, ...]:
    """Return the district's values of each period on the units of a vintage: its own report, else the sum.

    A sum of fewer than all units is none. Values are not judged, and have no target.
    """
    return tuple(
        HistoryPoint(
            period,
            None if figure is None else number_of(indicator, figure),
            product=None if figure is None else figure.product,
        )
        for period in periods
        for figure in (district_figure(snapshot, indicator, vintage, period),)
    )


def _point(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, vintage: StoredVintage, period: Period
) -> HistoryPoint:
    figure = figures_on(snapshot, indicator, unit, period)[0]
    found = resolution_target(snapshot, indicator.code, period)
    rule = None
    if found is not None and vintage_of_resolution(snapshot, found[1]) in (None, vintage):
        rule = rule_for(snapshot, found, period, unit.key)
    target = None if rule is None else rule.value
    return HistoryPoint(
        period, number_of(indicator, figure), target, bool(figure.merged), product=figure.product
    )
