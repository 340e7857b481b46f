"""Numbers as offices write them, and what must be asked about."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.numbers import read_number, write_number

ONE_READING = [
    ("0", "0"),
    ("12", "12"),
    ("26,5", "26.5"),
    ("26.5", "26.5"),
    ("26,50", "26.50"),
    (" 26,5\u00a0", "26.5"),
    ("-3", "-3"),
    ("\u22123,5", "-3.5"),
    ("+7", "7"),
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1.234.567", "1234567"),
    ("1 234", "1234"),
    ("1\u00a0234,75", "1234.75"),
    ("0.125", "0.125"),
    ("0,125", "0.125"),
    ("1691.123", "1691.123"),
    ("12345,678", "12345.678"),
    ("26.5125", "26.5125"),
    ("\uff11\uff12", "12"),
]


@pytest.mark.parametrize(("text", "expected"), ONE_READING)
def test_one_reading(text: str, expected: str) -> None:
    assert read_number(text).value == Decimal(expected)
    assert not read_number(text).is_percent


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.345", "999,999", "-1.234"])
def test_three_digits_after_one_mark_are_asked_about(text: str) -> None:
    found = read_number(text)
    assert found.is_ambiguous
    assert found.value is None
    assert abs(found.readings[1]) == abs(found.readings[0]) * 1000


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "x", "abc", "1.2.3", "12,34,5", "1e5", "nan", "inf", "--1", "1,2.3,4", "0x10", "1_000"],
)
def test_what_is_no_number(text: str) -> None:
    assert read_number(text).readings == ()


@pytest.mark.parametrize("text", ["26,5%", "26,5 %", "26.5%"])
def test_a_percent_sign_is_told(text: str) -> None:
    found = read_number(text)
    assert found.value == Decimal("26.5")
    assert found.is_percent


def test_an_endless_run_of_digits_is_no_number() -> None:
    assert read_number("9" * 31).readings == ()


@pytest.mark.parametrize(("value", "text"), [("1.234", "1.2340"), ("12.5", "12.5"), ("1234", "1234")])
def test_written_numbers_avoid_what_is_ambiguous(value: str, text: str) -> None:
    assert write_number(Decimal(value)) == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3) | st.decimals(-1000, 1000, places=1))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert read_number(write_number(value)).value == value


@given(st.text(max_size=12))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert len(read_number(text).readings) in (0, 1, 2)


def _written(value: Decimal, thousands: str, decimal: str) -> str:
    """Write a number in groups of three, as a person would with these marks."""
    whole, _, decimals = f"{abs(value):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands)
    sign = "-" if value < 0 else ""
    return sign + grouped + (decimal + decimals if decimals else "")


_GROUPED_WITH = st.sampled_from(
    [(".", ","), (",", "."), (" ", ","), ("\u00a0", ","), ("\u202f", "."), ("", ",")]
)


@given(st.decimals(-(10**9), 10**9, places=2), _GROUPED_WITH, st.sampled_from(["", " ", "\u00a0", "\n"]))
def test_every_way_of_writing_a_number_is_read_alike(
    value: Decimal, marks: tuple[str, str], around: str
) -> None:
    found = read_number(around + _written(value, *marks) + around)
    assert found.value == value
    assert not found.is_percent


@given(st.integers(-(10**12), 10**12), _GROUPED_WITH)
def test_whole_numbers_in_groups_are_themselves_or_asked_about(value: int, marks: tuple[str, str]) -> None:
    found = read_number(_written(Decimal(value), *marks))
    assert value in found.readings
    # One group of three after one mark is the only writing that means two numbers.
    one_mark = 1000 <= abs(value) < 10**6 and marks[0] in (".", ",")
    assert found.is_ambiguous == one_mark


@given(st.decimals(0, 10**6, places=1))
def test_a_percent_sign_never_changes_the_number(value: Decimal) -> None:
    text = _written(value, ".", ",")
    assert read_number(f"{text} %").value == read_number(text).value == value
    assert read_number(f"{text} %").is_percent
