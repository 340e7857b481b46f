"""What a reader has done to a page is in its address: a link that is sent shows the same to somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_classes_and_compare import frames, zoom_of

STATES = [
    "/maps/clean_water_rural?period=2024&classes=natural",
    "/compare/tree_cover?from=2023&to=2024",
    "/measured/tree_cover?period=2024",
]


@pytest.mark.parametrize("path", STATES)
def test_the_chosen_commune_and_the_view_are_sent_along(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    first = frames(page)[0]
    page.locator('tr[data-unit="26503"] .unit-name').click()
    expect(page).to_have_url(re.compile(r"#units=26503$"))
    first.get_by_role("button", name="Phóng to").click()
    expect(page).to_have_url(re.compile(r"#view=[\d.,]+&units=26503$"))
    zoom = zoom_of(first)[0]

    other = open_page(page.url.removeprefix(page.evaluate("location.origin")))
    expect(other.locator('tr[data-unit="26503"] .unit-name')).to_have_attribute("aria-pressed", "true")
    for frame in frames(other):
        expect(frame.locator('path[data-unit="26503"]')).to_have_attribute("aria-pressed", "true")
        assert zoom_of(frame)[0] == pytest.approx(zoom, abs=0.02)


@pytest.mark.parametrize("path", STATES[:2])
def test_a_link_with_another_state_is_shown_where_the_page_is_open(
    open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(f"{path}#units=26503")
    (first, *_rest) = frames(page)
    before = zoom_of(first)[0]
    page.goto(f"{page.url.split('#')[0]}#view=10.72,106.9,{before + 1:.2f}&units=26470")
    expect(page.locator('tr[data-unit="26470"] .unit-name')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('tr[data-unit="26503"] .unit-name')).to_have_attribute("aria-pressed", "false")
    expect(first.locator('path[data-unit="26470"]')).to_have_attribute("aria-pressed", "true")
    assert zoom_of(first)[0] == pytest.approx(before + 1, abs=0.02)


def test_another_language_shows_the_same_commune(open_page: Callable[..., Page]) -> None:
    page = open_page("/maps/clean_water_rural?period=2024#units=26503")
    frames(page)
    page.locator(".bar-languages a", has_text="EN").click()
    expect(page).to_have_url(re.compile(r"lang=en#units=26503$"))
    expect(page.locator("#map-table tr.is-selected")).to_have_attribute("data-unit", "26503")
    frames(page)


def test_another_indicator_shows_the_same_commune(open_page: Callable[..., Page]) -> None:
    page = open_page("/maps/clean_water_rural?period=2024#units=26503")
    frames(page)
    page.locator("#indicator").select_option("waste_domestic")
    expect(page).to_have_url(re.compile(r"/maps/waste_domestic.*#units=26503$"))
    expect(page.locator("#map-table tr.is-selected")).to_have_attribute("data-unit", "26503")
    frames(page)


@pytest.mark.parametrize("hash_", ["units=99999", "units=%zz", "view=a,b,c", "units=26503,99999"])
def test_what_the_address_names_and_nobody_knows_is_left_out(
    open_page: Callable[..., Page], hash_: str
) -> None:
    page = open_page(f"/maps/clean_water_rural?period=2024#{hash_}")
    frames(page)
    chosen = page.locator("#map-table tr.is-selected")
    expect(chosen).to_have_count(1 if "26503" in hash_ else 0)


def test_the_address_of_a_heading_stays(open_page: Callable[..., Page]) -> None:
    page = open_page("/maps/clean_water_rural?period=2024#origin-title")
    frames(page)
    expect(page).to_have_url(re.compile(r"#origin-title$"))
