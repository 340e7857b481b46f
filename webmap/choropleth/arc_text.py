"""A coverage as text that a script reads: numbers as differences, written as printable letters.

The letters are those of the encoded polyline format, five bits each from `?` on: a difference of less than
sixteen steps takes one letter, and gzip packs the text nearly as well as bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from geodata.boundaries.arcs import ArcCoverage, Ring

STEP = 1.25e-4
"""Degrees, about 14 m, that points are rounded to."""

ROUNDED = 9.9
"""Metres that rounding moves a point at most: half a step's diagonal at the equator."""

_FIRST, _BITS = ord("?"), 5


@dataclass(frozen=True)
class ArcText:
    """A coverage in letters.

    `points` are the arcs' points one after another (x and y in turn, each less the one before, in steps from
    `origin`), `sizes` how many each arc has. `rings` tells of each outline how many rings it has, of each
    ring how many arcs, of each arc 0 if it is the next that was not named yet, else how many were named since
    it was (1 for the last one), below 0 where it does not run backwards.
    """

    origin: tuple[float, float]
    points: str
    sizes: str
    rings: str


def arc_text(coverage: ArcCoverage) -> ArcText:
    """Return a coverage in EPSG:4326 as text, rounded to `STEP`."""
    every = np.concatenate(coverage.arcs)
    west, south = (floor(edge) for edge in every.min(axis=0))
    steps = np.rint((every - (west, south)) / STEP).astype(int)
    moves = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=int))
    return ArcText(
        (float(west), float(south)),
        encoded(moves.ravel().tolist()),
        encoded(len(arc) for arc in coverage.arcs),
        encoded(_ring_numbers(coverage)),
    )


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


def encoded(numbers: Iterable[int]) -> str:
    """Return whole numbers as letters: the sign in the last bit, then five bits a letter, the least first."""
    letters: list[str] = []
    for number in numbers:
        left = ~(number << 1) if number < 0 else number << 1
        while left >= 1 << _BITS:
            letters.append(chr(_FIRST + (1 << _BITS | left & (1 << _BITS) - 1)))
            left >>= _BITS
        letters.append(chr(_FIRST + left))
    return "".join(letters)


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


def _ring_numbers(coverage: ArcCoverage) -> Iterator[int]:
    known = 0
    for rings in coverage.outlines:
        yield len(rings)
        for ring in rings:
            yield len(ring.arcs)
            for named in ring.arcs:
                arc = named if named >= 0 else ~named
                if arc == known and named >= 0:
                    known += 1
                    yield 0
                else:
                    yield known - arc if named < 0 else arc - known
