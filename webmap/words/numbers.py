"""Numbers as readers write them: `1.234,5` in Vietnamese, `1,234.5` in English, exact until the last step."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from layers.numbers import edge_decimals, exact, rounded, shown_decimals, target_decimals

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"
SIGNS = "+" + MINUS
"""What may stand before the digits of a number."""
_MARKS = {"vi": (".", ","), "en": (",", ".")}

Number = Fraction | Decimal | int


def format_number(value: Number, decimals: int, lang: str, *, signed: bool = False) -> str:
    """Write a number with a fixed count of decimals, so that columns align on the mark.

    Parameters
    ----------
    value : Fraction, Decimal or int
        Rounded half away from zero at the last digit shown.
    decimals : int
    lang : str
        `vi` or `en`.
    signed : bool
        Whether a plus stands before what is above zero, for differences.

    Examples
    --------
    >>> format_number(Decimal("1234567.891"), 2, "vi")
    '1.234.567,89'
    """
    group, mark = _MARKS[lang]
    shown = rounded(exact(value), decimals)
    digits = f"{abs(shown):,.{decimals}f}"
    text = digits.translate({ord(","): group, ord("."): mark})
    if shown < 0:
        return MINUS + text
    return f"+{text}" if signed and shown > 0 else text


def format_count(count: int, lang: str) -> str:
    """Write how many there are: `11.163`."""
    return format_number(count, 0, lang)


def format_value(
    value: Number,
    *,
    precision: int,
    unit: str,
    lang: str,
    target: Number | None = None,
    edges: Sequence[Number] = (),
    signed: bool = False,
) -> str:
    """Write a value with its unit; against a target it takes the digits that keep it on its side.

    Parameters
    ----------
    value, target : Fraction, Decimal or int
        In the same unit. 26.46 against 26.5 is written 26,46 and never 26,5.
    edges : sequence of Fraction, Decimal or int
        Lower edges of classes, on whose side it has to stay too.
    precision : int
        Decimals usually shown.
    unit : str
        Already in the reader's language; empty for none.

    Examples
    --------
    >>> format_value(Decimal("26.46"), precision=1, unit="%", lang="vi", target=Decimal("26.5"))
    '26,46%'
    """
    decimals = shown_decimals(exact(value), None if target is None else exact(target), precision)
    decimals = max([decimals, *(edge_decimals(exact(value), exact(edge), precision) for edge in edges)])
    return with_unit(format_number(value, decimals, lang, signed=signed), unit)


def format_target(value: Number, *, unit: str, lang: str) -> str:
    """Write a target as the resolution does: all its digits and no more (`85%`, `26,5%`)."""
    return with_unit(format_number(value, target_decimals(exact(value), 0), lang), unit)


def format_range(low: Number, high: Number, *, unit: str, lang: str) -> str:
    """Write a range with an en dash: `4,6–5,5`."""
    return f"{format_target(low, unit='', lang=lang)}–{format_target(high, unit=unit, lang=lang)}"


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a written number: `%` at once, words after a space that does not break.

    Of one thing the English unit has no plural: `1 case`, `+1 person`.
    """
    if not unit:
        return text
    if unit == "%":
        return text + unit
    return text + NO_BREAK_SPACE + (_of_one().get(unit, unit) if text.lstrip(SIGNS) == "1" else unit)


def without_unit(text: str, unit: str) -> str:
    """Take the unit, of one thing or of many, from behind a number that stands beside its unit's name."""
    return text.removesuffix(NO_BREAK_SPACE + unit).removesuffix(NO_BREAK_SPACE + _of_one().get(unit, unit))


@lru_cache(maxsize=1)
def _of_one() -> Mapping[str, str]:
    text = (files("webmap.words") / "units_of_one.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
