"""Overview and ranking in a real browser: cards that are links, a heat table that keeps its head."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE

WIDE = {"width": 1920, "height": 1080}


@pytest.mark.parametrize("path", ["/", "/ranking", "/communes/26503?at=2024-12-31", "/clauses"])
def test_nothing_scrolls_sideways_on_a_wide_screen(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, size=WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_overview_needs_no_scrolling_and_has_its_cards_side_by_side(
    open_page: Callable[..., Page], lang: str
) -> None:
    page = open_page(f"/?lang={lang}")
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    tops = page.locator(".theme-card").evaluate_all("cards => cards.map(c => c.getBoundingClientRect().top)")
    assert len(tops) == 5
    assert len(set(tops)) == 1


def test_a_whole_card_leads_to_its_map(open_page: Callable[..., Page]) -> None:
    page = open_page("/?period=2024")
    picture = page.locator(".theme-picture").nth(2).bounding_box()
    assert picture is not None
    page.mouse.click(picture["x"] + picture["width"] / 2, picture["y"] + picture["height"] / 2)
    page.wait_for_url("**/maps/tree_cover?period=2024")


def test_the_heat_table_keeps_head_and_first_column_in_sight(open_page: Callable[..., Page]) -> None:
    page = open_page("/ranking", size=PHONE)
    frame = page.locator(".heat-frame")
    frame.evaluate("box => box.scrollTo(300, 400)")
    corner = frame.evaluate("box => [box.getBoundingClientRect().left, box.getBoundingClientRect().top]")
    first = page.locator(".heat tbody th").nth(8).bounding_box()
    head = page.locator(".heat thead th").nth(3).bounding_box()
    assert first is not None and abs(first["x"] - corner[0]) <= 2
    assert head is not None and abs(head["y"] - corner[1]) <= 2


def test_the_heat_table_is_reached_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("/ranking")
    page.locator(".heat-frame").focus()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"


def test_a_heat_cell_has_the_fill_of_its_status(open_page: Callable[..., Page]) -> None:
    page = open_page("/ranking")
    fill = page.locator(".heat td.fill-missed").first.evaluate(
        "cell => getComputedStyle(cell).backgroundColor"
    )
    assert fill == "rgb(122, 16, 34)"
    sign = page.locator(".heat td.fill-missed .sign").first.bounding_box()
    assert sign is not None and sign["width"] > 8
