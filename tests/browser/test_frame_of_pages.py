"""The frame of every page in a real browser: fonts, bar, languages, keyboard, phone; and the guard itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, Witness

NOWHERE = "/khong-co"
# Chromium writes a console line for a page that answers 404; here that page is meant.
MEANT = ("console error: Failed to load resource: the server responded with a status of 404",)


@pytest.fixture(scope="module")
def address(serve: Callable[[Flask], str], founded_app: Flask) -> str:
    """A portal without data: the frame of pages needs none."""
    return serve(founded_app)


@pytest.fixture
def lost(open_page: Callable[..., Page]) -> Page:
    """The page in words that stands for every frame."""
    return open_page(NOWHERE, expect=MEANT)


def test_roboto_is_loaded_and_used(lost: Page) -> None:
    assert lost.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Roboto', 'ẨỖỴ₫'))")
    used = lost.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert "Roboto" in {name.strip('"') for name in used}


def test_our_style_rules_over_bootstrap(lost: Page) -> None:
    assert lost.evaluate("getComputedStyle(document.body).color") == "rgb(29, 35, 39)"
    assert "Roboto" in lost.evaluate("getComputedStyle(document.body).fontFamily")
    assert "tabular-nums" in lost.evaluate("getComputedStyle(document.body).fontVariantNumeric")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(lost: Page) -> None:
    lost.keyboard.press("Tab")
    assert lost.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    lost.keyboard.press("Enter")
    assert lost.evaluate("document.activeElement.id") == "content"


def test_language_is_switched_and_kept(lost: Page) -> None:
    lost.get_by_role("link", name="EN").click()
    assert lost.locator("html").get_attribute("lang") == "en"
    assert lost.get_by_role("link", name="Ranking").get_attribute("href") == "/ranking?lang=en"


def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(NOWHERE, size=PHONE, expect=MEANT)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_guard_sees_a_foreign_request_a_policy_violation_and_a_script_error(
    browser: Browser, address: str
) -> None:
    witness = Witness()
    context = browser.new_context()
    witness.attach(context, address)
    page = context.new_page()
    page.set_content("<img src='http://example.invalid/x.png'><script>throw new Error('seen')</script>")
    page.goto(address + NOWHERE)
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.wait_for_timeout(300)
    context.close()
    told = "\n".join(witness.faults)
    assert "request to another address: http://example.invalid/x.png" in told
    assert "script error: seen" in told
    assert "policy violation: script-src-attr" in told
