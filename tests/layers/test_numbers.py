"""Exact numbers, and digits that never contradict the status."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from layers.numbers import exact, rounded, shown_decimals, target_decimals, whole_steps


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("26.5", Fraction(53, 2)),
        (Decimal("0.1"), Fraction(1, 10)),
        (0, Fraction(0)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_number_is_taken_exactly(given: object, expected: Fraction) -> None:
    assert exact(given) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [26.5, True])
def test_a_float_is_refused(given: object) -> None:
    with pytest.raises(TypeError, match="expected Fraction"):
        exact(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["mười", "", Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_refused(given: str | Decimal) -> None:
    with pytest.raises(ValueError):
        exact(given)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("0.25", 1, "0.3"),
        ("-0.25", 1, "-0.3"),
        ("0.24", 1, "0.2"),
        ("2.5", 0, "3"),
        ("-0.04", 1, "0.0"),
        ("0", 2, "0.00"),
        ("26.46", 2, "26.46"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, decimals: int, expected: str) -> None:
    assert str(rounded(Fraction(value), decimals)) == expected


@pytest.mark.parametrize(
    ("value", "target", "precision", "expected"),
    [
        ("26.46", "26.5", 1, 2),  # one decimal would read 26.5 and look met
        ("26.5", "26.5", 1, 1),
        ("26.54", "26.5", 1, 2),  # one decimal would read as if just met
        ("26.4", "26.5", 1, 1),
        ("26.496", "26.5", 1, 3),
        ("26.4996", "26.5", 1, 4),
        ("86.6", "86.5", 0, 0),  # 87 is above 86.5, as 86.6 is
        ("86.4", "86.5", 0, 0),
        ("86.5", "86.5", 0, 0),
        ("89.96", "90", 0, 1 + 1),
        ("0.04", "0", 1, 2),  # something is never shown as nothing
        ("0", "0", 1, 1),
        ("-0.04", "0", 1, 2),
        ("100", "100", 1, 1),
        ("99.97", "100", 1, 2),
    ],
)
def test_shown_digits_never_contradict_the_status(
    value: str, target: str, precision: int, expected: int
) -> None:
    assert shown_decimals(Fraction(value), Fraction(target), precision) == expected


def test_a_third_is_told_from_its_decimals() -> None:
    assert shown_decimals(Fraction(1, 3), Fraction("0.333"), 1) == 4


def test_without_a_target_the_precision_stands() -> None:
    assert shown_decimals(Fraction("26.46"), None, 1) == 1


def test_a_precision_below_zero_is_refused() -> None:
    with pytest.raises(ValueError):
        shown_decimals(Fraction(1), None, -1)


@pytest.mark.parametrize(
    ("target", "precision", "expected"),
    [("86.5", 0, 1), ("26.5", 1, 1), ("90", 1, 1), ("0.125", 1, 3), ("1/3", 1, 1), ("0", 0, 0)],
)
def test_a_target_is_shown_whole(target: str, precision: int, expected: int) -> None:
    assert target_decimals(Fraction(target), precision) == expected


@pytest.mark.parametrize(
    ("amount", "step", "beyond", "expected"),
    [
        ("1.5", 1, False, "2"),
        ("2", 1, False, "2"),
        ("2", 1, True, "3"),
        ("1.5", 1, True, "2"),
        ("0", 1, False, "0"),
        ("0", 1, True, "1"),
        ("0.11", "0.1", False, "0.2"),
    ],
)
def test_whole_steps_are_the_fewest(amount: str, step: object, beyond: bool, expected: str) -> None:
    assert whole_steps(Fraction(amount), Fraction(str(step)), beyond=beyond) == Fraction(expected)


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        whole_steps(Fraction(1), Fraction(0), beyond=False)
