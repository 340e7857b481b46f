"""The desk: what is due, templates by right, a file kept as a draft, mended, loaded in parts, undone."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from geodata.store import Store, importing
from geodata.store.observations import read_observations
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import ImportKind, Role
from layers.catalogue import Visibility
from tests.build.pages import Page, PageClient, read_page
from tests.build.people import csrf_token, send_form, signed_in

HEAD = "commune_code,indicator,period,value,numerator,denominator,note\n"
POLICE = "Công an huyện"
FIRES, SPOTS = "major_fires", "security_hotspots"


@pytest.fixture
def app(own_sample_app: Flask) -> Flask:
    """The sample, with two lines assigned to the police's office."""
    store = own_sample_app.extensions["portal"].store
    with importing(store, ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {f"owner.{FIRES}": POLICE, f"owner.{SPOTS}": POLICE})
    return own_sample_app


@pytest.fixture
def clerk(app: Flask) -> PageClient:
    return signed_in(app, Role.CLERK, offices=(POLICE,))


def store_of(app: Flask) -> Store:
    store: Store = app.extensions["portal"].store
    return store


def standing(app: Flask, indicator: str, code: str, period: str = "2024") -> Decimal | None:
    with store_of(app).session() as session:
        rows = read_observations(session, periods=[period])
    found = [row for row in rows if (row.indicator, row.unit.code) == (indicator, code)]
    return found[0].value if found else None


def send_file(client: PageClient, name: str, content: bytes | str) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    fields = {"csrf_token": csrf_token(client.raw, "/desk"), "file": (io.BytesIO(data), name)}
    return client.raw.post("/desk/drafts", data=fields, content_type="multipart/form-data")


def draft_of(client: PageClient, rows: str, name: str = "so-lieu.csv") -> str:
    """Send rows in and return the address of their draft."""
    answer = send_file(client, name, HEAD + rows)
    assert answer.status_code == 303, answer.text[:3000]
    return answer.location


def alert(page: Page) -> str:
    return " ".join(page.words(p) for p in page.find_all("p") if p.get("role") == "alert")


def finding_keys(page: Page) -> list[str]:
    fields = [f for f in page.find_all("input") if f.get("name") == "finding"]
    return list(dict.fromkeys(f.attrib["value"] for f in fields))


def test_the_desk_is_closed_to_visitors_and_leaders(app: Flask) -> None:
    assert PageClient(app).raw.get("/desk").location.startswith("/account/sign-in")
    assert signed_in(app, Role.LEADER).raw.get("/desk").status_code == 403


def test_a_clerk_gets_the_workbook_of_their_own_office(clerk: PageClient, tmp_path: Path) -> None:
    words = clerk.get("/desk").words()
    assert "Gửi tệp" in words
    answer = clerk.raw.get("/desk/template.xlsx?period=2024-09")
    assert answer.status_code == 200
    (tmp_path / "t.xlsx").write_bytes(answer.data)
    book = load_workbook(tmp_path / "t.xlsx")
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any(str(value).startswith(SPOTS) for value in cells)
    assert not any(str(value).startswith("budget_revenue") for value in cells)
    assert clerk.raw.get("/desk/template.xlsx?period=2024-09&office=Khác").status_code == 403
    assert clerk.raw.get("/desk/template.xlsx?period=x").status_code == 400
    assert clerk.raw.get("/desk/template.xlsx?period=2024&frequency=x").status_code == 400


def test_a_commune_clerks_workbook_has_their_rows_alone(app: Flask, tmp_path: Path) -> None:
    clerk = signed_in(app, Role.CLERK, unit_codes=("26470",))
    (tmp_path / "t.xlsx").write_bytes(clerk.raw.get("/desk/template.xlsx?period=2024").data)
    codes = {str(row[0].value) for sheet in load_workbook(tmp_path / "t.xlsx") for row in sheet.iter_rows()}
    assert "26470" in codes
    assert "26473" not in codes


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("so-lieu.pdf", b"%PDF", 400),
        ("", b"", 400),
        ("so-lieu.xlsx", b"no zip at all", 422),
        ("so-lieu.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, 422),
    ],
)
def test_what_is_no_table_is_said_at_once_and_not_kept(
    clerk: PageClient, name: str, content: bytes, status: int
) -> None:
    answer = send_file(clerk, name, content)
    assert answer.status_code == status
    assert alert(read_page(answer))
    assert "Bản nháp của tôi" not in clerk.get("/desk").words()


