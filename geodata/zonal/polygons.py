"""Bring polygons to the pixels of a raster: check, repair, transform with densified edges."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyproj
import shapely

from geodata.imagery.rasters import Grid
from geodata.zonal.errors import UnusablePolygon

# No point of a densified edge lies further from the true one than this many pixels (tested), so the
# area of a unit is off by less than its perimeter in pixels times this.
EDGE_TOLERANCE_PIXELS = 1e-3
_POLYGON, _MULTIPOLYGON = 3, 6
# A point a quarter along sees both a bend (3/4 of its greatest departure) and an S, whose middle is on line.
_PROBE = 0.25
_PROBE_SEES = 0.75
_ROUNDS = 12


@dataclass(frozen=True)
class Rings:
    """Closed rings in pixels of a grid.

    Parameters
    ----------
    x, y : float64 arrays
        Column and row, fractional; 0 is the outer edge of the first pixel.
    starts : int64 array
        Where each ring starts, and the end of the last.
    zones : int64 array
        Which of the polygons each ring belongs to, ascending.
    is_hole : bool array
    """

    x: np.ndarray
    y: np.ndarray
    starts: np.ndarray
    zones: np.ndarray
    is_hole: np.ndarray


@dataclass(frozen=True)
class Zones:
    """Polygons to be measured, and the grid they are brought to.

    Parameters
    ----------
    geometries : array of shapely geometries
        Polygons and multipolygons in `crs`.
    codes : tuple of str
    crs : str
        Anything pyproj understands; coordinates are x (longitude) first.
    grid : Grid
    """

    geometries: np.ndarray
    codes: tuple[str, ...]
    crs: str
    grid: Grid
    _local: threading.local = field(default_factory=threading.local, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # What is one thread's own does not travel to another process.
        return Zones, (self.geometries, self.codes, self.crs, self.grid)

    def part(self, positions: np.ndarray) -> Zones:
        """Return some of the zones, in the order of their positions."""
        codes = tuple(self.codes[int(position)] for position in positions)
        return Zones(self.geometries[positions], codes, self.crs, self.grid)

    @cached_property
    def transforms(self) -> bool:
        """Whether the raster is in another CRS than the polygons."""
        own = pyproj.CRS.from_user_input(self.crs)
        return not own.equals(self.grid.crs, ignore_axis_order=True)

    @cached_property
    def bounds(self) -> np.ndarray:
        """First column, first row, last column, last row on the grid; none is cut short by the transform.

        Returns
        -------
        float64 array, shape (zones, 4)
        """
        boxes = shapely.bounds(self.geometries)
        if not self.transforms:
            return _sorted_box(*self._to_pixels(boxes[:, 0::2], boxes[:, 1::2]))
        along = np.linspace(0.0, 1.0, 9)
        x = boxes[:, [0]] + along * (boxes[:, [2]] - boxes[:, [0]])
        y = boxes[:, [1]] + along * (boxes[:, [3]] - boxes[:, [1]])
        sides_x = np.hstack([x, x, np.repeat(boxes[:, [0]], 9, 1), np.repeat(boxes[:, [2]], 9, 1)])
        sides_y = np.hstack([np.repeat(boxes[:, [1]], 9, 1), np.repeat(boxes[:, [3]], 9, 1), y, y])
        columns, rows = self._to_pixels(*self._transform(sides_x.ravel(), sides_y.ravel()))
        lost = ~np.isfinite(columns + rows).reshape(sides_x.shape).all(axis=1)
        if lost.any():
            raise UnusablePolygon("zone.cannot_transform", unit=self.codes[int(lost.argmax())])
        box = _sorted_box(columns.reshape(sides_x.shape), rows.reshape(sides_y.shape))
        # Between the probes a side may bulge by a little; a fiftieth of the box is far more.
        margin = 1.0 + 0.02 * np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
        return box + margin[:, None] * np.array([-1.0, -1.0, 1.0, 1.0])

    def rings(self, chosen: np.ndarray, *, row: int = 0, column: int = 0) -> tuple[Rings, np.ndarray]:
        """Return the rings of the chosen polygons, repaired where needed, and which needed it.

        Parameters
        ----------
        chosen : int array
            Positions of the polygons; `Rings.zones` are positions in this array.
        row, column : int
            Where on the grid the pixels start to count.

        Returns
        -------
        Rings, int array
            The second holds positions of polygons that were not valid.
        """
        geometries = self.geometries[chosen]
        invalid = ~shapely.is_valid(geometries)
        if invalid.any():
            geometries = geometries.copy()
            geometries[invalid] = shapely.make_valid(
                geometries[invalid], method="structure", keep_collapsed=False
            )
        x, y, starts, owners, is_hole = _take_apart(geometries)
        if self.transforms:
            x, y, starts = self._densified(x, y, starts, owners, chosen)
        columns, rows = self._to_pixels(x, y)
        return Rings(columns - column, rows - row, starts, owners, is_hole), chosen[invalid]

    def _to_pixels(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        grid = self.grid
        return (x - grid.origin_x) / grid.pixel_x, (y - grid.origin_y) / grid.pixel_y

    def _transform(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        # A transformer may not be shared between threads that use it at once.
        if not hasattr(self._local, "transformer"):
            self._local.transformer = pyproj.Transformer.from_crs(self.crs, self.grid.crs, always_xy=True)
        return self._local.transformer.transform(x, y)

    def _densified(
        self, x: np.ndarray, y: np.ndarray, starts: np.ndarray, owners: np.ndarray, chosen: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Add vertices until every edge, straight before, follows its true curve after the transform."""
        placed_x, placed_y = self._transform(x, y)
        for _ in range(_ROUNDS):
            pieces = self._pieces(x, y, placed_x, placed_y, starts)
            if pieces.max(initial=1) <= 1:
                break
            x, y, starts = _split(x, y, starts, pieces)
            placed_x, placed_y = self._transform(x, y)
        lost = ~np.isfinite(placed_x + placed_y)
        if lost.any():
            ring = int(np.searchsorted(starts, lost.argmax(), side="right")) - 1
            raise UnusablePolygon("zone.cannot_transform", unit=self.codes[int(chosen[owners[ring]])])
        return placed_x, placed_y, starts

    def _pieces(
        self, x: np.ndarray, y: np.ndarray, placed_x: np.ndarray, placed_y: np.ndarray, starts: np.ndarray
    ) -> np.ndarray:
        """Return into how many pieces each edge must be cut; 1 between rings and where it is straight."""
        low = _low_ends(x, y)
        high = 2 * np.arange(low.size) + 1 - low
        probe_x, probe_y = self._transform(
            x[low] + _PROBE * (x[high] - x[low]), y[low] + _PROBE * (y[high] - y[low])
        )
        off_x = probe_x - placed_x[low] - _PROBE * (placed_x[high] - placed_x[low])
        off_y = probe_y - placed_y[low] - _PROBE * (placed_y[high] - placed_y[low])
        off = np.hypot(off_x / self.grid.pixel_x, off_y / self.grid.pixel_y) / _PROBE_SEES
        off[~np.isfinite(off)] = 0.0
        # A bend shrinks with the square of the pieces; half the tolerance leaves room for its change.
        pieces = np.ceil(np.sqrt(2.0 * off / EDGE_TOLERANCE_PIXELS)).clip(1, 4096).astype(np.int64)
        pieces[off <= EDGE_TOLERANCE_PIXELS / 2.0] = 1
        pieces[starts[1:-1] - 1] = 1
        return pieces


