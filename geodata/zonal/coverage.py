"""Compiled code: exact coverage of pixels by polygons, added up by class, without ever building a mask.

Every edge is walked by row and then by pixel, as signed-area font rasterisers do (FreeType, font-rs): each
pixel it crosses gets `cover`, the signed height crossed, and `area`, that height times the mean part of
the pixel to the right of the edge. Along a row, the coverage of a pixel is the running sum of the covers
before it plus its own areas; between two such pixels lies a run of constant weight, the running cover.

This module imports numba; only :mod:`geodata.zonal.compiler` may import it, when something is measured.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from geodata.zonal.counting import INLINE, OPTIONS, PLAIN, column_of, count, settle, value_at

# A running cover this near to 0 or 1 is 0 or 1: what is left is rounding of the sums.
SNAP = 1e-9
# Less than this of a pixel is rounding of its border's sums.
NOTHING = 1e-15
# Rows with more crossings than this are sorted by merging, so that no shape costs its square.
FEW = 24


@njit(**OPTIONS)
def accumulate(
    words: np.ndarray,
    shift: int,
    rows: int,
    columns: int,
    row0: int,
    column0: int,
    edges: np.ndarray,
    weights: np.ndarray,
    counts: np.ndarray,
    places: np.ndarray,
    known: np.ndarray,
    sums: np.ndarray,
    zones: np.ndarray,
) -> int:
    """Add up the classes under every zone in one window.

    Parameters
    ----------
    words : uint64 array
        The decoded window, row after row, seen as 8-byte words, and 64 bytes more that are never counted.
    shift : int
        log2 of pixels in a word: 3 for uint8, 2 for uint16, 1 for uint32.
    rows, columns : int
        Size of the window; `row0`, `column0` its first pixel in the tile.
    edges : float64 array, shape (n, 6)
        x0, y0, x1, y1 in pixels of the tile with y0 < y1, sign, and zone, ordered by zone.
    weights : float64 array
        Area of a pixel in each row of the window.
    counts : int64 array, shape (columns for values,)
        Scratch, all zero before and after.
    places : int32 array
        Column of every value a pixel can have, -1 before it is met.
    known : int32 array
        ``known[0]`` is how many values have a column, the values follow; grows as values are met.
    sums : float64 array, shape (zones, columns for values)
        Receives the area by zone (in order of appearance) and value; must be zero.
    zones : int32 array
        Receives the zone of every row of `sums`.

    Returns
    -------
    int
        How many rows of `sums` are used, or -1 if there were more values than columns for them.
    """
    even = weights.min() == weights.max()
    filled = np.zeros(rows + 1, np.int32)
    used = 0
    first = 0
    while first < edges.shape[0]:
        last = first
        left, right = np.inf, -np.inf
        while last < edges.shape[0] and edges[last, 5] == edges[first, 5]:
            left = min(left, edges[last, 0], edges[last, 2])
            right = max(right, edges[last, 0], edges[last, 2])
            last += 1
        # A zone that ends left of the window adds up to nothing in it, after as much work as any.
        if right > column0 and left < column0 + columns:
            row, column, cover, area = _cells(edges[first:last], rows, columns, row0, column0)
            zones[used] = edges[first, 5]
            starts, column, cover, area = _by_row(row, column, cover, area, rows, filled)
            if not _sweep(
                words,
                shift,
                columns,
                starts,
                column,
                cover,
                area,
                weights,
                even,
                counts,
                places,
                known,
                sums[used],
            ):
                return -1
            used += 1
        first = last
    return used


@njit(**OPTIONS)
def _cells(
    edges: np.ndarray, rows: int, columns: int, row0: int, column0: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return row, column, cover and area of the crossed pixels; column -1 stands for all to the left."""
    capacity = 0
    for e in range(edges.shape[0]):
        low, high = max(edges[e, 1] - row0, 0.0), min(edges[e, 3] - row0, float(rows))
        if high > low:
            capacity += int(high - low) + int(min(abs(edges[e, 2] - edges[e, 0]), columns)) + 8
            capacity += 2 * (int(high) - int(low))
    row, column = np.empty(capacity, np.int32), np.empty(capacity, np.int32)
    cover, area = np.empty(capacity), np.empty(capacity)
    n = 0
    for e in range(edges.shape[0]):
        x0, y0, x1, y1 = edges[e, 0] - column0, edges[e, 1] - row0, edges[e, 2] - column0, edges[e, 3] - row0
        top, bottom = max(y0, 0.0), min(y1, float(rows))
        if bottom <= top or min(x0, x1) >= columns:
            continue
        slope = (x1 - x0) / (y1 - y0)
        r = int(top)
        y, x = top, x0 + (top - y0) * slope
        while y < bottom:
            below = min(float(r + 1), bottom)
            following = x1 if below == y1 else x0 + (below - y0) * slope
            n = _cross(x, following, below - y, edges[e, 4], r, columns, row, column, cover, area, n)
            y, x = below, following
            r += 1
    return row[:n], column[:n], cover[:n], area[:n]


