"""Outlines in the wrong place: a missed change of datum, another zone, another unit's place."""

from collections.abc import Sequence

import pytest
import shapely
from pyproj import CRS
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.feature import BoundaryFeature, KnownUnit
from geodata.crs import WGS84, project
from geodata.findings import Finding, Place
from tests.build.boundary_files import NAMES, square

KNOWN = [KnownUnit(code, name, square(n, height=2)) for n, (code, name) in enumerate(NAMES.items())]
TM3_ON_WGS84 = CRS.from_proj4("+proj=tmerc +lon_0=107.75 +k=0.9999 +x_0=500000 +datum=WGS84 +type=crs")


def read_in(shapes: Sequence[BaseGeometry], stated: CRS) -> list[Finding]:
    """Return what is said of the known units drawn as `shapes`, coordinates in the system `stated`."""
    features = [
        BoundaryFeature(Place(file="xa.gpkg", feature=unit.code), unit.code, unit.name, shape, stated)
        for unit, shape in zip(KNOWN, shapes, strict=True)
    ]
    return list(check_boundaries(features, known_units=KNOWN)[1])


def mistaken(truth: int, stated: CRS) -> list[Finding]:
    """Return the findings on right outlines in the system `truth` that claim to be in another."""
    shapes = [project(unit.geometry, WGS84, CRS.from_epsg(truth)) for unit in KNOWN]
    return read_in(shapes, stated)


@pytest.mark.parametrize(
    ("truth", "stated", "metres"),
    [
        (5899, TM3_ON_WGS84, 226),
        (3405, CRS.from_epsg(32648), 226),
        (4756, WGS84, 226),
        (5897, CRS.from_epsg(3405), 361),
        (5897, CRS.from_epsg(32648), 486),
    ],
)
def test_a_wrong_system_is_noticed_and_the_right_one_is_named(truth: int, stated: CRS, metres: int) -> None:
    (found,) = mistaken(truth, stated)
    assert found.code == "boundaries.shifted_as"
    assert found.parameters["metres"] == pytest.approx(metres, abs=1)
    assert found.parameters["likely"].startswith(f"EPSG:{truth} ")


def test_a_missed_datum_goes_to_azimuth_300() -> None:
    (found,) = mistaken(3405, CRS.from_epsg(32648))
    assert found.parameters["azimuth"] == 300


def test_a_shift_that_no_system_explains_is_told_without_a_name() -> None:
    (found,) = read_in([translate(unit.geometry, xoff=0.002) for unit in KNOWN], WGS84)
    assert found.code == "boundaries.shifted"
    assert found.parameters == {"metres": 219, "azimuth": 90}


def test_what_two_surveys_differ_by_is_no_shift() -> None:
    moved = [translate(unit.geometry, xoff=0.0005, yoff=0.0002) for unit in KNOWN]
    assert read_in(moved, WGS84) == []


def test_units_that_move_each_its_own_way_are_no_shift() -> None:
    ways = [(0.003, 0.0), (-0.003, 0.0), (0.0, 0.003)]
    shapes = [translate(u.geometry, x, y) for u, (x, y) in zip(KNOWN, ways, strict=True)]
    assert not any("shifted" in found.code for found in read_in(shapes, WGS84))


def test_a_unit_in_anothers_place_is_named() -> None:
    here, there, third = (unit.geometry for unit in KNOWN)
    codes = [(f.code, f.place.feature) for f in read_in([there, here, third], WGS84)]
    assert ("boundaries.unit_elsewhere", "26470") in codes
    assert ("boundaries.unit_elsewhere", "26473") in codes
    assert ("boundaries.unit_elsewhere", "26479") not in codes


def test_a_new_unit_outside_the_district_is_named() -> None:
    far = BoundaryFeature(Place(file="xa.gpkg"), "26999", "Xã Mới", square(30), WGS84)
    near = BoundaryFeature(Place(file="xa.gpkg"), "26998", "Xã Gần", square(1, width=1.5), WGS84)
    units, findings = check_boundaries([far, near], surroundings=[unit.geometry for unit in KNOWN])
    assert len(units) == 2
    assert [(f.code, f.place.feature, f.parameters["percent"]) for f in findings] == [
        ("boundaries.unit_outside", "26999", 100)
    ]


def test_systems_that_ranges_cannot_tell_apart_are_ranked_by_overlap() -> None:
    shapes = [project(unit.geometry, WGS84, CRS.from_epsg(5897)) for unit in KNOWN]
    features = [
        BoundaryFeature(Place(file="xa.zip"), unit.code, unit.name, shape, None)
        for unit, shape in zip(KNOWN, shapes, strict=True)
    ]
    (found,) = check_boundaries(features, known_units=KNOWN)[1]
    assert found.code == "boundaries.crs_missing"
    named = [part.split(" ")[0] for part in str(found.parameters["candidates"]).split(", ")]
    assert named[0] == "EPSG:5897"
    assert set(named) == {"EPSG:5897", "EPSG:3405", "EPSG:32648"}
    assert shapely.get_num_geometries(shapely.union_all(shapes)) == 1