def test_folders_before_a_files_name_are_dropped(clerk: PageClient) -> None:
    address = draft_of(clerk, f"26470,{FIRES},2024,3,,,\n", name="../../lan/bao cao.csv")
    assert clerk.get(address).words(clerk.get(address).find_all("h1")[0]) == "bao cao.csv"


def test_the_draft_says_before_and_after_and_loads(app: Flask, clerk: PageClient) -> None:
    before = standing(app, FIRES, "26470")
    address = draft_of(clerk, f"26470,{FIRES},2024,{int(before or 0) + 2},,,\n")
    page = clerk.get(address)
    assert "sửa 1 số" in page.words()
    assert "so-lieu.csv" in clerk.get("/desk").words()
    answer = send_form(clerk.raw, f"{address}/commit", {"reason": "đã đối chiếu hồ sơ"}, page=address)
    assert answer.status_code == 303, alert(read_page(answer))
    assert standing(app, FIRES, "26470") == (before or 0) + 2
    result = clerk.get(answer.location)
    assert f"/maps/{FIRES}?period=2024" in result.links()
    assert clerk.raw.get(address).location == answer.location
    file = clerk.raw.get(f"{answer.location}/file")
    assert file.text == HEAD + f"26470,{FIRES},2024,{int(before or 0) + 2},,,\n"


def test_a_wrong_cell_is_mended_on_the_page(app: Flask, clerk: PageClient) -> None:
    address = draft_of(clerk, f"26470,{FIRES},2024,-3,,,\n")
    page = clerk.get(address)
    assert "Tệp cần sửa 1 chỗ." in page.words()
    refused = send_form(clerk.raw, f"{address}/commit", {}, page=address)
    assert refused.status_code == 422
    assert "Cần sửa 1 chỗ" in alert(read_page(refused))
    fields = {"finding": finding_keys(page)[0], "answer": "3"}
    assert send_form(clerk.raw, f"{address}/answers", fields, page=address).status_code == 303
    page = clerk.get(address)
    assert "Đã sửa tại đây" in page.words()
    assert finding_keys(page) == []
    back = {"sheet": "", "cell": "2:value", "back": "1"}
    assert send_form(clerk.raw, f"{address}/cells", back, page=address).status_code == 303
    assert len(finding_keys(clerk.get(address))) == 1


def test_a_cell_that_is_not_there_is_refused_in_words(clerk: PageClient) -> None:
    address = draft_of(clerk, f"26470,{FIRES},2024,3,,,\n")
    answer = send_form(clerk.raw, f"{address}/cells", {"cell": "99:value", "content": "1"}, page=address)
    assert answer.status_code == 404
    assert "99:value" in alert(read_page(answer))


def test_a_name_that_is_nearly_a_communes_is_asked_about(app: Flask, clerk: PageClient) -> None:
    address = draft_of(clerk, f"Phước Thiên,{FIRES},2024,3,,,\n")
    page = clerk.get(address)
    button = next(b for b in page.find_all("button") if "Phước Thiền" in page.words(b))
    assert page.words(button).startswith("Là ")
    answers = [f.attrib["value"] for f in page.find_all("input") if f.get("name") == "answer"]
    choice = next(a for a in answers if "Phước Thiền" in a)
    fields = {"finding": finding_keys(page)[0], "answer": choice}
    assert send_form(clerk.raw, f"{address}/answers", fields, page=address).status_code == 303
    assert finding_keys(clerk.get(address)) == []


