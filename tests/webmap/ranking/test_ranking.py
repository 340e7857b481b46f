"""The ranking page: order, scopes, the heat table against the layers, its weight, and what it refuses."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from openpyxl import load_workbook
from shapely.geometry import box

from layers.audience import Audience, Sight
from layers.joining.build import build_layer
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from layers.status_classes import STATUS_CLASS
from tests.build.district import Place, write_district, write_figures
from tests.build.pages import Page, PageClient

ADDRESS = "/ranking?period=2024"


def table(page: Page, name: str) -> Element:
    """Return the table of a class."""
    return next(t for t in page.find_all("table") if name in t.get("class", "").split())


def ranking_rows(page: Page) -> list[Element]:
    """Return the rows of the ranked communes, without heading and filters."""
    body = next(table(page, "ranking").iter("tbody"))
    return [row for row in body.iter("tr") if list(row.iter("th"))]


def named(page: Page) -> list[str]:
    """Return the ranked communes' names in the order shown."""
    return [page.words(next(row.iter("th"))) for row in ranking_rows(page)]


def cell(page: Page, row: Element, heading: str) -> str:
    """Return what a row has under a heading."""
    return next(page.words(td) for td in row.iter("td") if td.get("data-label") == heading)


def heat_cells(page: Page) -> dict[tuple[str, str], Element]:
    """Return the heat table's cells by (indicator, commune's code)."""
    heat = table(page, "heat")
    head, *body = heat.iter("tr")
    codes = [re.findall(r"/communes/(\d+)", a.get("href", ""))[0] for a in head.iter("a")]
    found: dict[tuple[str, str], Element] = {}
    for row in body:
        indicator = re.findall(r"/maps/(\w+)", next(row.iter("a")).get("href", ""))[0]
        cells = [td for td in row.iter("td") if td.get("class", "").startswith("fill-")]
        assert len(cells) == len(codes)
        found |= {(indicator, code): cell for code, cell in zip(codes, cells, strict=True)}
    return found


def test_communes_come_by_the_share_they_miss(sample_client: PageClient) -> None:
    page = sample_client.get(ADDRESS)
    shares = []
    for row in ranking_rows(page):
        missed, judged = re.findall(r"(\d+)/(\d+)", page.words(row))[0]
        shares.append(int(missed) / int(judged))
    assert len(shares) >= 10
    assert shares == sorted(shares, reverse=True)


def test_every_heat_cell_has_the_status_of_its_layer(sample_app: Flask, sample_client: PageClient) -> None:
    portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
    cells = heat_cells(sample_client.get(ADDRESS))
    for code in ("clean_water_rural", "tree_cover", "waste_domestic", "new_rural_criteria"):
        for value in build_layer(snapshot, code, Period(2024)).units:
            assert cells[code, value.unit.code].get("class") == f"fill-{value.legend_key}", code


def test_shown_digits_never_contradict_the_status(sample_client: PageClient) -> None:
    page = sample_client.get(ADDRESS)
    cell = heat_cells(page)["tree_cover", "26473"]
    assert "26,46%" in page.words(cell)
    assert cell.get("class") == "fill-missed"


def test_signs_are_written_once_and_used_by_name(sample_client: PageClient) -> None:
    page = sample_client.get(ADDRESS)
    identities = {item.get("id") for item in page.document.iter()}
    used = re.findall(r'<use href="#([\w-]+)"', page.text)
    assert len(used) > 300
    assert set(used) <= identities
    assert len(page.text.encode()) < 170_000


def test_the_style_sheet_has_the_legends_colours(sample_app: Flask) -> None:
    from webmap.pages.assets import asset_url

    with sample_app.test_request_context("/"):
        address = asset_url("portal", "status.css")
    style = sample_app.test_client().get(address).text
    for key, look in STATUS_CLASS.items():
        rule = re.search(rf"\.fill-{key} {{ background: ([^}}]*)}}", style)
        assert rule is not None and look.fill in rule[1] and f"color: {look.text}" in rule[1], key


@pytest.mark.parametrize("scope", ["theme:waste", "clause:I.2"])
def test_a_scope_narrows_both_tables(sample_client: PageClient, scope: str) -> None:
    all_cells = heat_cells(sample_client.get(ADDRESS))
    cells = heat_cells(sample_client.get(f"{ADDRESS}&scope={scope}"))
    assert ("waste_domestic", "26503") in cells
    assert ("health_insurance", "26503") not in cells
    assert set(cells) < set(all_cells)


