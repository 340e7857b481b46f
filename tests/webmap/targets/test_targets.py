"""Plans on the web: plan beside result, entering, amending, workbooks, roadmaps, sharing out."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import load_workbook

from geodata.store.targets import StoredTarget, read_resolutions, read_targets
from geodata.store.units import units_valid_on
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient
from tests.build.people import csrf_token, send_form, signed_in

PAGE = "/targets?period=2024"
ASSIGNED = {
    "indicator": "budget_revenue",
    "value": "5.200,5",
    "document": "88/QĐ-UBND",
    "document_date": "2024-01-15",
}


def targets(app: Flask, indicator: str) -> list[StoredTarget]:
    with app.extensions["portal"].store.session() as session:
        return [t for t in read_targets(session) if t.indicator == indicator]


def test_plan_and_result_stand_side_by_side(sample_client: PageClient) -> None:
    page = sample_client.get(PAGE)
    text = page.words()
    assert "Nghị quyết 09-NQ/HU: kế hoạch và kết quả, năm 2024" in text
    assert "Lộ trình: đơn vị chậm" in text
    assert len([row for row in page.find_all("tr") if row.find("th") is not None]) > 60
    assert "Nhập hoặc sửa đổi chỉ tiêu" not in text


def test_who_is_behind_its_own_roadmap_comes_first(sample_client: PageClient) -> None:
    for period in ("2024-9M", "2024"):
        text = sample_client.get(f"/targets?period={period}").words()
        assert "Xã Phước An" in text


def test_an_assigned_value_is_entered_with_its_document(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    refused = send_form(client.raw, PAGE, {**ASSIGNED, "document": ""})
    assert refused.status_code == 422
    assert "phải có số văn bản" in refused.text
    assert send_form(client.raw, PAGE, ASSIGNED).status_code == 303
    (now,) = targets(own_sample_app, "budget_revenue")
    assert (now.value, now.document) == (Decimal("5200.5"), "88/QĐ-UBND")
    assert "88/QĐ-UBND (15/01/2024)" in client.get(PAGE).words()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": "1.234"}, "Không đọc được"),
        ({"value": "nhiều"}, "Không đọc được"),
        ({"value": "-1"}, "không được âm"),
        ({"due": "mai"}, "không phải là ngày"),
        ({"unit": "99999"}, "không phải mã xã"),
        ({"unit": "26503"}, "không giao cho xã được"),
        ({"operator": "~"}, "không phải cách so sánh"),
        ({"indicator": "khong_co"}, "không có chỉ tiêu"),
    ],
)
def test_a_wrong_entry_is_said_and_changes_nothing(
    own_sample_app: Flask, fields: dict[str, str], said: str
) -> None:
    client = signed_in(own_sample_app, Role.ADMIN)
    answer = send_form(client.raw, PAGE, {**ASSIGNED, **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert [t.value for t in targets(own_sample_app, "budget_revenue")] == [None]


def test_a_commune_gets_its_own_target_and_a_step(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    own = {"indicator": "tree_cover", "unit": "26503", "value": "28", "document": "12/QĐ"}
    assert send_form(client.raw, PAGE, own).status_code == 303
    assert send_form(client.raw, PAGE, {**own, "value": "99", "step": "2024-9M"}).status_code == 303
    assert len(targets(own_sample_app, "tree_cover")) == 3
    text = client.get("/targets?period=2024-9M").words()
    assert "9 tháng đầu năm 2024: ≥ 99%" in text
    # At the year's end the commune is read against its own target again, not against a step on the way.
    assert "≥\u00a028%" in client.get("/communes/26503?period=2024").text


def test_next_year_s_resolution_by_workbook(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    sent = client.raw.get("/targets/workbook.xlsx?copy_to=15-NQ/HU&year=2025&issued_on=2025-01-10")
    assert sent.status_code == 200
    book = load_workbook(io.BytesIO(sent.data))
    assert book["Nghị quyết"]["C6"].value == "15-NQ/HU"

    def upload(content: bytes) -> str:
        token = csrf_token(client.raw, PAGE)
        answer = client.raw.post(
            "/targets/upload",
            data={"csrf_token": token, "file": (io.BytesIO(content), "nq-2025.xlsx")},
            content_type="multipart/form-data",
        )
        assert answer.status_code in (200, 422), answer.text
        return answer.text

    assert "Cần sửa 1 chỗ" in upload(b"no workbook")
    preview = upload(sent.data)
    (copied,) = own_sample_app.extensions["portal"].profile.resolutions
    assert f"{len(copied.targets)} chỉ tiêu mới" in preview
    sha256 = preview.split('name="sha256" value="')[1].split('"')[0]
    fields = {"sha256": sha256, "name": "nq-2025.xlsx"}
    assert send_form(client.raw, "/targets/confirm", fields, page=PAGE).status_code == 303
    with own_sample_app.extensions["portal"].store.session() as session:
        assert [r.number for r in read_resolutions(session)] == ["09-NQ/HU", "15-NQ/HU"]
    assert "15-NQ/HU" in client.get("/targets?period=2025").words()
    again = send_form(client.raw, "/targets/confirm", fields, page=PAGE)
    assert again.status_code == 422


def test_a_gap_is_shared_out_and_entered(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    address = "/targets/share/trained_workers?period=2024"
    by_gap, by_size = client.get(address).words(), client.get(f"{address}&by=capacity").words()
    assert by_gap != by_size
    assert client.raw.get("/targets/share/trained_workers/draft.xlsx?period=2024").status_code == 200
    assert send_form(client.raw, address, {"document": " "}).status_code == 422
    given = {"document": "21/QĐ-UBND", "document_date": "2024-03-01"}
    assert send_form(client.raw, address, given).status_code == 303
    own = [t for t in targets(own_sample_app, "trained_workers") if t.unit is not None]
    assert len(own) >= 11
    assert {t.document for t in own} == {"21/QĐ-UBND"}
    client.get(f"{address}&by=luck", status=400)
    client.get("/targets/share/income_per_capita?period=2024", status=422)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEADER, Role.CLERK])
def test_only_planners_write_plans(own_sample_app: Flask, role: Role) -> None:
    rights = {"offices": ("BHXH",)} if role is Role.CLERK else {}
    client = signed_in(own_sample_app, role, **rights)
    for address in (PAGE, "/targets/upload", "/targets/confirm", "/targets/share/tree_cover?period=2024"):
        assert send_form(client.raw, address, ASSIGNED, page="/account").status_code == 403


def test_own_targets_that_do_not_add_up_need_a_reason(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    with own_sample_app.extensions["portal"].store.session() as session:
        communes = [u for u in units_valid_on(session, date(2024, 6, 30)) if u.is_commune]
    (whole,) = [t for t in targets(own_sample_app, "tree_cover") if t.unit is None]
    assert whole.value is not None
    for unit in communes:
        fields = {"indicator": "tree_cover", "unit": unit.code, "value": "10", "document": "9/QĐ"}
        answer = send_form(client.raw, PAGE, fields)
        if unit is not communes[-1]:
            assert answer.status_code == 303, answer.text
    assert answer.status_code == 422
    assert "gộp lại là 10" in answer.text
    assert len([t for t in targets(own_sample_app, "tree_cover") if t.unit]) == len(communes) - 1
    assert send_form(client.raw, PAGE, {**fields, "reason": "phần còn lại do lâm trường"}).status_code == 303
    assert len([t for t in targets(own_sample_app, "tree_cover") if t.unit]) == len(communes)


def test_the_district_has_a_roadmap_of_its_own(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    (whole,) = [t for t in targets(own_sample_app, "clean_water_rural") if t.unit is None]
    fields = {"indicator": "clean_water_rural", "value": "99", "document": "5/KH", "step": "2024-9M"}
    assert send_form(client.raw, PAGE, fields).status_code == 303
    # A step never amends the year's target.
    assert [t for t in targets(own_sample_app, "clean_water_rural") if t.unit is None] == [whole]
    assert "chậm" in standing_of_district(client)
    assert send_form(client.raw, PAGE, {**fields, "value": "1"}).status_code == 303
    assert "đúng lộ trình" in standing_of_district(client)


def standing_of_district(client: PageClient) -> str:
    """Return the words of the district's line among the roadmaps."""
    page = client.get(PAGE)
    rows = [page.words(tr) for tr in page.find_all("tr")]
    return next(row for row in rows if row.startswith("Huyện Nhơn Trạch"))
