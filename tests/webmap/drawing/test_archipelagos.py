"""Hoàng Sa and Trường Sa: on every map of the country, on no map of a province, never twice."""

import pytest
from shapely.geometry import box

from webmap.drawing.archipelagos import sea_places

COUNTRY = [box(102.1, 8.4, 109.4, 23.4)]


def test_a_map_of_the_country_names_them_in_vietnamese_and_in_english():
    places = sea_places(COUNTRY)
    assert [place.name("vi") for place in places] == [
        "Quần đảo Hoàng Sa (thành phố Đà Nẵng)",
        "Quần đảo Trường Sa (tỉnh Khánh Hòa)",
        "Biển Đông",
    ]
    assert all("Sa" in place.name("en") for place in places[:2])


@pytest.mark.parametrize(("high", "shown"), [(2.9, False), (3.1, True)])
def test_a_province_shows_none(high, shown):
    assert bool(sea_places([box(106, 10, 107, 10 + high)])) is shown
    assert bool(sea_places([box(104, 10, 104 + high, 11)])) is shown
    assert sea_places([]) == ()


def test_islands_lie_in_their_published_extents():
    for place in sea_places(COUNTRY):
        if place.extent is None:
            continue
        west, south, east, north = place.extent
        assert len(place.islands) >= 5
        assert all(west <= x <= east and south <= y <= north for x, y in place.islands)


def test_islands_that_the_units_have_themselves_are_not_drawn_again():
    places = sea_places([*COUNTRY, box(112.3, 16.8, 112.4, 16.9)])
    assert [len(place.islands) > 0 for place in places] == [False, True, False]
    assert places[0].extent is not None