def test_what_another_office_reports_is_refused_at_its_figure(app: Flask, clerk: PageClient) -> None:
    before = standing(app, "households", "26470")
    address = draft_of(clerk, "26470,households,2024,9999,,,\n")
    assert "do cơ quan khác báo cáo" in clerk.get(address).words()
    assert send_form(clerk.raw, f"{address}/commit", {"reason": "x"}, page=address).status_code == 422
    assert standing(app, "households", "26470") == before


def test_a_period_that_is_missing_is_asked_for(clerk: PageClient) -> None:
    address = draft_of(clerk, f"26470,{FIRES},,3,,,\n")
    assert clerk.get(address).element("about-period") is not None
    assert send_form(clerk.raw, f"{address}/about", {"period": "x"}, page=address).status_code == 400
    assert send_form(clerk.raw, f"{address}/about", {"period": "2024"}, page=address).status_code == 303
    assert "Tệp cần sửa" not in clerk.get(address).words()


def test_one_office_is_loaded_while_the_rest_stays_a_draft(app: Flask) -> None:
    with importing(store_of(app), ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {"owner.tree_cover": "Kiểm lâm"})
    admin = signed_in(app, Role.ADMIN)
    rows = f"26470,{FIRES},2024,7,,,\n26470,tree_cover,2024,abc,,,\n"
    address = draft_of(admin, rows)
    assert POLICE in admin.get(f"{address}?by=office").words()
    fields = {"has_parts": "1", "part": POLICE, "reason": "đã kiểm tra"}
    answer = send_form(admin.raw, f"{address}/commit?by=office", fields, page=address)
    assert answer.status_code == 303, alert(read_page(answer))
    assert standing(app, FIRES, "26470") == 7
    assert "Phần còn lại của tệp" in admin.get(answer.location).words()
    assert admin.get(f"{address}?by=office").status == 200
    none = send_form(admin.raw, f"{address}/commit?by=office", {"has_parts": "1"}, page=address)
    assert none.status_code == 400


def test_a_draft_is_its_own_clerks_alone(app: Flask, clerk: PageClient) -> None:
    address = draft_of(clerk, f"26470,{FIRES},2024,3,,,\n")
    admin = signed_in(app, Role.ADMIN)
    assert admin.raw.get(address).status_code == 404
    assert admin.raw.get(f"{address}/file").status_code == 404
    assert send_form(admin.raw, f"{address}/discard", {}, page="/account").status_code == 404
    assert clerk.raw.get("/desk/drafts/nothing").status_code == 404
    assert clerk.raw.get(f"{address}?by=nothing").status_code == 400
    assert send_form(clerk.raw, f"{address}/discard", {}, page=address).location == "/desk"
    assert "so-lieu.csv" in clerk.get("/desk").words()
    assert clerk.raw.get(address).location == "/desk"
    settled = send_form(clerk.raw, f"{address}/cells", {"cell": "2:value", "content": "1"}, page="/desk")
    assert settled.status_code == 409


