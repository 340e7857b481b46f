"""The offline bundle as somebody opens it: by double click from a folder, with no network at all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.slow

PAGES = (
    "index.html",
    "ranking.html",
    "maps/clean_water_rural.html",
    "maps/tree_cover-2023.html",
    "maps/urban_unemployment.html",
    "maps/budget_revenue.html",
    "frames/tree_cover.html",
    "communes/26503.html",
    "new-rural/standard-2021-2025.html",
)


@pytest.fixture(scope="module")
def bundle(sample_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundle of 2024 in both languages, unpacked into folders."""
    found = {}
    for lang in ("vi", "en"):
        folder = tmp_path_factory.mktemp(f"bundle-{lang}")
        arguments = ["map", "bundle", "--period", "2024", "--lang", lang, "--output", f"{folder}.zip"]
        result = sample_app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == 0, result.output
        zipfile.ZipFile(f"{folder}.zip").extractall(folder)
        found[lang] = folder
    return found


@pytest.fixture
def open_file(browser: Browser, bundle: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """A way to open pages as `open_file(name, size=PHONE, lang="en")`, offline.

    Whatever is asked for outside of the folder, fails to load or is said on the console fails the test.
    """
    faults, contexts = [], []

    def open_it(name: str, *, size: dict[str, int] = DESKTOP, lang: str = "vi") -> Page:
        context = browser.new_context(viewport=size, locale="vi-VN", offline=True)
        contexts.append(context)
        page, top = context.new_page(), bundle[lang].as_uri()
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda problem: faults.append(f"script error: {problem}"))
        page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda r: None if r.url.startswith((f"{top}/", "data:")) else faults.append(f"asked for {r.url}"),
        )
        page.goto(f"{top}/{name}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def codes_of(page: Page, key: str) -> list[str]:
    """Return the communes of a line of the legend, in the table's order."""
    rows = page.locator(f'#map-table tr[data-key="{key}"]').all()
    return [row.get_attribute("data-unit") or "" for row in rows]


def drawn(page: Page) -> Frame:
    """Return the map's frame once it has drawn its units."""
    frame = next(frame for frame in page.frames if "/frames/" in frame.url)
    frame.wait_for_selector("html[data-ready]")
    return frame


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_map_is_drawn_by_double_click(open_file: Callable[..., Page], size: dict[str, int]) -> None:
    page = open_file("maps/clean_water_rural.html", size=size)
    frame = drawn(page)
    assert frame.locator("path[data-unit]").count() == 12
    assert frame.evaluate("document.fonts.check('13px Roboto')")
    assert frame.locator(".label:visible").count() >= 6
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.get_by_text("Số liệu mẫu: không dùng để báo cáo")).to_be_visible()
    expect(frame.locator(".alone")).to_be_hidden()


def test_map_legend_and_table_point_at_each_other(open_file: Callable[..., Page]) -> None:
    page = open_file("maps/clean_water_rural.html")
    frame = drawn(page)
    page.locator('tr[data-unit="26503"] .unit-name').click()
    expect(frame.locator('path[data-unit="26503"]')).to_have_attribute("aria-pressed", "true")
    frame.locator('path[data-unit="26485"]').click()
    expect(page.locator('tr[data-unit="26485"] .unit-name')).to_have_attribute("aria-pressed", "true")
    page.locator('.legend-line[data-key="met"]').click()
    met = frame.locator('path[data-key="met"]').count()
    expect(frame.locator('path[data-unit][aria-pressed="true"]')).to_have_count(met)
    assert page.url.endswith("#units=" + ",".join(codes_of(page, "met")))
    frame.locator('path[data-unit="26503"]').hover()
    expect(frame.locator(".leaflet-tooltip caption")).to_have_text("Xã Phước An")


def test_a_frame_opened_alone_says_that_its_figures_are_invented(open_file: Callable[..., Page]) -> None:
    page = open_file("frames/tree_cover.html")
    expect(page.locator(".alone")).to_be_visible()


def test_one_goes_from_page_to_page_and_from_period_to_period(open_file: Callable[..., Page]) -> None:
    page = open_file("index.html")
    page.locator("#theme-tree_cover .bundle-picture").click()
    expect(page.locator("h1")).to_have_text("Tỷ lệ che phủ cây xanh, năm 2024")
    page.locator(".map-marks a", has_text="2023").click()
    expect(page.locator("h1")).to_have_text("Tỷ lệ che phủ cây xanh, năm 2023")
    assert drawn(page).locator("path[data-unit]").count() == 12
    page.locator(".map-table a", has_text="mọi chỉ tiêu").first.click()
    expect(page.locator("h1")).to_have_text("Thị trấn Hiệp Phước, năm 2024")
    page.locator(".bar-links a", has_text="Xếp hạng").click()
    expect(page.locator(".heat tbody tr").first).to_be_visible()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_serious_violation(
    open_file: Callable[..., Page], size: dict[str, int], lang: str
) -> None:
    faults = {}
    for name in PAGES:
        page = open_file(name, size=size, lang=lang)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
        for frame in page.frames:
            if "/frames/" in frame.url and page.locator("#map-frame:visible").count():
                frame.wait_for_selector("html[data-ready]")
            # By itself axe fetches style sheets and talks to frames, which pages of a folder may not.
            for violation in violations(frame, preload=False, iframes=False):
                faults |= {f"{violation['id']} {node['html'][:200]}": name for node in violation["nodes"]}
        page.close()
    assert not faults, "\n".join(f"{where}: {what}" for what, where in sorted(faults.items()))
