"""A coverage as text that a script reads: numbers as differences, written as printable letters.

The letters are those of the encoded polyline format, five bits each from `?` on: a difference of less than
sixteen steps takes one letter, and gzip packs the text nearly as well as bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor

import numpy as np

from geodata.boundaries.arcs import ArcCoverage

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
