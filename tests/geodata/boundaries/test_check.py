"""Judging outlines: what refuses a file, what only needs a reason, and what may be stored."""

import math
from typing import Any

import pytest
import shapely
from pyproj import CRS
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.feature import BoundaryFeature, KnownUnit
from geodata.crs import WGS84, area_ha, project
from geodata.findings import Findings, Place
from tests.build.boundary_files import NAMES, SOUTH, STEP, WEST, square

VN2000 = CRS.from_epsg(5899)
KNOWN = [KnownUnit(code, name, square(column)) for column, (code, name) in enumerate(NAMES.items())]
HECTARES = area_ha(square(0))


def feature(code: str | None, name: str | None, geometry: Any, crs: CRS | None = WGS84, **more: Any):
    return BoundaryFeature(Place(file="a.gpkg", feature=code or name), code, name, geometry, crs, **more)


def three(**more: Any) -> list[BoundaryFeature]:
    return [feature(u.code, u.name, u.geometry, **more) for u in KNOWN]


def codes(findings: Findings) -> list[str]:
    return [f.code for f in findings]


def test_a_sound_file_gives_units() -> None:
    units, findings = check_boundaries(three(), known_units=KNOWN)
    assert list(findings) == []
    assert [(u.code, u.name, u.kind) for u in units] == [
        ("26470", "Xã Phước Thiền", "xa"),
        ("26473", "Xã Long Tân", "xa"),
        ("26479", "Thị trấn Hiệp Phước", "thi_tran"),
    ]
    first = units[0]
    # A hundredth of a degree at 10.7° N is 1,105.9 m by 1,094.0 m.
    assert first.area_ha == pytest.approx(110.6 * 109.4 / 100, rel=2e-3)
    assert isinstance(first.geometry, MultiPolygon) and first.geometry.equals(square(0))
    assert (first.source_crs, first.repaired, first.natural_area_ha) == ("EPSG:4326", False, None)


def test_vn2000_coordinates_land_in_the_same_place() -> None:
    moved = [feature(u.code, u.name, project(u.geometry, WGS84, VN2000), VN2000) for u in KNOWN]
    units, findings = check_boundaries(moved)
    assert list(findings) == []
    assert units[1].source_crs == "EPSG:5899"
    assert units[1].geometry.hausdorff_distance(square(1)) < 1e-8


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (feature(None, None, square(5)), "boundaries.no_code_no_name"),
        (feature("99999", "Xã Lạ Hoắc", square(5)), "boundaries.unknown_unit"),
        (feature("99999", None, square(5)), "boundaries.unknown_unit"),
        (feature("26470", "Xã Phước Thiền", square(5)), "boundaries.twice"),
        (feature(None, "X. Phước Thiền", square(5)), "boundaries.twice"),
        (feature("26470", "Xã Long Tân", square(5)), "boundaries.code_name_conflict"),
        (feature("26491", "Xã Phú Đông", None), "boundaries.geometry_empty"),
        (feature("26491", "Xã Phú Đông", Polygon()), "boundaries.geometry_empty"),
        (feature("26491", "Xã Phú Đông", Point(106.8, 10.7)), "boundaries.geometry_not_polygon"),
        (
            feature("26491", "Xã Phú Đông", LineString([(106.8, 10.7), (107, 11)])),
            "boundaries.geometry_not_polygon",
        ),
        (feature("26491", "Xã Phú Đông", square(-13000)), "boundaries.out_of_range"),
        (feature("26491", "Xã Phú Đông", square(8000)), "boundaries.not_degrees"),
        (
            feature("26491", "Xã Phú Đông", shapely.transform(square(5), lambda p: p[:, ::-1])),
            "boundaries.axes_swapped",
        ),
        (
            feature("26491", "Xã Phú Đông", Polygon([(106.8, 10.7), (106.9, 10.7), (106.9, math.nan)])),
            "boundaries.not_finite",
        ),
        (
            feature("26491", "Xã Phú Đông", Polygon([(106.8, 10.7), (106.9, 10.7), (math.inf, 10.8)])),
            "boundaries.not_finite",
        ),
        (feature("26491", "Xã Phú Đông", square(5), None), "boundaries.crs_missing"),
        (
            feature("26491", "Xã Phú Đông", Polygon([(106.8, 10.7), (106.9, 10.7), (106.85, 10.7)])),
            "boundaries.geometry_empty",
        ),
    ],
)
def test_one_bad_feature_refuses_the_file(bad: BoundaryFeature, code: str) -> None:
    known = [*KNOWN, KnownUnit("26491", "Xã Phú Đông")]
    units, findings = check_boundaries([*three(), bad], known_units=known)
    assert units == ()
    assert [f.code for f in findings.errors] == [code]