@njit(**INLINE)
def _cross(
    x: float,
    following: float,
    height: float,
    sign: float,
    r: int,
    columns: int,
    row: np.ndarray,
    column: np.ndarray,
    cover: np.ndarray,
    area: np.ndarray,
    n: int,
) -> int:
    """Emit the pixels of one row that a piece of an edge crosses, from left to right."""
    left, right = min(x, following), max(x, following)
    if left >= columns:
        return n
    if right <= 0.0:
        return _emit(r, -1, sign * height, 0.0, row, column, cover, area, n)
    c = int(np.floor(left))
    if right <= c + 1:
        height *= sign
        inside = height * (1.0 - (0.5 * (left + right) - c))
        return _emit(r, c, height, inside, row, column, cover, area, n)
    pace = sign * height / (right - left)
    if left < 0.0:
        n = _emit(r, -1, -left * pace, 0.0, row, column, cover, area, n)
        left, c = 0.0, 0
    right = min(right, float(columns))
    while c < right:
        until = min(float(c + 1), right)
        part = (until - left) * pace
        n = _emit(r, c, part, part * (1.0 - (0.5 * (left + until) - c)), row, column, cover, area, n)
        left = until
        c += 1
    return n


@njit(**INLINE)
def _emit(
    r: int,
    c: int,
    part: float,
    inside: float,
    row: np.ndarray,
    column: np.ndarray,
    cover: np.ndarray,
    area: np.ndarray,
    n: int,
) -> int:
    if n and row[n - 1] == r and column[n - 1] == c:
        cover[n - 1] += part
        area[n - 1] += inside
        return n
    row[n], column[n], cover[n], area[n] = r, c, part, inside
    return n + 1


@njit(**OPTIONS)
def _by_row(
    row: np.ndarray, column: np.ndarray, cover: np.ndarray, area: np.ndarray, rows: int, filled: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells in order of row and column, and where each row starts."""
    starts = np.zeros(rows + 1, np.int32)
    for i in range(row.size):
        starts[row[i] + 1] += 1
    for r in range(rows):
        starts[r + 1] += starts[r]
        filled[r] = starts[r]
    columns, covers, areas = np.empty_like(column), np.empty_like(cover), np.empty_like(area)
    for i in range(row.size):
        first, k = starts[row[i]], filled[row[i]]
        filled[row[i]] += 1
        if k - first < FEW:
            while k > first and columns[k - 1] > column[i]:
                columns[k], covers[k], areas[k] = columns[k - 1], covers[k - 1], areas[k - 1]
                k -= 1
        columns[k], covers[k], areas[k] = column[i], cover[i], area[i]
    for r in range(rows):
        if starts[r + 1] - starts[r] > FEW:
            part = slice(starts[r], starts[r + 1])
            order = np.argsort(columns[part], kind="mergesort")
            columns[part], covers[part] = columns[part][order], covers[part][order]
            areas[part] = areas[part][order]
    return starts, columns, covers, areas


@njit(**PLAIN)
def _sweep(
    words: np.ndarray,
    shift: int,
    columns: int,
    starts: np.ndarray,
    column: np.ndarray,
    cover: np.ndarray,
    area: np.ndarray,
    weights: np.ndarray,
    even: bool,
    counts: np.ndarray,
    places: np.ndarray,
    known: np.ndarray,
    sums: np.ndarray,
) -> bool:
    """Go along the rows of one zone; return False if a value found no column."""
    for r in range(starts.size - 1):
        k, end = starts[r], starts[r + 1]
        base = r * columns
        running = 0.0
        while k < end:
            c = column[k]
            inside = running
            while k < end and column[k] == c:
                running += cover[k]
                inside += area[k]
                k += 1
            if c >= 0 and abs(inside) > NOTHING:
                found = column_of(value_at(words, shift, base + c), places, known, sums.size)
                if found < 0:
                    return False
                sums[found] += inside * weights[r]
            until = column[k] if k < end else columns
            if until > c + 1 and abs(running) > SNAP:
                whole = abs(running - 1.0) < SNAP
                if not whole:
                    # A horizontal border inside the row: what was counted whole is settled first.
                    settle(counts, known[0], weights[r], sums)
                if not count(words, shift, base + c + 1, base + until, places, known, counts):
                    return False
                if not whole:
                    settle(counts, known[0], running * weights[r], sums)
        if not even:
            settle(counts, known[0], weights[r], sums)
    settle(counts, known[0], weights[0], sums)
    return True
