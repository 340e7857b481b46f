"""Pixels have their true area on the ellipsoid at any latitude, and so have units."""

from pathlib import Path

import numpy as np
import pyproj
import pytest
from affine import Affine
from shapely import box

from geodata.imagery.rasters import Grid
from geodata.zonal import measure_class_areas
from geodata.zonal.ground import pixel_areas
from tests.build.rasters import WGS, write

GEOD = pyproj.Geod(ellps="WGS84")
STEP = 1 / 1200


def cell_ha(west: float, south: float, step: float) -> float:
    """Area of a cell; its upper and lower edges are parallels, no geodesics, and so cut fine."""
    along = np.linspace(west, west + step, 400)
    x = np.concatenate([along, along[::-1]])
    y = np.concatenate([np.full(400, south), np.full(400, south + step)])
    return abs(GEOD.polygon_area_perimeter(x, y)[0]) / 10_000


@pytest.mark.parametrize("latitude", [0.0, 10.7, 23.4, 52.0, -67.0, 84.0])
def test_a_pixel_is_as_large_as_the_ellipsoid_says(latitude: float) -> None:
    grid = Grid(pyproj.CRS.from_epsg(4326), 106.0, latitude + STEP, STEP, -STEP)
    assert pixel_areas(grid, 0, 1)[0] == pytest.approx(cell_ha(106.0, latitude, STEP), rel=1e-6)


@pytest.mark.parametrize("latitude", [10.6, 60.3, -45.0])
def test_a_unit_of_whole_pixels_has_its_own_area(tmp_path: Path, latitude: float) -> None:
    place = Affine(STEP, 0, 106.0, 0, -STEP, latitude + 0.1)
    file = write(tmp_path / "c.tif", np.full((120, 150), 10, np.uint8), crs=WGS, transform=place)
    unit = box(106.01, latitude + 0.01, 106.09, latitude + 0.09)
    measured = measure_class_areas(file, [unit], ["x"], crs=WGS).units[0]
    true_ha = abs(GEOD.geometry_area_perimeter(unit.segmentize(1e-3))[0]) / 10_000
    assert measured.unit_area_ha == pytest.approx(true_ha, rel=1e-3)
    assert measured.covered_ha == pytest.approx(measured.unit_area_ha, rel=1e-9)


@pytest.mark.parametrize("epsg", [5899, 32648, 3405])
def test_projected_and_geographic_rasters_agree(tmp_path: Path, epsg: int) -> None:
    """The same unit in degrees, over a raster in metres and one in degrees: hectares within 0.1 %."""
    unit = box(106.80, 10.65, 106.95, 10.75)
    degrees = Affine(STEP, 0, 106.7, 0, -STEP, 10.8)
    one = write(tmp_path / "g.tif", np.full((240, 360), 10, np.uint8), crs=WGS, transform=degrees)
    corner = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(106.7, 10.8)
    metres = Affine(90, 0, corner[0] - 2000, 0, -90, corner[1] + 2000)
    other = write(tmp_path / "p.tif", np.full((360, 440), 10, np.uint8), crs=f"EPSG:{epsg}", transform=metres)
    areas = [measure_class_areas(file, [unit], ["x"], crs=WGS).units[0].covered_ha for file in (one, other)]
    assert areas[0] == pytest.approx(areas[1], rel=1e-3)
