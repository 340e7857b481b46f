"""Which communes could close the district's gap: for every reader, adding up, and with a reason where not."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from shapely.geometry import box

from tests.build.district import Place, write_district, write_figures
from tests.build.pages import Page, PageClient


def parts(page: Page) -> dict[str, str]:
    """Return the communes' parts by name."""
    tables = [t for t in page.find_all("table") if "gap-parts-table" in t.get("class", "").split()]
    return {
        page.words(next(row.iter("th"))): next(
            page.words(td) for td in row.iter("td") if td.get("data-label") == "Phần của xã"
        )
        for table in tables
        for row in next(table.iter("tbody")).iter("tr")
    }


@pytest.fixture
def small(app: Flask, client: PageClient) -> PageClient:
    """Three communes of 1,000 people; 54 and 18 more would make 85 % of the first two."""
    store = app.extensions["portal"].store
    names = ("Xã Phú Hữu", "Xã Long Tân", "Xã Phước An")
    write_district(
        store,
        [
            Place(str(26470 + n), name, box(106.8 + 0.04 * n, 10.7, 106.84 + 0.04 * n, 10.74))
            for n, name in enumerate(names)
        ],
    )
    figures = {
        str(26470 + n): {"numerator": Decimal(users), "denominator": Decimal(1000)}
        for n, users in enumerate((796, 832, 850))
    }
    write_figures(store, "clean_water_rural", "2024", figures)
    return client


def test_the_parts_add_up_to_what_the_district_needs(small: PageClient) -> None:
    page = small.get("/maps/clean_water_rural?period=2024")
    # 2,550 of 3,000 are 85 %; 2,478 have it: 72 more, as 54 and 18 are to each other.
    assert "Huyện cần thêm 72 người sử dụng." in page.words()
    assert parts(page) == {"Xã Phú Hữu": "54 người sử dụng", "Xã Long Tân": "18 người sử dụng"}


def test_a_communes_page_says_its_part(small: PageClient) -> None:
    words = small.get("/communes/26471?period=2024").words()
    assert "phần của xã trong phần huyện còn thiếu: 18 người sử dụng" in words
    assert "phần của xã trong phần" not in small.get("/communes/26472?period=2024").words()


def test_a_district_without_a_gap_says_nothing(app: Flask, small: PageClient) -> None:
    rich = {"numerator": Decimal(1000), "denominator": Decimal(1000)}
    write_figures(app.extensions["portal"].store, "clean_water_rural", "2024", {"26472": rich})
    page = small.get("/maps/clean_water_rural?period=2024")
    assert "bù phần huyện còn thiếu" not in page.words()
    assert "phần của xã trong phần" not in small.get("/communes/26470?period=2024").words()


def test_why_a_gap_cannot_be_shared_is_said_with_the_lines_name(app: Flask, small: PageClient) -> None:
    # A percentage without what it was counted from cannot be added to.
    store = app.extensions["portal"].store
    write_figures(store, "income_per_capita", "2024", {"742": {"value": Decimal(70)}})
    page = small.get("/maps/income_per_capita?period=2024")
    section = re.search(r"bù phần huyện còn thiếu (.*?)\.", page.words())
    assert section is not None
    assert "không đếm được để phân bổ" in section[1]


def test_every_map_of_the_sample_answers(sample_app: Flask, sample_client: PageClient) -> None:
    profile = sample_app.extensions["portal"].profile
    with_parts = 0
    for indicator in profile.measured_lines:
        page = sample_client.get(f"/maps/{indicator.code}?period=2024")
        with_parts += bool(parts(page))
    assert with_parts >= 5
