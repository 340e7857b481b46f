"""Labels stand where the unit is widest, inside it."""

import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from webmap.choropleth.anchors import label_anchor


def test_of_a_square_at_the_equator_it_is_the_middle():
    assert label_anchor(box(0, -1, 2, 1)) == pytest.approx((1, 0), abs=1e-4)


def test_of_several_parts_the_widest_takes_it():
    assert label_anchor(MultiPolygon([box(0, 0, 1, 1), box(2, 0, 5, 3)])) == pytest.approx(
        (3.5, 1.5), abs=1e-2
    )


def test_of_a_horseshoe_it_is_inside_though_the_centroid_is_not():
    horseshoe = Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    assert not horseshoe.contains(horseshoe.centroid) or horseshoe.centroid.y < 1.5
    assert horseshoe.contains(Point(label_anchor(horseshoe)))


def test_far_means_on_the_ground_where_degrees_of_longitude_are_short():
    # At 60° a degree of longitude is half a degree of latitude: this box is a square on the ground.
    x, y = label_anchor(box(10, 59.5, 12, 60.5))
    assert (x, y) == pytest.approx((11, 60), abs=0.02)


def test_it_stands_inside_every_commune_of_the_sample(profile):
    outlines = shapely.from_geojson(
        (profile.folder / "sample" / "boundaries.geojson").read_text(encoding="utf-8")
    )
    for outline in shapely.get_parts(outlines):
        assert outline.contains(Point(label_anchor(outline)))