def make_zones(geometries: Sequence[Any], codes: Sequence[str], *, crs: str, grid: Grid) -> Zones:
    """Return the polygons as `Zones`, once it is sure that all of them are polygons.

    Raises
    ------
    UnusablePolygon
        Missing, empty, not a polygon, not finite, or as many codes as polygons are not given.
    """
    array = np.asarray(geometries, dtype=object)
    if len(codes) != array.size or not array.size:
        raise UnusablePolygon("zone.counts_differ", polygons=array.size, codes=len(codes))
    kinds = shapely.get_type_id(array)
    wrong = ~np.isin(kinds, (_POLYGON, _MULTIPOLYGON)) | shapely.is_empty(array)
    wrong |= ~np.isfinite(shapely.bounds(array)).all(axis=1)
    if wrong.any():
        raise UnusablePolygon("zone.not_polygon", unit=codes[int(wrong.argmax())], count=int(wrong.sum()))
    return Zones(array, tuple(codes), crs, grid)


def _sorted_box(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.column_stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)])


def _take_apart(
    geometries: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    parts, part_owner = shapely.get_parts(geometries, return_index=True)
    flat = shapely.get_type_id(parts) == _POLYGON
    if not flat.all():
        # Repair may leave a multipolygon inside a collection.
        kept = shapely.get_type_id(parts) == _MULTIPOLYGON
        nested, nested_owner = shapely.get_parts(parts[kept], return_index=True)
        parts = np.concatenate([parts[flat], nested])
        part_owner = np.concatenate([part_owner[flat], part_owner[kept][nested_owner]])
        order = np.argsort(part_owner, kind="stable")
        parts, part_owner = parts[order], part_owner[order]
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates = shapely.get_coordinates(rings)
    starts = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(rings))]).astype(np.int64)
    is_hole = np.ones(rings.size, bool)
    is_hole[np.unique(ring_part, return_index=True)[1]] = False
    owners = part_owner[ring_part].astype(np.int64)
    return coordinates[:, 0].copy(), coordinates[:, 1].copy(), starts, owners, is_hole


def _low_ends(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return for each edge which end is first in x, then y: the same whichever way a ring runs."""
    forward = (x[:-1] < x[1:]) | ((x[:-1] == x[1:]) & (y[:-1] <= y[1:]))
    return np.arange(x.size - 1) + ~forward


def _split(
    x: np.ndarray, y: np.ndarray, starts: np.ndarray, pieces: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    repeats = np.append(pieces, 1)
    edge = np.repeat(np.arange(x.size), repeats)
    new_starts = np.concatenate([[0], np.cumsum(repeats)])
    step = np.arange(edge.size) - new_starts[:-1][edge]
    low = np.append(_low_ends(x, y), x.size - 1)
    high = np.append(2 * np.arange(x.size - 1) + 1 - low[:-1], x.size - 1)
    # Count from the same end whichever way the ring runs, so that neighbours get the same vertices.
    share = np.where(low[edge] == edge, step, repeats[edge] - step) / repeats[edge]
    new_x = np.where(step == 0, x[edge], x[low[edge]] + share * (x[high[edge]] - x[low[edge]]))
    new_y = np.where(step == 0, y[edge], y[low[edge]] + share * (y[high[edge]] - y[low[edge]]))
    return new_x, new_y, new_starts[starts]
