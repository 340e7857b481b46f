"""`/compare`: periods on one scale, indicators and their scatter, vintages, the difference, who may see."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.build.pages import Page, PageClient

PERIODS = "/compare/tree_cover?from=2023&to=2024"


def legend(page: Page) -> list[str]:
    lists = [item for item in page.find_all("ul") if "compare-legend" in item.get("class", "")]
    return [[page.words(line) for line in one.iter("li")] for one in lists]


def test_two_periods_share_one_scale_and_have_a_difference(sample_client: PageClient) -> None:
    page = sample_client.get(PERIODS)
    assert [frame.get("src", "").split("?")[0].rsplit("/", 1)[1] for frame in page.find_all("iframe")] == [
        "first", "second", "change",
    ]  # fmt: skip
    shared, difference = legend(page)
    assert all("đến" in line for line in shared)
    assert [line.rsplit(" ", 1)[1] for line in difference] == ["0", "0", "1", "9", "1", "1"]


def test_what_does_not_differ_has_no_classes_from_0_to_0(sample_client: PageClient) -> None:
    _shared, difference = legend(sample_client.get("/compare/tree_cover?from=2024&to=2024"))
    assert difference == ["không chênh lệch 12", "Chưa có số liệu 0"]


def test_the_table_starts_with_the_largest_fall(sample_client: PageClient) -> None:
    page = sample_client.get(PERIODS)
    table = page.element("compare-table")
    first = [page.words(row) for row in table.iter("tr")][1]
    assert first.startswith("Xã Long Tân 27,8%") and first.endswith("−1,4 điểm %")


def test_without_periods_it_is_this_one_against_the_one_before(sample_client: PageClient) -> None:
    assert "năm 2023 – năm 2024" in sample_client.get("/compare/tree_cover").words()


def test_two_indicators_have_a_scatter_and_no_difference(sample_client: PageClient) -> None:
    page = sample_client.get("/compare/clean_water_rural?with=tree_cover&to=2024")
    assert len(page.find_all("iframe")) == 2
    # Once for wide screens and once for phones.
    assert len(re.findall(r'<circle [^>]*data-unit="\d{5}"', page.text)) == 2 * 11
    assert "1 xã thiếu một trong hai giá trị" in page.words()
    assert sample_client.raw.get("/compare/clean_water_rural/frame/change?with=tree_cover").status_code == 404


def test_two_vintages_point_at_nothing_in_common(sample_client: PageClient) -> None:
    page = sample_client.get("/compare/clean_water_rural?with_at=2025-07-01&to=2024")
    rows = [page.words(row) for row in page.element("compare-table").iter("tr")][1:]
    assert len(rows) == 15
    assert (
        rows[0].startswith("Xã Nhơn Trạch –") or rows[0].startswith("Xã Phước An –") or "Đại Phước" in rows[0]
    )
    assert not [row for row in page.find_all("tr") if row.get("data-unit")]


@pytest.mark.parametrize("side", ["first", "second", "change"])
def test_each_side_is_a_safe_document_of_its_own(sample_client: PageClient, side: str) -> None:
    answer = sample_client.raw.get(f"/compare/tree_cover/frame/{side}?from=2023&to=2024")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-scripts;")
    again = sample_client.raw.get(
        f"/compare/tree_cover/frame/{side}?from=2023&to=2024",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_difference_hatches_what_falls(sample_client: PageClient) -> None:
    text = sample_client.raw.get("/compare/tree_cover/frame/change?from=2023&to=2024").get_data(as_text=True)
    assert 'id="pattern-fall-1"' in text and 'id="pattern-fall-2"' in text
    assert 'id="pattern-rise-1"' not in text


def test_the_form_leads_to_a_tidy_address(sample_client: PageClient) -> None:
    answer = sample_client.raw.get(
        "/compare?indicator=tree_cover&what=indicators&with=forest_cover&from=2022&to=2024&with_at=2025-07-01"
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/compare/tree_cover?with=forest_cover&to=2024"
    assert sample_client.raw.get("/compare").headers["Location"].startswith("/compare/")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=never", 400),
        ("to=2024-13", 400),
        ("with=nothing", 404),
        ("with_at=yesterday", 404),
        ("with_at=1900-01-01", 404),
        ("classes=rainbow", 400),
        ("classes=status", 200),
        ("classes=equal&k=3", 200),
    ],
)
def test_every_parameter_is_checked(sample_client: PageClient, query: str, status: int) -> None:
    sample_client.get(f"/compare/tree_cover?{query}", status=status)


def test_an_unknown_indicator_is_not_found(sample_client: PageClient) -> None:
    sample_client.get("/compare/nothing", status=404)


def test_neither_side_shows_what_the_reader_may_not_see(app: Flask, client: PageClient) -> None:
    from shapely.geometry import box

    from tests.build.district import Place, write_district, write_figures

    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74), "xa")])
    write_figures(store, "tree_cover", "2024", {})
    client.get("/compare/party_admissions?to=2024", status=403)
    client.get("/compare/tree_cover?with=party_admissions&to=2024", status=403)
    assert client.raw.get("/compare/party_admissions/frame/first?to=2024").status_code == 403


def test_a_line_of_the_district_alone_has_numbers_and_no_maps(sample_client: PageClient, profile) -> None:
    code = next(i.code for i in profile.measured_lines if str(i.data_level) == "district")
    page = sample_client.get(f"/compare/{code}")
    assert not page.find_all("iframe")


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("clean_water_rural?from=2023&to=2024", ["%.", "điểm %."]),
        ("clean_water_rural?with=party_admissions&to=2024", ["%.", "đảng viên."]),
        ("party_admissions?from=2023&to=2024", ["đảng viên.", "đảng viên."]),
    ],
)
def test_each_legend_says_its_unit(sample_client: PageClient, query: str, units: list[str]) -> None:
    page = sample_client.get(f"/compare/{query}")
    said = [page.words(p) for p in page.find_all("p") if page.words(p).startswith("Đơn vị tính:")]
    assert [line.removeprefix("Đơn vị tính: ").split(". ")[0].rstrip(".") + "." for line in said] == units
