"""All targets by clause: every line, mapped or not, with value, target and trend; hidden ones in words."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element

from flask import Flask
from shapely.geometry import box

from tests.build.district import Place, write_district, write_figures
from tests.build.pages import Page, PageClient

ADDRESS = "/clauses?period=2024"


def line(page: Page, code: str) -> str:
    """Return the words of an indicator's row."""
    return page.words(row_of(page, code))


def row_of(page: Page, code: str) -> Element:
    """Return the row that links an indicator's map."""
    for row in page.find_all("tr"):
        if any(a.get("href", "").startswith(f"/maps/{code}?") for a in row.iter("a")):
            return row
    raise AssertionError(f"no row of {code}")


def test_every_target_of_the_resolution_has_a_row(sample_app: Flask, sample_client: PageClient) -> None:
    page = sample_client.get(ADDRESS)
    for indicator in sample_app.extensions["portal"].profile.measured_lines:
        row_of(page, indicator.code)
    for clause in ("I.1", "I.2", "I.3", "I.4", "I.5", "I.6", "I.7"):
        page.element(clause)


def test_what_only_the_district_reports_shows_value_target_and_trend(sample_client: PageClient) -> None:
    words = line(sample_client.get(ADDRESS), "investment_capital")
    assert "≥ 15.577 tỷ đồng" in words
    assert "Đạt" in words
    assert "so với năm 2023" in words


def test_an_assigned_target_without_number_says_who_assigns_it(sample_client: PageClient) -> None:
    words = line(sample_client.get(ADDRESS), "budget_revenue")
    assert "do UBND tỉnh giao" in words
    assert "chưa được giao chỉ tiêu" in words


def test_the_districts_report_stands_beside_the_sum(sample_client: PageClient) -> None:
    assert "Huyện báo cáo" in line(sample_client.get(ADDRESS), "clean_water_rural")


def test_english_words_the_same_rows(sample_client: PageClient) -> None:
    words = line(sample_client.get(ADDRESS + "&lang=en"), "investment_capital")
    assert "15,577" in words
    assert "against year 2023" in words


def test_hidden_lines_of_real_data_are_counted_in_their_clause(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))])
    write_figures(store, "party_admissions", "2024", {"26470": {"value": Decimal(77)}})
    page = client.get(ADDRESS)
    section = page.words(page.element("I.5"))
    assert "Không hiển thị 4 chỉ tiêu lưu hành nội bộ." in section
    assert "77" not in section
    assert not [link for link in page.links() if "party" in link]
    client.get("/maps/party_admissions?period=2024", status=403)


def test_a_kept_up_target_that_fell_says_so(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))])
    for period, hectares in (("2023", 300), ("2024", 270)):
        figures = {"26470": {"numerator": Decimal(hectares), "denominator": Decimal(1000)}}
        write_figures(store, "tree_cover", period, figures)
    words = line(client.get(ADDRESS), "tree_cover")
    assert "giảm so với kỳ trước" in words
    assert "giảm 3,0 điểm %" in words


def test_a_year_without_a_resolution_is_shown_and_not_judged(sample_client: PageClient) -> None:
    page = sample_client.get("/clauses?period=2023")
    assert "Chưa có nghị quyết nào trên cổng giao chỉ tiêu cho kỳ này" in page.words()
    assert "Không đánh giá" in line(page, "investment_capital")


def test_a_period_that_is_none_is_refused(sample_client: PageClient) -> None:
    sample_client.get("/clauses?period=2024-H3", status=400)