def test_the_marked_copy_comments_the_wrong_cell(clerk: PageClient, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(clerk.raw.get("/desk/template.xlsx?period=2024").data)
    book = load_workbook(tmp_path / "t.xlsx")
    sheet, cell = cell_of(book, "26470", f"{SPOTS}:value")
    book[sheet][cell] = -4
    book.save(tmp_path / "t.xlsx")
    answer = send_file(clerk, "bieu.xlsx", (tmp_path / "t.xlsx").read_bytes())
    assert answer.status_code == 303
    assert f"ô {cell}" in clerk.get(answer.location).words()
    (tmp_path / "m.xlsx").write_bytes(clerk.raw.get(f"{answer.location}/marked.xlsx").data)
    assert load_workbook(tmp_path / "m.xlsx")[sheet][cell].comment is not None


def cell_of(book, code: str, key: str) -> tuple[str, str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=60):
            columns = {c.value: c.column for c in row}
            if key in columns:
                for other in range(row[0].row + 1, sheet.max_row + 1):
                    if sheet.cell(other, 1).value == code:
                        return sheet.title, sheet.cell(other, columns[key]).coordinate
    raise KeyError(key)


def loaded(client: PageClient, rows: str) -> str:
    """Load rows and return the address of the import."""
    address = draft_of(client, rows)
    answer = send_form(client.raw, f"{address}/commit", {"reason": "đã đối chiếu"}, page=address)
    assert answer.status_code == 303, alert(read_page(answer))
    return answer.location


def test_undoing_an_import_brings_the_former_value_back(app: Flask, clerk: PageClient) -> None:
    before = standing(app, FIRES, "26470")
    result = loaded(clerk, f"26470,{FIRES},2024,17,,,\n")
    page = clerk.get(f"{result}/undo")
    assert "1 số cũ được khôi phục" in page.words()
    answer = send_form(clerk.raw, f"{result}/undo", {"reason": ""}, page=f"{result}/undo")
    assert answer.status_code == 303
    assert standing(app, FIRES, "26470") == before
    assert "đã được hoàn tác" in clerk.get(result).words()
    again = send_form(clerk.raw, f"{result}/undo", {}, page="/desk")
    assert again.status_code == 409
    assert "đã hoàn tác" in clerk.get("/desk/imports").words()


def test_undoing_an_earlier_import_names_the_later_ones_first(app: Flask, clerk: PageClient) -> None:
    first = loaded(clerk, f"26470,{FIRES},2024,17,,,\n26473,{FIRES},2024,19,,,\n")
    later = loaded(clerk, f"26470,{FIRES},2024,18,,,\n")
    page = clerk.get(f"{first}/undo")
    assert later in page.links()
    refused = send_form(clerk.raw, f"{first}/undo", {"reason": " "}, page=f"{first}/undo")
    assert refused.status_code == 422
    assert "nêu lý do" in alert(read_page(refused))
    fields = {"reason": "nhầm tệp", "later": "keep"}
    assert send_form(clerk.raw, f"{first}/undo", fields, page=f"{first}/undo").status_code == 303
    assert standing(app, FIRES, "26470") == 18
    assert standing(app, FIRES, "26473") != 19


def test_an_import_of_others_can_be_looked_at_but_not_undone_by_a_clerk(
    app: Flask, clerk: PageClient
) -> None:
    result = loaded(signed_in(app, Role.ADMIN), f"26470,{FIRES},2024,17,,,\n")
    assert clerk.get(result).status == 200
    assert clerk.raw.get(f"{result}/undo").status_code == 404
    assert clerk.raw.get(f"{result}/file").status_code == 404
    assert clerk.raw.get("/desk/imports/9999").status_code == 404


def test_a_figure_has_a_history_and_its_period_a_list_of_corrections(app: Flask, clerk: PageClient) -> None:
    before = standing(app, FIRES, "26470")
    loaded(clerk, f"26470,{FIRES},2024,17,,,bổ sung\n")
    words = clerk.get(f"/desk/values/{FIRES}/26470?period=2024").words()
    assert "đã đối chiếu" in words
    assert "17" in words
    page = clerk.get("/desk/corrections?period=2024")
    row = next(page.words(tr) for tr in page.find_all("tr") if "đã đối chiếu" in page.words(tr))
    assert str(before) in row
    assert "17" in row
    assert clerk.raw.get(f"/desk/values/{FIRES}/99999?period=2024").status_code == 404
    assert clerk.raw.get("/desk/values/nothing/26470?period=2024").status_code == 404
    leader = signed_in(app, Role.LEADER)
    assert leader.get("/desk/corrections?period=2024").status == 200


def test_a_figure_leads_to_its_history_for_whom_it_is_open(app: Flask) -> None:
    leader = signed_in(app, Role.LEADER)
    for page in ("/maps/tree_cover?period=2024", "/communes/26503?period=2024"):
        link = next(x for x in leader.get(page).links() if x.startswith("/desk/values/tree_cover/26503?"))
        assert "period=2024" in link
        assert "values.csv" in leader.get(link).words()
        assert not [x for x in PageClient(app).get(page).links() if x.startswith("/desk/values/")]


def test_what_a_reader_may_not_see_has_no_history_for_them(app: Flask, clerk: PageClient) -> None:
    """Once real figures are loaded, restricted indicators are the police's."""
    hidden, here = SPOTS, app.extensions["portal"]
    restricted = replace(here.profile.indicators[hidden], visibility=Visibility.RESTRICTED)
    indicators = {**here.profile.indicators, hidden: restricted}
    app.extensions["portal"] = replace(here, profile=replace(here.profile, indicators=indicators))
    assert clerk.get(f"/desk/values/{hidden}/26470?period=2024").status == 200
    loaded(clerk, f"26470,{FIRES},2024,17,,,\n")
    assert clerk.raw.get(f"/desk/values/{hidden}/26470?period=2024").status_code == 403
    police = signed_in(app, Role.POLICE)
    assert police.get(f"/desk/values/{hidden}/26470?period=2024").status == 200


@pytest.mark.parametrize("address", ["/desk", "/desk/imports", "/desk/corrections", "/desk/imports/1"])
def test_the_pages_speak_english_too(app: Flask, address: str) -> None:
    admin = signed_in(app, Role.ADMIN)
    assert admin.get(f"{address}?lang=en").find_all("h1")


def own_workbook(path: Path) -> bytes:
    """Write a sheet as an office keeps it: a title, headings, names without codes, a total."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Biểu 01"
    rows = [
        ("THỐNG KÊ NĂM 2024", None),
        ("Đơn vị", "Số vụ cháy, nổ lớn"),
        ("Xã Phước An", 3),
        ("xã Long Tân", 2),
        ("Tổng", 5),
    ]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path.read_bytes()


def test_an_offices_own_sheet_is_mapped_once_and_remembered(
    app: Flask, clerk: PageClient, tmp_path: Path
) -> None:
    content = own_workbook(tmp_path / "bang.xlsx")
    fields = {"office": POLICE, "period": "2024", "file": (io.BytesIO(content), "bang.xlsx")}
    answer = send_form(clerk.raw, "/desk/drafts", fields, page="/desk")
    address = answer.location
    page = clerk.get(f"{address}/layout")
    (select,) = [s for s in page.find_all("select") if s.get("name", "").startswith("part-")]
    chosen = [o.get("value") for o in select.iter("option") if "selected" in o.attrib]
    assert chosen == [f"{FIRES}:value"]
    none = send_form(clerk.raw, f"{address}/layout", {select.attrib["name"]: ""}, page=f"{address}/layout")
    assert none.status_code == 422
    said = {select.attrib["name"]: f"{FIRES}:value"}
    mapped = send_form(clerk.raw, f"{address}/layout", said, page=f"{address}/layout")
    assert mapped.location == address
    words = clerk.get(address).words()
    assert "Xã Phước An" in words
    assert "Xã Long Tân" in words
    again = {"office": POLICE, "period": "2024", "file": (io.BytesIO(content), "bang 2.xlsx")}
    other = send_form(clerk.raw, "/desk/drafts", again, page="/desk").location
    assert "Xã Phước An" in clerk.get(other).words()
    csv = draft_of(clerk, f"26470,{FIRES},2024,3,,,\n")
    assert clerk.raw.get(f"{csv}/layout").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/desk/imports",
        "/desk/imports/13",
        "/desk/values/tree_cover/26503?period=2024",
        "/desk/imports/13/undo",
    ],
)
def test_the_sample_was_loaded_by_nobody_of_that_name(own_sample_app: Flask, address: str) -> None:
    words = signed_in(own_sample_app, Role.ADMIN).get(address).words()
    assert "số liệu mẫu" in words
    assert "sample" not in words
