"""2,000 communes on one canvas: drawn, pointed at from both sides, told by keyboard, found in the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import PHONE
from tests.build.country import HIGH, WIDE, code_of, write_country
from webmap.app.settings import Settings
from webmap.factory import create_app

ADDRESS = "/maps/clean_water_rural?period=2024"


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path, serve: Callable[..., str]
) -> Iterator[str]:
    """A portal of the made-up country."""
    import shutil

    folder = shutil.copytree(founded_store_dir, tmp_path_factory.mktemp("country") / "data")
    app = create_app(Settings(data_dir=folder), testing=True)
    write_country(app.extensions["portal"].store)
    yield serve(app)
    app.extensions["portal"].store.close()


def drawn(page: Page) -> Frame:
    """Return the map's frame once it has painted its units."""
    frame = next(f for f in page.frames if "/frame" in f.url)
    frame.wait_for_selector("html[data-drawn]")
    return frame


def root(frame: Frame):
    return frame.locator("html")


def colour_at(frame: Frame, column: int, row: int) -> str:
    """Return the colour that is painted in the middle of a commune."""
    return frame.evaluate(
        """([lng, lat]) => {
          const map = window.map_portal;
          const canvas = document.querySelector('.units-canvas.units');
          const at = map.latLngToLayerPoint([lat, lng]).subtract(L.DomUtil.getPosition(canvas));
          const ratio = canvas.width / canvas.clientWidth;
          const copy = document.createElement('canvas');
          copy.width = copy.height = 1;
          const pen = copy.getContext('2d', { willReadFrequently: true });
          pen.drawImage(canvas, -Math.round(at.x * ratio), -Math.round(at.y * ratio));
          const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
          return '#' + [r, g, b].map(n => n.toString(16).padStart(2, '0')).join('');
        }""",
        [103.05 + column * 0.1, 10.05 + row * 0.1],
    )


def point(page: Page, frame: Frame, column: int, row: int) -> tuple[float, float]:
    """Return where in the window the middle of a commune is."""
    at = frame.evaluate(
        """([lng, lat]) => {
          const map = window.map_portal;
          const at = map.latLngToContainerPoint([lat, lng]);
          return [at.x, at.y];
        }""",
        [103.05 + column * 0.1, 10.05 + row * 0.1],
    )
    page.locator("#map-frame").scroll_into_view_if_needed()
    box = page.locator("#map-frame").bounding_box()
    assert box is not None
    # One pixel is the frame's border.
    return box["x"] + 1 + at[0], box["y"] + 1 + at[1]


def test_all_are_drawn_in_the_colours_of_the_legend(open_page: Callable[..., Page]) -> None:
    frame = drawn(open_page(ADDRESS))
    expect(root(frame)).to_have_attribute("data-features", str(WIDE * HIGH))
    assert colour_at(frame, 30, 20) == "#2f8f9d"
    assert colour_at(frame, 5, 20) == "#7a1022"
    assert frame.locator("path[data-unit]").count() == 0
    expect(frame.get_by_text("Quần đảo Hoàng Sa")).to_be_visible()
    expect(frame.get_by_text("Quần đảo Trường Sa")).to_be_visible()


def test_pointing_shows_facts_and_a_click_brings_the_row(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    frame = drawn(page)
    x, y = point(page, frame, 30, 20)
    page.mouse.move(x, y)
    expect(frame.locator(".facts caption")).to_have_text("Xã Ô 30/20")
    expect(frame.locator(".facts")).to_contain_text("90,0%")
    page.mouse.click(x, y)
    expect(root(frame)).to_have_attribute("data-selected", code_of(30, 20))
    # Its row is on another page of the table, which is fetched.
    row = page.locator(f'tr[data-unit="{code_of(30, 20)}"]')
    expect(row).to_have_class(re.compile("is-selected"))


def test_a_row_and_a_legend_line_point_at_the_map(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    frame = drawn(page)
    first = page.locator("#map-table tbody tr").first
    first.hover()
    expect(root(frame)).to_have_attribute("data-pointed", first.get_attribute("data-unit") or "")
    first.locator(".unit-name").click()
    expect(root(frame)).to_have_attribute("data-selected", first.get_attribute("data-unit") or "")
    line = page.locator('.legend-line[data-key="no_data"]')
    line.click()
    expect(line).to_have_attribute("aria-pressed", "true")
    selected = root(frame).get_attribute("data-selected") or ""
    assert set(selected.split()) <= {code_of(column, HIGH - 1) for column in range(WIDE)}
    assert len(selected.split()) == 20


def test_the_keyboard_reaches_units_and_pages(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    frame = drawn(page)
    frame.locator(".folium-map").focus()
    frame.locator(".folium-map").press("+")
    for _time in range(4):
        frame.locator(".folium-map").press("ArrowLeft")
        page.wait_for_timeout(400)
    expect(frame.locator("p.spoken[role=status]")).to_contain_text("Xã Ô")
    frame.locator(".folium-map").press("Enter")
    assert root(frame).get_attribute("data-selected")
    # The page of the table with its row has come; the next one takes its place.
    expect(page.locator("#map-table tr.is-selected")).to_have_count(1)
    page.locator('.unit-turn a[rel="prev"]').press("Enter")
    expect(page.locator("#map-table tr.is-selected")).to_have_count(0)
    expect(page.locator("#map-table tbody tr")).to_have_count(100)


def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, size=PHONE)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
