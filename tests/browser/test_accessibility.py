"""axe-core looks at every page as readers get it: both languages, phone and desktop, maps inside included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Frame, Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.build.every_page import OTHER_FORMS, PAGES, SIGN_IN, enter, put_in_use

FILES_AND_FRAMES = {
    "assets.favicon",
    "assets.file",
    "compare.frame",
    "desk.template",
    "desk_drafts.marked",
    "desk_drafts.original",
    "desk_imports.original",
    "health.healthz",
    "incidents.frame",
    "map_files.drawing",
    "map_files.table",
    "maps.frame",
    "measured.frame",
    "prints.commune",
    "prints.heat",
    "office.picture",
    "prints.original",
    "prints.sheet",
    "prints.targets",
    "ranking_files.heat",
    "ranking_files.table",
    "target_files.template",
    "target_sharing.workbook",
}
REDIRECTS = {
    "documents.atlas",
    "documents.pack",
    "documents.pack_files",
    "documents.report",
    "maps.choose",
}
WITHOUT_EXAMPLE = {"desk_jobs.page"}
"""It needs a file of a size that the worker reads; `tests/webmap/desk/test_desk_large.py` has one."""


def test_every_page_is_looked_at(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - {"static"} == PAGES.keys() | FILES_AND_FRAMES | REDIRECTS | WITHOUT_EXAMPLE


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_serious_violation(
    browser: Browser,
    serve: Callable[[Flask], str],
    own_sample_app: Flask,
    size: dict[str, int],
) -> None:
    app, found = own_sample_app, put_in_use(own_sample_app)
    at = serve(app)
    context = browser.new_context(viewport=size, locale="vi-VN")
    page = context.new_page()
    faults = {}
    public = [path.format(**found) for path in (SIGN_IN, *OTHER_FORMS)]
    for path in public:
        faults |= look(page, at + path)
    enter(page, at, found["person"])
    for path in PAGES.values():
        faults |= look(page, at + path.format(**found))
    context.close()
    assert not faults, "\n".join(f"{where}: {what}" for what, where in sorted(faults.items()))


def look(page: Page, address: str) -> dict[str, str]:
    """Return what axe finds serious or critical on a page in either language, and where."""
    faults = {}
    for lang in ("vi", "en"):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}", wait_until="load")
        for frame in page.frames:
            for violation in violations(frame):
                for node in violation["nodes"]:
                    faults[f"{violation['id']} {node['html'][:200]}"] = page.url
    return faults


def violations(place: Frame, **options: object) -> list[dict[str, list[dict[str, str]]]]:
    """Return what axe finds serious or critical in a frame."""
    answer = Axe().run(place, options={"resultTypes": ["violations"], **options}).response
    return [v for v in answer["violations"] if v["impact"] in ("serious", "critical")]