@pytest.mark.parametrize("scope", ["clause:X", "theme:none", "waste", "0", "-1"])
def test_an_unknown_scope_is_refused(sample_client: PageClient, scope: str) -> None:
    sample_client.get(f"{ADDRESS}&scope={scope}", status=400)


def test_both_languages_have_the_same_cells(sample_client: PageClient) -> None:
    pages = [sample_client.get(ADDRESS + lang) for lang in ("", "&lang=en")]
    statuses = [{key: cell.get("class") for key, cell in heat_cells(page).items()} for page in pages]
    assert statuses[0] == statuses[1]
    assert "Which commune misses which target" in pages[1].words()


def test_links_keep_units_and_language(sample_client: PageClient) -> None:
    links = sample_client.get(ADDRESS + "&at=2025-07-01&lang=en").links()
    maps = [link for link in links if link.startswith("/maps/tree_cover?period")]
    assert maps and all("at=2025-07-01" in link and "lang=en" in link for link in maps)


def test_a_year_without_a_resolution_ranks_nobody(sample_client: PageClient) -> None:
    page = sample_client.get("/ranking?period=2023")
    assert "Chưa xếp hạng được" in page.words()


def test_a_commune_with_few_figures_is_listed_apart(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    squares = [box(106.8 + 0.04 * n, 10.7, 106.84 + 0.04 * n, 10.74) for n in range(2)]
    write_district(
        store, [Place("26470", "Xã Phú Hữu", squares[0]), Place("26471", "Xã Long Tân", squares[1])]
    )
    good = {"numerator": Decimal(900), "denominator": Decimal(1000)}
    poor = {"numerator": Decimal(100), "denominator": Decimal(1000)}
    write_figures(store, "clean_water_rural", "2024", {"26470": poor, "26471": good})
    for code in ("tree_cover", "health_insurance"):
        write_figures(store, code, "2024", {"26470": good})
    page = client.get(ADDRESS)
    ranked = page.words(table(page, "ranking"))
    assert "Xã Phú Hữu" in ranked
    assert "Xã Long Tân" not in ranked
    assert "Chưa đủ số liệu" in page.words()


def test_targets_without_any_figure_are_counted_where_coverage_is_explained(
    app: Flask, client: PageClient
) -> None:
    write_district(
        app.extensions["portal"].store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))]
    )
    good = {"numerator": Decimal(900), "denominator": Decimal(1000)}
    write_figures(app.extensions["portal"].store, "tree_cover", "2024", {"26470": good})
    page = client.get(ADDRESS)
    found = re.search(r"Còn (\d+) chỉ tiêu chưa xã nào có số liệu", page.words())
    without = [row for row in table(page, "heat").iter("tr") if "Chưa có số liệu" in page.words(row)]
    assert found and int(found[1]) == len(without) > 20


def test_what_is_not_due_yet_is_no_lack_of_figures(sample_app: Flask, sample_client: PageClient) -> None:
    """At nine months those who meet already are judged, and those who do not must not drop out."""
    period = Period.parse("2024-9M")
    portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[period])
    values = [
        value
        for code in {t.indicator for t in snapshot.targets if t.unit is None}
        for value in build_layer(snapshot, code, period, sight=Sight(Audience.PUBLIC, only_sample=True)).units
        if value.judgement.status in ("exceeded", "met", "near", "missed")
    ]
    page = sample_client.get(f"/ranking?period={period}")
    for row, name in zip(ranking_rows(page), named(page), strict=True):
        judged = int(cell(page, row, "Chưa đạt / được đánh giá").split("/")[1])
        assert judged == sum(value.unit.name == name for value in values)
        assert cell(page, row, "Độ đầy đủ số liệu").startswith("100,0%")
    assert len(named(page)) == 12
    assert "Chưa đủ số liệu" not in page.words()


def test_without_earlier_ranks_it_is_said_why(sample_client: PageClient) -> None:
    assert "Không có hạng năm 2023 để so sánh" in sample_client.get(ADDRESS).words()
    quarter = sample_client.get("/ranking?period=2024-Q4")
    assert "để so sánh" not in quarter.words()
    assert "Hạng quý III/2024" in quarter.words()


