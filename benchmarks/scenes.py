"""Made-up land cover and communes to measure on: the same on every machine, from a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
import shapely
from rasterio.transform import from_origin
from rasterio.windows import Window
from scipy.ndimage import gaussian_filter, zoom
from scipy.spatial import Voronoi

CLASSES = np.array([10, 20, 30, 40, 50, 60, 80, 90, 95], np.uint8)
SHARES = np.array([0.30, 0.05, 0.08, 0.27, 0.12, 0.02, 0.09, 0.04, 0.03])
PIXEL = 10.0
CRS = "EPSG:32648"
WEST, NORTH = 300_000.0, 1_300_000.0
_PANEL = 2048


def write_landcover(file: Path, *, height: int, width: int, geographic: bool = False, seed: int = 4) -> None:
    """Write a GeoTIFF of patches a few hundred metres across with ragged borders, DEFLATE, tiles of 512.

    It is made of panels of 2,048 pixels, so that any size costs little memory; about 3 % of the pixels
    differ from the patch they lie in, as in real maps.
    """
    transform = (
        from_origin(106.0, 12.0, 1 / 12_000, 1 / 12_000)
        if geographic
        else from_origin(WEST, NORTH, PIXEL, PIXEL)
    )
    profile = {
        "driver": "GTiff",
        "height": height,
        "width": width,
        "count": 1,
        "dtype": "uint8",
        "nodata": 0,
        "crs": "EPSG:4326" if geographic else CRS,
        "transform": transform,
        "compress": "deflate",
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "BIGTIFF": "IF_SAFER",
    }
    panels = [landcover_panel(np.random.default_rng(seed + k)) for k in range(3)]
    with rasterio.open(file, "w", **profile) as target:
        for k, row in enumerate(range(0, height, _PANEL)):
            for m, column in enumerate(range(0, width, _PANEL)):
                rows, columns = min(_PANEL, height - row), min(_PANEL, width - column)
                panel = np.rot90(panels[(k + 2 * m) % 3], (k * 3 + m) % 4)[:rows, :columns]
                target.write(panel, 1, window=Window(column, row, width=columns, height=rows))


def landcover_panel(random: np.random.Generator) -> np.ndarray:
    """Return one square panel of classes."""
    coarse = gaussian_filter(random.random((_PANEL // 16, _PANEL // 16)), 1.2, mode="wrap")
    fine = zoom(coarse, 16, order=1, mode="grid-wrap", grid_mode=True)
    fine += 0.02 * gaussian_filter(random.random((_PANEL, _PANEL)), 1.0, mode="wrap")
    return CLASSES[np.searchsorted(np.quantile(fine, np.cumsum(SHARES)[:-1]), fine)]


def make_communes(
    count: int, *, height: int, width: int, seed: int = 7, vertices: int = 185
) -> list[shapely.Polygon]:
    """Return `count` polygons that share crooked borders and together cover most of the raster.

    Returns
    -------
    list of shapely.Polygon
        In the CRS of the projected land cover; about `vertices` vertices each.
    """
    random = np.random.default_rng(seed)
    x = WEST + PIXEL * width * random.random(count)
    y = NORTH - PIXEL * height * random.random(count)
    frame = shapely.box(WEST, NORTH - PIXEL * height, WEST + PIXEL * width, NORTH)
    cells = _cells(np.column_stack([x, y]), frame)
    step = np.sqrt(frame.area / count) * 4.0 / vertices
    return [_crooked(cell, step, seed) for cell in cells]


def _cells(points: np.ndarray, frame: shapely.Polygon) -> list[shapely.Polygon]:
    west, south, east, north = frame.bounds
    mirrored = [points]
    for axis, at in ((0, west), (0, east), (1, south), (1, north)):
        copy = points.copy()
        copy[:, axis] = 2 * at - copy[:, axis]
        mirrored.append(copy)
    diagram = Voronoi(np.vstack(mirrored))
    corners = [diagram.vertices[diagram.regions[diagram.point_region[k]]] for k in range(len(points))]
    return [shapely.Polygon(c).intersection(frame) for c in corners]


def _crooked(cell: shapely.Polygon, step: float, seed: int) -> shapely.Polygon:
    """Return the cell with vertices every `step` metres, moved by a smooth field shared by neighbours."""
    ring = shapely.get_coordinates(shapely.segmentize(cell.exterior, step))
    # The same place moves the same way whichever commune it borders.
    phase = np.random.default_rng(seed).random(8) * 6.0
    wave = [2.7 * step, 4.1 * step, 7.3 * step, 11.9 * step]
    move = np.zeros_like(ring)
    for k, length in enumerate(wave):
        move[:, 0] += 0.35 * step * np.sin((ring[:, 1] + 0.6 * ring[:, 0]) / length + phase[k])
        move[:, 1] += 0.35 * step * np.sin((ring[:, 0] - 0.6 * ring[:, 1]) / length + phase[k + 4])
    return shapely.Polygon(ring + move)
