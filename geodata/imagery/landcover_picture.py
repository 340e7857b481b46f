"""A class raster as a picture for a web map: reprojected to it, in the product's colours, made offline."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import cos, radians
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.transform import Affine, from_bounds
from rasterio.warp import reproject, transform_bounds

from geodata.imagery.geotiff import damage_said, open_dataset
from geodata.imagery.landcover import Legend
from geodata.imagery.painted import PaintedRaster, PictureClass
from geodata.imagery.rasters import open_class_raster

WEB_MAP = "EPSG:3857"
LONGEST_SIDE = 1000
"""Pixels: more than a map in a page has, and some hundred kilobytes as a file."""

# Counting classes under a pixel of a whole country would read all of the raster.
_MOST_COUNTED = 16
_UNNAMED = "#9aa3ab"
_METRES_PER_DEGREE = 111_320.0


def paint_raster(
    source: str | Path | Sequence[str | Path],
    legend: Legend,
    bounds: tuple[float, float, float, float],
    *,
    longest: int = LONGEST_SIDE,
    band: int = 1,
) -> PaintedRaster:
    """Return a class raster as a picture within bounds.

    Parameters
    ----------
    source : path or sequence of paths
        GeoTIFFs of one product, as for `geodata.zonal.measure_class_areas`.
    legend : Legend
        Gives the colours; a class without one is grey.
    bounds : (west, south, east, north)
        Degrees on WGS 84: the extent of the units.
    longest : int
        Pixels of the longer side at most; never finer than the raster.
    band : int

    Notes
    -----
    The picture is on Web Mercator, since Leaflet stretches it between its edges on that projection. A pixel
    takes the class that is most frequent under it; where it covers very many, the one in its middle.
    """
    paths = [tile.path for tile in open_class_raster(source, band=band).tiles]
    edges = transform_bounds("EPSG:4326", WEB_MAP, *bounds)
    width, height, shrink = _size(edges, paths[0], bounds, longest)
    transform = from_bounds(*edges, width, height)
    values = [value for value in legend.values if 0 <= value <= 65535][:255]
    indices = np.zeros((height, width), dtype=np.uint8)
    for path in paths:
        found = _warped(path, transform, (width, height), band, shrink)
        for place, value in enumerate(values, start=1):
            indices[(indices == 0) & (found == value)] = place
    shown = set(np.unique(indices).tolist()) - {0}
    classes = tuple(_class(legend, value) if n in shown else None for n, value in enumerate(values, start=1))
    png = _png(indices, [None if one is None else one.color for one in classes])
    return PaintedRaster(png, *bounds, classes=tuple(one for one in classes if one is not None))


def _size(
    edges: tuple[float, float, float, float],
    path: Path,
    bounds: tuple[float, float, float, float],
    longest: int,
) -> tuple[int, int, float]:
    """Return width and height in pixels, and how many pixels of the raster one of them spans."""
    wide, high = edges[2] - edges[0], edges[3] - edges[1]
    with open_dataset(path) as raster:
        step = abs(raster.transform.a)
        if raster.crs is not None and raster.crs.is_geographic:
            step *= _METRES_PER_DEGREE
    # Web Mercator stretches metres by the secant of the latitude.
    own = step / cos(radians((bounds[1] + bounds[3]) / 2))
    pixel = max(own, max(wide, high) / longest)
    return max(1, round(wide / pixel)), max(1, round(high / pixel)), pixel / own


def _warped(
    path: Path, transform: Affine, size: tuple[int, int], band: int, shrink: float
) -> NDArray[np.int32]:
    """Return the classes on the picture's grid, −1 where the raster has none."""
    found = np.full((size[1], size[0]), -1, dtype=np.int32)
    with damage_said(path), open_dataset(path) as raster:
        reproject(
            rasterio.band(raster, band),
            found,
            dst_transform=transform,
            dst_crs=WEB_MAP,
            src_nodata=raster.nodata,
            dst_nodata=-1,
            resampling=Resampling.mode if shrink <= _MOST_COUNTED else Resampling.nearest,
        )
    return found


def _class(legend: Legend, value: int) -> PictureClass:
    one = legend.by_value[value]
    return PictureClass(value, one.label_vi, one.label_en, (one.color or _UNNAMED).lower())


def _png(indices: NDArray[np.uint8], colors: Sequence[str | None]) -> bytes:
    palette = {0: (255, 255, 255, 0)}
    for place, color in enumerate(colors, start=1):
        text = color or _UNNAMED
        palette[place] = (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16), 255)
    height, width = indices.shape
    with warnings.catch_warnings(), MemoryFile() as memory:
        # A PNG has no place on the ground; its edges are kept beside it.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with memory.open(
            driver="PNG", width=width, height=height, count=1, dtype="uint8", zlevel=9
        ) as picture:
            picture.write(indices, 1)
            picture.write_colormap(1, palette)
        return bytes(memory.read())
