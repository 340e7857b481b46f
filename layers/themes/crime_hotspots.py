"""Incidents counted on a square grid: small counts are not shown and no point is ever given out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyproj import Transformer
from shapely.geometry import Polygon

from geodata.store.incidents import StoredIncident


@dataclass(frozen=True)
class GridCell:
    """A square with enough incidents to be shown; `outline` is in EPSG:4326."""

    column: int
    row: int
    outline: Polygon
    count: int


@dataclass(frozen=True)
class IncidentGrid:
    """The cells that may be shown, most incidents first.

    How many cells are hidden, and how many incidents lie in them, is left out on purpose: with one hidden
    cell a total would tell its count.
    """

    cells: tuple[GridCell, ...]
    cell_m: int
    smallest_shown: int
    crs: str


def count_on_grid(
    incidents: Sequence[StoredIncident], *, crs: str, cell_m: int = 1000, smallest_shown: int = 10
) -> IncidentGrid:
    """Count incidents in squares of `cell_m` metres whose corners are multiples of it in `crs`.

    Parameters
    ----------
    incidents : sequence of StoredIncident
        Points in EPSG:4326.
    crs : str
        A projected CRS in metres, such as ``"EPSG:5899"``.
    cell_m : int
        Side of a cell. Smaller cells show more and hide more, since fewer reach `smallest_shown`.
    smallest_shown : int
        Cells with fewer incidents are not shown: few people can be recognised by a small count.

    Raises
    ------
    ValueError
        If `cell_m` or `smallest_shown` is not positive.
    """
    if cell_m <= 0 or smallest_shown <= 0:
        raise ValueError(f"cell_m and smallest_shown must be positive, not {cell_m} and {smallest_shown}")
    counts = _count_cells(incidents, crs, cell_m)
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    cells = [
        GridCell(column, row, _square(column, row, cell_m, back), count)
        for (column, row), count in counts.items()
        if count >= smallest_shown
    ]
    ordered = tuple(sorted(cells, key=lambda cell: (-cell.count, cell.column, cell.row)))
    return IncidentGrid(ordered, cell_m, smallest_shown, crs)


def _count_cells(incidents: Sequence[StoredIncident], crs: str, cell_m: int) -> Counter[tuple[int, int]]:
    if not incidents:
        return Counter()
    forward = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = forward.transform(
        np.array([i.longitude for i in incidents]), np.array([i.latitude for i in incidents])
    )
    columns = np.floor(np.asarray(x) / cell_m).astype(int)
    rows = np.floor(np.asarray(y) / cell_m).astype(int)
    return Counter(zip(columns.tolist(), rows.tolist(), strict=True))


def _square(column: int, row: int, cell_m: int, back: Transformer) -> Polygon:
    west, south = column * cell_m, row * cell_m
    corners = [(west, south), (west + cell_m, south), (west + cell_m, south + cell_m), (west, south + cell_m)]
    return Polygon([back.transform(x, y) for x, y in corners])
