"""The desk's page of periods: what is due, who may take which step, and what approval shows on pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient
from tests.build.people import send_form, signed_in

POLICE, PAGE = "Công an huyện", "/desk/periods?on=2025-01-31"
STEP = {"office": POLICE, "period": "2024"}


@pytest.fixture
def app(own_sample_app: Flask) -> Flask:
    """The sample with an office of its own for drug cases, and one real figure of it in 2024."""
    store = own_sample_app.extensions["portal"].store
    with store.session() as session:
        rows = read_observations(session, indicators=["drug_cases"], periods=["2024"])
    east = next(row for row in rows if row.unit.code == "26503")
    with importing(store, "settings", "mai") as batch:
        write_office_settings(batch, {"owner.drug_cases": POLICE})
    with importing(store, "indicators", "lan", file_name="ma-tuy.xlsx") as batch:
        write_observations(batch, [ObservationEntry(east.unit, "drug_cases", "2024", value=Decimal(19))])
    return own_sample_app


def take(client: PageClient, after: str, *, status: int = 303, **fields: str) -> str:
    answer = send_form(client.raw, PAGE, {**STEP, "after": after, **fields})
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def test_the_page_says_what_is_due_and_missing(app: Flask) -> None:
    text = signed_in(app, Role.LEADER).get("/desk/periods?on=2026-02-01").words()
    assert "Công an huyện năm 2025 14/12/2025 16/12/2025 đang mở" in text
    assert "còn thiếu 1 trên 1 chỉ tiêu" in text
    signed_in(app, Role.LEADER).get("/desk/periods?on=mai", status=400)


def test_an_office_hands_in_and_the_planner_approves_locks_and_unlocks(app: Flask) -> None:
    clerk, planner = signed_in(app, Role.CLERK, offices=(POLICE,)), signed_in(app, Role.PLANNER)
    take(clerk, "submitted")
    take(clerk, "approved", status=422)
    take(planner, "approved")
    take(planner, "locked")
    assert "phải nêu lý do" in take(planner, "open", status=422)
    take(planner, "open", reason="Công an tỉnh đính chính")
    text = planner.get(f"/desk/periods/history?office={POLICE}&period=2024").words()
    assert text.index("đang mở") < text.index("đã khóa") < text.index("đã phê duyệt") < text.index("đã nộp")
    assert "Công an tỉnh đính chính" in text


def test_another_office_s_clerk_takes_no_step(app: Flask) -> None:
    stranger = signed_in(app, Role.CLERK, offices=("Bảo hiểm xã hội",))
    answer = signed_in(app, Role.PLANNER)
    assert 'name="after"' in answer.get(PAGE).text
    # The clerk has no button there, so the token comes from the account's page.
    assert 'name="after"' not in stranger.get(PAGE).text
    sent = send_form(stranger.raw, PAGE, {**STEP, "after": "submitted"}, page="/account")
    assert sent.status_code == 403


def test_what_is_not_approved_is_marked_until_it_is(app: Flask) -> None:
    planner = signed_in(app, Role.PLANNER)
    address = "/maps/drug_cases?period=2024"
    assert "Số liệu chưa phê duyệt: bản dự thảo" in planner.get(address).words()
    sheet = planner.raw.get("/print/drug_cases.svg?period=2024").text
    assert "chưa phê duyệt" in planner.get("/communes/26503?period=2024").words()
    for after in ("submitted", "approved"):
        take(planner, after)
    assert "chưa phê duyệt" not in planner.get(address).words()
    assert planner.raw.get("/print/drug_cases.svg?period=2024").text != sheet
    # What only the sample brought never carries the mark: it has one of its own.
    assert "chưa phê duyệt" not in planner.get("/maps/tree_cover?period=2024").words()
