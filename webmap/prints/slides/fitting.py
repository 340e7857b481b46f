"""Whether a text fits a box of a slide, before anything is drawn: lines, heights, the size that fits.

Slides are set in Arial, which Windows has and LibreOffice replaces; `arial.toml` knows its widths.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from webmap.drawing.typeface import MM_PER_POINT

LINE = 1.2
"""Height of a line in ems."""

ELLIPSIS = "…"
_EM = 2048
# What kerning and the rounding of other programs may add.
_SPARE = 1.02


def width_of(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a line in millimetres, rather too large than too small."""
    widths = _widths(bold)
    ems = sum(widths.get(letter, _EM) for letter in text) / _EM
    return ems * points * MM_PER_POINT * _SPARE


def height_of(lines: int, points: float) -> float:
    """Return the height of some lines in millimetres."""
    return lines * points * LINE * MM_PER_POINT


def wrapped(text: str, width: float, points: float, *, bold: bool = False) -> list[str]:
    """Return the lines that a text takes in a width; a word too long for a line is cut into several.

    Examples
    --------
    >>> wrapped("một hai", 8, 12)
    ['một', 'hai']
    """
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined, points, bold=bold) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width, points, bold=bold)
        lines += pieces if lines[-1] else []
        if not lines[0]:
            lines = pieces
    return lines


def fits(text: str, width: float, height: float, points: float, *, bold: bool = False) -> bool:
    """Tell whether a text fits a box at a size."""
    return height_of(len(wrapped(text, width, points, bold=bold)), points) <= height


def fitted(
    candidates: Sequence[str], width: float, height: float, sizes: Sequence[float], *, bold: bool = False
) -> tuple[str, float]:
    """Return the first of the texts that fits at one of the sizes, with the largest size at which it does.

    Parameters
    ----------
    candidates : sequence of str
        The same message, the fullest first; where none fits, the last is cut short at the smallest size.
    width, height : float
        Millimetres.
    sizes : sequence of float
        Points, the largest first.
    """
    for text in candidates:
        for points in sizes:
            if fits(text, width, height, points, bold=bold):
                return text, points
    least = sizes[-1]
    return shortened(candidates[-1], width, int(height / height_of(1, least)), least, bold=bold), least


def shortened(text: str, width: float, lines: int, points: float, *, bold: bool = False) -> str:
    """Return a text cut so that it takes no more lines than that, with an ellipsis where it was cut."""
    found = wrapped(text, width, points, bold=bold)
    if len(found) <= lines:
        return text
    last = found[lines - 1]
    while last and width_of(last + ELLIPSIS, points, bold=bold) > width:
        last = last[:-1]
    return " ".join([*found[: lines - 1], last.rstrip() + ELLIPSIS])


def _pieces(word: str, width: float, points: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, points, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache(maxsize=2)
def _widths(bold: bool) -> Mapping[str, int]:
    """Return the widths of letters in 2048ths of an em; one that is not listed is taken for a whole em."""
    data = tomllib.loads((files("webmap.prints.slides") / "arial.toml").read_text(encoding="utf-8"))
    by_width = data["bold" if bold else "regular"]
    return {letter: int(width) for width, letters in by_width.items() for letter in letters}
