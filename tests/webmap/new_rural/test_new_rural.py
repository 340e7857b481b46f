"""New-rural pages: the matrix, what blocks, grades at risk; entering results, thresholds, sets, decisions."""

from __future__ import annotations

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.criteria import StoredCriterionResult, write_criterion_results
from geodata.store.imports import list_imports
from geodata.store.period_events import write_period_event
from geodata.store.settings import write_office_settings
from geodata.store.units import UnitKey
from geodata.store.vocabulary import ImportKind, PeriodStatus, Role
from layers.reporting import preview_report_undo
from tests.build.district import SINCE
from tests.build.pages import Page, PageClient
from tests.build.people import send_form, signed_in
from tests.build.rights import OWNER

MATRIX = "/new-rural?period=2024"
OFFICE = "Phòng Kinh tế"
BLOCKED, RISKY, WHOLE = "26482", "26503", "26494"


def row(page: Page, name: str) -> str:
    """Return the words of the first row that begins with a name."""
    found = next(r for r in page.find_all("tr") if page.words(r).startswith(name))
    return page.words(found)


def imports_of(app: Flask) -> int:
    with app.extensions["portal"].store.session() as session:
        return len(list_imports(session))


def results_of(client: PageClient, unit: str) -> dict[str, object]:
    """Return the form of a commune's results as it stands."""
    page = client.get(f"/new-rural/enter?unit={unit}&period=2024")
    fields: dict[str, object] = {}
    for select in page.find_all("select"):
        if (select.get("name") or "").startswith("result-"):
            chosen = next(o for o in select if "selected" in o.attrib)
            fields[select.attrib["name"]] = chosen.attrib["value"]
    for field in page.find_all("input"):
        if (field.get("name") or "").startswith("evidence-"):
            fields[field.attrib["name"]] = field.get("value", "")
    return fields


def enter(client: PageClient, unit: str, **changes: str) -> tuple[int, str]:
    """Send the form of a commune with some fields changed (`result_17` for `result-17`)."""
    fields = results_of(client, unit) | {name.replace("_", "-"): text for name, text in changes.items()}
    answer = send_form(client.raw, f"/new-rural/enter?unit={unit}&period=2024", fields)
    return answer.status_code, answer.text


@pytest.fixture
def planner(own_sample_app: Flask) -> PageClient:
    return signed_in(own_sample_app, Role.PLANNER)


def test_the_matrix_says_what_is_met_what_blocks_and_whose_grade_is_at_risk(
    sample_client: PageClient,
) -> None:
    page = sample_client.get(MATRIX)
    assert "18/19 17. Môi trường và An toàn thực phẩm" in row(page, "Xã Phú Hữu")
    assert "nguy cơ không duy trì" in row(page, "Xã Phú Hữu")
    both = row(page, "Xã Phước An")
    assert "17/19" in both
    assert "Môi trường" not in both
    assert "nguy cơ" not in row(page, "Xã Long Thọ")
    assert "Không thuộc chương trình: Thị trấn Hiệp Phước" in page.words()
    # The map is the line's own, and its counts are those of the table.
    assert "17/19" in page.words(next(e for e in page.find_all("{http://www.w3.org/2000/svg}svg")))
    assert "Số mẫu" in page.text


def test_sets_are_chosen_by_the_period_or_by_the_address(sample_client: PageClient) -> None:
    assert "2021–2025" in sample_client.get(MATRIX).words()
    advanced = sample_client.get(f"{MATRIX}&set=advanced-2021-2025")
    assert "nâng cao" in advanced.words(advanced.find_all("h1")[0])
    later = sample_client.get("/new-rural?period=2026")
    assert "2026–2030" in later.words(later.find_all("h1")[0])
    sample_client.get(f"{MATRIX}&set=nothing", status=404)


def test_what_nobody_has_entered_is_not_nothing_met(own_sample_app: Flask, planner: PageClient) -> None:
    later = "/new-rural?period=2024&set=standard-2026-2030"
    assert "Xã Long Thọ chưa có số liệu" in row(planner.get(later), "Xã Long Thọ")
    assert "0/10" not in planner.get(later).words()
    store = own_sample_app.extensions["portal"].store
    with importing(store, ImportKind.CRITERION_RESULTS, "lan") as batch:
        found = StoredCriterionResult(UnitKey(WHOLE, SINCE), "2024", "standard-2026-2030", "1", "met")
        write_criterion_results(batch, [found])
    assert "1/10 (9 chưa có số liệu)" in row(planner.get(later), "Xã Long Thọ")


def test_the_map_beside_a_set_is_of_that_set(sample_client: PageClient) -> None:
    standard = sample_client.get("/new-rural?period=2024")
    assert "không có hiệu lực trong kỳ" not in standard.words()
    assert standard.element("map-title") is not None
    later = sample_client.get("/new-rural?period=2024&set=standard-2026-2030")
    assert "không có hiệu lực trong kỳ" in later.words()
    assert "19/19" not in later.words()
    chosen = [o.get("value") for o in later.find_all("option") if o.get("selected") is not None]
    assert "standard-2026-2030" in chosen


