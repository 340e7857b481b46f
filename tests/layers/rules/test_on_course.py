"""On course: each way by hand-checkable numbers, exact, and every reason for saying nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.catalogue import Kind, Measure, Operator
from layers.periods import Period
from layers.rules.on_course import (
    AgainstLastYear,
    AtThisPace,
    LikeLastYear,
    NoCourse,
    OnRoadmap,
    course_points,
    on_course,
)
from layers.rules.targets import TargetRule
from tests.build.indicators import indicator

F = Fraction
P = Period.parse
STOCK = indicator(measure=Measure.STOCK)
ANNUAL = indicator(measure=Measure.ANNUAL)
CASES = indicator(Kind.COUNT, measure=Measure.YTD, max=None)


def target(
    operator: Operator = Operator.AT_LEAST, value: int | Fraction | None = 85, due: date = date(2024, 12, 31)
) -> TargetRule:
    """Return a target of 2024."""
    return TargetRule(operator, None if value is None else F(value), due, 2024)


def values(**given: int | Fraction) -> dict[Period, Fraction]:
    """Return values by period, written `y2024`, `y2024_Q1`."""
    return {P(name[1:].replace("_", "-")): F(value) for name, value in given.items()}


def test_a_cumulative_count_is_carried_on_as_last_year_went() -> None:
    known = values(y2023=40, y2023_H1=10, y2024_H1=12)
    course = on_course(CASES, target(value=48), known, period=P("2024-H1"))
    assert course.checks == (LikeLastYear(F(12), F(10), F(40), F(48), True),)
    assert course.is_on_course is True
    assert on_course(CASES, target(value=49), known, period=P("2024-H1")).is_on_course is False
    # Over 48 is more than the 48 that are expected.
    assert on_course(CASES, target(Operator.ABOVE, 48), known, period=P("2024-H1")).is_on_course is False


def test_a_cumulative_share_does_not_pass_its_most() -> None:
    share = indicator(measure=Measure.YTD)
    course = on_course(
        share, target(value=100), values(y2023=90, y2023_Q1=30, y2024_Q1=40), period=P("2024-Q1")
    )
    assert course.checks == (LikeLastYear(F(40), F(30), F(90), F(100), True),)


@pytest.mark.parametrize(("now", "holds"), [(9, True), (10, False), (11, False)])
def test_fewer_than_last_year_is_read_against_the_same_months(now: int, holds: bool) -> None:
    course = on_course(
        CASES,
        target(Operator.BELOW_PREVIOUS, None),
        values(y2023_05=10, y2024_05=now),
        period=P("2024-05"),
    )
    assert course.checks == (AgainstLastYear(F(now), F(10), holds),)
    assert course.is_on_course is holds


def test_a_stock_is_carried_on_at_its_pace() -> None:
    # 70, 72, 76 at the ends of December, March and June: one a month; six months more make 82.
    known = values(y2023=70, y2024_Q1=72, y2024_H1=76)
    course = on_course(STOCK, target(value=82), known, period=P("2024-H1"))
    assert course.checks == (AtThisPace(F(76), P("2023"), F(70), 3, F(1), 6, F(82), True),)
    assert on_course(STOCK, target(value=F("82.1")), known, period=P("2024-H1")).is_on_course is False


def test_the_pace_may_fall_and_ends_at_nothing() -> None:
    known = values(y2022=30, y2023=20, y2024=4)
    course = on_course(ANNUAL, target(Operator.BELOW, 2, due=date(2025, 12, 31)), known, period=P("2024"))
    assert course.checks == (AtThisPace(F(4), P("2022"), F(30), 3, F(-13, 12), 12, F(0), True),)


def test_the_roadmaps_step_is_read_too() -> None:
    known = values(y2023=70, y2024_Q1=72, y2024_H1=76)
    step = target(value=77)
    course = on_course(STOCK, target(value=80), known, period=P("2024-H1"), step=step)
    assert course.checks[1] == OnRoadmap(F(76), step, False)
    assert course.checks[0].holds
    assert course.is_on_course is False


def test_with_too_few_periods_the_roadmap_alone_decides() -> None:
    course = on_course(
        STOCK, target(), values(y2023=70, y2024_H1=76), period=P("2024-H1"), step=target(value=75)
    )
    assert (course.reason, course.periods) == (NoCourse.TOO_FEW, 2)
    assert course.is_on_course is True


@pytest.mark.parametrize(
    ("rule", "kind", "period", "known", "reason"),
    [
        (None, Kind.RATE, "2024-H1", {"y2024_H1": 1}, NoCourse.NO_TARGET),
        (target(), Kind.RATE, "2024", {"y2024": 1}, NoCourse.DECIDED),
        (target(value=None), Kind.RATE, "2024-H1", {"y2024_H1": 1}, NoCourse.NOT_ASSIGNED),
        (target(Operator.EQUAL, 100), Kind.RATE, "2024-H1", {"y2024_H1": 1}, NoCourse.ALL_OR_NOTHING),
        (
            target(Operator.ALL_CRITERIA, None),
            Kind.CRITERIA,
            "2024-H1",
            {"y2024_H1": 1},
            NoCourse.ALL_OR_NOTHING,
        ),
        (target(Operator.EQUAL, 1), Kind.YES_NO, "2024-H1", {"y2024_H1": 1}, NoCourse.ALL_OR_NOTHING),
        (target(), Kind.RATE, "2024-H1", {"y2023": 1}, NoCourse.NO_VALUE),
        (target(), Kind.RATE, "2024-H1", {"y2023": 1, "y2024_H1": 2}, NoCourse.TOO_FEW),
    ],
)
def test_what_cannot_be_said_has_its_reason(
    rule: TargetRule | None, kind: Kind, period: str, known: dict[str, int], reason: NoCourse
) -> None:
    course = on_course(indicator(kind, measure=Measure.STOCK), rule, values(**known), period=P(period))
    assert course.reason is reason
    assert course.is_on_course is None


@pytest.mark.parametrize(
    "known",
    [{"y2024_H1": 3}, {"y2024_H1": 3, "y2023_H1": 2}, {"y2024_H1": 3, "y2023_H1": 0, "y2023": 9}],
)
def test_a_cumulative_figure_needs_the_year_before(known: dict[str, int]) -> None:
    assert on_course(CASES, target(), values(**known), period=P("2024-H1")).reason is NoCourse.NO_LAST_YEAR


def test_a_cumulative_figure_says_nothing_of_another_year() -> None:
    known = values(y2023=40, y2024=44)
    course = on_course(CASES, target(due=date(2025, 12, 31)), known, period=P("2024"))
    assert course.reason is NoCourse.NOT_BEGUN


def test_a_stocks_periods_may_be_of_any_kind_one_a_day_and_an_annuals_are_years() -> None:
    known = [
        P(text) for text in ("2021", "2022", "2023-H1", "2023-Q4", "2023", "2024-Q1", "2024-Q2", "2024-H1")
    ]
    found = course_points(STOCK, known, P("2024-H1"))
    assert [str(p) for p in found] == ["2022", "2023-H1", "2023", "2024-Q1", "2024-H1"]
    assert [str(p) for p in course_points(STOCK, known, P("2024-Q2"))][-3:] == [
        "2023-Q4",
        "2024-Q1",
        "2024-Q2",
    ]
    assert [str(p) for p in course_points(ANNUAL, known, P("2023"))] == ["2021", "2022", "2023"]


@given(
    start=st.fractions(0, 50),
    pace=st.fractions(-2, 2),
    wanted=st.fractions(0, 100),
    quarters=st.integers(3, 5),
)
def test_an_even_pace_ends_where_it_leads(
    start: Fraction, pace: Fraction, wanted: Fraction, quarters: int
) -> None:
    periods = [P(text) for text in ("2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2")][-quarters:]
    known = {period: start + 3 * pace * n for n, period in enumerate(periods)}
    course = on_course(STOCK, target(value=wanted), known, period=periods[-1])
    ends = min(max(start + pace * (3 * (quarters - 1) + 6), F(0)), F(100))
    (check,) = course.checks
    assert isinstance(check, AtThisPace)
    assert (check.per_month, check.expected) == (pace, ends)
    assert course.is_on_course == (ends >= wanted)
