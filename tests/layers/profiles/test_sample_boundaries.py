"""The sample's outlines: a coverage of twelve communes made from published facts alone."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString, shape

from layers.profiles.nhon_trach.sample import border_lines, grown_cells, make_boundaries, published


@pytest.fixture(scope="module")
def features() -> list[dict]:
    return json.loads(make_boundaries.FILE.read_text(encoding="utf-8"))["features"]


@pytest.fixture(scope="module")
def polygons(features) -> dict[str, shapely.Polygon]:
    return {feature["properties"]["commune_code"]: shape(feature["geometry"]) for feature in features}


def area_ha(polygon: shapely.Polygon) -> float:
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(polygon)[0]) / 1e4


def test_every_commune_has_its_code_name_and_natural_area(features):
    told = [tuple(feature["properties"].values()) for feature in features]
    assert told == [(commune.code, commune.name, commune.area_ha) for commune in published.communes()]
    assert told[3] == ("26479", "Thị trấn Hiệp Phước", 1889)


def test_outlines_cover_one_district_without_gap_or_overlap(polygons):
    outlines = list(polygons.values())
    assert all(outline.is_valid for outline in outlines)
    assert shapely.coverage_is_valid(outlines)
    whole = shapely.coverage_union_all(outlines)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(sum(outline.area for outline in outlines), rel=1e-12)


def test_neighbours_are_exactly_the_published_ones(polygons):
    assert make_boundaries.neighbours(polygons) == set(published.border_lengths_km())
    for pair in published.border_lengths_km():
        a, b = (polygons[code] for code in sorted(pair))
        assert a.intersection(b).length > 0, pair


def test_areas_are_within_15_percent_of_the_published_ones(polygons):
    for commune in published.communes():
        assert area_ha(polygons[commune.code]) == pytest.approx(commune.area_ha, rel=0.15), commune.name


def test_phuoc_an_is_by_far_the_largest_and_lies_in_the_south_east(polygons):
    areas = {code: area_ha(polygon) for code, polygon in polygons.items()}
    largest, second = sorted(areas, key=areas.get, reverse=True)[:2]
    assert largest == "26503"
    assert areas[largest] > 3 * areas[second]
    others = shapely.union_all([polygon for code, polygon in polygons.items() if code != "26503"]).centroid
    assert polygons["26503"].centroid.x > others.x
    assert polygons["26503"].centroid.y < others.y


def test_centres_are_within_600_metres_and_extents_within_2_km(polygons):
    for commune in published.communes():
        polygon = polygons[commune.code]
        distance = Geod(ellps="WGS84").inv(
            polygon.centroid.x, polygon.centroid.y, commune.longitude, commune.latitude
        )[2]
        assert distance < 600, commune.name
        extent = np.array([commune.west, commune.south, commune.east, commune.north])
        assert (np.abs(np.array(polygon.bounds) - extent) * 111 < 2).all(), commune.name


def test_lines_have_six_decimals_and_enough_points_to_look_natural(polygons):
    for code, polygon in polygons.items():
        points = shapely.get_coordinates(polygon)
        assert 60 <= len(points) - 1 <= 180, code
        assert (points == np.round(points, 6)).all()


def test_a_line_bends_alike_from_the_same_seed_and_keeps_its_ends():
    stairs = LineString([(0, 0), (0, 2000), (2000, 2000), (2000, 5000), (6000, 5000)])
    first = border_lines.natural(stairs, (1, 2), strength=1.0, tolerance=10.0)
    assert first.equals_exact(border_lines.natural(stairs, (1, 2), strength=1.0, tolerance=10.0), tolerance=0)
    assert not first.equals(border_lines.natural(stairs, (1, 3), strength=1.0, tolerance=10.0))
    assert (first.coords[0], first.coords[-1]) == ((0, 0), (6000, 5000))


def test_lines_that_cross_are_found():
    cross = [LineString([(0, 0), (2, 2)]), LineString([(0, 2), (2, 0)]), LineString([(0, 0), (0, 2)])]
    assert border_lines.tangled(cross) == {0, 1}
    assert border_lines.tangled([LineString([(0, 0), (2, 2), (2, 0), (0, 2)])]) == {0}


def test_growing_leaves_no_enclosed_gap_and_is_the_same_each_time():
    wish = grown_cells.wishes(published.communes(), published.border_lengths_km())
    grown = grown_cells.grow(wish)
    assert (grown == grown_cells.grow(wish)).all()
    assert set(np.unique(grown)) == set(range(13))
    assert wish.shape[0] != wish.shape[1]


@pytest.mark.slow
def test_the_program_makes_the_committed_file_again(tmp_path):
    made = tmp_path / "boundaries.geojson"
    make_boundaries.write(make_boundaries.make(), made)
    assert made.read_bytes() == make_boundaries.FILE.read_bytes()
