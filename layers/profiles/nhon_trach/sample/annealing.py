"""The annealing of cells: compiled, seeded, and careful never to tear a commune or leave a gap."""

from __future__ import annotations

import numpy as np
from numba import njit

# Losing a wanted border or making an unwanted one is never worth it; gaining a wanted one nearly always is.
FORBIDDEN = 1e6
WELCOME = -1e3


@njit
def anneal(
    labels: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    area: np.ndarray,
    row: np.ndarray,
    column: np.ndarray,
    border: np.ndarray,
    weights: np.ndarray,
    seed: int,
    proposals: int,
    hot: float,
    cold: float,
) -> None:
    """Pass cells between neighbours, in place, from temperature `hot` down to `cold`.

    Parameters
    ----------
    labels : ndarray of int64, (rows, columns)
        0 outside, 1 … n - 1 the communes; the outermost cells must be 0.
    first, last : ndarray of int64, (n, 2)
    area, row, column : ndarray, (n,)
    border : ndarray, (n, n)
        The wishes, in cells, as `cells.Wishes` has them.
    weights : ndarray, (7,)
        As `cells.Weights`.
    seed, proposals : int
    hot, cold : float
    """
    np.random.seed(seed)
    rows, columns = labels.shape
    sums, in_rows, in_columns, lengths = _measure(labels, area.size)
    for step in range(proposals):
        r, c = np.random.randint(1, rows - 1), np.random.randint(1, columns - 1)
        side = np.random.randint(0, 4)
        a = labels[r, c]
        b = labels[r + (side == 0) - (side == 1), c + (side == 2) - (side == 3)]
        if a == b or not _may_pass(labels, r, c, a, b, first, last):
            continue
        change = weights[5] * _length_change(labels, r, c, a, b)
        change += weights[6] * (_bad_corners(labels, r, c, b) - _bad_corners(labels, r, c, a))
        for at, gain in ((a, -1), (b, 1)):
            if at != 0:
                wish = (area[at], row[at], column[at])
                change += _area_and_centre(sums[at], gain, r, c, wish, weights)
                alone = 0 if gain > 0 else 1
                ends = int(in_rows[at, r] == alone) + int(in_columns[at, c] == alone)
                change -= gain * weights[2] * ends
        change += _borders(labels, r, c, a, b, lengths, border, weights)
        temperature = hot * (cold / hot) ** (step / proposals)
        if change <= 0 or np.random.random() < np.exp(-change / temperature):
            _pass(labels, r, c, a, b, sums, in_rows, in_columns, lengths)


