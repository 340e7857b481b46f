"""What maps carry as text, read back as the scripts of frame and page do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geodata.boundaries.arcs import ArcCoverage, Ring
from webmap.choropleth.arc_text import STEP, ArcText

_FIRST, _BITS = ord("?"), 5


def read_fronted(text: str) -> list[str]:
    """Return the codes of a text, as the scripts do."""
    codes, before = [], ""
    for word in text.split(" ") if text else []:
        before = before[: int(word[0], 36)] + word[1:]
        codes.append(before)
    return codes


def read_arc_text(text: ArcText) -> ArcCoverage:
    """Return the coverage that a text stands for; holes are not told from shells, which drawing needs not."""
    moves = np.array(list(decoded(text.points))).reshape(-1, 2)
    points = np.cumsum(moves, axis=0) * STEP + text.origin
    sizes = list(decoded(text.sizes))
    arcs: list[NDArray[np.float64]] = np.split(points, np.cumsum(sizes)[:-1])
    numbers = decoded(text.rings)
    outlines: list[tuple[Ring, ...]] = []
    known = 0
    for count in numbers:
        rings = []
        for _ring in range(count):
            named = []
            for _arc in range(next(numbers)):
                number = next(numbers)
                known += number == 0
                at = known - (abs(number) or 1)
                named.append(~at if number > 0 else at)
            rings.append(Ring(tuple(named), is_hole=False))
        outlines.append(tuple(rings))
    return ArcCoverage(tuple(arcs), tuple(outlines))


def decoded(letters: str) -> Iterator[int]:
    """Yield the numbers of letters, as the frame's script does."""
    number = shift = 0
    for letter in letters:
        value = ord(letter) - _FIRST
        number |= (value & (1 << _BITS) - 1) << shift
        if value >> _BITS:
            shift += _BITS
            continue
        yield ~(number >> 1) if number & 1 else number >> 1
        number = shift = 0
