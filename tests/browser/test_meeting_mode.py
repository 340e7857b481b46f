"""Meeting mode on a projector: arrow keys turn the slides, and each fills the screen without scrolling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PROJECTOR = {"width": 1280, "height": 720}
DECK = "/meeting?indicators=tree_cover,urban_unemployment,budget_revenue&period=2024"


def test_arrow_keys_turn_the_slides_and_the_address_follows(open_page: Callable[..., Page]) -> None:
    page = open_page(DECK, size=PROJECTOR)
    shown = page.locator(".meeting-turn a:not([rel])")
    for key, number in (("ArrowRight", 2), ("PageDown", 3), ("ArrowRight", 3), ("ArrowLeft", 2), ("Home", 1)):
        page.keyboard.press(key)
        expect(shown).to_have_text(f"{number}/3")
    page.keyboard.press("End")
    expect(shown).to_have_text("3/3")
    assert "slide=3" in page.url
    assert "thu ngân sách" in page.title()
    page.go_back()
    expect(shown).to_have_text("1/3")


def test_the_screen_stays_full_while_slides_turn(open_page: Callable[..., Page]) -> None:
    page = open_page(DECK, size=PROJECTOR)
    page.keyboard.press("f")
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".meeting-turn a:not([rel])")).to_have_text("2/3")
    assert page.evaluate("document.fullscreenElement !== null")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_slide_fits_the_projector_and_is_read_from_afar(
    open_page: Callable[..., Page], lang: str
) -> None:
    codes = (
        "new_rural_criteria,clean_water_rural,tree_cover,waste_domestic,social_order_crimes,budget_revenue"
    )
    page = open_page(f"/meeting?indicators={codes}&period=2024&lang={lang}", size=PROJECTOR)
    for number in range(1, 7):
        expect(page.locator(".meeting-turn a:not([rel])")).to_have_text(f"{number}/6")
        size = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight,"
            " parseFloat(getComputedStyle(document.querySelector('.meeting-value')).fontSize),"
            " parseFloat(getComputedStyle(document.querySelector('.meeting-words')).fontSize)]"
        )
        assert size[0] <= PROJECTOR["width"]
        assert size[1] <= PROJECTOR["height"]
        assert size[2] >= 48
        assert size[3] >= 20
        page.keyboard.press("ArrowRight")
