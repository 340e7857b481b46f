"""Which item of the bar is marked: the page's own, its theme's, or the one that it lies below."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.build.pages import Page, PageClient
from tests.build.people import signed_in


def marked(page: Page) -> list[str]:
    """Return the marked items of the main bar."""
    bar = next(nav for nav in page.find_all("nav") if "bar-links" in nav.get("class", "").split())
    return [page.words(link) for link in bar.iter("a") if link.get("aria-current")]


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/incidents", "An ninh trật tự"),
        ("/maps/social_order_crimes?period=2024", "An ninh trật tự"),
        ("/new-rural", "Nông thôn mới"),
        ("/ranking?period=2024", "Xếp hạng"),
        ("/ranking?period=2024&lang=en", "Ranking"),
        ("/compare/tree_cover", "So sánh"),
        ("/clauses", "Tất cả chỉ tiêu"),
    ],
)
def test_a_readers_page_is_marked(sample_client: PageClient, address: str, label: str) -> None:
    assert label in marked(sample_client.get(address))


def test_a_communes_page_belongs_to_no_item(sample_client: PageClient) -> None:
    assert marked(sample_client.get("/communes/26470?period=2024")) == []


def test_every_page_below_the_desk_marks_the_desk(sample_app: Flask) -> None:
    planner = signed_in(sample_app, "planner")
    for address in ("/desk", "/desk/imports", "/desk/periods"):
        assert marked(planner.get(address)) == ["Nhập số liệu"], address
