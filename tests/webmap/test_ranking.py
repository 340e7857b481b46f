"""The ranking page: order, scopes, the heat table against the layers, its weight, and what it refuses."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from shapely.geometry import box

from layers.joining import build_layer
from layers.periods import Period
from layers.reading import read_snapshot
from layers.status_classes import STATUS_CLASS
from tests.pages import Page, PageClient
from tests.small_district import Place, write_district, write_figures

ADDRESS = "/ranking?period=2024"


def table(page: Page, name: str) -> Element:
    """Return the table of a class."""
    return next(t for t in page.find_all("table") if name in t.get("class", "").split())


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
    for row in list(table(page, "ranking").iter("tr"))[1:]:
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
    from webmap.assets import asset_url

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


def test_internal_lines_of_real_data_are_absent(app: Flask, client: PageClient) -> None:
    store = app.extensions["portal"].store
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74))])
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(3)}})
    codes = {indicator for indicator, _commune in heat_cells(client.get(ADDRESS))}
    visible = app.extensions["portal"].profile.indicators
    assert codes and all(visible[code].visibility == "public" for code in codes)
