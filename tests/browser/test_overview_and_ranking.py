"""Overview and ranking in a real browser: cards that are links, a heat table that keeps its head."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from geodata.store.frozen_sets import freeze
from geodata.store.vocabulary import Role
from tests.browser.conftest import DESKTOP, PHONE
from tests.build.every_page import enter
from tests.build.people import make_account

PROJECTOR = {"width": 1280, "height": 720}
WIDE = {"width": 1920, "height": 1080}


@pytest.mark.parametrize("path", ["/", "/ranking", "/communes/26503?at=2024-12-31", "/clauses"])
def test_nothing_scrolls_sideways_on_a_wide_screen(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, size=WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


@pytest.mark.parametrize("size", [DESKTOP, PROJECTOR], ids=["laptop", "projector"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_overview_needs_no_scrolling_and_has_its_cards_side_by_side(
    open_page: Callable[..., Page], lang: str, size: dict[str, int]
) -> None:
    page = open_page(f"/?lang={lang}", size=size)
    assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
    tops = page.locator(".theme-card").evaluate_all("cards => cards.map(c => c.getBoundingClientRect().top)")
    assert len(tops) == 5
    assert len(set(tops)) == 1


def test_the_overview_needs_no_scrolling_of_those_who_are_signed_in_and_look_at_a_frozen_set(
    open_page: Callable[..., Page], serve: Callable[[Flask], str], own_sample_app: Flask
) -> None:
    """Their bar has a link more, and a line says which set they look at."""
    freeze(own_sample_app.extensions["portal"].store, "họp", person="mai")
    at = serve(own_sample_app)
    page = open_page("/account/sign-in", at=at)
    enter(page, at, make_account(own_sample_app, Role.ADMIN))
    page.goto(f"{at}/?frozen=họp")
    assert page.locator(".frozen").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= DESKTOP["height"]


def test_a_phone_shows_why_communes_lag(open_page: Callable[..., Page]) -> None:
    page = open_page("/?period=2024", size=PHONE)
    reasons = page.locator(".laggards .reason a")
    assert reasons.count() == 10
    for reason in reasons.all():
        box = reason.bounding_box()
        assert box is not None and box["width"] > 80 and box["x"] + box["width"] <= PHONE["width"]
    reasons.first.click()
    page.wait_for_url("**/maps/**period=2024")


def test_on_a_laptop_both_reasons_can_be_pointed_at(open_page: Callable[..., Page]) -> None:
    page = open_page("/?period=2024")
    widths = page.locator(".reason a").evaluate_all(
        "links => links.map(one => one.getBoundingClientRect().width)"
    )
    assert len(widths) == 10 and min(widths) >= 48


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


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "laptop"])
def test_no_figure_sticks_out_of_its_heat_cell_or_lies_on_its_sign(
    open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page("/ranking?period=2024", size=size)
    out = page.locator(".heat td[class^='fill-']").evaluate_all("""cells => cells.filter(cell => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        text.setStartAfter(cell.querySelector('.unseen'));
        const words = text.getBoundingClientRect(), box = cell.getBoundingClientRect();
        const sign = cell.querySelector('.sign');
        return words.width && (words.right > box.right + 0.5
          || words.left < (sign ? sign.getBoundingClientRect().right : box.left) - 0.5);
    }).map(cell => cell.textContent.trim())""")
    assert out == []


def test_a_phone_shows_two_communes_of_the_heat_table_beside_the_targets(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/ranking?period=2024", size=PHONE)
    second = page.locator(".heat tbody tr").first.locator("td[class^='fill-']").nth(1).bounding_box()
    assert second is not None and second["x"] + second["width"] <= PHONE["width"]
    assert page.locator(".heat-target-below").first.is_visible()


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
