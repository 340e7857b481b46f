"""Edges follow their true curve when polygons are brought to a raster in another system."""

import numpy as np
import pyproj
import pytest
import shapely
from shapely import Polygon, box

from geodata.imagery.rasters import Grid
from geodata.zonal.errors import UnusablePolygon
from geodata.zonal.polygons import EDGE_TOLERANCE_PIXELS, make_zones

PIXEL = 10.0
UTM = pyproj.CRS.from_epsg(32648)
GRID = Grid(UTM, 600_000.0, 1_300_000.0, PIXEL, -PIXEL)
# A degree and a half along a parallel: in UTM its middle lies some 100 m off the straight line.
LONG = box(105.3, 10.5, 106.8, 11.2)
SHAPES = {
    "long edges": LONG,
    "slanted": Polygon([(105.1, 10.4), (107.3, 10.9), (106.2, 11.6)]),
    "with a hole": LONG - box(105.6, 10.7, 106.5, 11.0),
}


@pytest.mark.parametrize("name", SHAPES)
def test_no_point_of_an_edge_is_further_off_than_stated(name: str) -> None:
    zones = make_zones([SHAPES[name]], ["x"], crs="EPSG:4326", grid=GRID)
    rings, repaired = zones.rings(np.array([0]))
    assert repaired.size == 0
    to_utm = pyproj.Transformer.from_crs("EPSG:4326", UTM, always_xy=True)
    drawn = shapely.MultiLineString(
        [
            np.column_stack([rings.x[a:b], rings.y[a:b]])
            for a, b in zip(rings.starts[:-1], rings.starts[1:], strict=True)
        ]
    )
    # The true curve, far denser than the polygon was cut.
    dense = shapely.get_coordinates(shapely.segmentize(SHAPES[name].boundary, 2e-5))
    x, y = to_utm.transform(dense[:, 0], dense[:, 1])
    columns, rows = (x - GRID.origin_x) / PIXEL, (y - GRID.origin_y) / -PIXEL
    off = shapely.distance(shapely.points(columns, rows), drawn)
    assert off.max() < EDGE_TOLERANCE_PIXELS
    assert len(rings.x) > len(shapely.get_coordinates(SHAPES[name]))


def test_without_densifying_the_edge_would_be_pixels_off() -> None:
    to_utm = pyproj.Transformer.from_crs("EPSG:4326", UTM, always_xy=True)
    (x0, x1), (y0, y1) = to_utm.transform([105.3, 106.8], [10.5, 10.5])
    x, y = to_utm.transform(106.05, 10.5)
    straight = shapely.LineString([(x0, y0), (x1, y1)])
    assert straight.distance(shapely.Point(x, y)) / PIXEL > 5


def test_neighbours_are_cut_alike_whichever_way_they_run() -> None:
    west, east = box(105.3, 10.5, 106.0, 11.2), box(106.0, 10.5, 106.8, 11.2)
    for first, second in ((west, east), (west.reverse(), east), (west, east.reverse())):
        zones = make_zones([first, second], ["w", "e"], crs="EPSG:4326", grid=GRID)
        rings, _ = zones.rings(np.array([0, 1]))
        points = [
            {(float(x), float(y)) for x, y in zip(rings.x[a:b], rings.y[a:b], strict=True)}
            for a, b in zip(rings.starts[:-1], rings.starts[1:], strict=True)
        ]
        # One border: every vertex on it is the same in both, to the last bit.
        assert len(points[0] & points[1]) > 2


def test_in_the_rasters_own_system_nothing_is_added() -> None:
    shape = box(610_000, 1_280_000, 640_000, 1_290_000)
    rings, _ = make_zones([shape], ["x"], crs="EPSG:32648", grid=GRID).rings(np.array([0]))
    assert len(rings.x) == 5


def test_what_the_raster_cannot_place_is_named() -> None:
    zones = make_zones([box(-80, -10, -79, -9)], ["far"], crs="EPSG:4326", grid=Grid(
        pyproj.CRS.from_proj4("+proj=gnom +lat_0=10 +lon_0=106"), 0.0, 0.0, PIXEL, -PIXEL
    ))  # fmt: skip
    with pytest.raises(UnusablePolygon):
        zones.rings(np.array([0]))
