"""The judging table, row by row: each operator, at equality, at zero, in each direction, due and not due."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from geodata.store.vocabulary import Basis, State
from layers.catalogue import (
    CommuneReading,
    DataLevel,
    Direction,
    Indicator,
    Kind,
    Measure,
    TargetLevel,
)
from layers.periods import Period
from layers.rules.comparison import ClosingOf, percent_of_previous, percent_of_target
from layers.rules.judgement import Judgement, Reason, Status, Tally, TargetRule, judge, tally
from layers.rules.values import NO_DATA, Figure
from tests.build.indicators import HECTARES, indicator, parts, rule, value

YEAR = Period(2024)
RATE = indicator()
LOWER = indicator(direction=Direction.LOWER)
OPEN_RATE = indicator(max=None, numerator_within_denominator=False)
TREES = indicator(numerator=HECTARES)
PER_10K = indicator(per=10000, max=None, numerator_within_denominator=False)
COUNT = indicator(Kind.COUNT)
FEWER = indicator(Kind.COUNT, direction=Direction.LOWER)
AMOUNT = indicator(Kind.AMOUNT)
MEAN = indicator(Kind.MEAN)
YES_NO = indicator(Kind.YES_NO)
CRITERIA = indicator(Kind.CRITERIA)

CASES: list[tuple[Indicator, TargetRule, Figure, str, str | None, str | None]] = [
    # indicator, target, value → status, gap in the unit, closing in whole things (None: nothing to close)
    # >= of a rate: equality meets, exactly
    (RATE, rule(">=", 53), parts(53, 100), "met", "0", None),
    (RATE, rule(">=", 53), parts(54, 100), "met", "0", None),
    (RATE, rule(">=", 53), parts(52, 100), "missed", "1", "1"),
    (RATE, rule(">=", "26.5"), parts(2650, 10000), "met", "0", None),
    (RATE, rule(">=", "26.5"), parts(2646, 10000), "missed", "0.04", "4"),
    (RATE, rule(">=", "26.5"), parts(3, 11), "met", "0", None),
    (RATE, rule(">=", 85), parts(0, 40), "missed", "85", "34"),
    (RATE, rule(">=", 85), parts(5, 7), "missed", "95/7", "1"),  # 6 of 7 is 85.7 %
    (RATE, rule(">=", 100), parts(6, 7), "missed", "100/7", "1"),
    (RATE, rule(">=", "33.3"), parts(1, 3), "met", "0", None),
    (RATE, rule(">=", "33.4"), parts(1, 3), "missed", "1/15", "1"),
    (OPEN_RATE, rule(">=", 100), parts(110, 100), "met", "0", None),
    (PER_10K, rule(">=", 8), parts(30, 40000, per=10000), "missed", "0.5", "2"),
    # a rate that came without its parts is judged too, but nobody knows how many households are missing
    (RATE, rule(">=", 85), value("84.9"), "missed", "0.1", None),
    (RATE, rule(">=", 85), value(85), "met", "0", None),
    # a rounded figure beside its parts: the parts are judged
    (RATE, rule(">=", 85), value("85.0", numerator=8499, denominator=10000), "missed", "0.01", "1"),
    # >= of hectares: tenths
    (TREES, rule(">=", "26.5"), parts("439.15", "1691"), "missed", "896.5/1691", "9"),
    (TREES, rule(">=", 100), parts("12.34", "12.4"), "missed", "6/12.4", "0.06"),  # never more than all
    # >= of counts, amounts and means
    (COUNT, rule(">=", 3), value(3), "met", "0", None),
    (COUNT, rule(">=", 3), value(0), "missed", "3", "3"),
    (COUNT, rule(">=", 1), value(0), "missed", "1", "1"),
    (COUNT, rule(">=", 0), value(0), "met", "0", None),
    (AMOUNT, rule(">=", 15577), value("15576.96"), "missed", "0.04", "0.1"),
    (AMOUNT, rule(">=", 15577), value(15577), "met", "0", None),
    (MEAN, rule(">=", 84), value("83.5", denominator=1000), "missed", "0.5", "0.5"),
    (MEAN, rule(">=", 84), value(84), "met", "0", None),
    # > : equality misses by one case
    (RATE, rule(">", 90), parts(91, 100), "met", "0", None),
    (RATE, rule(">", 90), parts(90, 100), "missed", "1", "1"),
    (RATE, rule(">", 90), parts(89, 100), "missed", "1", "2"),
    (RATE, rule(">", 90), parts(18, 20), "missed", "5", "1"),
    (RATE, rule(">", 90), parts(9, 10), "missed", "10", "1"),
    (RATE, rule(">", 0), parts(0, 50), "missed", "2", "1"),
    (RATE, rule(">", 90), value(90), "missed", "0", None),
    (COUNT, rule(">", 5), value(5), "missed", "1", "1"),
    (COUNT, rule(">", 5), value(3), "missed", "3", "3"),
    (COUNT, rule(">", 5), value(6), "met", "0", None),
    # < : equality misses, one case more
    (LOWER, rule("<", 2), parts(1, 100), "met", "0", None),
    (LOWER, rule("<", 2), parts(2, 100), "missed", "1", "1"),
    (LOWER, rule("<", 2), parts(3, 100), "missed", "1", "2"),
    (LOWER, rule("<", 5), parts(0, 100), "met", "0", None),
    (LOWER, rule("<", 11), parts(21, 190), "missed", "1/19", "1"),
    (LOWER, rule("<", 2), value(2), "missed", "0", None),
    (FEWER, rule("<", 4), value(4), "missed", "1", "1"),
    (FEWER, rule("<", 4), value(6), "missed", "2", "3"),
    (FEWER, rule("<", 4), value(3), "met", "0", None),
    (FEWER, rule("<", 1), value(0), "met", "0", None),
    # <= : equality meets
    (LOWER, rule("<=", 2), parts(2, 100), "met", "0", None),
    (LOWER, rule("<=", 2), parts(3, 100), "missed", "1", "1"),
    (LOWER, rule("<=", "2.5"), parts(3, 100), "missed", "0.5", "1"),
    (LOWER, rule("<=", 0), parts(0, 100), "met", "0", None),
    (LOWER, rule("<=", 0), parts(3, 100), "missed", "3", "3"),
    (FEWER, rule("<=", 4), value(4), "met", "0", None),
    (FEWER, rule("<=", 4), value(6), "missed", "2", "2"),
    # == 100 of a share of things: all of them
    (RATE, rule("==", 100), parts(27, 27), "met", "0", None),
    (RATE, rule("==", 100), parts(26, 27), "missed", "100/27", "1"),
    (RATE, rule("==", 100), parts(0, 27), "missed", "100", "27"),
    (RATE, rule("==", 100), parts(9999, 10000), "missed", "0.01", "1"),
    (RATE, rule("==", 100), value("99.9"), "missed", "0.1", None),
    (TREES, rule("==", 100), parts("10.25", "10.3"), "missed", "5/10.3", "0.05"),
    # == 0: none
    (FEWER, rule("==", 0), value(0), "met", "0", None),
    (FEWER, rule("==", 0), value(2), "missed", "2", "2"),
    # == of something between: the distance, either way
    (COUNT, rule("==", 12), value(12), "met", "0", None),
    (COUNT, rule("==", 12), value(10), "missed", "2", "2"),
    (COUNT, rule("==", 12), value(13), "missed", "1", "1"),
    (RATE, rule("==", 50), parts(3, 10), "missed", "20", "2"),
    (RATE, rule("==", 50), parts(7, 10), "missed", "20", "2"),
    (RATE, rule("==", 50), parts(3, 11), "missed", "250/11", None),  # no whole number of 11 is half
    # yes or no
    (YES_NO, rule("==", 1), value(1), "met", "0", None),
    (YES_NO, rule("==", 1), value(0), "missed", "1", None),
    # between a and b: a decides, above b is exceeded
    (PER_10K, rule("between", "4.6", value_to="5.5"), parts(23, 50000, per=10000), "met", "0", None),
    (PER_10K, rule("between", "4.6", value_to="5.5"), parts(22, 50000, per=10000), "missed", "0.2", "1"),
    (PER_10K, rule("between", "4.6", value_to="5.5"), value("5.5"), "met", "0", None),
    (PER_10K, rule("between", "4.6", value_to="5.5"), value("5.51"), "exceeded", "0", None),
    (PER_10K, rule("between", "4.6", value_to="5.5"), value(0), "missed", "4.6", None),
    # every criterion
    (CRITERIA, rule("all_criteria"), value(19, denominator=19), "met", "0", None),
    (CRITERIA, rule("all_criteria"), value(17, denominator=19), "missed", "2", "2"),
    (CRITERIA, rule("all_criteria"), value(0, denominator=19), "missed", "19", "19"),
    (CRITERIA, rule("all_criteria"), value(10, denominator=10), "met", "0", None),
]


@pytest.mark.parametrize(("what", "target", "given", "status", "gap", "closing"), CASES)
def test_the_table(
    what: Indicator, target: TargetRule, given: Figure, status: str, gap: str | None, closing: str | None
) -> None:
    judged = judge(what, target, given, period=YEAR)
    assert (judged.status, judged.reason, judged.gap) == (status, None, _fraction(gap))
    assert (judged.closing and judged.closing.amount) == _fraction(closing)


@pytest.mark.parametrize(("what", "target", "given", "status", "gap", "closing"), CASES)
def test_what_closes_the_gap_closes_it_and_one_step_less_does_not(
    what: Indicator, target: TargetRule, given: Figure, status: str, gap: str | None, closing: str | None
) -> None:
    judged = judge(what, target, given, period=YEAR)
    if judged.closing is None:
        assert judged.status in (Status.MET, Status.EXCEEDED) or closing is None
        return
    step = what.numerator.step if judged.closing.of is ClosingOf.NUMERATOR and what.numerator else what.step
    assert judge(what, target, _moved(what, given, judged, Fraction(0)), period=YEAR).status == "met"
    assert judge(what, target, _moved(what, given, judged, step), period=YEAR).status != "met"


PREVIOUS: list[tuple[int, int, bool, str, int, int | None]] = [
    # this year, last year, "not above" → status, gap, fewer cases
    (5, 6, False, "met", 0, None),
    (6, 6, False, "missed", 1, 1),
    (8, 6, False, "missed", 3, 3),
    (0, 1, False, "met", 0, None),
    (0, 0, False, "met", 0, None),
    (1, 1, False, "missed", 1, 1),
    (3, 0, False, "missed", 3, 3),  # nothing is below zero: none again is what is asked for
    (6, 6, True, "met", 0, None),
    (7, 6, True, "missed", 1, 1),
    (0, 0, True, "met", 0, None),
    (2, 0, True, "missed", 2, 2),
]


@pytest.mark.parametrize(("now", "before", "not_above", "status", "gap", "fewer"), PREVIOUS)
def test_against_the_same_period_last_year(
    now: int, before: int, not_above: bool, status: str, gap: int, fewer: int | None
) -> None:
    target = rule("below_previous", not_above=not_above)
    judged = judge(FEWER, target, value(now), period=Period.parse("2024-Q1"), previous=value(before))
    assert (judged.status, judged.gap) == (status, gap)
    assert (judged.closing and judged.closing.amount) == fewer
    if fewer is not None:
        then = judge(FEWER, target, value(now - fewer), period=YEAR, previous=value(before))
        assert judged.closing is not None and not judged.closing.more and then.status is Status.MET


@pytest.mark.parametrize("previous", [None, NO_DATA, value(state=State.SUPPRESSED)])
def test_without_last_year_nothing_is_judged(previous: Figure | None) -> None:
    judged = judge(FEWER, rule("below_previous"), value(3), period=YEAR, previous=previous)
    assert (judged.status, judged.reason, judged.gap) == (Status.UNJUDGED, Reason.NO_PREVIOUS, None)


@pytest.mark.parametrize("state", [State.NO_DATA, State.NOT_APPLICABLE, State.SUPPRESSED])
def test_what_is_no_value_has_no_status(state: State) -> None:
    judged = judge(RATE, rule(">=", 85), Figure(state), period=YEAR)
    assert judged == Judgement(state)


def test_zero_is_a_value() -> None:
    assert judge(COUNT, rule(">=", 0), value(0), period=YEAR).status is Status.MET
    assert judge(COUNT, rule(">=", 1), value(0), period=YEAR).status is Status.MISSED


NOT_DUE: list[tuple[Measure, TargetRule, Figure, str, str, bool | None]] = [
    # measure, target, value, period → status, true so far
    (Measure.STOCK, rule(">=", 85), parts(80, 100), "2024-Q3", "not_due", False),
    (Measure.STOCK, rule(">=", 85), parts(85, 100), "2024-Q3", "met", None),
    (Measure.ANNUAL, rule(">=", 85), parts(86, 100), "2024-H1", "met", None),
    (Measure.ANNUAL, rule(">=", 85), parts(84, 100), "2024-H1", "not_due", False),
    (Measure.YTD, rule(">=", 85), parts(90, 100), "2024-9M", "not_due", True),
    (Measure.YTD, rule(">=", 85), parts(80, 100), "2024-9M", "not_due", False),
    (Measure.YTD, rule(">=", 85), parts(90, 100), "2024", "met", None),
    (Measure.YTD, rule(">=", 85), parts(80, 100), "2024", "missed", None),
    (Measure.YTD, rule(">=", 85), parts(80, 100), "2024-Q4", "missed", None),
    (Measure.YTD, rule(">=", 85), parts(80, 100), "2024-12", "missed", None),
    (Measure.YTD, rule(">=", 85), parts(80, 100), "2024-11", "not_due", False),
    (Measure.YTD, rule("==", 100), parts(100, 100), "2024-Q1", "not_due", True),
    (Measure.YTD, rule("<", 2), parts(1, 100), "2024-H1", "not_due", True),
    (Measure.STOCK, rule("<", 2), parts(1, 100), "2024-H1", "met", None),
    (Measure.STOCK, rule("<", 2), parts(2, 100), "2024-H1", "not_due", False),
    (Measure.YTD, rule("==", 0), parts(0, 100), "2024-H1", "not_due", True),
    (Measure.YTD, rule("==", 0), parts(1, 100), "2024-H1", "missed", None),
    (Measure.STOCK, rule("==", 0), parts(0, 100), "2024-H1", "met", None),
]


@pytest.mark.parametrize(("measure", "target", "given", "period", "status", "on_track"), NOT_DUE)
def test_before_the_due_date(
    measure: Measure, target: TargetRule, given: Figure, period: str, status: str, on_track: bool | None
) -> None:
    judged = judge(indicator(measure=measure), target, given, period=Period.parse(period))
    assert (judged.status, judged.on_track) == (status, on_track)


def test_what_is_not_due_still_says_how_far_it_is() -> None:
    judged = judge(RATE, rule(">=", 85), parts(80, 100), period=Period.parse("2024-H1"))
    assert (judged.gap, judged.closing and judged.closing.amount) == (5, 5)


def test_against_last_year_is_judged_in_every_period() -> None:
    ytd = indicator(Kind.COUNT, measure=Measure.YTD, direction=Direction.LOWER)
    judged = [
        judge(
            ytd, rule("below_previous"), value(3), period=Period.parse("2024-Q1"), previous=value(before)
        ).status
        for before in (4, 3)
    ]
    assert judged == [Status.MET, Status.MISSED]


APRIL = {"due": date(2025, 4, 30)}


@pytest.mark.parametrize(
    ("changes", "period", "status", "reason"),
    [
        ({}, "2023", "unjudged", "no_target"),
        ({}, "2023-12", "unjudged", "no_target"),
        ({}, "2024-01", "not_due", None),
        ({}, "2024", "missed", None),
        ({}, "2025", "unjudged", "no_target"),
        ({}, "2025-01", "unjudged", "no_target"),
        # III.1.1, due on 30 April 2025: the first period ending on or after it decides, none later
        (APRIL, "2024", "not_due", None),
        (APRIL, "2025-Q1", "not_due", None),
        (APRIL, "2025-03", "not_due", None),
        (APRIL, "2025-04", "missed", None),
        (APRIL, "2025-05", "unjudged", "no_target"),
        (APRIL, "2025-Q2", "missed", None),
        (APRIL, "2025-Q3", "unjudged", "no_target"),
        (APRIL, "2025-H1", "missed", None),
        (APRIL, "2025-H2", "unjudged", "no_target"),
        # due in the middle of its year: judged from then to the year's end
        ({"due": date(2024, 6, 30)}, "2024-05", "not_due", None),
        ({"due": date(2024, 6, 30)}, "2024-H1", "missed", None),
        ({"due": date(2024, 6, 30)}, "2024", "missed", None),
    ],
)
def test_which_periods_a_target_judges(
    changes: dict[str, Any], period: str, status: str, reason: str | None
) -> None:
    judged = judge(RATE, rule(">=", 85, **changes), parts(80, 100), period=Period.parse(period))
    assert (judged.status, judged.reason) == (status, reason)


def test_the_targets_of_2024_never_judge_the_communes_of_2025() -> None:
    judged = judge(
        RATE, rule(">=", 85, **APRIL), parts(80, 100), period=Period.parse("2025-H1"), on_vintage=False
    )
    assert (judged.status, judged.reason) == (Status.UNJUDGED, Reason.NO_TARGET)


def test_without_a_target_nothing_is_judged() -> None:
    judged = judge(RATE, None, parts(80, 100), period=YEAR)
    assert (judged.status, judged.reason) == (Status.UNJUDGED, Reason.NO_TARGET)


def test_an_assigned_target_waits_for_its_number() -> None:
    target = rule(">=", None)
    judged = judge(COUNT, target, value(7), period=YEAR, level=DataLevel.DISTRICT)
    assert (judged.status, judged.reason) == (Status.UNJUDGED, Reason.NOT_ASSIGNED)


@pytest.mark.parametrize(
    ("reading", "status", "reason", "gap"),
    [
        (CommuneReading.JUDGE, "missed", None, 5),
        (CommuneReading.REFERENCE, "unjudged", "reference", 5),
        (CommuneReading.OWN_ONLY, "unjudged", "no_target", None),
        (CommuneReading.NONE, "unjudged", "no_target", None),
    ],
)
def test_how_a_commune_is_read_against_the_districts_target(
    reading: CommuneReading, status: str, reason: str | None, gap: int | None
) -> None:
    target = rule(">=", 85, commune_reading=reading)
    judged = judge(RATE, target, parts(80, 100), period=YEAR)
    assert (judged.status, judged.reason, judged.gap) == (status, reason, gap)
    assert judge(RATE, target, parts(80, 100), period=YEAR, level=DataLevel.DISTRICT).status == "missed"


@pytest.mark.parametrize("reading", list(CommuneReading))
def test_a_units_own_target_judges_it(reading: CommuneReading) -> None:
    target = rule(">=", 85, commune_reading=reading, own=True)
    assert judge(RATE, target, parts(80, 100), period=YEAR).status is Status.MISSED


@pytest.mark.parametrize(
    ("given", "band", "status"),
    [
        (parts(84, 100), "0", "missed"),
        (parts(84, 100), "1", "near"),
        (parts(83, 100), "1", "missed"),
        (parts(85, 100), "1", "met"),
    ],
)
def test_near_is_off_unless_the_office_sets_a_band(given: Figure, band: str, status: str) -> None:
    assert judge(RATE, rule(">=", 85), given, period=YEAR, near_band=Fraction(band)).status == status


@pytest.mark.parametrize(
    ("what", "target", "given"),
    [
        (RATE, rule("==", 100), parts(99, 100)),
        (FEWER, rule("==", 0), value(1)),
        (YES_NO, rule("==", 1), value(0)),
        (CRITERIA, rule("all_criteria"), value(18, denominator=19)),
        (FEWER, rule("below_previous"), value(6)),
    ],
)
def test_all_or_nothing_is_never_near(what: Indicator, target: TargetRule, given: Figure) -> None:
    judged = judge(what, target, given, period=YEAR, previous=value(6), near_band=Fraction(5))
    assert judged.status is Status.MISSED


MARGIN = {"exceeded_margin": Fraction(5)}


@pytest.mark.parametrize(
    ("what", "target", "given", "status"),
    [
        (indicator(**MARGIN), rule(">=", 85), parts(89, 100), "met"),
        (indicator(**MARGIN), rule(">=", 85), parts(90, 100), "exceeded"),
        (indicator(**MARGIN), rule(">", 85), parts(90, 100), "exceeded"),
        (indicator(direction=Direction.LOWER, **MARGIN), rule("<", 10), parts(6, 100), "met"),
        (indicator(direction=Direction.LOWER, **MARGIN), rule("<=", 10), parts(5, 100), "exceeded"),
        (indicator(**MARGIN), rule("==", 100), parts(100, 100), "met"),
        (indicator(Kind.COUNT, direction=Direction.LOWER, **MARGIN), rule("below_previous"), value(0), "met"),
        (RATE, rule(">=", 85), parts(100, 100), "met"),
    ],
)
def test_exceeded_needs_a_margin(what: Indicator, target: TargetRule, given: Figure, status: str) -> None:
    assert judge(what, target, given, period=YEAR, previous=value(50)).status == status


@pytest.mark.parametrize(
    ("now", "earlier", "direction", "fell"),
    [
        (parts(27, 100), parts(28, 100), Direction.HIGHER, True),
        (parts(27, 100), parts(27, 100), Direction.HIGHER, False),
        (parts(28, 100), parts(27, 100), Direction.HIGHER, False),
        (parts(27, 100), None, Direction.HIGHER, False),
        (parts(27, 100), NO_DATA, Direction.HIGHER, False),
        (parts(20, 100), parts(28, 100), Direction.HIGHER, False),  # missed: the mark would add nothing
    ],
)
def test_what_is_to_be_kept_up_carries_a_mark_when_it_fell(
    now: Figure, earlier: Figure | None, direction: Direction, fell: bool
) -> None:
    kept = indicator(maintain=True, direction=direction)
    assert judge(kept, rule(">=", "26.5"), now, period=YEAR, earlier=earlier).fell is fell
    assert not judge(RATE, rule(">=", "26.5"), now, period=YEAR, earlier=earlier).fell


def test_lower_is_better_falls_by_rising() -> None:
    kept = indicator(maintain=True, direction=Direction.LOWER)
    assert judge(kept, rule("<", 5), parts(3, 100), period=YEAR, earlier=parts(2, 100)).fell
    assert not judge(kept, rule("<", 5), parts(2, 100), period=YEAR, earlier=parts(3, 100)).fell


@pytest.mark.parametrize(
    ("taken", "covered", "reason"),
    [
        (date(2024, 6, 1), "0.95", None),
        (date(2024, 6, 1), "0.9499", Reason.LOW_COVER),
        (date(2024, 12, 31), "1", None),
        (date(2025, 1, 1), "1", Reason.OLD_IMAGE),
        (date(2023, 12, 31), "1", None),
        (date(2023, 12, 30), "1", Reason.OLD_IMAGE),
        (None, None, None),
    ],
)
def test_a_measured_value_is_judged_by_a_fitting_image_only(
    taken: date | None, covered: str | None, reason: Reason | None
) -> None:
    given = value(30, basis=Basis.MEASURED, image_date=taken, covered_fraction=covered)
    judged = judge(RATE, rule(">=", "26.5"), given, period=YEAR)
    assert (judged.reason, judged.status) == (reason, Status.UNJUDGED if reason else Status.MET)


def test_the_image_of_a_reported_value_is_nobodys_business() -> None:
    given = value(30, basis=Basis.REPORTED, image_date=date(2020, 1, 1))
    assert judge(RATE, rule(">=", "26.5"), given, period=YEAR).status is Status.MET


def test_a_leap_day_has_a_day_a_year_before() -> None:
    given = value(30, basis=Basis.MEASURED, image_date=date(2023, 2, 28))
    assert judge(RATE, rule(">=", 26), given, period=Period.parse("2024-02")).status is Status.MET


@pytest.mark.parametrize(
    ("what", "status"), [(RATE, "missed"), (MEAN, "missed"), (COUNT, "unjudged"), (AMOUNT, "unjudged")]
)
def test_a_sum_of_fewer_than_all_is_provisional_and_no_count_is_judged_by_it(
    what: Indicator, status: str
) -> None:
    judged = judge(what, rule(">=", 85), value(80), period=YEAR, level=DataLevel.DISTRICT, incomplete=True)
    assert (judged.status, judged.provisional) == (status, True)
    assert judged.reason == (Reason.INCOMPLETE if status == "unjudged" else None)


def test_how_the_communes_stand_decides_only_what_binds_each() -> None:
    judged = judge(
        COUNT,
        rule(">=", 3),
        value(3),
        period=YEAR,
        level=DataLevel.DISTRICT,
        incomplete=True,
        communes=Tally(met=2, missed=9, open=1),
    )
    assert (judged.status, judged.reason) == (Status.UNJUDGED, Reason.INCOMPLETE)


def test_criteria_without_a_set_are_not_judged() -> None:
    judged = judge(CRITERIA, rule("all_criteria"), value(17), period=YEAR)
    assert (judged.status, judged.reason) == (Status.UNJUDGED, Reason.INCOMPLETE)


EACH = {"level": TargetLevel.EACH_COMMUNE}


@pytest.mark.parametrize(
    ("communes", "status", "gap", "on_track"),
    [
        (Tally(met=11), "met", 0, None),
        (Tally(met=9, missed=2), "missed", 2, None),
        (Tally(met=9, missed=1, open=1), "missed", 1, None),  # one that misses is enough to know
        (Tally(met=9, open=2), "unjudged", 0, None),
        (Tally(), "unjudged", 0, None),
        (Tally(met=9, not_due=2, on_track=1), "not_due", 1, False),
        (Tally(not_due=11, on_track=11), "not_due", 0, True),
    ],
)
def test_what_binds_each_commune_is_met_when_all_meet(
    communes: Tally, status: str, gap: int, on_track: bool | None
) -> None:
    judged = judge(
        CRITERIA,
        rule("all_criteria", **EACH),
        value(9, denominator=11),
        period=YEAR,
        level=DataLevel.DISTRICT,
        communes=communes,
    )
    assert (judged.status, judged.gap, judged.on_track) == (status, gap, on_track)
    assert judged.provisional is (communes.open > 0)
    if gap:
        assert judged.closing is not None and judged.closing.of is ClosingOf.COMMUNES


def test_communes_are_counted_by_how_they_stand() -> None:
    counted = tally(
        [
            Judgement(State.VALUE, Status.MET),
            Judgement(State.VALUE, Status.EXCEEDED),
            Judgement(State.VALUE, Status.NEAR),
            Judgement(State.VALUE, Status.MISSED),
            Judgement(State.VALUE, Status.NOT_DUE, on_track=True),
            Judgement(State.VALUE, Status.NOT_DUE, on_track=False),
            Judgement(State.VALUE, Status.UNJUDGED, Reason.NO_PREVIOUS),
            Judgement(State.NO_DATA),
            Judgement(State.NOT_APPLICABLE),
        ]
    )
    assert counted == Tally(met=2, missed=2, not_due=2, on_track=1, open=2)
    assert counted.expected == 8


def test_percent_of_plan_and_of_last_year() -> None:
    assert percent_of_target(AMOUNT, rule(">=", 200), value(150)) == 75
    assert percent_of_target(CRITERIA, rule("all_criteria"), value(17, denominator=19)) == Fraction(1700, 19)
    assert percent_of_target(FEWER, rule("==", 0), value(1)) is None
    assert percent_of_target(COUNT, rule(">=", None), value(1)) is None
    assert percent_of_previous(COUNT, value(41), value(47)) == Fraction(4100, 47)
    assert percent_of_previous(COUNT, value(41), value(0)) is None
    assert percent_of_previous(COUNT, value(0), value(4)) == 0
    assert percent_of_previous(COUNT, value(41), None) is None


def _fraction(text: str | None) -> Fraction | None:
    if text is None:
        return None
    over, _, under = text.partition("/")
    return Fraction(over) / Fraction(under or 1)


def _moved(what: Indicator, given: Figure, judged: Judgement, less: Fraction) -> Figure:
    """Return the value after the closing, short of it by `less`."""
    assert judged.closing is not None
    change = (judged.closing.amount - less) * (1 if judged.closing.more else -1)
    if judged.closing.of is ClosingOf.NUMERATOR:
        assert given.numerator is not None and given.denominator is not None
        return parts(str(given.numerator + change), str(given.denominator), per=what.per)
    assert given.value is not None
    return Figure(value=given.value + change, denominator=given.denominator)
