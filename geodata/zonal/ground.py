"""How much ground a pixel covers: from the pixel size if projected, from the ellipsoid if geographic."""

from __future__ import annotations

import math

import numpy as np

from geodata.rasters import Grid

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
