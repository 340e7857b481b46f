"""Zones by the handful: made ready for a tile when a strip first meets them, let go when it has passed."""

from __future__ import annotations

import threading

import numpy as np
import shapely

from geodata.imagery.rasters import Tile
from geodata.zonal.compiler import Compiled
from geodata.zonal.ground import polygon_areas
from geodata.zonal.polygons import Zones
from geodata.zonal.strips import Layout

# Small enough that memory depends on the zones a strip crosses, not on all there are, and that two threads
# find work at the first strip; large enough that calls cost little.
BATCH_VERTICES = 20_000


class Batch:
    """Some zones of a tile, made ready by the first thread that needs them.

    Attributes
    ----------
    chosen : int array
        Positions of the zones, ascending.
    first_row, last_row : float
        Rows of the tile between which they lie.
    invalid : tuple of int
        Positions of zones that had to be repaired; empty before `edges`.
    unit_ha : float64 array
        Area of each zone in hectares; NaN before `edges`.
    """

    def __init__(self, zones: Zones, chosen: np.ndarray, *, first_row: float, last_row: float) -> None:
        self.chosen, self.first_row, self.last_row = chosen, first_row, last_row
        self._zones, self._lock = zones, threading.Lock()
        self._edges: tuple[np.ndarray, np.ndarray] | None = None
        self.invalid: tuple[int, ...] = ()
        self.unit_ha = np.full(chosen.size, np.nan)

    def edges(self, layout: Layout, code: Compiled, strip: int) -> np.ndarray:
        """Return the edges in a strip; their zones are positions in `chosen`."""
        with self._lock:
            if self._edges is None:
                tile = layout.tile
                rings, repaired = self._zones.rings(self.chosen, row=tile.row, column=tile.column)
                self.invalid = tuple(int(position) for position in repaired)
                self.unit_ha = polygon_areas(self._zones.grid, rings, self.chosen.size, row=tile.row)
                self._edges = code.edges.edges_by_strip(
                    rings.x, rings.y, rings.starts, rings.zones, rings.is_hole, tile.height, layout.strip_rows
                )
        edges, starts = self._edges
        return edges[starts[strip] : starts[strip + 1]]


def zones_touching(zones: Zones, tile: Tile) -> np.ndarray:
    """Return the positions, ascending, of the zones that may share pixels with a tile."""
    box = _box(zones, tile)
    return np.flatnonzero(
        (box[:, 2] > 0) & (box[:, 0] < tile.width) & (box[:, 3] > 0) & (box[:, 1] < tile.height)
    )


def _box(zones: Zones, tile: Tile) -> np.ndarray:
    return zones.bounds - [tile.column, tile.row, tile.column, tile.row]


def batches_of(zones: Zones, tile: Tile) -> list[Batch]:
    """Return the zones that may share pixels with a tile, from the top down."""
    touching, box = zones_touching(zones, tile), _box(zones, tile)
    order = touching[np.argsort(box[touching, 1], kind="stable")]
    if not order.size:
        return []
    vertices = np.cumsum(shapely.get_num_coordinates(zones.geometries[order]))
    parts = np.split(order, np.flatnonzero(np.diff(vertices // BATCH_VERTICES)) + 1)
    return [
        Batch(zones, np.sort(part), first_row=box[part, 1].min(), last_row=box[part, 3].max())
        for part in parts
    ]
