"""Compiled code: rings to edges in pixels, lower end first, bucketed by the strip of rows they cross."""

from __future__ import annotations

import numpy as np
from numba import njit

from geodata.zonal.counting import INLINE, OPTIONS


@njit(**OPTIONS)
def edges_by_strip(
    x: np.ndarray,
    y: np.ndarray,
    ring_starts: np.ndarray,
    ring_zones: np.ndarray,
    ring_is_hole: np.ndarray,
    height: int,
    strip_rows: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of every strip of a tile, and where each strip's edges start.

    An edge that crosses several strips is in each of them. Its lower end comes first with the sign apart,
    so that a border shared by two zones gives the same numbers from both sides. Horizontal edges cover
    nothing and are left out; so is what lies above or below the tile, but nothing to its left.

    Parameters
    ----------
    x, y : float64 arrays
        Vertices of closed rings, in pixels of the tile: x is the column, y the row.
    ring_starts : int64 array
        Where each ring starts, and the end of the last.
    ring_zones : int64 array
        Zone of each ring, ascending.
    ring_is_hole : bool array
    height : int
        Rows of the tile.
    strip_rows : int
        Rows of a strip.

    Returns
    -------
    edges : float64 array, shape (n, 6)
        x0, y0, x1, y1, sign, zone; ordered by strip, then by zone.
    starts : int64 array, shape (strips + 1,)
    """
    strips = (height + strip_rows - 1) // strip_rows
    starts = np.zeros(strips + 1, np.int64)
    for i in range(y.size - 1):
        first, last = _strips_of(y[i], y[i + 1], height, strip_rows)
        for s in range(first, last + 1):
            starts[s + 1] += 1
    # The step from one ring to the next was counted too; it only leaves a little room unused.
    for s in range(strips):
        starts[s + 1] += starts[s]
    edges = np.empty((starts[strips], 6))
    ends = starts[:strips].copy()
    for ring in range(ring_zones.size):
        a, b = ring_starts[ring], ring_starts[ring + 1]
        sign = _orientation(x, y, a, b) * (-1.0 if ring_is_hole[ring] else 1.0)
        for i in range(a, b - 1):
            first, last = _strips_of(y[i], y[i + 1], height, strip_rows)
            low, high = (i, i + 1) if y[i] < y[i + 1] else (i + 1, i)
            for s in range(first, last + 1):
                edge = edges[ends[s]]
                edge[0], edge[1], edge[2], edge[3] = x[low], y[low], x[high], y[high]
                edge[4] = sign if low == i else -sign
                edge[5] = ring_zones[ring]
                ends[s] += 1
    return _closed_up(edges, starts, ends)


@njit(**INLINE)
def _strips_of(y0: float, y1: float, height: int, strip_rows: int) -> tuple[int, int]:
    low, high = max(min(y0, y1), 0.0), min(max(y0, y1), float(height))
    if high <= low:
        return 0, -1
    return int(low) // strip_rows, (int(np.ceil(high)) - 1) // strip_rows


@njit(**INLINE)
def _orientation(x: np.ndarray, y: np.ndarray, a: int, b: int) -> float:
    """Return the sign that makes the ring add area: downward edges count + where the inside is right."""
    doubled = 0.0
    for i in range(a, b - 1):
        doubled += (x[i] - x[a]) * (y[i + 1] - y[a]) - (x[i + 1] - x[a]) * (y[i] - y[a])
    return -1.0 if doubled > 0.0 else 1.0


@njit(**OPTIONS)
def _closed_up(edges: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Remove the room left between strips."""
    kept = np.zeros_like(starts)
    n = 0
    for s in range(ends.size):
        for i in range(starts[s], ends[s]):
            edges[n] = edges[i]
            n += 1
        kept[s + 1] = n
    return edges[:n], kept


@njit(**OPTIONS)
def mark_blocks(edges: np.ndarray, width: int, block_width: int, needed: np.ndarray) -> None:
    """Mark the columns of blocks that lie between the leftmost and rightmost edge of a zone.

    What is between two edges of a strip may be inside; what is beyond the outermost never is.
    """
    first = 0
    while first < edges.shape[0]:
        last = first
        left, right = np.inf, -np.inf
        while last < edges.shape[0] and edges[last, 5] == edges[first, 5]:
            left = min(left, edges[last, 0], edges[last, 2])
            right = max(right, edges[last, 0], edges[last, 2])
            last += 1
        if right > 0.0 and left < width:
            a = int(max(left, 0.0)) // block_width
            b = int(min(right, width - 1.0)) // block_width
            needed[a : b + 1] = True
        first = last


@njit(**OPTIONS)
def blank_out(pixels: np.ndarray, valid: np.ndarray, void: int, window: np.ndarray) -> None:
    """Copy `pixels` into the wider type of `window`, with `void` where `valid` is 0."""
    for i in range(pixels.size):
        window[i] = pixels[i] if valid[i] else void


@njit(**OPTIONS)
def ring_areas(
    longitude: np.ndarray,
    latitude: np.ndarray,
    ring_starts: np.ndarray,
    eccentricity2: float,
    semi_major: float,
) -> np.ndarray:
    """Return the ellipsoidal area of rings whose edges are straight in longitude and latitude.

    Green's theorem with the area between a parallel and the ring's first one, by four Gauss points an edge
    (exact to 1e-12 for edges up to a degree).

    Parameters
    ----------
    longitude, latitude : float64 arrays
        Radians.
    ring_starts : int64 array
    eccentricity2, semi_major : float
        Of the ellipsoid; the area comes in the square of the unit of `semi_major`.
    """
    nodes = np.array([0.0694318442029737, 0.3300094782075719, 0.6699905217924281, 0.9305681557970263])
    gauss = np.array([0.1739274225687269, 0.3260725774312731, 0.3260725774312731, 0.1739274225687269])
    areas = np.zeros(ring_starts.size - 1)
    for ring in range(areas.size):
        a, b = ring_starts[ring], ring_starts[ring + 1]
        origin = _authalic(latitude[a], eccentricity2)
        total = 0.0
        for i in range(a, b - 1):
            mean = 0.0
            for k in range(4):
                at = latitude[i] + nodes[k] * (latitude[i + 1] - latitude[i])
                mean += gauss[k] * (_authalic(at, eccentricity2) - origin)
            total += mean * (longitude[i + 1] - longitude[i])
        areas[ring] = abs(total) * semi_major**2
    return areas


@njit(**INLINE)
def _authalic(latitude: float, eccentricity2: float) -> float:
    """Area of the ellipsoid from the equator to a parallel, per radian of longitude, for semi-major 1."""
    s = np.sin(latitude)
    e = np.sqrt(eccentricity2)
    if e < 1e-12:
        return s
    return 0.5 * (1.0 - eccentricity2) * (s / (1.0 - eccentricity2 * s * s) + np.arctanh(e * s) / e)
