"""Compiled code: count the classes of runs of pixels, eight bytes at a time.

A window is seen as 8-byte words whatever its type, so one compilation serves all types: `shift` is log2 of
the pixels in a word. `known[0]` is how many values have a column in `sums`; the values follow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

OPTIONS: Any = {"cache": True, "nogil": True, "error_model": "numpy"}


@njit(**OPTIONS)
def _value(words, shift, i):
    bits = np.uint64(64 >> shift)
    lane = np.uint64(i & ((1 << shift) - 1))
    mask = (np.uint64(1) << bits) - np.uint64(1)
    return np.int64((words[i >> shift] >> (lane * bits)) & mask)


@njit(**OPTIONS)
def _column(value, known, capacity):
    """Return the column of a value, giving out a new one on first sight, or -1 if none is left."""
    n = known[0]
    for i in range(n):
        if known[i + 1] == value:
            return i
    if n == capacity:
        return -1
    known[n + 1] = value
    known[0] = n + 1
    return n


@njit(**OPTIONS)
def add(words, shift, i, weight, known, sums):
    """Add one pixel of fractional weight; return False if its value found no column."""
    column = _column(_value(words, shift, i), known, sums.size)
    if column < 0:
        return False
    sums[column] += weight
    return True


@njit(**OPTIONS)
def weigh(words, shift, start, stop, weight, known, sums):
    """Add a run of constant fractional weight."""
    i = start
    while i < stop:
        value = _value(words, shift, i)
        first = i
        while i < stop and _value(words, shift, i) == value:
            i += 1
        column = _column(value, known, sums.size)
        if column < 0:
            return False
        sums[column] += (i - first) * weight
    return True


@njit(**OPTIONS)
def count(words, shift, start, stop, tables):
    """Count a run of whole pixels: words of one value at once, mixed words into four tables.

    One table would stall where neighbours are equal, as each increment waits for the one before it.
    """
    lanes = 1 << shift
    while start < stop and start & (lanes - 1):
        tables[0, _value(words, shift, start)] += 1
        start += 1
    k, end = start >> shift, stop >> shift
    mask = (np.uint64(1) << np.uint64(64 >> shift)) - np.uint64(1)
    ones = np.uint64(0xFFFFFFFFFFFFFFFF) // mask
    while k < end:
        word = words[k]
        value = word & mask
        same = value * ones
        if word == same:
            first = k
            k += 1
            while k + 4 <= end and not (
                (words[k] ^ same) | (words[k + 1] ^ same) | (words[k + 2] ^ same) | (words[k + 3] ^ same)
            ):
                k += 4
            while k < end and words[k] == same:
                k += 1
            tables[0, value] += (k - first) << shift
        else:
            _count_mixed(word, shift, tables)
            k += 1
    for i in range(max(start, end << shift), stop):
        tables[0, _value(words, shift, i)] += 1


@njit(**OPTIONS)
def _count_mixed(word, shift, tables):
    if shift == 3:
        byte = np.uint64(0xFF)
        tables[0, word & byte] += 1
        tables[1, (word >> np.uint64(8)) & byte] += 1
        tables[2, (word >> np.uint64(16)) & byte] += 1
        tables[3, (word >> np.uint64(24)) & byte] += 1
        tables[0, (word >> np.uint64(32)) & byte] += 1
        tables[1, (word >> np.uint64(40)) & byte] += 1
        tables[2, (word >> np.uint64(48)) & byte] += 1
        tables[3, word >> np.uint64(56)] += 1
        return
    bits = np.uint64(64 >> shift)
    mask = (np.uint64(1) << bits) - np.uint64(1)
    for lane in range(1 << shift):
        tables[lane, (word >> (np.uint64(lane) * bits)) & mask] += 1


@njit(**OPTIONS)
def flush(tables, counted, weight, known, sums):
    """Move the tables into the sums; look for values without a column only if some pixels are missing."""
    for i in range(known[0]):
        value = known[i + 1]
        pixels = tables[0, value] + tables[1, value] + tables[2, value] + tables[3, value]
        if pixels:
            sums[i] += pixels * weight
            tables[0, value] = tables[1, value] = tables[2, value] = tables[3, value] = 0
            counted -= pixels
    if counted == 0:
        return True
    for value in range(tables.shape[1]):
        pixels = tables[0, value] + tables[1, value] + tables[2, value] + tables[3, value]
        if pixels:
            column = _column(value, known, sums.size)
            if column < 0:
                return False
            sums[column] += pixels * weight
            tables[0, value] = tables[1, value] = tables[2, value] = tables[3, value] = 0
    return True
