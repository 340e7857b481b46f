"""Filters over columns: every relation and spelling, exactness, texts with and without marks, refusals."""

from __future__ import annotations

import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.numbers import write_number
from layers.tables.column_filter import FilterUnclear, read_number_filter, read_text_filter

RELATIONS = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "≥": operator.ge,
    "=>": operator.ge,
    "<=": operator.le,
    "≤": operator.le,
    "=<": operator.le,
    "=": operator.eq,
    "==": operator.eq,
    "": operator.eq,
    "≠": operator.ne,
    "!=": operator.ne,
    "<>": operator.ne,
}
decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=5, allow_nan=False)


@given(sign=st.sampled_from(sorted(RELATIONS)), number=decimals, value=st.fractions(), blank=st.booleans())
def test_a_condition_compares_exactly(sign: str, number: Decimal, value: Fraction, blank: bool) -> None:
    text = sign + (" " if blank else "") + write_number(number)
    assert read_number_filter(text).accepts(value) == RELATIONS[sign](value, Fraction(number))
    assert read_number_filter(text).accepts(Fraction(number)) == RELATIONS[sign](0, 0)


@given(low=decimals, high=decimals, value=st.fractions(), between=st.sampled_from([" ", ";", "", " ; "]))
def test_several_conditions_all_hold(low: Decimal, high: Decimal, value: Fraction, between: str) -> None:
    found = read_number_filter(f">{write_number(low)}{between}<={write_number(high)}")
    assert found.accepts(value) == (low < value <= high)


@given(st.text())
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    read_text_filter(text).accepts("Xã Phước An")
    try:
        read_number_filter(text).accepts(Fraction(1, 3))
    except FilterUnclear as refused:
        assert refused.code in ("filter.no_condition", "filter.ambiguous")


@pytest.mark.parametrize(
    ("text", "value", "accepted"),
    [
        (">33", Fraction(100, 3), True),
        ("<=33,33", Fraction(100, 3), False),
        ("26,5", Fraction(53, 2), True),
        (">= 26.5 %", Fraction(53, 2), True),
        ("= 0", Fraction(0), True),
        ("> 0", Fraction(0), False),
        ("<-1", Fraction(-2), True),
        (">1 234", Fraction(1235), True),
        ("", None, True),
        ("   ", Fraction(1), True),
        (">0", None, False),
        ("≠0", None, False),
    ],
)
def test_written_conditions(text: str, value: Fraction | None, accepted: bool) -> None:
    assert read_number_filter(text).accepts(value) is accepted


@pytest.mark.parametrize("text", ["xã", ">", "> <3", ">abc", "3 4x", "=>", ";", "1/2", ">3 và <5"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(FilterUnclear, match="no_condition"):
        read_number_filter(text)


@pytest.mark.parametrize("text", ["1.234", ">1,234", ">5 <2.500"])
def test_a_number_of_two_readings_is_asked_about(text: str) -> None:
    with pytest.raises(FilterUnclear, match="ambiguous"):
        read_number_filter(text)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("xã", True),
        ("XÃ", True),
        ("phuoc", True),
        ("Phước", True),
        ("phướ", True),
        ("phưóc", False),
        ("phu hoi", False),
        ("=xã phước an", True),
        ("= phước", False),
        ("≠thị trấn", True),
        ("!xã", False),
        ("<>xa", False),
        ("", True),
    ],
)
def test_texts(text: str, accepted: bool) -> None:
    assert read_text_filter(text).accepts("Xã Phước An") is accepted


def test_marks_are_minded_where_they_are_typed() -> None:
    assert read_text_filter("đại").accepts("Xã Đại Phước")
    assert read_text_filter("dai").accepts("Xã Đại Phước")
    assert not read_text_filter("đái").accepts("Xã Đại Phước")
