"""An indicator over several periods: values with what they were read against then, and their course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from layers.catalogue import CommuneReading, Indicator, Measure, TargetLevel
from layers.joining.district import district_figure
from layers.joining.figures import figures_on
from layers.joining.snapshot import Snapshot
from layers.joining.target_rules import resolution_target, rule_for, rule_of, vintage_of_resolution
from layers.periods import Period, PeriodKind
from layers.rules.on_course import MOST_PERIODS, Course, course_points, on_course
from layers.rules.targets import TargetRule, is_due
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


def course_periods(period: Period, reported: Iterable[Period]) -> tuple[Period, ...]:
    """Return every period that the courses of all indicators at `period` are read from, ascending.

    Parameters
    ----------
    period : Period
        Now.
    reported : iterable of Period
        Those that have figures.
    """
    earlier = sorted({one for one in reported if one <= period} | {period})
    by_day = {one.last_day: one for one in sorted(earlier, key=lambda one: (one.kind is period.kind, one))}
    stock = [by_day[day] for day in sorted(by_day)[-MOST_PERIODS:]]
    years = [one for one in earlier if one.kind is PeriodKind.YEAR][-MOST_PERIODS:]
    last_year = [period.same_last_year(), Period(period.year - 1)]
    return tuple(sorted({*stock, *years, *last_year, period}))


def unit_course(
    snapshot: Snapshot, indicator: Indicator, unit: StoredUnit, vintage: StoredVintage, period: Period
) -> Course:
    """Return the course of a commune; the snapshot is read for `course_periods`.

    A target that was set for another vintage is none of this unit's.
    """
    target, step = _targets(snapshot, indicator, vintage, period, unit.key)
    history = unit_history(snapshot, indicator, unit, vintage, _needed(snapshot, indicator, period))
    return _course(indicator, target, step, history, period)


def district_course(
    snapshot: Snapshot, indicator: Indicator, vintage: StoredVintage, period: Period
) -> Course:
    """Return the course of the district; sums of fewer than all communes take no part."""
    target, step = _targets(snapshot, indicator, vintage, period, None)
    history = district_history(snapshot, indicator, vintage, _needed(snapshot, indicator, period))
    return _course(indicator, target, step, history, period)


def _course(
    indicator: Indicator,
    target: TargetRule | None,
    step: TargetRule | None,
    history: Iterable[HistoryPoint],
    period: Period,
) -> Course:
    points = {point.period: point for point in history}
    now = points.get(period)
    # What another product of imagery measured is no earlier stand of what is measured now.
    alike = [p for p in points.values() if now is not None and p.product == now.product]
    known = {p.period: p.value for p in alike if p.value is not None}
    return on_course(indicator, target, known, period=period, step=step)


def _needed(snapshot: Snapshot, indicator: Indicator, period: Period) -> tuple[Period, ...]:
    """Return the periods of the snapshot that this indicator's course can use."""
    if indicator.measure is Measure.YTD:
        return (Period(period.year - 1), period.same_last_year(), period)
    points = course_points(indicator, (*snapshot.periods_of(indicator.code), period), period)
    return tuple(sorted({*points, period.same_last_year()}))


def _targets(
    snapshot: Snapshot, indicator: Indicator, vintage: StoredVintage, period: Period, unit: UnitKey | None
) -> tuple[TargetRule | None, TargetRule | None]:
    """Return what has to be reached in the end, and the roadmap's step by now where that is another."""
    found = _coming(snapshot, indicator.code, period)
    if found is None or vintage_of_resolution(snapshot, found[1]) not in (None, vintage):
        return None, None
    final = rule_for(snapshot, found, Period(found[0].due.year), unit)
    if final is None or not _binds(final, unit):
        return None, None
    now = rule_for(snapshot, found, period, unit)
    is_step = now is not None and now.own and now != final and now.is_set
    return final, now if is_step else None


def _binds(rule: TargetRule, unit: UnitKey | None) -> bool:
    """Tell whether a target is one to be reached by the unit (None: the district) itself."""
    if unit is None:
        return rule.level is TargetLevel.DISTRICT
    each = rule.level is TargetLevel.EACH_COMMUNE or rule.commune_reading is CommuneReading.JUDGE
    return rule.own or each


def _coming(
    snapshot: Snapshot, indicator: str, period: Period
) -> tuple[StoredTarget, StoredResolution] | None:
    """Return the target that speaks of the period, unless it has fallen due and another is to come."""
    present = resolution_target(snapshot, indicator, period)
    if present is not None and not is_due(rule_of(snapshot, *present), period):
        return present
    resolutions = {r.number: r for r in snapshot.resolutions}
    coming = [
        (target, resolutions[target.resolution])
        for target in snapshot.targets
        if target.indicator == indicator
        and target.unit is None
        and target.resolution in resolutions
        and target.due > period.last_day
    ]
    return min(coming, key=lambda found: found[0].due, default=present)
