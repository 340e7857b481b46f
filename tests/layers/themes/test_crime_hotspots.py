"""A grid of incidents: counted in squares of metres, small counts hidden."""

from datetime import date

import pytest
from pyproj import Transformer

from geodata.store.incidents import StoredIncident
from layers.themes.crime_hotspots import count_on_grid

TO_DEGREES = Transformer.from_crs("EPSG:5899", "EPSG:4326", always_xy=True)


def incidents_at(x: float, y: float, times: int) -> list[StoredIncident]:
    longitude, latitude = TO_DEGREES.transform(x, y)
    return [StoredIncident("theft", date(2024, 1, 1), longitude, latitude)] * times


def test_a_cell_of_ten_is_shown_and_one_of_nine_is_not():
    points = incidents_at(405_500, 1_185_500, 10) + incidents_at(406_500, 1_185_500, 9)
    grid = count_on_grid(points, crs="EPSG:5899")
    assert [(cell.column, cell.row, cell.count) for cell in grid.cells] == [(405, 1185, 10)]


def test_points_either_side_of_a_cell_edge_fall_apart():
    points = incidents_at(405_999, 1_185_500, 10) + incidents_at(406_001, 1_185_500, 12)
    assert [c.count for c in count_on_grid(points, crs="EPSG:5899").cells] == [12, 10]


def test_a_cell_is_a_square_kilometre_that_holds_no_point_of_an_incident():
    cell = count_on_grid(incidents_at(405_123.4, 1_185_567.8, 10), crs="EPSG:5899").cells[0]
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:5899", always_xy=True)
    corners = {
        tuple(round(value) for value in to_metres.transform(x, y)) for x, y in cell.outline.exterior.coords
    }
    assert corners == {
        (405_000, 1_185_000),
        (406_000, 1_185_000),
        (406_000, 1_186_000),
        (405_000, 1_186_000),
    }


def test_no_incidents_make_an_empty_grid():
    assert count_on_grid([], crs="EPSG:5899").cells == ()


@pytest.mark.parametrize("options", [{"cell_m": 0}, {"cell_m": -1}, {"smallest_shown": 0}])
def test_a_grid_without_size_is_refused(options):
    with pytest.raises(ValueError, match="must be positive"):
        count_on_grid([], crs="EPSG:5899", **options)
