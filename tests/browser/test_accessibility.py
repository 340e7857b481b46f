"""axe-core looks at every page as readers get it: both languages, phone and desktop, maps inside included."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Frame, Page
from pypdf import PdfReader

from geodata.store.frozen_sets import freeze
from geodata.store.vocabulary import Role
from tests.browser.conftest import DESKTOP, PHONE
from tests.geodata.boundaries.boundary_files import geojson_document, three_communes
from tests.people import PASSWORD, csrf_token, make_account, signed_in
from webmap.pack_templates import PackTemplate, keep_pack_template
from webmap.sheet.order import Part

PAGES = {
    "account.page": "/account",
    "account.sign_in": "/account/sign-in",
    "clauses.page": "/clauses?period=2024",
    "communes.page": "/communes/26503?period=2024",
    "compare.page": "/compare/tree_cover?period=2024",
    "cut_offs.page": "/desk/cut-offs",
    "desk.index": "/desk",
    "desk_boundaries.index": "/desk/boundaries",
    "desk_boundaries.page": "{outlines}",
    "desk_drafts.page": "{draft}",
    "desk_layout.page": "{draft}/layout",
    "desk_imports.undo": "/desk/imports/{imported}/undo",
    "desk_imports.index": "/desk/imports",
    "desk_imports.page": "/desk/imports/{imported}",
    "desk_values.corrected": "/desk/corrections",
    "desk_values.history": "/desk/values/tree_cover/26503?period=2024",
    "documents.index": "/print?period=2024",
    "embed.page": "/embed/tree_cover?period=2024",
    "frozen.index": "/frozen",
    "frozen.page": "/frozen/set?name=họp",
    "incidents.page": "/incidents",
    "map_periods.page": "/maps/tree_cover/periods",
    "maps.page": "/maps/tree_cover?period=2024",
    "measured.page": "/measured/tree_cover",
    "meeting.page": "/meeting?indicators=tree_cover",
    "criterion_sets.page": "/new-rural/criteria?set=standard-2026-2030",
    "new_rural.page": "/new-rural?period=2024",
    "new_rural_entry.recognitions": "/new-rural/recognitions",
    "new_rural_entry.results": "/new-rural/enter?period=2024",
    "overview.index": "/?period=2024",
    "packs.index": "/packs?pack=họp&period=2024",
    "periods.history": "/desk/periods/history",
    "periods.page": "/desk/periods",
    "print_jobs.page": "{document}",
    "prints.origin": "{printed}",
    "ranking.page": "/ranking?period=2024",
    "remedies.form": "/remedies/tree_cover?period=2024",
    "remedies.page": "/remedies?period=2024",
    "target_sharing.page": "/targets/share/tree_cover?period=2024",
    "targets.page": "/targets?period=2024",
}
OTHER_FORMS = (
    "/maps/urban_unemployment",
    "/maps/budget_revenue",
    "/maps/tree_cover?classes=quantile",
    "/maps/tree_cover?period=1999",
    "/meeting",
    "/compare/tree_cover?what=indicators",
    "/maps/nothing",
    "/maps/clean_water_rural?period=2024-Q3",
    "/communes/26503?period=2024-Q3",
    "/ranking?period=2024&scope=indicator:tree_cover&sort=-value&f_rank=x",
)

"""More of the pages above: a number in place of a map, no value at all, a form, a refusal."""
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
    "prints.original",
    "prints.sheet",
    "prints.targets",
    "ranking_files.heat",
    "ranking_files.table",
    "target_files.template",
    "target_sharing.workbook",
}
REDIRECTS = {"documents.atlas", "documents.pack", "documents.report", "maps.choose"}
WITHOUT_EXAMPLE = {"desk_jobs.page"}
"""It needs a file of a size that the desk gives to the worker; `tests/webmap/test_desk_large.py` reads it."""
ROWS = "commune_code,indicator,period,value,numerator,denominator,note\n26503,income_per_capita,2024,{},,,\n"


@pytest.fixture
def portal_in_use(own_sample_app: Flask) -> Iterator[tuple[Flask, dict[str, str]]]:
    """A portal with a draft, an import, a frozen set and a print; and the addresses of these."""
    freeze(own_sample_app.extensions["portal"].store, "họp", person="mai")
    client = signed_in(own_sample_app, Role.ADMIN)
    drafts = []
    for value in ("61.5", "hai mươi"):
        file = (io.BytesIO(ROWS.format(value).encode()), "so-lieu.csv")
        fields = {"csrf_token": csrf_token(client.raw, "/desk"), "file": file}
        answer = client.raw.post("/desk/drafts", data=fields, content_type="multipart/form-data")
        assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text[:2000]
        drafts.append(answer.location)
    sheet = client.raw.get("/print/tree_cover.pdf?period=2024").data
    printed = re.search(r"/p/([2-9A-HJ-NP-Z]{10})", PdfReader(io.BytesIO(sheet)).pages[0].extract_text())
    assert printed
    outlines = (io.BytesIO(json.dumps(geojson_document(three_communes())).encode()), "xa.geojson")
    token = csrf_token(client.raw, "/desk/boundaries")
    sent = client.raw.post(
        "/desk/boundaries",
        data={"csrf_token": token, "valid_from": "2024-01-01", "file": outlines},
        content_type="multipart/form-data",
    )
    pack = PackTemplate("họp", (Part("targets"), Part("sheet", "tree_cover")))
    keep_pack_template(own_sample_app.extensions["portal"].store, pack, person="mai")
    document = client.raw.get("/packs/họp.pdf?period=2024").location
    found = {
        "document": document,
        "draft": drafts[1],
        "imported": "1",
        "printed": f"/p/{printed[1]}",
        "outlines": sent.location,
    }
    yield own_sample_app, found


def test_every_page_is_looked_at(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - {"static"} == PAGES.keys() | FILES_AND_FRAMES | REDIRECTS | WITHOUT_EXAMPLE


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_serious_violation(
    browser: Browser,
    serve: Callable[[Flask], str],
    portal_in_use: tuple[Flask, dict[str, str]],
    size: dict[str, int],
) -> None:
    app, found = portal_in_use
    at = serve(app)
    context = browser.new_context(viewport=size, locale="vi-VN")
    page = context.new_page()
    faults = {}
    public = [path.format(**found) for path in (PAGES["account.sign_in"], *OTHER_FORMS)]
    for path in public:
        faults |= look(page, at + path)
    page.goto(f"{at}/account/sign-in?lang=vi")
    page.fill("#name", make_account(app, Role.ADMIN))
    page.fill("#password", PASSWORD)
    page.locator("main button.main").click()
    page.wait_for_url(f"{at}/**")
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
            for violation in _violations(frame):
                for node in violation["nodes"]:
                    faults[f"{violation['id']} {node['html'][:200]}"] = page.url
    return faults


def _violations(place: Frame) -> list[dict[str, list[dict[str, str]]]]:
    answer = Axe().run(place).response
    return [v for v in answer["violations"] if v["impact"] in ("serious", "critical")]