def test_internal_lines_of_real_data_are_absent(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))])
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(3)}})
    codes = {indicator for indicator, _commune in heat_cells(client.get(ADDRESS))}
    visible = app.extensions["portal"].profile.indicators
    assert codes and all(visible[code].visibility == "public" for code in codes)


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        ("f_commune=phuoc", lambda page, row: "Phước" in page.words(row)),
        ("f_commune=%E2%89%A0x%C3%A3", lambda page, row: "Thị trấn" in page.words(row)),
        ("f_rank=%3C4", lambda page, row: int(cell(page, row, "Hạng")) < 4),
        (
            "f_missed=%3E%3D2&f_rank=%3E1",
            lambda page, row: (
                int(cell(page, row, "Chưa đạt / được đánh giá").split("/")[0]) >= 2
                and int(cell(page, row, "Hạng")) > 1
            ),
        ),
    ],
)
def test_filters_keep_what_fits_and_change_no_rank(
    sample_client: PageClient, query: str, keeps: Callable[[Page, Element], bool]
) -> None:
    whole, page = sample_client.get(ADDRESS), sample_client.get(f"{ADDRESS}&{query}")
    rank_of = {
        name: cell(whole, row, "Hạng") for name, row in zip(named(whole), ranking_rows(whole), strict=True)
    }
    expected = [n for n, row in zip(named(whole), ranking_rows(whole), strict=True) if keeps(whole, row)]
    assert named(page) == expected
    assert 0 < len(expected) < len(rank_of)
    for name, row in zip(named(page), ranking_rows(page), strict=True):
        assert cell(page, row, "Hạng") == rank_of[name]
    assert len({code for _indicator, code in heat_cells(page)}) == len(expected)


def test_a_share_is_compared_exactly(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))])
    poor = {"numerator": Decimal(100), "denominator": Decimal(1000)}
    good = {"numerator": Decimal(999), "denominator": Decimal(1000)}
    write_figures(store, "clean_water_rural", "2024", {"26470": poor})
    for code in ("tree_cover", "health_insurance"):
        write_figures(store, code, "2024", {"26470": good})
    for text, found in (("%3E33,3", 1), ("33,3", 0), ("%3C33,34", 1), ("%3E33,3333", 1), ("%3E33,34", 0)):
        assert len(named(client.get(f"{ADDRESS}&f_missed_share={text}"))) == found, text


@pytest.mark.parametrize(
    ("text", "said"),
    [("x%C3%A3", "không phải điều kiện"), ("1.234", "đọc theo hai cách"), ("%3E", "không phải điều kiện")],
)
def test_a_filter_that_cannot_be_read_is_said_where_it_was_typed(
    sample_client: PageClient, text: str, said: str
) -> None:
    page = sample_client.get(f"{ADDRESS}&f_rank={text}", status=400)
    assert said in page.words()
    assert named(page) == named(sample_client.get(ADDRESS))
    assert sample_client.raw.get(f"/ranking.csv?period=2024&f_rank={text}").status_code == 400


def test_nothing_that_fits_is_said(sample_client: PageClient) -> None:
    page = sample_client.get(f"{ADDRESS}&f_rank=%3E99")
    assert "Không có xã nào khớp" in page.words()
    assert not [t for t in page.find_all("table") if "heat" in t.get("class", "")]


def test_a_heading_sorts_and_turns_the_order_round(sample_client: PageClient) -> None:
    page = sample_client.get(f"{ADDRESS}&scope=theme:waste&f_rank=%3C9")
    link = next(link for link in page.links() if "sort=mean_gap" in link)
    assert "scope=theme:waste" in link and "f_rank=%3C9" in link
    upward = sample_client.get(link)
    back = next(link for link in upward.links() if "sort=-mean_gap" in link)
    downward = sample_client.get(back)
    gaps = [
        [cell(p, row, "Mức thiếu trung bình").split()[0] for row in ranking_rows(p)]
        for p in (upward, downward)
    ]
    assert gaps[0] == sorted(gaps[0])
    assert gaps[1] == sorted(gaps[1], reverse=True)
    assert gaps[0] != gaps[1]
    sorted_heads = [th.get("aria-sort") for th in upward.find_all("th") if th.get("aria-sort")]
    assert sorted_heads == ["ascending"]


