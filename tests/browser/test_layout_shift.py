"""Nothing moves while it is read: the shifts of layout that the browser itself counts on each page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.build.every_page import OTHER_FORMS, PAGES, SIGN_IN, enter, put_in_use, settle

MOST = 0.01
"""A shift of 0.1 is called good; a tenth of it is what no eye follows."""
MAIN = (
    "/",
    "/maps/clean_water_rural?period=2024",
    "/compare/tree_cover",
    "/ranking",
    "/communes/26503",
    "/clauses",
)
SLOWER = 8
"""As many times as an old office machine may be: a page is laid out there before all of it has come."""
_WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const one of list.getEntries())
    shifts.push([one.value, one.sources.map(s => (s.node && s.node.textContent || '').trim().slice(0, 60))]);
}).observe({type: 'layout-shift', buffered: true});
"""


def test_the_main_pages_do_not_move(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    context.add_init_script(_WATCH)
    found = moved(context.new_page(), address, MAIN)
    context.close()
    assert not found, "\n".join(found)


def test_a_page_that_moves_is_seen(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(f"{address}/clauses")
    # What is not painted yet cannot move: a picture of the page waits for that.
    page.screenshot()
    page.evaluate("document.querySelector('main').prepend(document.querySelector('.bar').cloneNode(true))")
    page.screenshot()
    assert page.evaluate("shifts.reduce((sum, one) => sum + one[0], 0)") > MOST
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_moves(
    browser: Browser, serve: Callable[[Flask], str], own_sample_app: Flask, size: dict[str, int]
) -> None:
    found = put_in_use(own_sample_app)
    at = serve(own_sample_app)
    context = browser.new_context(viewport=size, locale="vi-VN")
    context.add_init_script(_WATCH)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    faults = moved(page, at, (SIGN_IN, *OTHER_FORMS))
    enter(page, at, found["person"])
    faults += moved(page, at, (path.format(**found) for path in PAGES.values()))
    context.close()
    assert not faults, "\n".join(faults)


def moved(page: Page, at: str, paths: Iterable[str]) -> list[str]:
    """Open pages and return those that shift by more than `MOST`, with what moved."""
    faults = []
    for path in paths:
        # Asked for once without a browser: what is cold in the portal is no matter of how a page is laid out.
        page.request.get(at + path, timeout=120_000)
        page.goto(at + path, timeout=120_000)
        settle(page)
        shifts = page.evaluate("shifts")
        total = sum(value for value, _what in shifts)
        if total > MOST:
            faults.append(f"{path}: {total:.3f} {[what for _value, what in shifts]}")
    return faults
