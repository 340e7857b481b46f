"""Exact class areas under real communes: the district's 12, and 1,000 of the country's, against the peers."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from affine import Affine
from shapely.geometry.base import BaseGeometry

from geodata.zonal import ClassAreas, measure_class_areas
from tests.build.rasters import patches
from tests.build.zonal_peer import clipped_pixels, peer_fractions, worst_difference

pytestmark = pytest.mark.slow
UTM, WGS = "EPSG:32648", "EPSG:4326"
# Pixels of the projected rasters; the geographic ones are as fine, to the nearest second.
DISTRICT_PIXEL, COUNTRY_PIXEL = 10.0, 250.0


@pytest.fixture(scope="module")
def twelve() -> geopandas.GeoSeries:
    frame = geopandas.read_file(Path(os.environ["REAL_DATA"]) / "nhon_trach_communes.geojson")
    return frame.geometry.make_valid()


@pytest.fixture(scope="module")
def thousand() -> geopandas.GeoSeries:
    frame = geopandas.read_file(
        Path(os.environ["REAL_DATA"]) / "vietnam_communes_2009.gpkg", layer="communes"
    )
    # Neither peer says what an invalid polygon covers: only what is one polygon's own business is compared.
    shapes = frame.geometry[frame.geometry.is_valid]
    return shapes.sample(1000, random_state=2024)


def write_under(file: Path, shapes: geopandas.GeoSeries, crs: str, pixel: float) -> Path:
    """Write patches of classes that cover the shapes, with a border that cuts some of them."""
    west, south, east, north = shapes.to_crs(crs).total_bounds
    columns, rows = int((east - west) / pixel * 0.98), int((north - south) / pixel * 0.97)
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "tiled": True, "compress": "deflate"}
    place = {"crs": crs, "transform": Affine(pixel, 0, west - pixel / 3, 0, -pixel, north + pixel / 3)}
    with rasterio.open(file, "w", height=rows, width=columns, **profile, **place) as target:
        target.write(patches(5, rows, columns, size=23), 1)
    return file


def measured(file: Path, shapes: list[BaseGeometry], crs: str) -> ClassAreas:
    return measure_class_areas(file, shapes, [str(n) for n in range(len(shapes))], crs=crs)


@pytest.mark.parametrize("crs", [UTM, WGS])
@pytest.mark.parametrize("which", ["twelve", "thousand"])
def test_fractions_are_the_peers_and_areas_are_shapelys(
    which: str, crs: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    shapes = request.getfixturevalue(which)
    metres = DISTRICT_PIXEL if which == "twelve" else COUNTRY_PIXEL
    file = write_under(tmp_path / "c.tif", shapes, crs, metres if crs == UTM else metres / 111_000)
    with rasterio.open(file) as source:
        frame = shapely.box(*source.bounds)
    # Brought to the raster here, so that all three are asked about the very same edges.
    placed = [shape for shape in shapes.to_crs(crs) if shape.intersects(frame) and shape.is_valid]
    assert len(placed) > 0.95 * len(shapes)
    areas = measured(file, placed, crs)
    assert worst_difference(areas, peer_fractions(file, placed, crs, tmp_path)) < 1e-7
    if crs == UTM:
        pixel_ha = metres**2 / 10_000
        for unit, polygon in zip(areas.units, placed, strict=True):
            expected = clipped_pixels(file, polygon)
            assert unit.covered_ha / pixel_ha == pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("crs", [UTM, WGS, "EPSG:5899"])
def test_hectares_are_the_units_own(twelve: geopandas.GeoSeries, crs: str, tmp_path: Path) -> None:
    """Units in degrees, raster in another system: areas agree with the ellipsoid's to 0.1 %."""
    pixel = DISTRICT_PIXEL if crs != WGS else 1 / 12_000
    west, south, east, north = twelve.to_crs(crs).total_bounds
    shape = (int((north - south) / pixel) + 4, int((east - west) / pixel) + 4)
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "height": shape[0], "width": shape[1]}
    transform = Affine(pixel, 0, west - pixel, 0, -pixel, north + pixel)
    with rasterio.open(tmp_path / "c.tif", "w", crs=crs, transform=transform, **profile) as target:
        target.write(np.full(shape, 10, np.uint8), 1)
    ellipsoid = pyproj.Geod(ellps="WGS84")
    for unit, polygon in zip(measured(tmp_path / "c.tif", list(twelve), WGS).units, twelve, strict=True):
        true_ha = abs(ellipsoid.geometry_area_perimeter(polygon)[0]) / 10_000
        assert unit.covered_ha == pytest.approx(true_ha, rel=1e-3)
        assert unit.unit_area_ha == pytest.approx(true_ha, rel=1e-3)
