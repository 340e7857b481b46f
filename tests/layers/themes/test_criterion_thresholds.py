"""Thresholds as documents write them."""

from fractions import Fraction

import pytest

from layers.themes.criterion_thresholds import read_threshold


@pytest.mark.parametrize(
    ("text", "value", "is_met"),
    [
        (">= 90", "90", True),
        ("≥ 90 %", "89.99", False),
        ("<= 5", "5", True),
        ("≤ 5", "5.1", False),
        ("> 2", "2", False),
        ("< 2", "1.9", True),
        ("100 %", "100", True),
        ("100", "99.9", False),
        ("≥ 26,5", "26.5", True),
    ],
)
def test_a_number_is_held_against_it(text: str, value: str, is_met: bool) -> None:
    threshold = read_threshold(text)
    assert threshold is not None
    assert threshold.is_met_by(Fraction(value)) is is_met


@pytest.mark.parametrize("text", [None, "", "đạt", "không", "≥", "1: ≥ 90; 2: ≥ 80"])
def test_words_set_no_number(text: str | None) -> None:
    assert read_threshold(text) is None


@pytest.mark.parametrize(("group", "least"), [("1", 90), ("2", 80), ("3", None), (None, None)])
def test_each_group_has_its_own(group: str | None, least: int | None) -> None:
    threshold = read_threshold("1: ≥ 90; 2: >= 80", group=group)
    assert (None if threshold is None else threshold.value) == least
