"""The map page in a real browser: the legend's fills, table and map pointing at each other, no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Frame, Page, expect
from shapely.geometry import box

from geodata.store import Store
from layers.status_classes import STATUS_CLASS, Pattern
from tests.browser.conftest import PHONE
from tests.build.district import Place, write_district, write_figures
from webmap.app.settings import Settings
from webmap.factory import create_app

PERIOD = "2024-Q3"
ADDRESS = f"/maps/clean_water_rural?period={PERIOD}"
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`;alert(1);`",
    "</script><script>alert(1)</script>",
)
WIDE = {"width": 1920, "height": 1080}
VIEW = re.compile(r"#view=")
"""An address that holds the map's view. (A function waited for would be evaluated, against the policy.)"""


def square(position: int) -> object:
    """Return one of twelve squares, four in a row, in the place of the district."""
    x, y = 106.80 + 0.05 * (position % 4), 10.60 + 0.05 * (position // 4)
    return box(x, y, x + 0.05, y + 0.05)


def fill_district(store: Store) -> None:
    """Write twelve communes, four of them named by scripts, in many states and statuses."""
    names = [*(f"Xã {payload}" for payload in PAYLOADS), *(f"Xã Long Thọ {n}" for n in range(8))]
    write_district(
        store,
        [Place(f"{26470 + i}", name, square(i)) for i, name in enumerate(names)],  # type: ignore[arg-type]
    )
    codes = [f"{26470 + i}" for i in range(12)]
    write_figures(
        store,
        "population_rural",
        PERIOD,
        {code: {"value": Decimal(0 if code == "26475" else 1000)} for code in codes},
    )
    met, missed = 900, 700
    figures: dict[str, dict[str, object]] = {
        code: {"numerator": Decimal(met if position % 2 else missed), "denominator": Decimal(1000)}
        for position, code in enumerate(codes)
        if code not in ("26475", "26476", "26477")
    }
    figures["26470"]["note"] = " ".join(PAYLOADS)
    figures["26477"] = {"state": "suppressed"}
    write_figures(store, "clean_water_rural", PERIOD, figures, file_name="</script>.xlsx")
    # A resolution's target speaks of 2024 alone: a year before it is unjudged.
    write_figures(store, "clean_water_rural", "2023", figures)


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path, serve: Callable[[Flask], str]
) -> Iterator[str]:
    """A portal with the district of this file."""
    import shutil

    folder = shutil.copytree(founded_store_dir, tmp_path_factory.mktemp("maps") / "data")
    app = create_app(Settings(data_dir=folder), testing=True)
    fill_district(app.extensions["portal"].store)
    yield serve(app)
    app.extensions["portal"].store.close()


@pytest.fixture
def map_page(open_page: Callable[..., Page]) -> Page:
    """The map page with its frame drawn; a dialog fails the test."""
    page = open_page(ADDRESS)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog said {dialog.message}"))
    drawn(page)
    return page


def drawn(page: Page) -> Frame:
    """Return the map's frame once it has drawn its units."""
    frame = next(f for f in page.frames if "/frame" in f.url)
    frame.wait_for_selector("html[data-ready]")
    return frame


def path_of(frame: Frame, code: str) -> str:
    """Return the selector of a commune's shape."""
    return f'path[data-unit="{code}"]'


def stroke(frame: Frame, code: str) -> tuple[str | None, str | None]:
    """Return colour and width of a commune's outline."""
    shape = frame.locator(path_of(frame, code))
    return shape.get_attribute("stroke"), shape.get_attribute("stroke-width")


def test_scripts_in_names_and_notes_are_text(map_page: Page) -> None:
    frame = drawn(map_page)
    for position, payload in enumerate(PAYLOADS):
        label = frame.locator(f'.label[data-unit="{26470 + position}"] .name')
        assert label.text_content() == payload
        row = map_page.locator(f'tr[data-unit="{26470 + position}"] .unit-name')
        assert row.inner_text().strip() == f"Xã {payload}"
    frame.locator(path_of(frame, "26470")).hover()
    facts = frame.locator(".leaflet-tooltip")
    assert " ".join(PAYLOADS) in (facts.text_content() or "")
    assert "</script>.xlsx" in (facts.text_content() or "")
    assert frame.locator("img").count() == 0
    assert map_page.locator("img").count() == 0
    map_page.wait_for_timeout(200)


