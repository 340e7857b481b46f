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
OF_PARTS = (
    "/compare/tree_cover?period=2024",
    "/compare/tree_cover?with=clean_water_rural&to=2024",
    "/measured/tree_cover",
    "/meeting?indicators=tree_cover",
    "/print?period=2024",
    "/maps/urban_unemployment",
)
"""Laid out in columns or in the middle of a slide: what comes later must find its place free."""
_SLOW_NETWORK = {
    "offline": False,
    "latency": 20,
    "downloadThroughput": 35 * 1024,
    "uploadThroughput": 35 * 1024,
}
_WATCH = """
window.shifts = [];
const ofBar = ({node}) => node && (node.closest ? node : node.parentElement)?.closest('.location');
new PerformanceObserver(list => {
  for (const one of list.getEntries())
    shifts.push({
      value: one.value,
      ofBar: one.sources.length > 0 && one.sources.every(ofBar),
      what: one.sources.map(s => (s.node?.textContent || '').trim().slice(0, 60)),
    });
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
    assert page.evaluate("shifts.reduce((sum, one) => sum + one.value, 0)") > MOST
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
    faults = moved(page, at, (SIGN_IN, *OTHER_FORMS))
    enter(page, at, found["person"])
    faults += moved(page, at, (path.format(**found) for path in PAGES.values()))
    context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_parts_keep_their_places_while_others_come(
    browser: Browser, address: str, size: dict[str, int]
) -> None:
    context = browser.new_context(viewport=size, locale="vi-VN")
    context.add_init_script(_WATCH)
    page = context.new_page()
    _slow_down(page)
    faults = moved(page, address, OF_PARTS, comes_slowly=True)
    context.close()
    assert not faults, "\n".join(faults)


def _slow_down(page: Page) -> None:
    """Let pages come bit by bit, as on an old office network and machine."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_NETWORK)


def moved(page: Page, at: str, paths: Iterable[str], *, comes_slowly: bool = False) -> list[str]:
    """Open pages and return those that shift by more than `MOST`, with what moved.

    While a page comes slowly its bar of controls finds its lines as its lists come: that moves nothing that
    is read, and is not counted then.
    """
    faults = []
    for path in paths:
        # Asked for once without a browser: what is cold in the portal is no matter of how a page is laid out.
        page.request.get(at + path, timeout=120_000)
        page.goto(at + path, timeout=120_000)
        settle(page)
        # What a script does late is seen too.
        page.wait_for_timeout(500)
        shifts = [one for one in page.evaluate("shifts") if not (comes_slowly and one["ofBar"])]
        total = sum(one["value"] for one in shifts)
        if total > MOST:
            faults.append(f"{path}: {total:.3f} {[one['what'] for one in shifts]}")
    return faults