def test_a_file_without_system_names_the_candidates() -> None:
    moved = [feature(u.code, u.name, project(u.geometry, WGS84, VN2000), None) for u in KNOWN]
    (found,) = check_boundaries(moved, known_units=KNOWN)[1]
    assert found.code == "boundaries.crs_missing"
    assert found.parameters["candidates"] == "EPSG:5899 (VN-2000 / TM-3 107-45; 100%)"
    (found,) = check_boundaries(moved)[1]
    assert found.parameters["candidates"].startswith("EPSG:5899 (VN-2000 / TM-3 107-45), EPSG:3405")
    swapped = [
        feature(f.code, f.name, shapely.transform(f.geometry, lambda p: p[:, ::-1]), None) for f in moved
    ]
    (found,) = check_boundaries(swapped, known_units=KNOWN)[1]
    assert found.code == "boundaries.crs_missing_swapped"
    nowhere = [feature("26470", "Xã Phước Thiền", square(0, 8000), None)]
    (found,) = check_boundaries(nowhere, known_units=KNOWN)[1]
    assert found.code == "boundaries.crs_missing_unguessed"


def test_metres_said_to_be_degrees_name_the_candidates_once() -> None:
    moved = [feature(u.code, u.name, project(u.geometry, WGS84, VN2000), WGS84) for u in KNOWN]
    (found,) = check_boundaries(moved, known_units=KNOWN)[1]
    assert found.code == "boundaries.not_degrees"
    assert found.parameters["candidates"].startswith("EPSG:5899")


def test_northing_first_is_noticed() -> None:
    moved = [
        feature(
            u.code,
            u.name,
            shapely.transform(project(u.geometry, WGS84, VN2000), lambda p: p[:, ::-1]),
            VN2000,
        )
        for u in KNOWN
    ]
    assert set(codes(check_boundaries(moved)[1])) == {"boundaries.axes_swapped"}


def test_names_alone_find_their_units() -> None:
    features = [
        feature(None, "PHƯỚC THIỀN", square(0)),
        feature(None, "Long Tan", square(1)),
        feature(None, "TT. Hiệp Phước", square(2)),
    ]
    units, findings = check_boundaries(features, known_units=KNOWN)
    assert [u.code for u in units] == ["26470", "26473", "26479"]
    assert [u.name for u in units] == list(NAMES.values())
    (weak,) = findings
    assert (weak.code, weak.content, weak.parameters) == (
        "boundaries.name_weak",
        "Long Tan",
        {"taken": "Xã Long Tân"},
    )


def test_a_near_miss_is_asked_about_with_a_suggestion() -> None:
    (found,) = check_boundaries([feature(None, "Phước Thiên", square(0))], known_units=KNOWN)[1]
    assert found.code == "boundaries.unknown_unit_near"
    assert found.parameters["suggestions"].startswith("26470 Xã Phước Thiền")


def test_code_and_name_that_disagree() -> None:
    other_code = feature("1010101", "Xã Phước Thiền", square(0))
    units, findings = check_boundaries([other_code], known_units=KNOWN[:1])
    assert units[0].code == "26470" and codes(findings) == ["boundaries.code_differs"]
    other_name = feature("26470", "Xã Bến Cam", square(0))
    units, findings = check_boundaries([other_name], known_units=KNOWN[:1])
    assert units[0].name == "Xã Phước Thiền" and codes(findings) == ["boundaries.name_differs"]


def test_known_units_that_the_file_lacks_are_named() -> None:
    _, findings = check_boundaries([feature("26470", "Xã Phước Thiền", square(0))], known_units=KNOWN)
    (warned,) = findings.warnings
    assert warned.code == "boundaries.units_missing"
    assert warned.parameters["count"] == len(KNOWN) - 1
    assert KNOWN[1].name in str(warned.parameters["names"])


