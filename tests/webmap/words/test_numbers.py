"""Numbers are written the reader's way, and never on the wrong side of their target."""

from decimal import Decimal
from fractions import Fraction

import pytest

from layers.catalogue import find_profile, load_profile
from webmap.words.numbers import (
    format_number,
    format_range,
    format_target,
    format_value,
    with_unit,
    without_unit,
)


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


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("1", "cases", "1\u00a0case"),
        ("+1", "people served", "+1\u00a0person served"),
        ("\u22121", "criteria", "\u22121\u00a0criterion"),
        ("0", "cases", "0\u00a0cases"),
        ("11", "cases", "11\u00a0cases"),
        ("1.0", "tonnes", "1.0\u00a0tonnes"),
        ("1", "ha", "1\u00a0ha"),
        ("1", "vụ", "1\u00a0vụ"),
        ("1", "%", "1%"),
    ],
)
def test_one_thing_has_no_plural(text: str, unit: str, shown: str) -> None:
    assert with_unit(text, unit) == shown
    assert without_unit(shown, unit) == (text if unit != "%" else shown)


def test_every_english_unit_has_its_word_for_one() -> None:
    same_for_one = {"%", "ha", "recognition", "billion VND", "million VND per person per year"}
    same_for_one |= {"ha of trees", "ha of forest"}
    indicators = load_profile(find_profile("nhon_trach")).indicators.values()
    units = {one.unit_en for one in indicators}
    units |= {one.numerator.name_en for one in indicators if one.numerator is not None}
    units |= {one.numerator.unit_en for one in indicators if one.numerator is not None}
    assert {unit for unit in units if with_unit("1", unit) == with_unit("2", unit).replace("2", "1")} == (
        same_for_one
    )


@pytest.mark.parametrize(("value", "shown"), [("85", "85%"), ("86.5", "86,5%"), ("100", "100%"), ("0", "0%")])
def test_a_target_has_all_its_digits_and_no_more(value: str, shown: str) -> None:
    assert format_target(Decimal(value), unit="%", lang="vi") == shown


def test_range() -> None:
    assert format_range(Decimal("4.6"), Decimal("5.5"), unit="", lang="vi") == "4,6–5,5"


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        format_number(26.5, 1, "vi")  # type: ignore[arg-type]