def test_what_counts_something_else_is_never_mixed(sample_client: PageClient) -> None:
    page = sample_client.get(MATRIX)
    assert "không, không dùng lẫn" in row(page, "17.1.")
    assert "Tiêu chí tính số hộ; nghị quyết tính số người dân" in row(page, "17.1.")
    assert "không, không dùng lẫn" in row(page, "11. Tỷ lệ")
    assert "không, không dùng lẫn" in row(page, "17.11.")


def test_a_result_is_entered_with_its_evidence_and_can_be_undone(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.ADMIN)
    status, text = enter(client, BLOCKED, result_17="met", evidence_17="")
    assert status == 422
    assert "chưa có minh chứng" in text
    assert enter(client, BLOCKED, result_17="met", evidence_17="QĐ 12/QĐ-UBND")[0] == 303
    page = PageClient(own_sample_app).get(MATRIX)
    assert "19/19" in row(page, "Xã Phú Hữu")
    assert "nguy cơ" not in row(page, "Xã Phú Hữu")
    assert "QĐ 12/QĐ-UBND" in page.text
    last = imports_of(own_sample_app)
    with own_sample_app.extensions["portal"].store.session() as session:
        assert max(r.sequence for r in list_imports(session)) >= last
        newest = max(list_imports(session), key=lambda r: r.sequence)
    assert newest.kind == ImportKind.CRITERION_RESULTS
    assert newest.summary == {"added": 1}
    undo = f"/desk/imports/{newest.sequence}/undo"
    assert send_form(client.raw, undo, {"reason": "nhầm"}).status_code == 303
    assert "18/19" in row(PageClient(own_sample_app).get(MATRIX), "Xã Phú Hữu")


def test_nothing_changed_is_no_import(own_sample_app: Flask, planner: PageClient) -> None:
    before = imports_of(own_sample_app)
    assert enter(planner, WHOLE)[0] == 303
    assert imports_of(own_sample_app) == before


def test_a_locked_period_takes_no_results(own_sample_app: Flask, planner: PageClient) -> None:
    store = own_sample_app.extensions["portal"].store
    with importing(store, ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {"owner.new_rural_criteria": OFFICE})
    with importing(store, ImportKind.PERIODS, "tests") as batch:
        write_period_event(batch, OFFICE, "2024", PeriodStatus.LOCKED)
    before = imports_of(own_sample_app)
    status, text = enter(planner, BLOCKED, result_17="met", evidence_17="QĐ 12")
    assert status == 422
    assert "khóa" in text
    assert imports_of(own_sample_app) == before
    # Nor may what was entered before be undone under the lock.
    with store.session() as session:
        entered = next(r for r in list_imports(session) if r.kind == ImportKind.CRITERION_RESULTS)
        undo = preview_report_undo(
            session, own_sample_app.extensions["portal"].profile, OWNER, entered.sequence
        )
    assert "period.locked" in [f.code for f in undo.findings.errors]


def test_who_may_enter_what(own_sample_app: Flask) -> None:
    store = own_sample_app.extensions["portal"].store
    with importing(store, ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {"owner.new_rural_criteria": OFFICE})
    commune = signed_in(own_sample_app, Role.CLERK, unit_codes=(WHOLE,))
    commune.get(f"/new-rural/enter?unit={WHOLE}&period=2024")
    commune.get(f"/new-rural/enter?unit={BLOCKED}&period=2024", status=403)
    signed_in(own_sample_app, Role.CLERK, offices=(OFFICE,)).get(f"/new-rural/enter?unit={BLOCKED}")
    other = signed_in(own_sample_app, Role.CLERK, offices=("Công an huyện",))
    assert "chưa được giao xã nào" in other.get("/new-rural/enter").words()
    other.get(f"/new-rural/enter?unit={WHOLE}", status=403)
    commune.get("/new-rural/criteria", status=403)
    commune.get("/new-rural/recognitions", status=403)
    signed_in(own_sample_app, Role.PLANNER).get("/new-rural/enter?unit=99999", status=404)


def test_a_threshold_is_entered_with_its_document_and_held_against_the_figure(
    own_sample_app: Flask, planner: PageClient
) -> None:
    address = "/new-rural/criteria?set=standard-2021-2025&period=2024"
    bare = {"threshold-15.1": "≥ 99,9", "document-15.1": ""}
    refused = send_form(planner.raw, address, bare)
    assert refused.status_code == 422
    assert "số hiệu văn bản" in refused.text
    assert send_form(planner.raw, address, bare | {"document-15.1": "QĐ 10/2023"}).status_code == 303
    page = PageClient(own_sample_app).get(MATRIX)
    line = row(page, "15.1.")
    assert "≥ 99,9 QĐ 10/2023" in line
    assert "Xã Long Thọ" in line
    # Criterion 15 is entered as met there: the page says that the figure does not agree.
    assert "Ghi là đạt nhưng số liệu chưa tới ngưỡng: 15.1" in page.words()
    # A threshold that was not sent stays as it was.
    assert "≥ 2" in row(page, "17.4.")


