"""Border lines of cells made natural: each line that two communes share is smoothed and roughened once.

As every line is worked on alone and its ends stay, the communes on both sides keep the very same border.
"""

from __future__ import annotations

import numpy as np
from rasterio.features import shapes
from rasterio.transform import from_origin
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter1d
from shapely import LineString, Polygon, get_coordinates, line_merge, polygonize, unary_union
from shapely.geometry import shape

STEP = 45.0
SMOOTHING = 220.0
# Wavelength and amplitude of the bends, in metres: broad ones like a river's, then ever smaller ones.
BENDS = ((6000.0, 220.0), (3000.0, 190.0), (1400.0, 150.0), (700.0, 95.0), (330.0, 50.0))
TAPER = 350.0


def outlines(labels: np.ndarray, *, west: float, north: float, cell: float) -> dict[int, Polygon]:
    """Turn labelled cells into polygons with staircase edges, by label, in the grid's coordinates."""
    transform = from_origin(west, north, cell, cell)
    found = shapes(labels.astype("uint8"), mask=labels > 0, connectivity=4, transform=transform)
    return {int(label): shape(geometry) for geometry, label in found}


def border_lines(polygons: dict[int, Polygon]) -> list[LineString]:
    """Return the lines between the points where three areas meet, in a fixed order and direction."""
    merged = line_merge(unary_union([polygon.boundary for polygon in polygons.values()]))
    lines = [line if line.coords[0] < line.coords[-1] else line.reverse() for line in merged.geoms]
    return sorted(lines, key=lambda line: (*line.coords[0], *line.coords[-1], line.length))


def natural(line: LineString, seed: tuple[int, int], *, strength: float, tolerance: float) -> LineString:
    """Smooth a staircase line, bend it at random, and thin its vertices.

    Parameters
    ----------
    line : LineString
        In metres; its first and last points stay where they are.
    seed : tuple of int
        The same seed gives the same bends.
    strength : float
        1 for bends of the sizes of `BENDS`; weaker bends also follow the staircase more closely.
    tolerance : float
        Metres that thinning may move the line.

    Returns
    -------
    LineString
    """
    smooth = _smoothed(line, SMOOTHING * min(1.0, strength * 2))
    along = np.concatenate([[0.0], np.hypot(*np.diff(smooth, axis=0).T).cumsum()])
    tangent = np.gradient(smooth, axis=0)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]]) / np.hypot(*tangent.T)[:, None]
    from_end = np.minimum(along, along[-1] - along)
    offset = strength * _bends(along, np.random.default_rng(seed)) * np.minimum(from_end / TAPER, 1.0)
    return LineString(smooth + normal * offset[:, None]).simplify(tolerance)


def tangled(lines: list[LineString]) -> set[int]:
    """Return the positions of lines that cross themselves, or meet another elsewhere than at both ends."""
    found = {at for at, line in enumerate(lines) if not line.is_simple}
    for at, line in enumerate(lines):
        for later in range(at + 1, len(lines)):
            other = lines[later]
            met = line.intersection(other)
            if not met.is_empty and not (line.boundary.covers(met) and other.boundary.covers(met)):
                found |= {at, later}
    return found


def faces(lines: list[LineString]) -> list[Polygon]:
    """Return the areas that the lines enclose."""
    return list(polygonize(lines).geoms)


def _smoothed(line: LineString, width: float) -> np.ndarray:
    """Resample evenly and smooth, then slide the ends back to where they were."""
    count = max(round(line.length / STEP), 6)
    points = get_coordinates(line.interpolate(np.linspace(0.0, 1.0, count + 1), normalized=True))
    smooth = gaussian_filter1d(points, width / STEP, axis=0, mode="nearest")
    share = np.linspace(0.0, 1.0, count + 1)[:, None]
    fade = width * 2 / max(line.length, width * 4)
    start, end = np.clip(1 - share / fade, 0, 1), np.clip(1 - (1 - share) / fade, 0, 1)
    return smooth + start * (points[0] - smooth[0]) + end * (points[-1] - smooth[-1])


def _bends(along: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Sum random waves of several lengths, in metres to the left of the line."""
    total = np.zeros_like(along)
    for wavelength, amplitude in BENDS:
        knots = np.arange(-2, int(along[-1] / wavelength * 2) + 4) * wavelength / 2
        total += CubicSpline(knots, generator.uniform(-amplitude, amplitude, knots.size))(along)
    return total
