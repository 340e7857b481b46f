"""Pages in a real browser: nothing asked of other addresses, nothing cut off, on a phone and on a laptop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE

PAGES = (
    "/",
    "/clauses",
    "/ranking",
    "/communes/26503",
    "/maps/tree_cover",
    "/maps/urban_unemployment",
    "/incidents",
    "/maps/social_order_crimes",
    "/compare/tree_cover",
    "/measured/tree_cover",
)
WIDTHS = (320, 390, 600, 768, 820, 1024, 1280, 1366)
"""Small and usual phones, tablets, laptops."""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(open_page: Callable[..., Page], path: str, lang: str) -> None:
    page = open_page(f"{path}?lang={lang}", size=PHONE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0, width


def test_the_overview_is_one_screen_on_a_laptop(open_page: Callable[..., Page]) -> None:
    page = open_page("/", size=DESKTOP)
    lists = page.locator("main").bounding_box()
    assert lists is not None
    assert lists["y"] + lists["height"] <= DESKTOP["height"]


def test_period_and_units_are_chosen_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.locator("#period").select_option("2023")
    page.locator(".location button").press("Enter")
    page.wait_for_url("**period=2023**")
    assert "2023" in page.locator("h1").inner_text()


def test_a_commune_is_reached_from_the_overview(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.get_by_role("link", name="Xã Phước An").first.click()
    page.wait_for_url("**/communes/26503**")
    assert page.locator("h1").inner_text().startswith("Xã Phước An")


@pytest.mark.parametrize("path", ["/maps/tree_cover", "/compare/tree_cover", "/incidents"])
def test_a_phone_gives_a_tables_caption_its_whole_width(open_page: Callable[..., Page], path: str) -> None:
    """Where a table becomes cards a caption is wrapped to its longest word unless it is told otherwise."""
    captions = open_page(path, size=PHONE).locator("table.cards caption:not(.unseen)")
    boxes = [box for one in captions.all() if (box := one.bounding_box()) is not None]
    assert boxes and all(box["width"] > 0.8 * PHONE["width"] for box in boxes)
