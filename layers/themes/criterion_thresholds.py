"""Thresholds of sub-criteria as documents write them: `>= 90`, `100`, `đạt`; or one by group of communes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from geodata.numbers import read_number

_WRITTEN = re.compile(r"(>=|≥|<=|≤|>|<|=)?\s*(.+)")
_GROUPED = re.compile(r"\s*([^:;]+?)\s*:\s*([^;]+?)\s*(?:;|$)")
_TESTS = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
_SAME = {"≥": ">=", "≤": "<="}


@dataclass(frozen=True)
class Threshold:
    """A number with the side that meets it, in the sub-criterion's unit."""

    operator: str
    value: Fraction

    def is_met_by(self, value: Fraction) -> bool:
        """Tell whether a value meets it."""
        return bool(_TESTS[self.operator](value, self.value))


def read_threshold(text: str | None, *, group: str | None = None) -> Threshold | None:
    """Return the number that a threshold sets.

    Parameters
    ----------
    text : str or None
        Such as `>= 90`, `100` (exactly that), or `1: >= 90; 2: >= 80` by group of communes.
    group : str or None
        The commune's group, where the set goes by groups.

    Returns
    -------
    Threshold or None
        None where the document sets none, sets words (`đạt`), or sets none for the group.

    Examples
    --------
    >>> read_threshold("1: >= 90; 2: >= 80", group="2")
    Threshold(operator='>=', value=Fraction(80, 1))
    """
    own = _of_group(text, group) if text else ""
    written = _WRITTEN.fullmatch(own.strip())
    number = read_number(written.group(2)).value if written else None
    if written is None or number is None:
        return None
    operator = written.group(1) or "="
    return Threshold(_SAME.get(operator, operator), Fraction(number))


def _of_group(text: str, group: str | None) -> str:
    by_group = dict(_GROUPED.findall(text)) if ":" in text else {}
    return by_group.get(group or "", "") if by_group else text