@pytest.mark.parametrize("period", [PERIOD, "2023"])
def test_the_legend_shows_the_fills_that_are_drawn(open_page: Callable[..., Page], period: str) -> None:
    page = open_page(f"/maps/clean_water_rural?period={period}")
    frame = drawn(page)
    keys = set()
    for shape in frame.locator("path[data-unit]").all():
        key, fill = shape.get_attribute("data-key") or "", shape.get_attribute("fill") or ""
        keys.add(key)
        look = STATUS_CLASS[key]
        assert page.locator(f'.legend-line[data-key="{key}"] use').get_attribute("href") == f"#swatch-{key}"
        box_fill = page.locator(f"#swatch-{key} g[data-class] path").first.get_attribute("fill")
        pattern = re.fullmatch(r"url\(#(.+)\)", fill)
        ground = frame.locator(f"#{pattern[1]} rect").get_attribute("fill") if pattern else fill
        assert ground == box_fill == look.fill
        assert (pattern is not None) == (look.pattern in (Pattern.HATCH, Pattern.DOTS))
        assert (shape.get_attribute("stroke-dasharray") is not None) == (
            look.pattern is Pattern.DASHED_OUTLINE
        )
    judged = {"met", "not_due", "not_applicable"}
    assert keys == {"no_data", "suppressed"} | ({"unjudged"} if period == "2023" else judged)


def test_the_counts_of_the_legend_are_the_shapes_of_the_map(map_page: Page) -> None:
    frame = drawn(map_page)
    for line in map_page.locator(".legend-line").all():
        shapes = frame.locator(f'path[data-key="{line.get_attribute("data-key")}"]').count()
        assert line.locator(".count").inner_text() == str(shapes)


def test_a_row_points_at_its_commune_and_a_click_selects_it(map_page: Page) -> None:
    frame = drawn(map_page)
    before = stroke(frame, "26474")
    row = map_page.locator('tr[data-unit="26474"]')
    row.hover()
    expect(frame.locator(path_of(frame, "26474"))).to_have_attribute("stroke-width", "3")
    map_page.locator("h1").hover()
    expect(frame.locator(path_of(frame, "26474"))).to_have_attribute("stroke-width", before[1] or "")
    row.click()
    map_page.locator("h1").hover()
    expect(frame.locator(path_of(frame, "26474"))).to_have_attribute("stroke", "#0b5394")
    expect(row.locator(".unit-name")).to_have_attribute("aria-pressed", "true")
    row.click()
    map_page.locator("h1").hover()
    expect(frame.locator(path_of(frame, "26474"))).to_have_attribute("stroke", before[0] or "")


def test_what_is_said_of_a_commune_below_the_map_is_marked_with_it(map_page: Page) -> None:
    drawn(map_page)
    part = map_page.locator('.gap-parts tr[data-commune="26474"]')
    expect(part).not_to_have_class(re.compile("is-selected"))
    map_page.locator('tr[data-unit="26474"] .unit-name').click()
    expect(part).to_have_class(re.compile("is-selected"))
    expect(map_page.locator(".gap-parts tr.is-selected")).to_have_count(1)


def test_a_commune_points_at_its_row_and_a_click_selects_it(map_page: Page) -> None:
    frame = drawn(map_page)
    row = map_page.locator('tr[data-unit="26478"]')
    shape = frame.locator(path_of(frame, "26478"))
    shape.hover()
    expect(row).to_have_class(re.compile("is-pointed"))
    shape.click()
    expect(row).to_have_class(re.compile("is-selected"))
    expect(row.locator(".unit-name")).to_have_attribute("aria-pressed", "true")
    expect(row).to_be_in_viewport()


def test_a_line_of_the_legend_selects_its_communes(map_page: Page) -> None:
    frame = drawn(map_page)
    line = map_page.locator('.legend-line[data-key="not_due"]')
    line.click()
    map_page.locator("h1").hover()
    chosen = frame.locator('path[data-unit][aria-pressed="true"]')
    expect(chosen).to_have_count(frame.locator('path[data-key="not_due"]').count())
    expect(line).to_have_attribute("aria-pressed", "true")


def test_the_map_is_read_and_moved_by_keyboard(map_page: Page) -> None:
    frame = drawn(map_page)
    frame.locator(path_of(frame, "26479")).focus()
    expect(frame.locator(".leaflet-tooltip caption")).to_have_text("Xã Long Thọ 5")
    map_page.keyboard.press("Enter")
    expect(map_page.locator('tr[data-unit="26479"]')).to_have_class(re.compile("is-selected"))
    map_page.keyboard.press("Escape")
    expect(frame.locator(".leaflet-tooltip")).to_have_count(0)
    width = frame.locator(path_of(frame, "26479")).bounding_box()
    frame.locator(".folium-map").focus()
    map_page.keyboard.press("+")
    expect(map_page).to_have_url(VIEW)
    wider = frame.locator(path_of(frame, "26479")).bounding_box()
    assert width is not None and wider is not None
    assert wider["width"] > 1.2 * width["width"]