def test_over_one_target_the_value_stands_beside_and_can_be_filtered(sample_client: PageClient) -> None:
    page = sample_client.get(f"{ADDRESS}&scope=indicator:tree_cover")
    values = {
        name: cell(page, row, "Giá trị") for name, row in zip(named(page), ranking_rows(page), strict=True)
    }
    low = sample_client.get(f"{ADDRESS}&scope=indicator:tree_cover&f_value=%3C26,5")
    assert set(named(low)) == {
        name for name, text in values.items() if Decimal(text.rstrip("%").replace(",", ".")) < Decimal("26.5")
    }
    assert 0 < len(named(low)) < len(values)
    # A filter of a column that another scope does not have waits.
    assert named(sample_client.get(f"{ADDRESS}&f_value=%3C26,5")) == named(sample_client.get(ADDRESS))


def test_the_least_coverage_is_in_the_address(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    squares = [box(106.8 + 0.04 * n, 10.7, 106.84 + 0.04 * n, 10.74) for n in range(2)]
    write_district(
        store, [Place("26470", "Xã Phú Hữu", squares[0]), Place("26471", "Xã Long Tân", squares[1])]
    )
    good = {"numerator": Decimal(900), "denominator": Decimal(1000)}
    write_figures(store, "clean_water_rural", "2024", {"26470": good, "26471": good})
    for code in ("tree_cover", "health_insurance"):
        write_figures(store, code, "2024", {"26470": good})
    assert named(client.get(ADDRESS)) == ["Xã Phú Hữu"]
    assert len(named(client.get(f"{ADDRESS}&coverage=0"))) == 2
    # One of three is 33.33…%: exactly as much as is asked for counts, a hair more does not.
    assert len(named(client.get(f"{ADDRESS}&coverage=33,33"))) == 2
    page = client.get(f"{ADDRESS}&coverage=33,34")
    assert named(page) == ["Xã Phú Hữu"]
    assert "dưới 33,34% số liệu" in page.words()
    assert all("coverage=33.34" in link for link in page.links() if "sort=" in link)


@pytest.mark.parametrize(
    "query",
    [
        "coverage=-1",
        "coverage=101",
        "coverage=x",
        "sort=none",
        "sort=--rank",
        "f_none=1",
        "scope=indicator:x",
    ],
)
def test_what_cannot_be_asked_for_is_refused(sample_client: PageClient, query: str) -> None:
    sample_client.get(f"{ADDRESS}&{query}", status=400)


def test_targets_without_a_share_are_counted(sample_app: Flask, sample_client: PageClient) -> None:
    page = sample_client.get(f"{ADDRESS}&scope=theme:crime")
    for row in ranking_rows(page):
        judged = int(cell(page, row, "Chưa đạt / được đánh giá").split("/")[1])
        said = cell(page, row, "Mức thiếu trung bình")
        counted = re.findall(r"\((\d+) chỉ tiêu\)", said)
        left_out = re.findall(r"(\d+) không tính", said)
        assert sum(map(int, (*counted, *left_out))) == judged
        assert left_out


def test_the_files_have_what_is_shown(sample_client: PageClient) -> None:
    query = "period=2024&scope=clause:I.2&f_commune=phuoc&sort=-mean_gap"
    page = sample_client.get(f"/ranking?{query}")
    answer = sample_client.raw.get(f"/ranking.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["commune"] for row in rows if row["rank"]] == named(page)
    assert rows[0]["scope"] == "clause:I.2"
    book = load_workbook(io.BytesIO(sample_client.raw.get(f"/ranking.xlsx?{query}").data))
    sheet = list(book.worksheets[0].values)
    assert sheet[0][0] == "Số liệu mẫu: không dùng để báo cáo"
    at = sheet[1].index("commune")
    assert [line[at] for line in sheet[2:]] == [row["commune"] for row in rows]
    heat = sample_client.raw.get(f"/ranking/heat.csv?{query}")
    lines = list(csv.DictReader(io.StringIO(heat.data.decode("utf-8-sig"))))
    cells = heat_cells(page)
    assert {(line["indicator"], line["commune_code"]) for line in lines} == set(cells)
    for line in lines:
        assert (
            cells[line["indicator"], line["commune_code"]].get("class")
            == f"fill-{line['status'] or line['state']}"
        )


def test_no_file_has_what_its_reader_may_not_see(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))])
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(3)}})
    assert "social_order_crimes" not in client.raw.get("/ranking/heat.csv?period=2024").text
    client.get(f"{ADDRESS}&scope=indicator:social_order_crimes", status=400)
