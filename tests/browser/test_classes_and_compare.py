"""Classes, slider and comparisons in a real browser: what points at what, what moves with what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import PHONE

CLASSED = "/maps/clean_water_rural?period=2024&classes=natural"
COMPARE = "/compare/tree_cover?from=2023&to=2024"


def frames(page: Page, selector: str = "iframe.map") -> list[Frame]:
    """Return the map frames of a page, each drawn."""
    found = []
    for handle in page.query_selector_all(selector):
        frame = handle.content_frame()
        assert frame is not None
        frame.locator("html[data-ready]").wait_for(state="attached")
        found.append(frame)
    return found


def fills(frame: Frame) -> dict[str, str]:
    """Return the fill of each unit on the map."""
    return frame.evaluate(
        "Object.fromEntries(Array.from(document.querySelectorAll('path[data-unit]'),"
        " path => [path.dataset.unit, path.getAttribute('fill')]))"
    )


def zoom_of(frame: Frame) -> list[float]:
    return frame.evaluate("[map_portal.getZoom(), map_portal.getCenter().lat, map_portal.getCenter().lng]")


def test_map_legend_and_table_agree_about_each_class(open_page: Callable[..., Page]) -> None:
    page = open_page(CLASSED)
    (frame,) = frames(page)
    drawn = fills(frame)
    for line in page.query_selector_all(".legend-line[data-key^='class-']"):
        key = line.get_attribute("data-key")
        fill = page.evaluate("line => line.querySelector('rect').getAttribute('fill')", line)
        codes = [row.get_attribute("data-unit") for row in page.query_selector_all(f"tr[data-key='{key}']")]
        assert {drawn[code] for code in codes if code} <= {fill}
        assert int(line.query_selector(".count").inner_text()) == len(codes)  # type: ignore[union-attr]


def test_a_class_of_the_legend_selects_its_communes_on_the_map(open_page: Callable[..., Page]) -> None:
    page = open_page(CLASSED)
    (frame,) = frames(page)
    line = page.locator(".legend-line[data-key='class-4']")
    line.click()
    expect(line).to_have_attribute("aria-pressed", "true")
    codes = page.eval_on_selector_all("tr[data-key='class-4']", "rows => rows.map(r => r.dataset.unit)")
    expect(frame.locator("path[aria-pressed='true']")).to_have_count(len(codes))
    assert page.locator("tr.is-selected").count() == len(codes) > 0


def test_a_commune_pointed_at_on_the_map_shows_in_table_and_legend(open_page: Callable[..., Page]) -> None:
    page = open_page(CLASSED)
    (frame,) = frames(page)
    frame.locator("path[data-unit='26491']").focus()
    expect(page.locator("tr[data-unit='26491']")).to_have_class("is-pointed")
    key = page.locator("tr[data-unit='26491']").get_attribute("data-key")
    expect(page.locator(".legend-line.is-pointed")).to_have_attribute("data-key", str(key))


def test_counts_are_circles_whose_areas_are_proportional(open_page: Callable[..., Page]) -> None:
    page = open_page("/maps/party_admissions?period=2024&classes=natural")
    (frame,) = frames(page)
    assert len(set(fills(frame).values())) == 1, "land has one colour: no choropleth of counts"
    drawn = frame.evaluate(
        "Object.values(map_portal._layers).filter(l => l._radius).map(l => [l._radius, l._latlng.lat])"
    )
    values = [int(text.split()[0]) for text in page.locator("#map-table td.num .together").all_inner_texts()]
    areas, counts = sorted(radius**2 for radius, _ in drawn), sorted(values)
    assert len(areas) == len(counts) == 12
    assert [area / areas[-1] for area in areas] == pytest.approx([n / counts[-1] for n in counts], rel=0.01)


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", [CLASSED, "/maps/party_admissions?period=2024&classes=equal"])
def test_labels_never_cover_one_another(
    open_page: Callable[..., Page], path: str, size: dict[str, int]
) -> None:
    (frame,) = frames(open_page(path, size=size))
    boxes = frame.evaluate(
        "Array.from(document.querySelectorAll('.label:not([hidden])'),"
        " label => label.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 3
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = (
                one["right"] <= other["left"]
                or other["right"] <= one["left"]
                or one["bottom"] <= other["top"]
                or other["bottom"] <= one["top"]
            )
            assert apart


def test_the_slider_shows_another_period_and_keeps_focus_view_and_selection(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(CLASSED)
    (frame,) = frames(page)
    page.locator("tr[data-unit='26491'] .unit-name").click()
    before = fills(frame)
    labels = page.locator(".legend-line span:not(.swatch):not(.count)").all_inner_texts()
    slider = page.locator(".map-slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_contain_text("năm 2023")
    assert "period=2023" in page.url
    expect(page.locator(".map-slider")).to_be_focused()
    expect(page.locator(".map-marks a[aria-current]")).to_have_text("2023")
    (frame,) = frames(page)
    assert fills(frame) != before
    after = page.locator(".legend-line span:not(.swatch):not(.count)").all_inner_texts()
    ranges = [text for text in labels if "đến" in text]
    assert [text for text in after if "đến" in text] == ranges, "the scale is held"
    expect(page.locator("tr[data-unit='26491']")).to_have_class("is-selected")


def test_maps_side_by_side_move_together(open_page: Callable[..., Page]) -> None:
    page = open_page(COMPARE)
    page.locator("iframe.compare-map").last.scroll_into_view_if_needed()
    first, second, change = frames(page, "iframe.compare-map")
    start = zoom_of(second)
    first.locator(".leaflet-control-zoom-in").click()
    first.locator(".leaflet-control-zoom-in").click()
    for other in (second, change):
        for _ in range(100):  # polled from here: a function waited for in the page would be evaluated
            if zoom_of(other)[0] > start[0] + 0.9:
                break
            page.wait_for_timeout(50)
        assert zoom_of(other) == pytest.approx(zoom_of(first), abs=1e-4)


def test_a_commune_is_pointed_at_on_all_maps_and_in_the_table(open_page: Callable[..., Page]) -> None:
    page = open_page(COMPARE)
    page.locator("iframe.compare-map").last.scroll_into_view_if_needed()
    every = frames(page, "iframe.compare-map")
    page.locator("tr[data-unit='26491'] .unit-name").click()
    for frame in every:
        expect(frame.locator("path[data-unit='26491']")).to_have_attribute("aria-pressed", "true")
    every[0].locator("path[data-unit='26470']").focus()
    expect(page.locator("tr[data-unit='26470']")).to_have_class("is-pointed")


@pytest.mark.parametrize(
    "path",
    [
        CLASSED,
        COMPARE,
        "/compare/clean_water_rural?with=tree_cover&to=2024",
        "/maps/clean_water_rural/periods?period=2024-Q4&classes=natural",
        "/measured/tree_cover?period=2024",
    ],
)
def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    "path", ["/maps/social_order_crimes?period=2024", "/maps/clean_water_rural?period=2024"]
)
def test_names_of_a_themes_indicators_are_whole(open_page: Callable[..., Page], path: str) -> None:
    cut = (
        open_page(path)
        .locator(".map-tabs a")
        .evaluate_all(
            "links => links.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
        )
    )
    assert cut == []


def test_to_point_at_a_commune_leaves_the_order_of_the_keyboard_as_it_was(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(CLASSED)
    (frame,) = frames(page)
    order = "Array.from(document.querySelectorAll('path[data-unit]'), path => path.dataset.unit)"
    before = frame.evaluate(order)
    frame.locator(f"path[data-unit='{before[0]}']").focus()
    expect(frame.locator(f"path[data-unit='{before[0]}']")).to_be_focused()
    page.keyboard.press("Tab")
    expect(frame.locator(f"path[data-unit='{before[1]}']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator(f"path[data-unit='{before[1]}']")).to_have_attribute("aria-pressed", "true")
    assert frame.evaluate(order) == before
    # The outline of what is selected lies above all units; once it is let go none is left.
    expect(frame.locator("path[stroke='#0b5394'][fill='none']")).to_have_count(1)
    page.keyboard.press("Enter")
    page.locator(".map-slider").focus()
    expect(frame.locator("path[stroke='#0b5394'][fill='none']")).to_have_count(0)