def test_the_view_is_in_the_address(map_page: Page, open_page: Callable[..., Page]) -> None:
    frame = drawn(map_page)
    frame.get_by_role("button", name="Phóng to").click()
    expect(map_page).to_have_url(VIEW)
    found = map_page.evaluate("location.hash")
    again = open_page(ADDRESS + found)
    other = drawn(again)
    again.wait_for_timeout(200)
    one, two = (f.locator(path_of(f, "26475")).bounding_box() for f in (frame, other))
    assert one is not None and two is not None
    assert one["width"] == pytest.approx(two["width"], rel=0.02)


MALFORMED = [
    {"type": "select", "units": ["99999"]},
    {"type": "select", "units": ["26470"], "more": 1},
    {"type": "select", "units": "26470"},
    {"type": "select", "units": [26470]},
    {"type": "highlight", "units": None},
    {"type": "view", "center": [10.6, "x"], "zoom": 11},
    {"type": "view", "center": [91, 500], "zoom": 11},
    {"type": "view", "center": [10.65, 106.9], "zoom": 99},
    {"type": "eval", "units": ["26470"]},
    "select",
    None,
    7,
]


def test_what_is_no_message_of_the_page_is_dropped_by_the_frame(map_page: Page) -> None:
    frame = drawn(map_page)
    before = frame.locator("svg.leaflet-zoom-animated, .leaflet-overlay-pane svg").first.inner_html()
    map_page.evaluate(
        "all => all.forEach(m => document.getElementById('map-frame').contentWindow.postMessage(m, '*'))",
        MALFORMED,
    )
    map_page.wait_for_timeout(200)
    after = frame.locator("svg.leaflet-zoom-animated, .leaflet-overlay-pane svg").first.inner_html()
    assert after == before


def test_what_does_not_come_from_the_frame_is_dropped_by_the_page(map_page: Page) -> None:
    map_page.evaluate("window.postMessage({type: 'select', units: ['26470']}, '*')")
    map_page.wait_for_timeout(200)
    assert map_page.locator("tr.is-selected").count() == 0


def test_the_frame_opened_alone_draws_and_reaches_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/maps/clean_water_rural/frame?period={PERIOD}")
    page.wait_for_selector("html[data-ready]")
    assert page.locator("path[data-unit]").count() == 12
    assert page.evaluate("window.origin") == "null"


@pytest.mark.parametrize("size", [PHONE, {"width": 1366, "height": 768}, WIDE])
def test_labels_do_not_overlap_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page(ADDRESS, size=size)
    frame = drawn(page)
    page.wait_for_timeout(200)
    boxes = [b for label in frame.locator(".label:visible").all() if (b := label.bounding_box()) is not None]
    assert len(boxes) >= 6
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart_x = one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
            apart_y = (
                one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1
            )
            assert apart_x or apart_y
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_finger_scrolls_the_page_over_the_map_until_it_is_zoomed(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, size=PHONE, touched=True)
    frame = drawn(page)
    told = "getComputedStyle(document.querySelector('.folium-map')).touchAction"
    assert "pan-y" in frame.evaluate(told)
    frame.get_by_role("button", name="Phóng to").tap()
    expect(page).to_have_url(re.compile(r"#view="))
    assert frame.evaluate(told) == "none"


def test_on_a_phone_the_buttons_leave_the_facts_alone(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, size=PHONE, touched=True)
    frame = drawn(page)
    buttons = frame.locator(".leaflet-control-zoom")
    expect(buttons).to_have_css("opacity", "1")
    frame.locator(path_of(frame, "26470")).tap(force=True)
    expect(frame.locator(".facts")).to_be_visible()
    expect(buttons).to_have_css("opacity", "0")
    expect(page.locator('tr[data-unit="26470"]')).to_have_class(re.compile("is-selected"))


def test_on_a_phone_the_table_is_cards(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, size=PHONE)
    drawn(page)
    cell = page.locator('tr[data-unit="26470"] td').first
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"Giá trị"'
    height = page.locator("#map-frame").bounding_box()
    assert height is not None
    # 60 % of a phone's height, or less where the district would stand in white: it is wider than high.
    wanted = min(0.6 * PHONE["height"], 0.88 * PHONE["width"])
    assert height["height"] == pytest.approx(wanted, abs=4)
