"""How often borders cross: counted before anything overlays them, for that is what overlaying costs.

A ring of 6,000 points may cross itself millions of times, and each crossing becomes a vertex that takes a
kilobyte. Segments are sorted into squares which are quartered until each holds few; only those in one square
can cross there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# Squares with at most so many segments are not quartered any more; after so many times none is.
_FEW, _DEEPEST = 12, 24
# Pairs that are held against each other at once.
_BLOCK = 1_000_000
_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


def is_tangled(outlines: Sequence[BaseGeometry | None], most: int) -> bool:
    """Tell whether the borders of outlines cross themselves or each other more than `most` times.

    Parameters
    ----------
    outlines : sequence of BaseGeometry or None
        In one system; borders that two of them share, vertex by vertex, do not cross.
    most : int

    Notes
    -----
    Where so many segments share squares that counting would itself be the attack (more than eight entries for
    each segment and crossing allowed), the answer is yes.
    """
    segments = _segments(outlines)
    if not len(segments):
        return False
    room = 8 * (len(segments) + most)
    sorted_in = _in_squares(segments, room)
    if sorted_in is None:
        return True
    square, segment = sorted_in
    starts = np.flatnonzero(np.concatenate([[True], square[1:] != square[:-1]]))
    sizes = np.diff(np.append(starts, len(square)))
    if (sizes * (sizes - 1) // 2).sum() > 8 * room:
        return True
    pairs = _pairs(segment, starts, sizes)
    found = np.zeros((0, 2), dtype=np.int64)
    for start in range(0, len(pairs), _BLOCK):
        part = pairs[start : start + _BLOCK]
        crossing = np.sort(part[_cross(segments[part[:, 0]], segments[part[:, 1]])], axis=1)
        found = np.concatenate([found, crossing])
        # A pair that shares several squares was counted in each of them.
        if len(found) > most and len(np.unique(found, axis=0)) > most:
            return True
    return False


def _segments(outlines: Sequence[BaseGeometry | None]) -> _Floats:
    """Return all edges as rows (x, y, x, y) within a square of side 1; those of no length are left out."""
    parts = shapely.get_parts([outline for outline in outlines if outline is not None])
    rings = shapely.get_rings([part for part in parts if isinstance(part, shapely.Polygon)])
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points) or not np.isfinite(points).all():
        return np.zeros((0, 4))
    low = points.min(axis=0)
    side = float((points.max(axis=0) - low).max()) or 1.0
    points = (points - low) / side
    inside = ring[1:] == ring[:-1]
    rows = np.hstack([points[:-1][inside], points[1:][inside]])
    return rows[(rows[:, :2] != rows[:, 2:]).any(axis=1)]


def _in_squares(segments: _Floats, room: int) -> tuple[_Ints, _Ints] | None:
    """Return squares and the segments in them, sorted by square; None where they would not fit in `room`."""
    square, segment = np.zeros(len(segments), dtype=np.int64), np.arange(len(segments), dtype=np.int64)
    done: list[tuple[_Ints, _Ints]] = []
    kept = 0
    for depth in range(1, _DEEPEST + 1):
        order = np.argsort(square, kind="stable")
        square, segment = square[order], segment[order]
        _, group, sizes = np.unique(square, return_inverse=True, return_counts=True)
        few = sizes[group] <= _FEW
        # A square of this depth is told apart from those of others by its sign bit's neighbours.
        done.append((square[few] * 32 + depth, segment[few]))
        kept += int(few.sum())
        square, segment = square[~few], segment[~few]
        if not len(square):
            break
        square, segment = _quartered(segments, square, segment, depth)
        if kept + len(square) > room:
            return None
    done.append((square * 32, segment))
    squares, within = np.concatenate([a for a, _ in done]), np.concatenate([b for _, b in done])
    order = np.argsort(squares, kind="stable")
    return squares[order], within[order]


def _quartered(segments: _Floats, square: _Ints, segment: _Ints, depth: int) -> tuple[_Ints, _Ints]:
    """Return the quarters of squares, numbered by column and row, with the segments that pass them."""
    side = 0.5**depth
    column, row = square // (1 << 28), square % (1 << 28)
    squares, within = [], []
    for right in (0, 1):
        for up in (0, 1):
            c, r = 2 * column + right, 2 * row + up
            passing = _passes(segments[segment], c, r, side)
            squares.append((c * (1 << 28) + r)[passing])
            within.append(segment[passing])
    return np.concatenate(squares), np.concatenate(within)


def _passes(rows: _Floats, column: _Ints, row: _Ints, side: float) -> NDArray[np.bool_]:
    """Tell which segments meet their squares."""
    x, y, u, v = rows.T
    west, south = column * side, row * side
    beside = (np.maximum(x, u) < west) | (np.minimum(x, u) > west + side)
    beside |= (np.maximum(y, v) < south) | (np.minimum(y, v) > south + side)
    # The line passes if not all corners lie on one side of it.
    across, along = v - y, x - u
    middle = across * (west + side / 2 - x) + along * (south + side / 2 - y)
    result: NDArray[np.bool_] = ~beside & (np.abs(middle) <= (np.abs(across) + np.abs(along)) * side / 2)
    return result


def _pairs(segment: _Ints, starts: _Ints, sizes: _Ints) -> _Ints:
    """Return all pairs of segments that share a square, as rows."""
    found = []
    for size in np.unique(sizes):
        if size < 2:
            continue
        first, second = np.triu_indices(int(size), 1)
        members = segment[starts[sizes == size][:, None] + np.arange(size)]
        found.append(np.column_stack([members[:, first].ravel(), members[:, second].ravel()]))
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)


def _cross(a: _Floats, b: _Floats) -> NDArray[np.bool_]:
    """Tell which pairs cross between their ends."""
    one, two = _side(a, b[:, :2]), _side(a, b[:, 2:])
    three, four = _side(b, a[:, :2]), _side(b, a[:, 2:])
    result: NDArray[np.bool_] = (one * two < 0) & (three * four < 0)
    return result


def _side(line: _Floats, point: _Floats) -> _Floats:
    x, y, u, v = line.T
    result: _Floats = np.sign((u - x) * (point[:, 1] - y) - (v - y) * (point[:, 0] - x))
    return result
