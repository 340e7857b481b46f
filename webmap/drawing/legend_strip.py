"""A legend as a strip of swatches and texts in columns, to stand under a map in one drawing."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from layers.status_classes import StatusClass
from webmap.drawing import symbols

LINE = 6.0
"""Height of a row in millimetres."""
_COLUMNS = 3


def strip_height(entries: int) -> float:
    """Return how high a strip of so many entries is, in millimetres."""
    return -(-entries // _COLUMNS) * LINE


def draw_strip(entries: Sequence[tuple[StatusClass, str]], *, left: float, top: float, width: float) -> str:
    """Return the swatches with their texts as SVG shapes, row by row.

    Parameters
    ----------
    entries : sequence of (StatusClass, str)
        How a class looks, and what it is called.
    left, top, width : float
        Millimetres.
    """
    parts = []
    for place, (look, text) in enumerate(entries):
        x = left + (place % _COLUMNS) * width / _COLUMNS
        y = top + (place // _COLUMNS) * LINE
        box = shapely.box(x, y, x + 8, y + 4.4)
        sign = symbols.sign(look.sign, x + 4, y + 2.2, 3.0)
        label = symbols.text_line(text, x + 10, y + 3.4, points=9)
        parts.append(symbols.area(box, look) + symbols.borders(box) + sign + label)
    return "".join(parts)
