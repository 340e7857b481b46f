"""Outlines as maps draw them: gaps of a merged unit are closed, places within it are not."""

from __future__ import annotations

import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from webmap.drawing.drawn_outlines import without_gaps


def with_hole(hole: Polygon) -> MultiPolygon:
    """Return a square of 10 × 10 with a hole."""
    return MultiPolygon([Polygon(box(0, 0, 10, 10).exterior, [hole.exterior])])


@pytest.mark.parametrize(
    ("hole", "neighbour", "area"),
    [
        (box(2, 5, 8, 5.1), box(10, 0, 20, 10), 100),  # a slit of 0.6 between what was merged
        (box(4, 4, 4.5, 5), box(4, 4, 4.5, 5), 99.5),  # a commune within the other
        (box(4, 4, 6, 6), box(10, 0, 20, 10), 96),  # 4 % of the unit: no slit
    ],
)
def test_only_holes_that_no_unit_fills_are_closed(hole: Polygon, neighbour: Polygon, area: float) -> None:
    drawn, other = without_gaps([with_hole(hole), neighbour])
    assert drawn.area == pytest.approx(area)
    assert other.equals(neighbour)


def test_an_outline_without_holes_is_drawn_as_it_is() -> None:
    outline = box(0, 0, 1, 1)
    assert without_gaps([outline]) == [outline]
    assert without_gaps([]) == []
