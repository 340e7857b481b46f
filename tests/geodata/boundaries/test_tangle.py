"""Crossings of borders are counted before anything overlays them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.read import read_boundaries
from geodata.boundaries.tangle import is_tangled
from geodata.boundaries.topology import MOST_PAIRS, find_overlaps
from geodata.errors import LimitExceeded
from tests.build.boundary_files import NAMES, square, write_geojson


def star(points: int, step: int) -> Polygon:
    """Return a star whose edges join each point with one `step` further: points × (step − 1) crossings."""
    angles = np.arange(points) * step % points * 2 * np.pi / points
    return Polygon(np.column_stack([np.cos(angles), np.sin(angles)]))


@pytest.mark.parametrize(("points", "step"), [(5, 2), (7, 3), (101, 50), (1009, 7)])
def test_crossings_of_a_star_are_counted_each_once(points: int, step: int) -> None:
    crossings = points * (step - 1)
    assert is_tangled([star(points, step)], crossings - 1)
    assert not is_tangled([star(points, step)], crossings)


def test_borders_that_are_shared_do_not_cross() -> None:
    squares = [box(c, r, c + 1, r + 1) for c in range(30) for r in range(30)]
    assert not is_tangled(squares, 0)
    moved = shapely.transform(squares, lambda points: points + 0.5)
    assert is_tangled([*squares, *moved], 900)
    assert not is_tangled([None, Polygon()], 0)


def test_a_file_of_tangled_outlines_is_refused_before_anything_overlays_them(tmp_path: Path) -> None:
    (code, name), *_ = NAMES.items()
    small = shapely.transform(star(101, 50), lambda points: points * 0.005 + np.array([106.85, 10.75]))
    path = write_geojson(tmp_path / "a.geojson", [({"commune_code": code, "commune": name}, small)])
    features, found = read_boundaries(path, name="a.geojson", limits=replace(ReadLimits(), crossings=4_000))
    assert not features
    assert [f.code for f in found] == ["boundaries.too_many_crossings"]
    features, found = read_boundaries(path, name="a.geojson", limits=replace(ReadLimits(), crossings=5_000))
    assert len(features) == 1
    assert not len(found)


def test_outlines_that_nearly_all_lie_over_each_other_are_not_overlaid() -> None:
    count = int((2 * MOST_PAIRS) ** 0.5) + 10
    nested = [square(n / count / 3, n / count / 3, 1 - n / count, 1 - n / count) for n in range(count)]
    with pytest.raises(LimitExceeded):
        find_overlaps(nested, np.ones(count))
    assert len(find_overlaps(nested[:3], np.ones(3))) == 3
