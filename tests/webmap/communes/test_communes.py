"""A commune's page: its values, targets and gaps; codes used twice; and which data it does not show."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from shapely.geometry import box

from geodata.store.units import StoredUnit, UnitKey
from tests.build.district import Place, write_district, write_figures
from tests.build.pages import Page, PageClient
from webmap.drawing.locator import draw_locator
from webmap.words.translations import translator


def row_of(page: Page, code: str) -> Element:
    """Return the row that links an indicator's map."""
    for row in page.find_all("tr"):
        if any(a.get("href", "").startswith(f"/maps/{code}?") for a in row.iter("a")):
            return row
    raise AssertionError(f"no row of {code}")


def heading(page: Page) -> str:
    """Return the first heading's words."""
    return page.words(page.find_all("h1")[0])


@pytest.fixture
def small(app: Flask, client: PageClient) -> PageClient:
    """A reader of two communes; the first needs 54 people more to reach 85 %."""
    store = app.extensions["portal"].store
    squares = [box(106.8 + 0.04 * n, 10.7, 106.84 + 0.04 * n, 10.74) for n in range(2)]
    write_district(
        store, [Place("26470", "Xã Phú Hữu", squares[0]), Place("26471", "Xã Long Tân", squares[1])]
    )
    for period, users in (("2022", 700), ("2023", 750), ("2024", 796)):
        figures = {
            "26470": {"numerator": Decimal(users), "denominator": Decimal(1000)},
            "26471": {"numerator": Decimal(900), "denominator": Decimal(1000)},
        }
        write_figures(store, "clean_water_rural", period, figures, file_name="nuoc-sach.xlsx")
    figures = {"26470": {"numerator": Decimal("264.6"), "denominator": Decimal(1000)}}
    write_figures(store, "tree_cover", "2024", figures)
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(3)}})
    return client


def test_a_row_says_value_parts_target_and_what_would_close_the_gap(small: PageClient) -> None:
    page = small.get("/communes/26470?period=2024")
    words = page.words(row_of(page, "clean_water_rural"))
    for text in ("79,6%", "796 người sử dụng / 1.000", "≥ 85%", "Chưa đạt", "cần thêm 54 người sử dụng"):
        assert text in words
    assert "84,8%" in words  # the district: 1,696 of 2,000
    assert "nuoc-sach.xlsx" in page.words()


def test_shown_digits_never_contradict_the_status(small: PageClient) -> None:
    page = small.get("/communes/26470?period=2024")
    words = page.words(row_of(page, "tree_cover"))
    assert "26,46%" in words
    assert "Chưa đạt" in words


def test_the_small_line_says_its_values_with_their_periods(small: PageClient) -> None:
    page = small.get("/communes/26470?period=2024")
    lines = [
        svg.get("aria-label", "") for svg in row_of(page, "clean_water_rural").iter() if "svg" in str(svg.tag)
    ]
    said = next(label for label in lines if label)
    assert "năm 2022: 70,0%" in said
    assert "năm 2024: 79,6%" in said


def test_the_place_among_the_communes_is_said(small: PageClient) -> None:
    page = small.get("/communes/26470?period=2024")
    assert "2/2" in page.words(row_of(page, "clean_water_rural"))


def test_english_says_the_same(small: PageClient) -> None:
    page = small.get("/communes/26470?period=2024&lang=en")
    words = page.words(row_of(page, "clean_water_rural"))
    assert "79.6%" in words
    assert "needs 54 people served more" in words


def test_internal_lines_of_real_data_are_absent_and_counted(small: PageClient) -> None:
    page = small.get("/communes/26470?period=2024")
    assert not [link for link in page.links() if link.startswith("/maps/social_order_crimes?")]
    assert "chỉ tiêu lưu hành nội bộ" in page.words()
    small.get("/maps/social_order_crimes?period=2024", status=403)


def test_sample_data_is_marked_on_the_page(sample_client: PageClient) -> None:
    assert "Số liệu mẫu" in sample_client.get("/communes/26470?period=2024").words()


