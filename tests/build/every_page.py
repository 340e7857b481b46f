"""Every page that a reader, a clerk or an administrator sees: the one list of all that look at pages."""

from __future__ import annotations

import io
import json
import re
from http import HTTPStatus

from flask import Flask
from openpyxl import Workbook
from playwright.sync_api import Page
from pypdf import PdfReader

from geodata.store.frozen_sets import freeze
from geodata.store.vocabulary import Role
from tests.build import people
from tests.build.boundary_files import geojson_document, three_communes
from tests.build.pages import PageClient
from webmap.paper.order import Part
from webmap.prints.packs import PackTemplate, keep_pack_template

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
    "desk_layout.page": "{own_workbook}/layout",
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
    "office.page": "/admin/office?form=state&since=2025-07-01",
    "overview.index": "/?period=2024",
    "packs.index": "/packs?pack=họp&period=2024",
    "periods.history": "/desk/periods/history?office=&period=2024",
    "periods.page": "/desk/periods",
    "print_jobs.page": "{document}",
    "prints.origin": "{printed}",
    "ranking.page": "/ranking?period=2024",
    "remedies.form": "/remedies/tree_cover?period=2024",
    "remedies.page": "/remedies?period=2024",
    "target_sharing.page": "/targets/share/waste_domestic?period=2024",
    "targets.page": "/targets?period=2024",
}
"""An address for each endpoint that is a page; those in braces are found by `put_in_use`."""

OTHER_FORMS = (
    "/maps/urban_unemployment",
    "/maps/budget_revenue",
    "/maps/tree_cover?classes=quantile",
    "/maps/tree_cover?period=1999",
    "/meeting",
    "/maps/new_rural_criteria",
    "/maps/social_order_crimes",
    "/maps/health_station_doctor",
    "/maps/tree_cover?period=2024&ground=60",
    "/maps/party_admissions?period=2024&classes=natural",
    "/maps/tree_cover?period=2024&at=2025-07-01",
    "/compare/tree_cover?with=clean_water_rural&to=2024",
    "/compare/tree_cover?with_at=2025-07-01&to=2024",
    "/maps/nothing",
    "/maps/clean_water_rural?period=2024-Q3",
    "/communes/26503?period=2024-Q3",
    "/ranking?period=2024&scope=indicator:tree_cover&sort=-value&f_rank=x",
)
"""More of the pages above: a number in place of a map, no value at all, a form, a refusal."""

SIGN_IN = "/account/sign-in"
_OWN_SHEET = (
    ("THỐNG KÊ NĂM 2024",),
    ("Đơn vị", "Dân số nông thôn", "Số người dùng nước sạch", "Số vụ cháy, nổ lớn", "Ghi chú"),
    ("Xã Phước An", 14800, 13900, 3, None),
    ("xã Long Tân", 9200, 8100, 2, "số ước"),
    ("Cụm công nghiệp", None, None, 1, None),
    ("Tổng", 24000, 22000, 6, None),
)
_ROWS = "commune_code,indicator,period,value,numerator,denominator,note\n26503,income_per_capita,2024,{},,,\n"


def put_in_use(app: Flask) -> dict[str, str]:
    """Give a portal with the sample three drafts, a frozen set, a print, a pack and a file of outlines.

    Returns
    -------
    dict of str to str
        What the braces in `PAGES` stand for, and the `person` whose drafts these are.
    """
    freeze(app.extensions["portal"].store, "họp", person="mai")
    client, person = PageClient(app), people.make_account(app, Role.ADMIN)
    people.enter(client.raw, person, people.PASSWORD)
    _send(client, "so-lieu.csv", _ROWS.format("61.5").encode())
    draft = _send(client, "so-lieu.csv", _ROWS.format("hai mươi").encode())
    sheet = client.raw.get("/print/tree_cover.pdf?period=2024").data
    printed = re.search(r"/p/([2-9A-HJ-NP-Z]{10})", PdfReader(io.BytesIO(sheet)).pages[0].extract_text())
    assert printed
    outlines = (io.BytesIO(json.dumps(geojson_document(three_communes())).encode()), "xa.geojson")
    token = people.csrf_token(client.raw, "/desk/boundaries")
    sent = client.raw.post(
        "/desk/boundaries",
        data={"csrf_token": token, "valid_from": "2024-01-01", "file": outlines},
        content_type="multipart/form-data",
    )
    pack = PackTemplate("họp", (Part("targets"), Part("sheet", "tree_cover")))
    keep_pack_template(app.extensions["portal"].store, pack, person="mai")
    return {
        "document": client.raw.get("/packs/họp.pdf?period=2024").location,
        "draft": draft,
        "imported": "13",
        "printed": f"/p/{printed[1]}",
        "outlines": sent.location,
        "own_workbook": _send(client, "bang-cua-phong.xlsx", _own_workbook(), period="2024"),
        "person": person,
    }


def _send(client: PageClient, name: str, content: bytes, **fields: str) -> str:
    """Send a file to the desk; gives the address of its draft."""
    fields["csrf_token"] = people.csrf_token(client.raw, "/desk")
    form = {**fields, "file": (io.BytesIO(content), name)}
    answer = client.raw.post("/desk/drafts", data=form, content_type="multipart/form-data")
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text[:2000]
    return answer.location


def _own_workbook() -> bytes:
    """Write a sheet as an office keeps it, not as the template has it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Biểu 01"
    for row in _OWN_SHEET:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def enter(page: Page, at: str, name: str) -> None:
    """Sign in as a person does."""
    page.goto(f"{at}{SIGN_IN}?lang=vi")
    page.fill("#name", name)
    page.fill("#password", people.PASSWORD)
    page.locator("main button.main").click()
    page.wait_for_url(lambda address: SIGN_IN not in address)


def settle(page: Page) -> None:
    """Wait until every map on the page is drawn; those below are drawn when they come into sight."""
    for handle in page.query_selector_all("iframe.map"):
        if handle.is_visible():
            handle.scroll_into_view_if_needed()
            frame = handle.content_frame()
            assert frame is not None
            frame.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("scrollTo(0, 0)")
