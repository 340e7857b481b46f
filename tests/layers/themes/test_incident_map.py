"""Incidents on a grid: nothing under ten, nothing a subtraction would tell, squares named by communes."""

from __future__ import annotations

from datetime import date

import pytest
from pyproj import Transformer
from shapely.geometry import Polygon, box

from geodata.store.incidents import StoredIncident
from geodata.store.units import StoredUnit, UnitKey
from layers.themes.incident_map import CLASSES, map_incidents, shown_kinds

CRS = "EPSG:5899"
TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
EAST, NORTH = 580_000, 1_180_000


def at(column: int, row: int, kind: str = "theft", *, n: int = 1) -> list[StoredIncident]:
    """Return `n` incidents in the middle of a square, counted from the corner of the test's grid."""
    x, y = TO_DEGREES.transform(EAST + 1000 * column + 500, NORTH + 1000 * row + 500)
    return [StoredIncident(kind, date(2024, 5, 1), x, y)] * n


def commune(code: str, name: str, west: int, east: int) -> StoredUnit:
    """Return a commune of whole and broken kilometres, three high."""
    corners = box(EAST + west, NORTH, EAST + east, NORTH + 3000).exterior.coords
    outline = Polygon([TO_DEGREES.transform(x, y) for x, y in corners])
    return StoredUnit(UnitKey(code, date(2020, 1, 1)), name, "xa", None, "742", outline)


# The border runs through the second square, 300 m from its western side.
COMMUNES = (commune("26470", "Xã Phú Hữu", 0, 1300), commune("26471", "Xã Long Tân", 1300, 4000))


@pytest.mark.parametrize(("n", "shown"), [(9, 0), (10, 1), (11, 1)])
def test_a_square_is_shown_from_ten_on(n: int, shown: int) -> None:
    assert len(map_incidents(at(0, 0, n=n), COMMUNES, crs=CRS).cells) == shown


def test_kinds_are_counted_together_unless_one_is_asked_for() -> None:
    incidents = at(0, 0, "theft", n=6) + at(0, 0, "drug", n=5)
    assert [cell.count for cell in map_incidents(incidents, COMMUNES, crs=CRS).cells] == [11]
    assert map_incidents(incidents, COMMUNES, crs=CRS, kind="theft").cells == ()
    assert map_incidents(incidents, COMMUNES, crs=CRS).kinds == ("drug", "theft")


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"theft": 10}, {"theft"}),
        ({"theft": 9}, set()),
        ({"theft": 12, "drug": 10}, {"theft", "drug"}),
        # 14 of 15: the other one would be told.
        ({"theft": 14, "drug": 1}, set()),
        # Hiding drugs alone leaves 2 of 44; with fighting 14 are hidden.
        ({"theft": 30, "fighting": 12, "drug": 2}, {"theft"}),
        # Nine and one hidden make ten, which tell neither.
        ({"theft": 30, "fighting": 9, "drug": 1}, {"theft"}),
        ({}, set()),
    ],
)
def test_no_small_count_is_left_by_subtraction(counts: dict[str, int], shown: set[str]) -> None:
    assert shown_kinds(counts) == shown


def test_a_kind_is_hidden_in_a_square_where_the_rest_would_be_small() -> None:
    incidents = at(0, 0, "theft", n=14) + at(0, 0, "drug", n=1) + at(2, 1, "theft", n=12)
    every = map_incidents(incidents, COMMUNES, crs=CRS)
    theft = map_incidents(incidents, COMMUNES, crs=CRS, kind="theft")
    assert [cell.count for cell in every.cells] == [15, 12]
    assert [cell.count for cell in theft.cells] == [12]


def test_squares_are_ranked_and_named_by_the_commune_with_most_of_them() -> None:
    incidents = at(0, 0, n=12) + at(1, 0, n=20) + at(2, 2, n=12) + at(9, 9, n=10)
    cells = map_incidents(incidents, COMMUNES, crs=CRS).cells
    told = [(c.rank, c.count, None if c.commune is None else c.commune.name) for c in cells]
    assert told == [
        (1, 20, "Xã Long Tân"),
        (2, 12, "Xã Phú Hữu"),
        (2, 12, "Xã Long Tân"),
        (4, 10, None),
    ]


def test_outlines_are_whole_kilometres_and_tell_no_point() -> None:
    (cell,) = map_incidents(at(0, 0, n=10), COMMUNES, crs=CRS).cells
    back = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    corners = {tuple(round(m) for m in back.transform(*xy)) for xy in cell.outline.exterior.coords}
    assert corners == {(EAST + x, NORTH + y) for x in (0, 1000) for y in (0, 1000)}


@pytest.mark.parametrize(
    ("count", "number"), [(10, 0), (14, 0), (15, 1), (19, 1), (20, 2), (30, 3), (49, 3), (50, 4), (9000, 4)]
)
def test_a_count_on_an_edge_belongs_to_the_class_it_opens(count: int, number: int) -> None:
    found = map_incidents(at(0, 0, n=count), COMMUNES, crs=CRS)
    assert found.cells[0].class_number == number
    assert found.class_counts[number] == 1
    assert sum(found.class_counts) == 1


def test_nothing_loaded_is_not_nothing_shown() -> None:
    nothing, hidden = map_incidents([], COMMUNES, crs=CRS), map_incidents(at(0, 0, n=3), COMMUNES, crs=CRS)
    assert (nothing.has_any, nothing.cells) == (False, ())
    assert (hidden.has_any, hidden.cells) == (True, ())
    assert CLASSES.count == len(hidden.class_counts) == 5