def test_measured_tree_cover_stands_beside_the_reported(sample_client: PageClient) -> None:
    page = sample_client.get("/communes/26473?period=2024")
    words = page.words(row_of(page, "tree_cover"))
    assert "26,46%" in words
    assert "Đo từ ảnh vệ tinh" in words


def test_an_own_target_is_named_as_such(sample_client: PageClient) -> None:
    page = sample_client.get("/communes/26503?period=2024")
    words = page.words(row_of(page, "clean_water_rural"))
    assert "≥ 78%" in words
    assert "chỉ tiêu giao riêng cho xã" in words


def test_a_code_used_twice_is_told_apart_by_the_day(sample_client: PageClient) -> None:
    old = sample_client.get("/communes/26485?at=2024-12-31&period=2024")
    new = sample_client.get("/communes/26485?at=2025-07-01&period=2024")
    assert heading(old) == "Xã Phú Hội, năm 2024"
    assert heading(new) == "Xã Nhơn Trạch, năm 2024"
    assert "còn là của một đơn vị khác" in old.words()
    assert "Thành lập từ" in new.words()
    for part in ("Xã Phước Thiền", "Xã Long Tân", "Thị trấn Hiệp Phước", "Xã Phú Hội", "Xã Phú Thạnh"):
        assert part in new.words()


def test_the_code_that_kept_its_name_is_two_units_too(sample_client: PageClient) -> None:
    old = sample_client.get("/communes/26503?at=2024-12-31&period=2024")
    new = sample_client.get("/communes/26503?at=2025-07-01&period=2024")
    assert heading(old) == heading(new) == "Xã Phước An, năm 2024"
    assert "diện tích tự nhiên 17.070 ha" in new.words()
    assert "diện tích tự nhiên 17.070 ha" not in old.words()
    # 2024's targets never judge the three communes of 2025.
    assert "Kỳ này không có chỉ tiêu nào được đánh giá cho xã." in new.words()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/communes/99999", 404),
        ("/communes/742", 404),
        ("/communes/0", 404),
        ("/communes/-1", 404),
        ("/communes/xa", 404),
        ("/communes/26470?at=2025-07-01", 404),
        ("/communes/26470?at=1800-01-01", 404),
        ("/communes/26470?period=2024-13", 400),
    ],
)
def test_what_is_not_there_is_said(sample_client: PageClient, address: str, status: int) -> None:
    sample_client.get(address, status=status)


def test_the_sample_shows_a_roadmap_and_last_years_figure(sample_client: PageClient) -> None:
    page = sample_client.get("/communes/26503?period=2024")
    water = page.words(row_of(page, "clean_water_rural"))
    assert "lộ trình quý II/2024: ≥ 74% quý III/2024: ≥ 76% năm 2024: ≥ 78%" in water
    assert "giảm so với cùng kỳ năm trước (11 vụ)" in page.words(row_of(page, "social_order_crimes"))
    assert "lộ trình" not in page.words(row_of(page, "tree_cover"))


def test_a_roadmap_is_of_the_year_shown(sample_client: PageClient) -> None:
    assert "lộ trình" not in sample_client.get("/communes/26503?period=2023").words()


def test_slits_between_neighbours_are_not_drawn_in_the_locator() -> None:
    """Outlines of a real file do not quite meet: 40 m between two squares of 4 km would be a thick line."""
    squares = [
        box(106.80, 10.70, 106.84, 10.74),
        box(106.8404, 10.70, 106.88, 10.74),
        box(106.80, 10.74, 106.88, 10.78),
    ]
    units = [
        StoredUnit(UnitKey(f"2647{n}", date(2020, 1, 1)), f"Xã {n}", "xa", None, "742", square)
        for n, square in enumerate(squares)
    ]
    others, here = re.findall(
        r' d="([^"]+)"', draw_locator(units, "26472", "EPSG:5899", translator("vi"), district=None)
    )
    assert (others.count("M"), here.count("M")) == (1, 1)
