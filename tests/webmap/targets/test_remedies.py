"""Causes and remedies: who enters them, where they show, and that a later entry supersedes."""

from __future__ import annotations

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import Role
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from tests.build.pages import PageClient
from tests.build.people import send_form, signed_in

OFFICE = "Bảo hiểm xã hội"
TEXTS = {
    "cause": "Doanh nghiệp nợ đóng",
    "remedy": "Đối soát, thanh tra",
    "deadline": "2025-03-31",
    "responsible": "Bà Lê Thị B",
}


@pytest.fixture
def missed(own_sample_app: Flask) -> tuple[str, str]:
    """A line and a commune that misses it in the sample's 2024."""
    client = signed_in(own_sample_app, Role.PLANNER)
    page = client.get("/remedies?period=2024")
    # A public line: what a person enters is no sample, and from then on internal lines are hidden.
    link = next(x for x in page.links() if x.startswith("/remedies/trained_workers?unit="))
    code = link.removeprefix("/remedies/").split("?")[0]
    return code, link.split("unit=")[1].split("&")[0]


def test_a_planner_enters_and_every_page_shows_it(own_sample_app: Flask, missed: tuple[str, str]) -> None:
    code, unit = missed
    client = signed_in(own_sample_app, Role.PLANNER)
    address = f"/remedies/{code}?unit={unit}&period=2024"
    assert send_form(client.raw, address, TEXTS).status_code == 303
    reader = PageClient(own_sample_app)
    for page in ("/remedies?period=2024", f"/maps/{code}?period=2024", f"/communes/{unit}?period=2024"):
        text = reader.get(page).words()
        assert "Doanh nghiệp nợ đóng" in text, page
        assert "31/03/2025" in text, page
    assert "Doanh nghiệp" not in reader.get(f"/maps/{code}?period=2023").words()
    # A later entry supersedes, an empty one withdraws.
    assert send_form(client.raw, address, {**TEXTS, "cause": "Thiếu vốn"}).status_code == 303
    text = reader.get("/remedies?period=2024").words()
    assert "Thiếu vốn" in text and "Doanh nghiệp nợ đóng" not in text
    assert send_form(client.raw, address, {}).status_code == 303
    assert "Thiếu vốn" not in reader.get("/remedies?period=2024").words()


def test_what_is_wrong_is_said_and_nothing_lost(own_sample_app: Flask, missed: tuple[str, str]) -> None:
    code, unit = missed
    client = signed_in(own_sample_app, Role.ADMIN)
    address = f"/remedies/{code}?unit={unit}&period=2024"
    for fields, said in (
        ({**TEXTS, "cause": ""}, "ghi nguyên nhân trước"),
        ({**TEXTS, "deadline": "mai"}, "không phải là ngày"),
        ({**TEXTS, "remedy": "x" * 2001}, "tối đa 2.000 ký tự"),
    ):
        answer = send_form(client.raw, address, fields)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Bà Lê Thị B" in answer.text


def test_only_who_reports_the_line_or_the_commune_enters(
    own_sample_app: Flask, missed: tuple[str, str]
) -> None:
    code, unit = missed
    store = own_sample_app.extensions["portal"].store
    with importing(store, "settings", "mai") as batch:
        write_office_settings(batch, {f"owner.{code}": OFFICE})
    address = f"/remedies/{code}?unit={unit}&period=2024"
    signed_in(own_sample_app, Role.CLERK, offices=(OFFICE,)).get(address)
    signed_in(own_sample_app, Role.CLERK, unit_codes=(unit,)).get(address)
    other = signed_in(own_sample_app, Role.CLERK, offices=("Công an huyện",))
    other.get(address, status=403)
    assert send_form(other.raw, address, TEXTS, page="/account").status_code == 403
    assert PageClient(own_sample_app).raw.post(address, data=TEXTS).status_code in (400, 403)


def test_unknown_lines_and_units(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    client.get("/remedies/khong-co?period=2024", status=404)
    client.get("/remedies/tree_cover?period=2024&unit=99999", status=404)


def test_the_report_reads_what_stands(own_sample_app: Flask, missed: tuple[str, str]) -> None:
    code, unit = missed
    client = signed_in(own_sample_app, Role.PLANNER)
    for address in (f"/remedies/{code}?unit={unit}&period=2024", f"/remedies/{code}?period=2024"):
        assert send_form(client.raw, address, TEXTS).status_code == 303
    portal = own_sample_app.extensions["portal"]
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
    found = snapshot.remedies_of(code, "2024")
    assert [None if r.unit is None else r.unit.code for r in found] == [None, unit]
