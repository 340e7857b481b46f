"""Compiled code: count the classes of runs of pixels, 64 bytes at a time.

A window is seen as 8-byte words whatever its type, so one compilation serves all types: `shift` is log2 of
the pixels in a word (3 for uint8, 2 for uint16, 1 for uint32). `known[0]` is how many values have a column
in `counts` and `sums`; the values follow in the order they were met. `places` has the column of every value
a pixel can have, or -1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from geodata.zonal.lanes import matches8, matches16, matches32, ones

OPTIONS: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
# Where nothing is allocated, numba need not count references: at 60 ns a call that was most of the time.
PLAIN: Any = {**OPTIONS, "_nrt": False}
INLINE: Any = {**PLAIN, "forceinline": True}
# Below this, looking at each pixel is faster than looking for each class.
SHORT = 6


@njit(**INLINE)
def value_at(words: np.ndarray, shift: int, i: int) -> np.int64:
    """Return the value of pixel `i`."""
    bits = np.uint64(64 >> shift)
    lane = np.uint64(i & ((1 << shift) - 1))
    mask = (np.uint64(1) << bits) - np.uint64(1)
    return np.int64((words[i >> shift] >> (lane * bits)) & mask)


@njit(**INLINE)
def column_of(value: np.int64, places: np.ndarray, known: np.ndarray, capacity: int) -> int:
    """Return the column of a value, giving out a new one on first sight, or -1 if none is left."""
    column = places[value]
    if column >= 0:
        return column
    n = known[0]
    if n == capacity:
        return -1
    known[n + 1] = value
    known[0] = n + 1
    places[value] = n
    return n


@njit(**INLINE)
def count(
    words: np.ndarray,
    shift: int,
    start: int,
    stop: int,
    places: np.ndarray,
    known: np.ndarray,
    counts: np.ndarray,
) -> bool:
    """Add the pixels from `start` up to `stop` to `counts`; return False if a value found no column.

    Words must be readable for 64 bytes beyond the last pixel.
    """
    step = 8 << shift
    while stop - start >= 2 * step:
        missing = 2 * step
        for i in range(known[0]):
            found = ones(_matches(words, shift, start, known[i + 1]))
            found += ones(_matches(words, shift, start + step, known[i + 1]))
            counts[i] += found
            missing -= found
        if missing and not _rest(words, shift, start, 2 * step, places, known, counts, missing):
            return False
        start += 2 * step
    while stop - start > SHORT:
        taken = min(step, stop - start)
        inside = (np.uint64(1) << np.uint64(taken)) - np.uint64(1) if taken < 64 else ~np.uint64(0)
        missing = taken
        for i in range(known[0]):
            found = ones(_matches(words, shift, start, known[i + 1]) & inside)
            counts[i] += found
            missing -= found
        if missing and not _rest(words, shift, start, taken, places, known, counts, missing):
            return False
        start += taken
    while start < stop and _one(words, shift, start, places, known, counts):
        start += 1
    return start >= stop


@njit(**INLINE)
def _matches(words: np.ndarray, shift: int, start: int, value: int) -> int:
    if shift == 3:
        return matches8(words, start, value)
    if shift == 2:
        return matches16(words, start, value)
    return matches32(words, start, value)


@njit(**OPTIONS)
def _rest(
    words: np.ndarray,
    shift: int,
    start: int,
    taken: int,
    places: np.ndarray,
    known: np.ndarray,
    counts: np.ndarray,
    missing: int,
) -> bool:
    """Count the pixels whose values had no column yet: the first time a value is met."""
    before = known[0]
    for i in range(start, start + taken):
        value = value_at(words, shift, i)
        if places[value] < 0 or places[value] >= before:
            if not _one(words, shift, i, places, known, counts):
                return False
            missing -= 1
    return missing == 0


@njit(**INLINE)
def _one(
    words: np.ndarray, shift: int, i: int, places: np.ndarray, known: np.ndarray, counts: np.ndarray
) -> bool:
    column = column_of(value_at(words, shift, i), places, known, counts.size)
    if column < 0:
        return False
    counts[column] += 1
    return True


@njit(**INLINE)
def settle(counts: np.ndarray, used: int, weight: float, sums: np.ndarray) -> None:
    """Move the counts of the first `used` columns into the sums, each pixel with `weight`."""
    for i in range(used):
        sums[i] += counts[i] * weight
        counts[i] = 0
