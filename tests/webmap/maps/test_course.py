"""On course or not, as pages say it: verdict, numbers, formula and reasons."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from shapely.geometry import box

from tests.build.district import Place, write_district, write_figures
from tests.build.pages import Page, PageClient

QUARTERS = ("2023", "2024-Q1", "2024-Q2")


def said(page: Page) -> str:
    """Return what the section says, empty where there is none."""
    for section in page.find_all("section"):
        if section.get("aria-labelledby") == "courses-title":
            return page.words(section)
    return ""


@pytest.fixture
def small(app: Flask, client: PageClient) -> PageClient:
    """Two communes; of 1,000 people 760, 790 and 820 are served in the first, 900 always in the second."""
    store = app.extensions["portal"].store
    squares = [box(106.8 + 0.04 * n, 10.7, 106.84 + 0.04 * n, 10.74) for n in range(2)]
    write_district(
        store, [Place("26470", "Xã Phú Hữu", squares[0]), Place("26471", "Xã Long Tân", squares[1])]
    )
    for period, users in zip(QUARTERS, (760, 790, 820), strict=True):
        figures = {
            code: {"numerator": Decimal(count), "denominator": Decimal(1000)}
            for code, count in (("26470", users), ("26471", 900))
        }
        write_figures(store, "clean_water_rural", period, figures)
    return client


def test_a_stock_goes_on_at_its_pace(small: PageClient) -> None:
    words = said(small.get("/maps/clean_water_rural?period=2024-Q2"))
    # The district: 83 % in December, 86 % in June: half a point a month, 89 % in December.
    assert "Toàn huyện: Kịp tiến độ." in words
    assert "86,0% + 0,500 × 6 tháng = 89,0%; chỉ tiêu ≥ 85%: đạt" in words
    assert "Xã Phú Hữu Kịp tiến độ" in words
    assert "82,0% + 1,000 × 6 tháng = 88,0%" in words


def test_the_commune_page_says_the_same_of_the_commune(small: PageClient) -> None:
    words = said(small.get("/communes/26471?period=2024-Q2"))
    assert "90,0% + 0,000 × 6 tháng = 90,0%; chỉ tiêu ≥ 85%: đạt" in words


def test_two_periods_are_too_few(small: PageClient) -> None:
    words = said(small.get("/maps/clean_water_rural?period=2024-Q1"))
    assert "mới có 2 kỳ, cần ít nhất 3 kỳ" in words
    assert "tháng +" not in words


def test_what_has_fallen_due_is_not_asked(small: PageClient) -> None:
    assert said(small.get("/maps/clean_water_rural?period=2024")) == ""
    assert "nước" not in said(small.get("/communes/26470?period=2024"))


def test_what_must_be_whole_is_said_once(sample_client: PageClient) -> None:
    words = said(sample_client.get("/maps/waste_domestic?period=2024-Q2"))
    assert words.count("phải đạt trọn vẹn") == 1
    page = sample_client.get("/communes/26503?period=2024-Q2")
    assert said(page).count("phải đạt trọn vẹn") == 1


def test_a_cumulative_figure_is_read_as_last_year_went(sample_client: PageClient) -> None:
    words = said(sample_client.get("/maps/vocational_enrolment?period=2024-Q2"))
    assert re.search(r"Ước cả năm: [\d,]+% × [\d,]+% ÷ [\d,]+% = [\d,]+%; chỉ tiêu ≥ 27,3%", words)


def test_fewer_than_last_year_is_read_against_the_same_months(sample_client: PageClient) -> None:
    words = said(sample_client.get("/maps/social_order_crimes?period=2024-H1"))
    now, before, outcome = re.findall(r"Lũy kế (\d+) vụ, cùng kỳ năm trước (\d+) vụ: (đạt|chưa đạt)", words)[
        0
    ]
    assert (int(now) < int(before)) == (outcome == "đạt")


def test_the_roadmap_of_a_commune_is_read(sample_client: PageClient) -> None:
    words = said(sample_client.get("/communes/26503?period=2024-Q3"))
    assert "Lộ trình đến kỳ này: ≥ 76%" in words


def test_english_says_it_too(small: PageClient) -> None:
    words = said(small.get("/maps/clean_water_rural?period=2024-Q2&lang=en"))
    assert "On course" in words
    assert "82.0% + 1.000 × 6 months = 88.0%; target ≥ 85%: that meets it" in words


def test_the_merged_communes_have_no_target_of_before(sample_client: PageClient) -> None:
    assert said(sample_client.get("/maps/clean_water_rural?period=2024-Q3&at=2025-07-01")) == ""
