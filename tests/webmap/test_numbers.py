"""Numbers are written the reader's way, and never on the wrong side of their target."""

from decimal import Decimal
from fractions import Fraction

import pytest

from webmap.numbers import format_number, format_range, format_target, format_value


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (Decimal("1234567.891"), 2, "1.234.567,89", "1,234,567.89"),
        (0, 0, "0", "0"),
        (0, 1, "0,0", "0.0"),
        (Fraction(1, 4), 1, "0,3", "0.3"),
        (Decimal("-1.5"), 1, "\u22121,5", "\u22121.5"),
        (Decimal("-0.04"), 1, "0,0", "0.0"),
        (999, 0, "999", "999"),
        (1000, 0, "1.000", "1,000"),
    ],
)
def test_format_number(value: Decimal, decimals: int, vietnamese: str, english: str) -> None:
    assert format_number(value, decimals, "vi") == vietnamese
    assert format_number(value, decimals, "en") == english


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("2.1"), "+2,1"), (Decimal("-2.1"), "\u22122,1"), (0, "0,0"), (Decimal("0.04"), "0,0")],
)
def test_signed(value: Decimal, shown: str) -> None:
    assert format_number(value, 1, "vi", signed=True) == shown


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [
        ("26.46", "26.5", "26,46%"),
        ("26.5", "26.5", "26,5%"),
        ("26.54", "26.5", "26,54%"),
        ("26.499", "26.5", "26,499%"),
        ("26.4", "26.5", "26,4%"),
        ("99.96", "100", "99,96%"),
        ("0.04", "0", "0,04%"),
    ],
)
def test_digits_never_contradict_the_target(value: str, target: str, shown: str) -> None:
    text = format_value(Decimal(value), precision=1, unit="%", lang="vi", target=Decimal(target))
    assert text == shown


def test_without_a_target_the_precision_counts() -> None:
    assert format_value(Decimal("26.46"), precision=1, unit="%", lang="vi") == "26,5%"


def test_units() -> None:
    assert (
        format_value(84, precision=0, unit="triệu đồng/người/năm", lang="vi")
        == "84\u00a0triệu đồng/người/năm"
    )
    assert format_value(84, precision=0, unit="", lang="vi") == "84"


@pytest.mark.parametrize(("value", "shown"), [("85", "85%"), ("86.5", "86,5%"), ("100", "100%"), ("0", "0%")])
def test_a_target_has_all_its_digits_and_no_more(value: str, shown: str) -> None:
    assert format_target(Decimal(value), unit="%", lang="vi") == shown


def test_range() -> None:
    assert format_range(Decimal("4.6"), Decimal("5.5"), unit="", lang="vi") == "4,6–5,5"


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        format_number(26.5, 1, "vi")  # type: ignore[arg-type]
