"""Communes as cells of a grid: grown from their centres, then annealed towards what is published of them.

The annealing is a cellular Potts model (Graner and Glazier, Physical Review Letters 69, 1992): one cell at
a time passes to a neighbour, if that lowers the energy or by chance as the temperature allows. A cell may
pass only where both sides stay in one piece without holes, so the communes remain a coverage throughout.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from pyproj import Transformer
from scipy import ndimage

from layers.profiles.nhon_trach.sample.annealing import anneal
from layers.profiles.nhon_trach.sample.published import Commune

PROJECTED = 5899
CELL = 125.0
MARGIN = 6
# The polygon of Phước An is known to be smaller than its natural area of 2009, which counts wide rivers.
AREA_FACTOR = {"26503": 0.92}
# A staircase is longer than the line it stands for (4 / π on average), and roughening adds to a border later.
STAIRCASE = 1.15


class Weights(NamedTuple):
    """How much each wish counts in the energy."""

    area: float = 5.0
    centre: float = 3.0
    extent: float = 3.5
    border: float = 1.2
    stranger: float = 30.0
    length: float = 1.3
    corner: float = 40.0


STANDARD = Weights()


@dataclass(frozen=True)
class Wishes:
    """The published facts in cells; row 0 of every array is the outside, which wishes nothing.

    Parameters
    ----------
    west, north : float
        The grid's upper left corner, in metres of EPSG:5899; cells are `CELL` metres wide and high.
    shape : tuple of int
        Rows and columns.
    first, last : ndarray, (n, 2)
        The outermost row and column that each commune may take.
    area : ndarray, (n,)
        Cells.
    row, column : ndarray, (n,)
        The centre.
    border : ndarray, (n, n)
        Length of the shared border in cell sides; 0 for those that must not touch.
    """

    west: float
    north: float
    shape: tuple[int, int]
    first: np.ndarray
    last: np.ndarray
    area: np.ndarray
    row: np.ndarray
    column: np.ndarray
    border: np.ndarray


def wishes(communes: tuple[Commune, ...], borders_km: dict[frozenset[str], float]) -> Wishes:
    """Translate published facts from degrees, hectares and km to cells of the grid."""
    project = Transformer.from_crs(4326, PROJECTED, always_xy=True).transform
    count = len(communes) + 1
    extents = np.array([_extent(project, commune) for commune in communes])
    west = extents[:, 0].min() - MARGIN * CELL
    north = extents[:, 3].max() + MARGIN * CELL
    first, last = np.zeros((count, 2), np.int64), np.zeros((count, 2), np.int64)
    first[1:] = np.floor(np.column_stack([north - extents[:, 3], extents[:, 0] - west]) / CELL)
    last[1:] = np.ceil(np.column_stack([north - extents[:, 1], extents[:, 2] - west]) / CELL) - 1
    area, row, column = np.zeros(count), np.zeros(count), np.zeros(count)
    border = np.zeros((count, count))
    for index, commune in enumerate(communes, start=1):
        area[index] = commune.area_ha * 1e4 / CELL**2 * AREA_FACTOR.get(commune.code, 1.0)
        x, y = project(commune.longitude, commune.latitude)
        row[index], column[index] = (north - y) / CELL - 0.5, (x - west) / CELL - 0.5
        for other, neighbour in enumerate(communes, start=1):
            pair = frozenset((commune.code, neighbour.code))
            border[index, other] = borders_km.get(pair, 0.0) * 1000 / CELL * STAIRCASE
    rows, columns = (int(edge) + MARGIN + 1 for edge in last.max(axis=0))
    return Wishes(west, north, (rows, columns), first, last, area, row, column, border)


def place(wish: Wishes, *, seed: int, proposals: int, weights: Weights = STANDARD) -> np.ndarray:
    """Return the communes on the grid: 0 outside, else 1 for the first commune, 2 for the second, …

    Parameters
    ----------
    wish : Wishes
    seed : int
        The same seed gives the same cells.
    proposals : int
        How many passings are tried; 60 million settle 12 communes.
    weights : Weights, optional

    Returns
    -------
    ndarray of int64, shape `wish.shape`
    """
    labels = grow(wish)
    targets = (wish.first, wish.last, wish.area, wish.row, wish.column, wish.border)
    anneal(labels, *targets, np.array(weights), seed, proposals, 12.0, 0.3)
    return labels


def grow(wish: Wishes) -> np.ndarray:
    """Grow each commune from its centre as an ellipse of its extent's shape until it has its area."""
    labels = np.zeros(wish.shape, np.int64)
    size = np.zeros(wish.area.size, np.int64)
    half = np.maximum((wish.last - wish.first + 1) / 2, 1)
    heap = [(0.0, i, round(wish.row[i]), round(wish.column[i])) for i in range(1, wish.area.size)]
    heapq.heapify(heap)
    while heap:
        _, i, row, column = heapq.heappop(heap)
        if labels[row, column] or size[i] >= wish.area[i]:
            continue
        labels[row, column] = i
        size[i] += 1
        for r, c in ((row, column + 1), (row + 1, column), (row, column - 1), (row - 1, column)):
            if (wish.first[i] <= (r, c)).all() and ((r, c) <= wish.last[i]).all() and not labels[r, c]:
                far = ((r - wish.row[i]) / half[i, 0]) ** 2 + ((c - wish.column[i]) / half[i, 1]) ** 2
                heapq.heappush(heap, (far, i, r, c))
    return _without_gaps(labels)


def _extent(project: Callable[..., Any], commune: Commune) -> tuple[float, float, float, float]:
    """West, south, east, north in metres, of all four corners: meridians lean in the projection."""
    xs, ys = project([commune.west, commune.east] * 2, [commune.south] * 2 + [commune.north] * 2)
    return min(xs), min(ys), max(xs), max(ys)


def _without_gaps(labels: np.ndarray) -> np.ndarray:
    """Give ground that is enclosed by communes to the nearest of them."""
    outside, _ = ndimage.label(labels == 0)
    gap = (labels == 0) & (outside != outside[0, 0])
    nearest = ndimage.distance_transform_cdt(gap, "taxicab", return_distances=False, return_indices=True)
    return labels[nearest[0], nearest[1]]
