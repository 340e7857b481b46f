"""Outlines as a partition, their borders as shared arcs, thinned: by cases that can be checked by hand."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from geodata.boundaries.arcs import arcs_of
from geodata.boundaries.partition import WIDEST_SLIVER, partition
from geodata.boundaries.thinned_file import thinned_from
from geodata.boundaries.thinning import thinned

# Metres of a degree, near enough for what is asked here.
DEGREE = 111_000


def test_an_overlap_belongs_to_one_of_the_two():
    # The second's corner reaches 10 m into the first: less of a move than the first's whole side by 10 m.
    first, second = box(0, 0, 1000, 1000), box(990, 0, 2000, 1000)
    apart = partition([first, second])
    assert shapely.coverage_is_valid(apart)
    assert shapely.area(apart).sum() == pytest.approx(2_000_000)
    assert sorted(shapely.area(apart).round()) in ([990_000, 1_010_000], [1_000_000, 1_000_000])


def test_the_vertices_that_move_least_decide_an_overlap():
    # A tongue of the second, 300 m long and pointed, lies in the first; the first has no vertex in it.
    first = box(0, 0, 1000, 1000)
    second = Polygon([(1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (700, 500)])
    kept = partition([first, second])
    assert kept[1].area == pytest.approx(second.area)
    assert kept[0].area == pytest.approx(first.area - 150_000)


def test_a_unit_that_lies_wholly_in_another_does_not_vanish():
    whole, inner = box(0, 0, 1000, 1000), box(400, 400, 600, 600)
    kept = partition([whole, inner])
    assert shapely.coverage_is_valid(kept)
    assert [one.area for one in kept] == [960_000, 40_000]


def ring_around(width: float) -> list[Polygon]:
    """Return four units around a hole of a width, 800 m long."""
    return [
        Polygon([(0, 0), (800, 0), (800, -500), (0, -500)]),
        Polygon([(0, width), (800, width), (800, 700), (0, 700)]),
        Polygon([(0, -500), (0, 0), (0, width), (0, 700), (-500, 700), (-500, -500)]),
        Polygon([(800, -500), (800, 0), (800, width), (800, 700), (1300, 700), (1300, -500)]),
    ]


def test_a_sliver_is_filled_by_the_unit_with_the_longest_border():
    filled = partition(ring_around(50))
    assert shapely.coverage_is_valid(filled)
    whole = shapely.coverage_union_all(filled)
    assert len(whole.interiors) == 0
    gained = shapely.area(filled) - shapely.area(ring_around(50))
    assert sorted(gained.round()) == [0, 0, 0, 40_000]
    assert gained.argmax() in (0, 1)


def test_a_wide_hole_stays_open():
    whole = shapely.coverage_union_all(partition(ring_around(WIDEST_SLIVER + 50)))
    assert len(whole.interiors) == 1


def test_a_shared_border_is_one_arc_which_both_name():
    # Seven junction-to-junction borders: T at (1, 1), (0, 1), (2, 1), (1, 0); three of them are shared.
    nodes = [box(0, 0, 1, 1), box(1, 0, 2, 1), Polygon([(0, 1), (1, 1), (2, 1), (2, 2), (0, 2)])]
    coverage = arcs_of(nodes)
    named = [n for rings in coverage.outlines for ring in rings for n in ring.arcs]
    arcs = [n if n >= 0 else ~n for n in named]
    assert len(coverage.arcs) == 6
    assert sorted(arcs.count(n) for n in set(arcs)) == [1, 1, 1, 2, 2, 2]
    # Whoever names a border second has it the other way round.
    assert all(sum(~n in named for n in named if (n if n >= 0 else ~n) == arc) in (0, 2) for arc in set(arcs))


@pytest.mark.parametrize(
    "shapes",
    [
        [box(0, 0, 1, 1)],
        [box(0, 0, 4, 4).difference(box(1, 1, 2, 2)), box(1, 1, 2, 2)],
        [MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 7)]), box(1, 0, 2, 1)],
        [box(0, 0, 9, 9).difference(box(1, 1, 3, 3)).difference(box(5, 5, 8, 7)), box(5, 5, 8, 7)],
    ],
)
def test_outlines_come_back_from_their_arcs(shapes):
    back = arcs_of(shapes).polygons()
    assert shapely.equals(back, np.asarray(shapes, dtype=object)).all()
    assert shapely.area(back).tolist() == shapely.area(shapes).tolist()


def wavy(count: int = 60) -> list[Polygon]:
    """Return two units that overlap a little along a wavy border near 107° E, 16° N, in degrees."""
    y = np.linspace(0, 0.2, count)
    wave = 0.0004 * np.sin(np.arange(count))
    west = Polygon([(107, 16), *zip(107.1 + wave + 0.0003, 16 + y, strict=True), (107, 16.2)])
    east = Polygon([(107.2, 16), *zip(107.1 + wave, 16 + y, strict=True), (107.2, 16.2)])
    return [west, east]


def test_thinned_outlines_fit_together_and_have_moved_no_farther_than_is_said():
    given = wavy()
    made = thinned(given, tolerance=100)
    drawn = made.coverage.polygons()
    assert shapely.coverage_is_valid(drawn)
    assert shapely.get_num_coordinates(drawn).sum() < shapely.get_num_coordinates(given).sum() / 2
    # 0.0004° of the wave and 0.0003° of the overlap are some 75 m.
    assert 10 < made.shift < 150
    points = shapely.points(shapely.get_coordinates(given[0]))
    assert shapely.distance(points, drawn[0].boundary).max() * DEGREE <= made.shift * 1.05


def test_without_a_tolerance_all_vertices_stay():
    given = [box(107, 16, 107.1, 16.1), box(107.1, 16, 107.2, 16.1)]
    made = thinned(given, tolerance=0)
    assert made.shift == pytest.approx(0, abs=0.01)
    assert shapely.equals_exact(
        shapely.normalize(made.coverage.polygons()), shapely.normalize(given), tolerance=1e-9
    ).all()


def test_what_was_thinned_is_read_again_and_another_outline_is_another_file(tmp_path: Path):
    first = thinned_from(tmp_path, wavy())
    again = thinned_from(tmp_path, wavy())
    assert again.shift == first.shift
    assert again.coverage.outlines == first.coverage.outlines
    assert all((a == b).all() for a, b in zip(again.coverage.arcs, first.coverage.arcs, strict=True))
    assert len(list(tmp_path.iterdir())) == 1
    thinned_from(tmp_path, wavy(61))
    assert len(list(tmp_path.iterdir())) == 2