@njit
def _measure(labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Area with sums of rows and columns, cells in each row and column, and border lengths in cell sides."""
    rows, columns = labels.shape
    sums = np.zeros((count, 3))
    in_rows, in_columns = np.zeros((count, rows), np.int64), np.zeros((count, columns), np.int64)
    lengths = np.zeros((count, count))
    for r in range(rows - 1):
        for c in range(columns - 1):
            a = labels[r, c]
            sums[a] += np.array([1.0, r, c])
            in_rows[a, r] += 1
            in_columns[a, c] += 1
            for b in (labels[r + 1, c], labels[r, c + 1]):
                if a != b:
                    lengths[a, b] += 1
                    lengths[b, a] += 1
    return sums, in_rows, in_columns, lengths


@njit
def _may_pass(
    labels: np.ndarray, r: int, c: int, a: int, b: int, first: np.ndarray, last: np.ndarray
) -> bool:
    """Say whether the cell may go from `a` to `b`: within b's extent, and both stay simple."""
    if b != 0 and (r < first[b, 0] or r > last[b, 0] or c < first[b, 1] or c > last[b, 1]):
        return False
    return _pieces_around(labels, r, c, a) == 1 and _pieces_around(labels, r, c, b) == 1


@njit
def _pieces_around(labels: np.ndarray, r: int, c: int, label: int) -> int:
    """Count the pieces of `label` in the ring of eight that share a side with the cell."""
    n, ne = labels[r - 1, c] == label, labels[r - 1, c + 1] == label
    e, se = labels[r, c + 1] == label, labels[r + 1, c + 1] == label
    s, sw = labels[r + 1, c] == label, labels[r + 1, c - 1] == label
    w, nw = labels[r, c - 1] == label, labels[r - 1, c - 1] == label
    joined = int(n and ne and e) + int(e and se and s) + int(s and sw and w) + int(w and nw and n)
    return int(n) + int(e) + int(s) + int(w) - joined


@njit
def _bad_corners(labels: np.ndarray, r: int, c: int, centre: int) -> int:
    """Count the cell's corners where communes touch by a point only."""
    bad = 0
    for up in (-1, 1):
        for along in (-1, 1):
            p, q = centre, labels[r, c + along]
            s, t = labels[r + up, c], labels[r + up, c + along]
            crossed = (p == t and q != p and s != p) or (q == s and q != p and q != t)
            if crossed or (p != q and p != s and p != t and q != s and q != t and s != t):
                bad += 1
    return bad


@njit
def _length_change(labels: np.ndarray, r: int, c: int, a: int, b: int) -> float:
    """Change of the total length of borders, diagonal neighbours counting 0.7."""
    change = 0.0
    for up in range(-1, 2):
        for along in range(-1, 2):
            if up != 0 or along != 0:
                x = labels[r + up, c + along]
                change += (1.0 if up == 0 or along == 0 else 0.7) * (int(x != b) - int(x != a))
    return change


@njit
def _area_and_centre(
    sums: np.ndarray, gain: int, r: int, c: int, wish: tuple[float, float, float], weights: np.ndarray
) -> float:
    """Change of the squared distances to the wished area and centre when the cell is gained or lost."""
    area, row, column = wish
    before, after = sums[0], sums[0] + gain
    change = weights[0] * ((after - area) ** 2 - (before - area) ** 2) / area
    rows_before, rows_after = sums[1] / before - row, (sums[1] + gain * r) / after - row
    columns_before, columns_after = sums[2] / before - column, (sums[2] + gain * c) / after - column
    nearer = rows_after**2 + columns_after**2 - rows_before**2 - columns_before**2
    return change + weights[1] * np.sqrt(area) * nearer


@njit
def _borders(
    labels: np.ndarray,
    r: int,
    c: int,
    a: int,
    b: int,
    lengths: np.ndarray,
    border: np.ndarray,
    weights: np.ndarray,
) -> float:
    """Change of the squared distances to the wished border lengths, and of unwanted borders."""
    around = (labels[r - 1, c], labels[r + 1, c], labels[r, c - 1], labels[r, c + 1])
    with_a = with_b = 0
    change = 0.0
    for x in around:
        with_a += int(x == a)
        with_b += int(x == b)
    change += _border(lengths[a, b], with_a - with_b, border[a, b], weights) if a != 0 and b != 0 else 0.0
    for k in range(4):
        x = around[k]
        seen = False
        for earlier in range(k):
            seen = seen or around[earlier] == x
        if x in (a, b, 0) or seen:
            continue
        sides = 0
        for y in around:
            sides += int(y == x)
        change += _border(lengths[a, x], -sides, border[a, x], weights) if a != 0 else 0.0
        change += _border(lengths[b, x], sides, border[b, x], weights) if b != 0 else 0.0
    return change


@njit
def _border(length: float, gain: int, wished: float, weights: np.ndarray) -> float:
    """Energy of one border growing by `gain` cell sides."""
    if gain == 0:
        return 0.0
    if wished > 0:
        change = weights[3] * ((length + gain - wished) ** 2 - (length - wished) ** 2) / wished
        if length + gain == 0:
            change += FORBIDDEN
        return change + (WELCOME if length == 0 else 0.0)
    return weights[4] * gain + (FORBIDDEN if length == 0 else 0.0)


@njit
def _pass(
    labels: np.ndarray,
    r: int,
    c: int,
    a: int,
    b: int,
    sums: np.ndarray,
    in_rows: np.ndarray,
    in_columns: np.ndarray,
    lengths: np.ndarray,
) -> None:
    """Hand the cell from `a` to `b` and keep every count up to date."""
    for x in (labels[r - 1, c], labels[r + 1, c], labels[r, c - 1], labels[r, c + 1]):
        if x != a:
            lengths[a, x] -= 1
            lengths[x, a] -= 1
        if x != b:
            lengths[b, x] += 1
            lengths[x, b] += 1
    labels[r, c] = b
    for label, gain in ((a, -1), (b, 1)):
        sums[label] += gain * np.array([1.0, r, c])
        in_rows[label, r] += gain
        in_columns[label, c] += gain