def test_a_new_vintage_brings_code_and_name() -> None:
    assert codes(check_boundaries([feature(None, "Xã Phước Thiền", square(0))])[1]) == ["boundaries.no_code"]
    units, findings = check_boundaries([feature("26470", None, square(0))])
    assert codes(findings) == ["boundaries.no_name", "boundaries.types_missing"]
    assert units[0].name == "26470"
    _, findings = check_boundaries([feature("7131701", "Phước Thiền", square(0))])
    assert codes(findings) == ["boundaries.codes_unusual", "boundaries.types_missing"]
    assert findings.warnings == ()


def test_overlap_is_measured_on_the_smaller_one() -> None:
    # The second is half as wide and lies over the last tenth of the first: 20 % of itself.
    features = [
        feature("26470", "Xã Phước Thiền", square(0)),
        feature("26473", "Xã Long Tân", square(0.9, width=0.5)),
    ]
    units, findings = check_boundaries(features)
    assert len(units) == 2
    (found,) = findings.warnings
    assert found.code == "boundaries.overlap"
    assert found.parameters["percent"] == pytest.approx(20, abs=0.01)
    assert found.parameters["area_ha"] == pytest.approx(HECTARES / 10, rel=1e-3)


def test_shared_edges_and_slivers_are_no_overlap() -> None:
    # 5 mm over a kilometre is 0.0005 ha.
    features = [
        feature("26470", "Xã Phước Thiền", square(0)),
        feature("26473", "Xã Long Tân", square(1 - 5e-6)),
    ]
    assert list(check_boundaries(features)[1]) == []


def test_an_enclosed_hole_is_a_gap_and_a_bay_is_none() -> None:
    ring = square(0, 0, 3, 3).difference(square(1, 1))
    (found,) = check_boundaries([feature("26470", "Xã Phước Thiền", ring)])[1]
    assert found.code == "boundaries.gap"
    assert found.parameters["area_ha"] == pytest.approx(HECTARES, rel=1e-3)
    assert found.parameters["longitude"] == pytest.approx(WEST + 1.5 * STEP)
    assert found.parameters["latitude"] == pytest.approx(SOUTH + 1.5 * STEP)
    bay = square(0, 0, 3, 3).difference(square(1, 1, 1, 2))
    filled = [feature("26470", "Xã Phước Thiền", ring), feature("26473", "Xã Long Tân", square(1, 1))]
    assert list(check_boundaries([feature("26470", "Xã Phước Thiền", bay)])[1]) == []
    assert list(check_boundaries(filled)[1]) == []


def test_a_crossed_ring_is_repaired_and_said() -> None:
    crossed = Polygon([(106.8, 10.7), (106.9, 10.8), (106.9, 10.7), (106.8, 10.8)])
    units, findings = check_boundaries([feature("26470", "Xã Phước Thiền", crossed)])
    assert codes(findings) == ["boundaries.repaired"]
    assert units[0].repaired and units[0].geometry.is_valid
    assert units[0].geometry.area == pytest.approx(0.1 * 0.1 / 2)


@pytest.mark.parametrize(("factor", "warned"), [(1.0, 0), (1.009, 0), (1.011, 1), (0.98, 1)])
def test_area_against_the_published_one(factor: float, warned: int) -> None:
    published = HECTARES * factor
    from_file = feature("26470", "Xã Phước Thiền", square(0), natural_area_ha=published)
    units, findings = check_boundaries([from_file])
    assert units[0].natural_area_ha == published
    assert codes(findings) == ["boundaries.area_differs"] * warned
    known = [KnownUnit("26470", "Xã Phước Thiền", natural_area_ha=published)]
    _, findings = check_boundaries([feature("26470", "Xã Phước Thiền", square(0))], known_units=known)
    assert codes(findings) == ["boundaries.area_differs"] * warned


def test_many_findings_of_a_kind_are_listed_and_counted() -> None:
    stacked = [feature(f"{n:05}", f"Xã Số {n}", square(0)) for n in range(10, 20)]
    _, findings = check_boundaries(stacked)
    assert codes(findings) == ["boundaries.overlap"] * 20 + ["boundaries.more"]
    assert findings.items[-1].parameters == {"kind": "boundaries.overlap", "total": 45, "listed": 20}


def test_no_features_give_nothing() -> None:
    assert check_boundaries([]) == ((), Findings())
