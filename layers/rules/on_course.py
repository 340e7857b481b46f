"""Whether a target will be reached when it falls due, from what is known now; numbers and way are kept.

A cumulative figure is carried to the year's end as last year went: value × last year's whole ÷ last year's
same months. A stock or annual figure is carried on at its last periods' pace: value + pace × months left.
Both are read against the target, and the value against the roadmap's step where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from layers.catalogue import Indicator, Kind, Measure, Operator
from layers.periods import Period, PeriodKind
from layers.rules.comparison import compare
from layers.rules.targets import TargetRule, is_due
from layers.rules.values import Figure

LEAST_PERIODS = 3
"""Fewer periods show no pace."""
MOST_PERIODS = 5
"""Periods that the pace is taken over; what is older says little of the present."""


class NoCourse(StrEnum):
    """Why nothing can be said."""

    NO_TARGET = "no_target"
    NOT_ASSIGNED = "not_assigned"
    DECIDED = "decided"
    ALL_OR_NOTHING = "all_or_nothing"
    NO_VALUE = "no_value"
    NOT_BEGUN = "not_begun"
    NO_LAST_YEAR = "no_last_year"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class LikeLastYear:
    """A cumulative value carried to the year's end: `expected` = value × `whole_year` ÷ `same_months`."""

    value: Fraction
    same_months: Fraction
    whole_year: Fraction
    expected: Fraction
    holds: bool


@dataclass(frozen=True)
class AgainstLastYear:
    """A value that has to stay below the same months of last year."""

    value: Fraction
    same_months: Fraction
    holds: bool


@dataclass(frozen=True)
class AtThisPace:
    """A value carried on: `expected` = value + `per_month` × `months_left`, within what is possible.

    The pace is taken from `since` (with `first`, its value) to now, over `periods` periods.
    """

    value: Fraction
    since: Period
    first: Fraction
    periods: int
    per_month: Fraction
    months_left: int
    expected: Fraction
    holds: bool


@dataclass(frozen=True)
class OnRoadmap:
    """The value against the step that the roadmap asks for by now."""

    value: Fraction
    step: TargetRule
    holds: bool


Check = LikeLastYear | AgainstLastYear | AtThisPace | OnRoadmap


@dataclass(frozen=True)
class Course:
    """How a unit stands on its way to `target`.

    `reason` says why there is no projection; a roadmap's step is checked all the same. `periods` is how many
    have a value where they are too few.
    """

    target: TargetRule | None
    checks: tuple[Check, ...] = ()
    reason: NoCourse | None = None
    periods: int = 0

    @property
    def is_on_course(self) -> bool | None:
        """Whether every check holds; None where there is none."""
        return all(check.holds for check in self.checks) if self.checks else None


def on_course(
    indicator: Indicator,
    target: TargetRule | None,
    values: Mapping[Period, Fraction],
    *,
    period: Period,
    step: TargetRule | None = None,
) -> Course:
    """Tell whether a unit is on course for a target.

    Parameters
    ----------
    indicator : Indicator
    target : TargetRule or None
        What has to be reached in the end.
    values : mapping of Period to Fraction
        What is known, in the indicator's unit; later periods than `period` take no part.
    period : Period
        Now.
    step : TargetRule or None
        What the roadmap asks for by now.
    """
    refused = _refused(indicator, target, values, period)
    if refused is not None or target is None:
        return Course(target, reason=refused)
    found: Check | NoCourse
    if indicator.measure is Measure.YTD or target.operator is Operator.BELOW_PREVIOUS:
        found = _like_last_year(indicator, target, values, period)
    else:
        found = _at_this_pace(indicator, target, values, period)
    value = values[period]
    roadmap = () if step is None else (OnRoadmap(value, step, _holds(indicator, step, value)),)
    if isinstance(found, NoCourse):
        return Course(target, roadmap, found, len(course_points(indicator, values, period)))
    return Course(target, (found, *roadmap))


def course_points(
    indicator: Indicator, known: Mapping[Period, Fraction] | Sequence[Period], period: Period
) -> tuple[Period, ...]:
    """Return the periods, of those known, that a pace up to `period` is taken over, in ascending order.

    Of an annual figure they are years; of a stock they may be of any kind, one for each last day.
    """
    by_day: dict[date, Period] = {}
    for one in sorted(known, key=lambda one: (one.kind is period.kind, one)):
        fits = indicator.measure is Measure.STOCK or one.kind is PeriodKind.YEAR
        if (fits and one <= period) or one == period:
            by_day[one.last_day] = one
    return tuple(by_day[day] for day in sorted(by_day)[-MOST_PERIODS:])


def _refused(
    indicator: Indicator, target: TargetRule | None, values: Mapping[Period, Fraction], period: Period
) -> NoCourse | None:
    if target is None:
        return NoCourse.NO_TARGET
    if is_due(target, period):
        return NoCourse.DECIDED
    whole = target.operator in (Operator.EQUAL, Operator.ALL_CRITERIA)
    if whole or indicator.kind in (Kind.YES_NO, Kind.CRITERIA):
        return NoCourse.ALL_OR_NOTHING
    if not target.is_set:
        return NoCourse.NOT_ASSIGNED
    return None if period in values else NoCourse.NO_VALUE


def _like_last_year(
    indicator: Indicator, target: TargetRule, values: Mapping[Period, Fraction], period: Period
) -> Check | NoCourse:
    value, before = values[period], values.get(period.same_last_year())
    if target.due.year != period.year:
        # A cumulative figure begins anew in January: this year's says nothing of a later one's.
        return NoCourse.NOT_BEGUN
    if before is None:
        return NoCourse.NO_LAST_YEAR
    if target.operator is Operator.BELOW_PREVIOUS:
        return AgainstLastYear(value, before, _holds(indicator, target, value, previous=before))
    is_whole_year = target.due.month == 12
    whole = values.get(Period(period.year - 1)) if is_whole_year else None
    # What had not begun by then last year says nothing of how the rest of the year went.
    if whole is None or before <= 0:
        return NoCourse.NO_LAST_YEAR
    expected = _possible(indicator, value * whole / before)
    return LikeLastYear(value, before, whole, expected, _holds(indicator, target, expected))


def _at_this_pace(
    indicator: Indicator, target: TargetRule, values: Mapping[Period, Fraction], period: Period
) -> Check | NoCourse:
    points = course_points(indicator, values, period)
    if len(points) < LEAST_PERIODS:
        return NoCourse.TOO_FEW
    first, value = values[points[0]], values[period]
    per_month = (value - first) / _months(points[0].last_day, period.last_day)
    left = _months(period.last_day, target.due)
    expected = _possible(indicator, value + per_month * left)
    holds = _holds(indicator, target, expected)
    return AtThisPace(value, points[0], first, len(points), per_month, left, expected, holds)


def _possible(indicator: Indicator, number: Fraction) -> Fraction:
    """Return a projection within what the indicator can be: not under none, not over its most."""
    most = number if indicator.max is None else min(number, indicator.max)
    return max(most, Fraction(0))


def _holds(
    indicator: Indicator, rule: TargetRule, number: Fraction, *, previous: Fraction | None = None
) -> bool:
    before = None if previous is None else Figure(value=previous)
    compared = compare(indicator, rule, Figure(value=number), previous=before)
    return compared is not None and compared.holds


def _months(start: date, end: date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month
