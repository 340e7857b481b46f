"""How much ground a pixel covers: from the pixel size if projected, from the ellipsoid if geographic."""

from __future__ import annotations

import math

import numpy as np

from geodata.imagery.rasters import Grid
from geodata.zonal.compiler import compiled
from geodata.zonal.polygons import Rings

SQUARE_METRES_PER_HECTARE = 10_000.0
_NODES, _SHARES = np.polynomial.legendre.leggauss(3)


def pixel_areas(grid: Grid, row0: int, row1: int) -> np.ndarray:
    """Return the area of a pixel in each row from `row0` up to but not including `row1`, in hectares.

    In a geographic CRS the area between two parallels and two meridians on the CRS's ellipsoid, by three
    Gauss points a row (relative error under 1e-14 for pixels up to a degree); the integrand is M·N·cos φ
    (Snyder 1987, Map Projections: A Working Manual, eqs. 4-18 to 4-20).

    Returns
    -------
    float64 array, shape (row1 - row0,)
    """
    if not grid.crs.is_geographic:
        return np.full(row1 - row0, projected_unit(grid) * abs(grid.pixel_x * grid.pixel_y))
    to_radians = angular_unit(grid)
    semi_major, eccentricity2 = ellipsoid(grid)
    rows = np.arange(row0, row1, dtype=float)
    step = grid.pixel_y * to_radians
    middle = grid.origin_y * to_radians + (rows + 0.5) * step
    latitude = middle[:, None] + 0.5 * step * _NODES[None, :]
    reduced = 1.0 - eccentricity2 * np.sin(latitude) ** 2
    strip = (np.cos(latitude) / reduced**2) @ (0.5 * _SHARES)
    width = abs(grid.pixel_x) * to_radians
    area = semi_major**2 * (1.0 - eccentricity2) * strip * abs(step) * width
    return area / SQUARE_METRES_PER_HECTARE


def polygon_areas(grid: Grid, rings: Rings, count: int, *, row: int = 0) -> np.ndarray:
    """Return the areas of polygons in hectares, measured as the pixels under them are.

    Parameters
    ----------
    rings : Rings
        In pixels of the grid, from its row `row`.
    count : int
        How many polygons the rings belong to.

    Returns
    -------
    float64 array, shape (count,)
    """
    if grid.crs.is_geographic:
        areas = _ellipsoidal(grid, rings, row)
    else:
        areas = _planar(rings) * pixel_areas(grid, 0, 1)[0]
    return np.bincount(rings.zones, np.where(rings.is_hole, -areas, areas), minlength=count)


def _ellipsoidal(grid: Grid, rings: Rings, row: int) -> np.ndarray:
    to_radians = angular_unit(grid)
    longitude = rings.x * (grid.pixel_x * to_radians)
    latitude = (grid.origin_y + (rings.y + row) * grid.pixel_y) * to_radians
    semi_major, eccentricity2 = ellipsoid(grid)
    square_metres = compiled().edges.ring_areas(longitude, latitude, rings.starts, eccentricity2, semi_major)
    return square_metres / SQUARE_METRES_PER_HECTARE


def _planar(rings: Rings) -> np.ndarray:
    """Areas of rings in square pixels, from their first vertex so that no digits are lost."""
    base = np.repeat(rings.starts[:-1], np.diff(rings.starts))
    x, y = rings.x - rings.x[base], rings.y - rings.y[base]
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[rings.starts[1:] - 1] = 0.0
    return np.abs(np.add.reduceat(cross, rings.starts[:-1])) * 0.5


def projected_unit(grid: Grid) -> float:
    """Hectares in one square unit of a projected CRS."""
    return _unit_factor(grid) ** 2 / SQUARE_METRES_PER_HECTARE


def angular_unit(grid: Grid) -> float:
    """Radians in one unit of a geographic CRS."""
    factor = _unit_factor(grid)
    # Files often give the degree with fewer digits than pi/180 has.
    return math.radians(1.0) if math.isclose(factor, math.radians(1.0), rel_tol=1e-9) else factor


def ellipsoid(grid: Grid) -> tuple[float, float]:
    """Semi-major axis in metres and squared eccentricity of the CRS's ellipsoid."""
    geod = grid.crs.get_geod()
    assert geod is not None
    return float(geod.a), float(geod.es)


def _unit_factor(grid: Grid) -> float:
    return float(grid.crs.axis_info[0].unit_conversion_factor)
