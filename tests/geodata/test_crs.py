"""Coordinate systems: the facts' computed numbers, and the mistakes that cost 226 m or an ocean."""

import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely.geometry import Point, Polygon, box

from geodata.crs import (
    WGS84,
    area_ha,
    areas_ha,
    guess_candidates,
    identify,
    is_wgs84_tm3,
    parse_crs,
    project,
    vn2000_zone,
)
from geodata.errors import CrsMismatch

DISTRICT = (106.751, 10.58, 107.018, 10.785)
BARE = "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m"


@pytest.mark.parametrize(
    ("longitude", "epsg"),
    [
        (106.8856, 5899),
        (106.7, 5899),
        (107.5999, 5899),
        (107.6, 5898),
        (106.6999, 5898),
        (106.4999, 5897),
        (106.5, 5898),
        (105.85, 5897),
        (103.0, 5896),
        (103.5, 5897),
        (109.3, 5898),
    ],
)
def test_the_zone_to_measure_in(longitude: float, epsg: int) -> None:
    assert vn2000_zone(longitude) == CRS.from_epsg(epsg)


@pytest.mark.parametrize("longitude", [0.0, -1.0, 101.99, 119.0])
def test_no_zone_outside_vietnam(longitude: float) -> None:
    with pytest.raises(CrsMismatch):
        vn2000_zone(longitude)


@pytest.mark.parametrize(
    ("epsg", "easting", "northing"),
    [
        (5899, 405_252.96, 1_185_212.33),
        (3405, 706_022.74, 1_185_353.58),
        (32648, 706_219.55, 1_185_242.03),
    ],
)
def test_the_middle_of_the_district(epsg: int, easting: float, northing: float) -> None:
    point = project(Point(106.8856, 10.7163), WGS84, CRS.from_epsg(epsg))
    assert point.x == pytest.approx(easting, abs=2)
    assert point.y == pytest.approx(northing, abs=2)
    back = project(Point(easting, northing), CRS.from_epsg(epsg), WGS84)
    assert (back.x, back.y) == pytest.approx((106.8856, 10.7163), abs=2e-5)


def test_a_bare_proj_string_gets_its_datum_back() -> None:
    bare = CRS.from_proj4(BARE)
    assert bare.to_epsg() == 5899
    point = Point(405_252.96, 1_185_212.33)
    true, bad = project(point, identify(bare), WGS84), project(point, bare, WGS84)
    metres = project(shapely.GeometryCollection([true, bad]), WGS84, CRS.from_epsg(5899))
    assert metres.geoms[0].distance(metres.geoms[1]) == pytest.approx(226.2, abs=2)
    assert identify(bare) == CRS.from_epsg(5899)


@pytest.mark.parametrize(("slip", "valid"), [(6956, 5896), (6957, 5897), (6958, 5898), (6959, 5899)])
def test_deprecated_twins_are_taken_for_the_valid_code(slip: int, valid: int) -> None:
    assert identify(CRS.from_epsg(slip)) == CRS.from_epsg(valid)


def test_tm3_on_wgs84_is_noticed() -> None:
    assert is_wgs84_tm3(CRS.from_proj4(BARE.replace("+ellps", "+datum")))
    for epsg in (5899, 3405, 32648, 4326):
        assert not is_wgs84_tm3(CRS.from_epsg(epsg))


@pytest.mark.parametrize("text", ["EPSG:5899", "epsg:5899", " 5899 ", "EPSG:6959"])
def test_a_system_is_named_by_its_code(text: str) -> None:
    assert parse_crs(text) == CRS.from_epsg(5899)


@pytest.mark.parametrize("text", ["", "0", "-1", "VN-2000", "EPSG:999999", "+proj=tmerc", "EPSG:5773"])
def test_anything_else_is_no_system(text: str) -> None:
    with pytest.raises(CrsMismatch):
        parse_crs(text)


@pytest.mark.parametrize(
    ("bounds", "codes"),
    [
        ((390_480, 1_170_089, 419_776, 1_192_879), ["EPSG:5899"]),
        ((691_254, 1_170_180, 720_628, 1_193_069), ["EPSG:3405", "EPSG:5897", "EPSG:32648"]),
        ((609_273, 1_170_170, 638_591, 1_192_987), ["EPSG:9210"]),
        ((363_118, 1_170_165, 392_435, 1_192_980), ["EPSG:5898"]),
        ((11_883_467, 1_184_502, 11_913_212, 1_207_758), ["EPSG:3857"]),
        ((106.751, 10.58, 107.018, 10.785), ["EPSG:4326", "EPSG:4756"]),
        ((0, 0, 1, 1), []),
        ((np.nan, 0, 1, 1), []),
    ],
)
def test_a_file_without_system_is_recognised_by_ranges(bounds: tuple, codes: list[str]) -> None:
    found = guess_candidates(bounds, around=DISTRICT)
    assert [c.code for c in found] == codes
    assert not any(c.swapped for c in found)


def test_without_a_place_to_be_the_provinces_own_system_comes_first() -> None:
    assert guess_candidates((390_480, 1_170_089, 419_776, 1_192_879))[0].code == "EPSG:5899"


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ((1_170_089, 390_480, 1_192_879, 419_776), "EPSG:5899"),
        ((10.58, 106.751, 10.785, 107.018), "EPSG:4326"),
    ],
)
def test_exchanged_axes_are_recognised(bounds: tuple, code: str) -> None:
    found = guess_candidates(bounds, around=DISTRICT)
    assert found[0].code == code and found[0].swapped


def test_area_of_a_kilometre_square() -> None:
    # Vertices every 100 m, so that the edges stay straight on the plane they were drawn on.
    square = shapely.segmentize(box(405_000, 1_185_000, 406_000, 1_187_000), 100)
    degrees = project(square, CRS.from_epsg(5899), WGS84)
    assert area_ha(degrees) == pytest.approx(200.0, abs=1e-4)
    assert area_ha(degrees, CRS.from_epsg(3405)) == pytest.approx(200 * 1.000252 / 1.000021, rel=1e-4)
    assert area_ha(Polygon()) == 0.0
    assert list(areas_ha([])) == []
