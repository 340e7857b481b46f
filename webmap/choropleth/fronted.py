"""Codes in order as one short text: of each, what it has not in common with the code before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

_MOST = 35
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def fronted(codes: Iterable[str]) -> str:
    """Return codes as words, parted by blanks: a digit for how many letters are kept, then the rest.

    The letters kept are the first ones of the code before; digits are 0–9 and a–z. The scripts of frame and
    page read it. No code has a blank in it.

    Examples
    --------
    >>> fronted(["26485", "26491", "26503"])
    '026485 391 2503'
    """
    words, before = [], ""
    for code in codes:
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(before, code, strict=False))
        kept = min(sum(1 for _pair in alike), _MOST)
        words.append(_DIGITS[kept] + code[kept:])
        before = code
    return " ".join(words)
