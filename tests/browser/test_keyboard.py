"""Every control of a page is reached by Tab, is seen when it is, and none holds the focus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

_MOST_STOPS = 700
_CONTROLS = """[...document.querySelectorAll(
    'a[href], button:not(:disabled), input:not([type=hidden]), select, textarea, summary, iframe,'
    + '[tabindex="0"]'
  )].filter(one => one.checkVisibility({visibilityProperty: true}))"""
_WHERE = f"""() => {{
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return {{
    at: {_CONTROLS}.indexOf(one),
    name: (one.textContent || one.getAttribute('aria-label') || one.id || one.tagName).trim().slice(0, 40),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    marked: one.tagName === 'IFRAME'
      || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
  }};
}}"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/maps/social_order_crimes?period=2024",
        pytest.param("/compare/tree_cover", marks=pytest.mark.slow),
        pytest.param("/ranking", marks=pytest.mark.slow),
        pytest.param("/communes/26503?period=2024", marks=pytest.mark.slow),
        pytest.param("/clauses", marks=pytest.mark.slow),
    ],
)
def test_every_control_is_reached_seen_and_left(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    # Otherwise the page is still on its way to the control when it is asked where that is.
    page.emulate_media(reduced_motion="reduce")
    reached = stops(page)
    assert not [one["name"] for one in reached if not one["seen"]]
    assert not [one["name"] for one in reached if not one["marked"]]
    assert {one["at"] for one in reached} == set(range(page.evaluate(f"{_CONTROLS}.length")))


def stops(page: Page) -> list[dict[str, object]]:
    """Press Tab from the page's beginning to its end; return where the focus was, in order."""
    found: list[dict[str, object]] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate(_WHERE)
        if where is None or (len(found) > 1 and where["at"] == 0):
            return found
        found.append(where)
    raise AssertionError(f"the focus does not leave {found[-1]['name']!r}")
