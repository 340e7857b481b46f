"""What a reader types over a column of a table, as a condition: `>3`, `<85`, `>10 <20`, `xã`, `≠xã`."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from geodata.names import normalise
from geodata.numbers import read_number
from layers.errors import LayersError

_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "≠": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
_OTHER_SPELLINGS = {"=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "!=": "≠", "<>": "≠", "==": "="}
_ALL_SPELLINGS = sorted((*_RELATIONS, *_OTHER_SPELLINGS), key=lambda sign: -len(sign))
_CONDITION = re.compile(rf"\s*({'|'.join(map(re.escape, _ALL_SPELLINGS))})?\s*([^<>=≠≥≤!;]+)[;\s]*")
_NOT = ("≠", "!=", "<>", "!")


class FilterUnclear(LayersError):
    """A filter that is no condition, or whose number can be read in two ways."""


@dataclass(frozen=True)
class NumberFilter:
    """Conditions that a number has to meet, all of them; each is a relation and a number, exact."""

    conditions: tuple[tuple[str, Fraction], ...]

    def accepts(self, value: Fraction | int | None) -> bool:
        """Tell whether a value meets every condition; what has no value meets none."""
        if value is None:
            return not self.conditions
        return all(_RELATIONS[relation](Fraction(value), number) for relation, number in self.conditions)


@dataclass(frozen=True)
class TextFilter:
    """What a text has to contain (or, negated, must not); `whole`: what it has to be."""

    sought: str
    negated: bool = False
    whole: bool = False

    def accepts(self, text: str) -> bool:
        """Tell whether a text fits; words typed without marks find words with them, not the other way."""
        found = any(
            self.sought == read if self.whole else self.sought in read
            for read in (_folded(text), _unmarked(_folded(text)))
        )
        return found != self.negated


def read_number_filter(text: str) -> NumberFilter:
    """Read the conditions on a column of numbers; a number alone is to be equalled, nothing asks nothing.

    Numbers are read as people write them (`26,5` is 26.5) and a percent sign behind one is no matter, since
    a column says its unit.

    Raises
    ------
    FilterUnclear
        `filter.no_condition` for anything but conditions, `filter.ambiguous` for a number such as `1.234`.

    Examples
    --------
    >>> read_number_filter(">3 <=26,5").accepts(Fraction(53, 2))
    True
    """
    rest, found = text.strip(), []
    while rest:
        match = _CONDITION.match(rest)
        if match is None:
            raise FilterUnclear("filter.no_condition", text=text)
        sign = match.group(1) or "="
        found.append((_OTHER_SPELLINGS.get(sign, sign), _number(match.group(2), text)))
        rest = rest[match.end() :]
    return NumberFilter(tuple(found))


def read_text_filter(text: str) -> TextFilter:
    """Read the condition on a column of texts: what it contains, `=` what it is, `≠` what it lacks."""
    words = _folded(text)
    sign = next((sign for sign in (*_NOT, "=") if words.startswith(sign)), "")
    return TextFilter(words.removeprefix(sign).strip(), negated=sign in _NOT, whole=sign == "=")


def _number(written: str, text: str) -> Fraction:
    read = read_number(written)
    if read.is_ambiguous:
        raise FilterUnclear("filter.ambiguous", text=written.strip())
    if read.value is None:
        raise FilterUnclear("filter.no_condition", text=text)
    return Fraction(read.value)


def _folded(text: str) -> str:
    return normalise(text).casefold().strip()


def _unmarked(folded: str) -> str:
    letters = unicodedata.normalize("NFD", folded).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
