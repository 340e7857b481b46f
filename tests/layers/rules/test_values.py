"""A value and what follows from its parts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from geodata.store.vocabulary import State
from layers.catalogue import Kind
from layers.rules.values import NO_CASES, NO_DATA, Figure, completed, map_rate, number_of
from tests.build.indicators import indicator, parts, value

RATE = indicator()
CRIMES = indicator(Kind.COUNT, denominator="population", per=1000)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (parts(53, 100), Fraction(53)),
        (value("84.2", numerator=8417, denominator=10000), Fraction("84.17")),
        (value("84.2"), Fraction("84.2")),
        (value("84.2", denominator=100), Fraction("84.2")),
        (value(numerator=0, denominator=5), Fraction(0)),
        (value(numerator=3, denominator=0), None),
        (NO_DATA, None),
        (value(5, state=State.SUPPRESSED), None),
    ],
)
def test_the_number_of_a_rate_is_that_of_its_parts(given: Figure, number: Fraction | None) -> None:
    assert number_of(RATE, given) == number


def test_a_count_is_its_value_whatever_it_is_mapped_by() -> None:
    assert number_of(CRIMES, value(12, denominator=4000)) == 12
    assert map_rate(CRIMES, value(12, denominator=4000)) == 3
    assert map_rate(CRIMES, value(0, denominator=4000)) == 0
    assert map_rate(CRIMES, value(12)) is None
    assert map_rate(CRIMES, value(12, denominator=0)) is None
    assert map_rate(RATE, parts(1, 4)) == 25


def test_a_numerator_is_derived_where_the_denominator_is_known() -> None:
    made = completed(RATE, value("26.5"), denominator=Fraction(1691))
    assert (made.numerator, made.denominator, made.numerator_derived) == (Fraction("448.115"), 1691, True)


def test_a_value_follows_from_its_parts() -> None:
    made = completed(RATE, value(numerator=1, denominator=8))
    assert (made.value, made.numerator_derived) == (Fraction("12.5"), False)


def test_its_own_denominator_comes_before_the_shared_one() -> None:
    assert completed(RATE, value(numerator=1, denominator=8), denominator=Fraction(9)).denominator == 8


@pytest.mark.parametrize(
    "given", [value(numerator=0, denominator=0), value(denominator=0), value(0, denominator=0)]
)
def test_none_of_none_does_not_occur(given: Figure) -> None:
    made = completed(RATE, given)
    assert (made.state, made.reason, made.value) == (State.NOT_APPLICABLE, NO_CASES, None)


def test_three_of_none_stays_as_it_is_and_is_no_number() -> None:
    made = completed(RATE, value(numerator=3, denominator=0))
    assert made.state is State.VALUE
    assert number_of(RATE, made) is None


@pytest.mark.parametrize("given", [NO_DATA, value("26.5"), value(numerator=3)])
def test_nothing_follows_from_too_little(given: Figure) -> None:
    assert completed(RATE, given) == given