def test_groups_of_communes_go_with_the_sets_that_have_them(
    own_sample_app: Flask, planner: PageClient
) -> None:
    address = "/new-rural/criteria?set=standard-2026-2030&period=2024"
    assert (
        send_form(planner.raw, address, {f"group-{WHOLE}": "2", f"group-{BLOCKED}": "9"}).status_code == 303
    )
    page = planner.get(address)
    chosen = {
        s.get("name"): [o.text for o in s if "selected" in o.attrib]
        for s in page.find_all("select")
        if (s.get("name") or "").startswith("group-")
    }
    assert chosen[f"group-{WHOLE}"] == ["2"]
    assert chosen[f"group-{BLOCKED}"] == []
    assert "group-" not in planner.get("/new-rural/criteria?set=standard-2021-2025").text


OWN_SET = {
    "code": "model-2021-2025",
    "grade": "model",
    "name": "Xã nông thôn mới kiểu mẫu",
    "source": "QĐ 319/QĐ-TTg",
    "valid_from": "2021-01-01",
    "valid_to": "2025-12-31",
    "criteria": "1 | Mô hình thôn thông minh\n2 | Thu nhập\n2.1 | Thu nhập bình quân <b> | triệu đồng | ≥ 90",
}


def test_a_set_of_the_offices_own_is_entered_and_filled(own_sample_app: Flask, planner: PageClient) -> None:
    assert send_form(planner.raw, "/new-rural/sets", OWN_SET, page="/new-rural/criteria").status_code == 303
    page = planner.get(f"{MATRIX}&set=model-2021-2025")
    assert "chưa có số liệu" in row(page, "Xã Long Thọ")
    address = f"/new-rural/enter?unit={WHOLE}&set=model-2021-2025&period=2024"
    fields = {"result-1": "met", "evidence-1": "Biên bản", "result-2": "not_met", "evidence-2": ""}
    assert send_form(planner.raw, address, fields).status_code == 303
    line = row(planner.get(f"{MATRIX}&set=model-2021-2025"), "Xã Long Thọ")
    assert "1/2 2. Thu nhập" in line
    assert "&lt;b&gt;" in planner.get("/new-rural/criteria?set=model-2021-2025&period=2024").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "Mã"}, "không dùng làm mã được"),
        ({"criteria": ""}, "ít nhất một tiêu chí"),
        ({"criteria": "x | Thu nhập"}, "Dòng 1"),
        ({"criteria": "1 | A\n1 | B"}, "xuất hiện hai lần"),
        ({"criteria": "2.1 | A"}, "đứng trước tiêu chí 2"),
        ({"valid_from": "2021-13-01"}, "không phải là ngày"),
        ({"valid_to": "2020-01-01"}, "trước ngày bắt đầu"),
        ({"source": ""}, "văn bản ban hành"),
        ({"grade": "king"}, "không phải là mức"),
    ],
)
def test_a_wrong_set_is_refused(
    own_sample_app: Flask, planner: PageClient, fields: dict[str, str], said: str
) -> None:
    before = imports_of(own_sample_app)
    answer = send_form(planner.raw, "/new-rural/sets", OWN_SET | fields, page="/new-rural/criteria")
    assert answer.status_code == 422
    assert said in answer.text
    assert imports_of(own_sample_app) == before


def test_recognitions_and_their_withdrawal(own_sample_app: Flask, planner: PageClient) -> None:
    address = "/new-rural/recognitions?period=2024"
    given = {"unit": RISKY, "grade": "advanced", "number": "QĐ 77/QĐ-UBND", "day": "2024-11-05"}
    assert send_form(planner.raw, address, given).status_code == 303
    page = PageClient(own_sample_app)
    assert "nâng cao, Quyết định số QĐ 77/QĐ-UBND" in row(page.get(MATRIX), "Xã Phước An")
    assert "QĐ 77" not in row(page.get("/new-rural?period=2023"), "Xã Phước An")
    taken = given | {"number": "QĐ 80/QĐ-UBND", "day": "2024-12-05", "withdrawn": "on"}
    assert send_form(planner.raw, address, taken).status_code == 303
    assert "nông thôn mới, Quyết định" in row(page.get(MATRIX), "Xã Phước An")
    for wrong, said in (
        ({"number": ""}, "số quyết định"),
        ({"day": "2099-01-01"}, "tương lai"),
        ({"day": "hôm qua"}, "không phải là ngày"),
        ({"unit": "1"}, "Hãy chọn đơn vị"),
        ({}, "đã được nhập"),
        ({"number": "QĐ 81", "day": "2024-12-06", "withdrawn": "on"}, "thu hồi"),
    ):
        answer = send_form(planner.raw, address, given | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text
