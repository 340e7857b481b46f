"""Ask exactextract the same question; it refuses south-up rasters, so it is given a flipped copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas
import numpy as np
import rasterio
import shapely
from affine import Affine
from exactextract import exact_extract
from shapely.geometry.base import BaseGeometry

from geodata.imagery.rasters import open_class_raster
from geodata.zonal import ClassAreas
from geodata.zonal.ground import pixel_areas


def peer_fractions(
    file: Path, polygons: Sequence[BaseGeometry], crs: str, work: Path
) -> list[dict[int, float]]:
    """Fractions of the covered part by class; in a geographic raster weighted by the same row areas."""
    raster = _north_up(file, work)
    zones = geopandas.GeoDataFrame({"n": range(len(polygons))}, geometry=list(polygons), crs=crs)
    statistic, options = "frac", {}
    with rasterio.open(raster) as source:
        if source.crs.is_geographic:
            statistic, options = "weighted_frac", {"weights": str(_row_areas(raster, source, work))}
    answers = exact_extract(str(raster), zones, ["unique", statistic], **options)
    found = [answer["properties"] for answer in answers]
    return [dict(zip(map(int, f["unique"]), f[statistic], strict=True)) for f in found]


def worst_difference(areas: ClassAreas, peer: Sequence[dict[int, float]]) -> float:
    """Greatest difference of a fraction over all units and classes."""
    return max(
        abs(unit.fraction.get(value, 0.0) - other.get(value, 0.0))
        for unit, other in zip(areas.units, peer, strict=True)
        for value in {*unit.fraction, *other}
    )


def _north_up(file: Path, work: Path) -> Path:
    with rasterio.open(file) as source:
        if source.transform.e < 0:
            return file
        turned = source.transform @ Affine(1, 0, 0, 0, -1, source.height)
        profile = {**source.profile, "transform": turned}
        pixels = source.read()[:, ::-1]
    flipped = work / f"flipped_{file.name}"
    with rasterio.open(flipped, "w", **profile) as target:
        target.write(pixels)
    return flipped


def _row_areas(file: Path, source: rasterio.DatasetReader, work: Path) -> Path:
    rows = pixel_areas(open_class_raster(file).grid, 0, source.height)
    weights = work / f"weights_{file.name}"
    profile = {"driver": "GTiff", "count": 1, "dtype": "float64", "crs": source.crs}
    size = {"height": source.height, "width": source.width, "transform": source.transform}
    with rasterio.open(weights, "w", **profile, **size) as target:
        target.write(np.repeat(rows[:, None], source.width, axis=1), 1)
    return weights


def clipped_pixels(file: Path, polygon: BaseGeometry) -> float:
    """Area of the polygon inside the raster in pixels, by shapely."""
    with rasterio.open(file) as source:
        inside = shapely.intersection(polygon, shapely.box(*source.bounds))
        return float(inside.area / abs(source.transform.a * source.transform.e))
