"""From communes to the district: sums of numerators and denominators, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, Quality, State, UnitKind
from layers.catalogue import DataLevel, Grade, Kind
from layers.rules.aggregation import aggregate, choose_basis, difference
from layers.rules.values import NO_CASES, NO_DATA, Figure, MergedPart, completed, map_rate
from tests.build.indicators import indicator, parts, value

RATE = indicator()
COUNT = indicator(Kind.COUNT)
CRIMES = indicator(Kind.COUNT, denominator="population", per=1000)
MEAN = indicator(Kind.MEAN)
UNIT = StoredUnit(UnitKey("26470", date(2020, 1, 1)), "Xã Phú Hội", UnitKind.XA)
NONE_HERE = Figure(State.NOT_APPLICABLE, reason="scope")


def test_a_rate_is_numerators_over_denominators_never_a_mean_of_percentages() -> None:
    whole = aggregate(RATE, [parts(90, 100), parts(50, 900)])
    assert whole.figure.value == 14  # 140 of 1,000; the mean of 90 % and 5.6 % would be 47.8 %
    assert (whole.figure.numerator, whole.figure.denominator) == (140, 1000)
    assert (whole.counted, whole.expected, whole.provisional) == (2, 2, False)
    assert whole.figure.basis is Basis.SUMMED


def test_a_third_stays_a_third() -> None:
    assert aggregate(RATE, [parts(1, 7), parts(1, 7), parts(1, 7)]).figure.value == Fraction(300, 21)


def test_a_sum_of_fewer_than_all_is_provisional() -> None:
    whole = aggregate(RATE, [parts(90, 100), NO_DATA, value(state=State.SUPPRESSED)])
    assert (whole.counted, whole.expected, whole.provisional) == (1, 3, True)
    assert whole.figure.value == 90


def test_what_does_not_apply_is_not_missed() -> None:
    whole = aggregate(RATE, [parts(90, 100), NONE_HERE])
    assert (whole.counted, whole.expected, whole.provisional) == (1, 1, False)


def test_a_rate_without_its_denominator_is_kept_out_and_counted() -> None:
    whole = aggregate(RATE, [parts(90, 100), value("71.5"), value(80, numerator=8)])
    assert whole.figure.value == 90
    assert (whole.counted, whole.expected) == (1, 3)


def test_a_derived_numerator_marks_the_sum() -> None:
    derived = completed(RATE, value("71.5"), denominator=Fraction(200))
    whole = aggregate(RATE, [parts(90, 100), derived])
    assert (whole.figure.value, whole.figure.numerator_derived) == (Fraction(23300, 300), True)


def test_a_mean_is_weighted() -> None:
    whole = aggregate(MEAN, [value(80, denominator=1000), value(90, denominator=3000)])
    assert (whole.figure.value, whole.figure.denominator) == (Fraction("87.5"), 4000)


def test_a_mean_without_weight_is_kept_out() -> None:
    whole = aggregate(MEAN, [value(80, denominator=1000), value(90)])
    assert (whole.figure.value, whole.counted, whole.provisional) == (80, 1, True)


def test_a_mean_of_nobody_does_not_occur() -> None:
    assert aggregate(MEAN, [value(80, denominator=0)]).figure.state is State.NOT_APPLICABLE


def test_counts_add_up_and_zero_counts() -> None:
    whole = aggregate(COUNT, [value(0), value(3), value(0)])
    assert (whole.figure.value, whole.counted, whole.provisional) == (3, 3, False)


def test_amounts_add_up_exactly() -> None:
    assert aggregate(indicator(Kind.AMOUNT), [value("0.1"), value("0.2")]).figure.value == Fraction("0.3")


def test_a_count_carries_the_heads_it_is_mapped_by_where_all_have_them() -> None:
    whole = aggregate(CRIMES, [value(2, denominator=1000), value(4, denominator=3000)])
    assert (whole.figure.value, whole.figure.denominator, map_rate(CRIMES, whole.figure)) == (
        6,
        4000,
        Fraction("1.5"),
    )
    assert aggregate(CRIMES, [value(2, denominator=1000), value(4)]).figure.denominator is None


def test_criteria_become_communes_that_meet_all_of_as_many() -> None:
    criteria = indicator(Kind.CRITERIA)
    whole = aggregate(
        criteria,
        [value(19, denominator=19), value(18, denominator=19), value(19, denominator=19), NONE_HERE],
    )
    assert (whole.figure.value, whole.figure.numerator, whole.figure.denominator) == (2, 2, 3)


def test_yes_or_no_is_the_districts_own_record() -> None:
    assert aggregate(indicator(Kind.YES_NO), [value(1), value(1)]).figure.state is State.NO_DATA


def test_what_exists_for_the_district_only_is_not_added() -> None:
    whole = aggregate(indicator(data_level=DataLevel.DISTRICT), [parts(1, 2), parts(1, 2)])
    assert (whole.figure.state, whole.counted) == (State.NO_DATA, 0)


def test_the_districts_own_bodies_belong_to_the_sum() -> None:
    offices = indicator(own_bodies=True)
    whole = aggregate(offices, [parts(9, 10), parts(5, 5)], own_bodies=parts(20, 25))
    assert (whole.figure.numerator, whole.figure.denominator, whole.counted) == (34, 40, 2)
    assert not whole.provisional
    without = aggregate(offices, [parts(9, 10), parts(5, 5)], own_bodies=NO_DATA)
    assert (without.own_bodies_missing, without.provisional, without.counted) == (True, True, 2)


def test_own_bodies_that_do_not_report_this_are_not_missed() -> None:
    assert not aggregate(RATE, [parts(9, 10)], own_bodies=NO_DATA).provisional


@pytest.mark.parametrize(
    ("values", "state"),
    [((), State.NOT_APPLICABLE), ((NONE_HERE,), State.NOT_APPLICABLE), ((NO_DATA, NONE_HERE), State.NO_DATA)],
)
def test_a_sum_of_nothing_says_why(values: tuple[Figure, ...], state: State) -> None:
    assert aggregate(RATE, values).figure.state is state


def test_none_of_none_everywhere_does_not_occur() -> None:
    whole = aggregate(RATE, [value(numerator=0, denominator=0), value(numerator=0, denominator=0)])
    assert (whole.figure.state, whole.figure.reason) == (State.NOT_APPLICABLE, NO_CASES)


def test_a_sum_is_no_surer_than_its_least_settled_part() -> None:
    final, estimate = (value(1, quality=quality) for quality in (Quality.FINAL, Quality.ESTIMATE))
    assert aggregate(COUNT, [final, final]).figure.quality is Quality.FINAL
    assert aggregate(COUNT, [final, estimate, value(1)]).figure.quality is Quality.ESTIMATE
    assert aggregate(COUNT, [value(1)]).figure.quality is None


def test_a_part_that_is_not_whole_is_added_and_not_counted() -> None:
    lacks_one = value(2, merged=(MergedPart(UNIT, value(2), True), MergedPart(UNIT, NO_DATA, False)))
    whole = aggregate(COUNT, [value(3), lacks_one])
    assert (whole.figure.value, whole.counted, whole.expected, whole.provisional) == (5, 1, 2, True)


REPORTED, SUMMED, DERIVED, MEASURED = (value(number) for number in (1, 2, 3, 4))
EVERY = {
    Basis.MEASURED: MEASURED, Basis.DERIVED: DERIVED, Basis.SUMMED: SUMMED, Basis.REPORTED: REPORTED,
}  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "chosen"),
    [
        ((), REPORTED),
        ((Basis.REPORTED,), SUMMED),
        ((Basis.REPORTED, Basis.SUMMED), DERIVED),
        ((Basis.REPORTED, Basis.SUMMED, Basis.DERIVED), MEASURED),
        (tuple(Basis), None),
    ],
)
def test_the_basis_that_is_judged(missing: tuple[Basis, ...], chosen: Figure | None) -> None:
    assert choose_basis(RATE, {b: v for b, v in EVERY.items() if b not in missing}) is chosen


def test_a_basis_without_data_is_passed_over_unless_there_is_no_other() -> None:
    assert choose_basis(RATE, {Basis.REPORTED: NO_DATA, Basis.MEASURED: MEASURED}) is MEASURED
    assert choose_basis(RATE, {Basis.REPORTED: NO_DATA}) is NO_DATA
    assert choose_basis(RATE, {Basis.REPORTED: NONE_HERE, Basis.MEASURED: MEASURED}) is NONE_HERE


def test_recognitions_are_derived_and_the_office_may_prefer() -> None:
    counting = indicator(Kind.COUNT, recognition_grade=Grade.MODEL)
    assert choose_basis(counting, EVERY) is DERIVED
    assert choose_basis(counting, EVERY, preferred=Basis.REPORTED) is REPORTED
    assert choose_basis(RATE, EVERY, preferred=Basis.MEASURED) is MEASURED


def test_the_districts_own_figure_is_shown_with_the_difference() -> None:
    assert difference(RATE, value(85), parts(84, 100)) == 1
    assert difference(RATE, parts(1, 3), parts(1, 2)) == Fraction(-50, 3)
    assert difference(RATE, None, parts(84, 100)) is None
    assert difference(RATE, value(85), NO_DATA) is None
