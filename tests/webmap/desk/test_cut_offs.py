"""`/desk/cut-offs`: days by office and kind of period, and what they do to the reminders."""

from __future__ import annotations

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.vocabulary import ImportKind, Role
from tests.build.pages import PageClient
from tests.build.people import send_form, signed_in

POLICE = "Công an huyện"
ADDRESS = "/desk/cut-offs"


@pytest.fixture
def planner(own_sample_app: Flask) -> PageClient:
    with importing(own_sample_app.extensions["portal"].store, ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {"owner.drug_cases": POLICE})
    return signed_in(own_sample_app, Role.PLANNER)


def row(client: PageClient, office: str) -> str:
    page = client.get(ADDRESS)
    return next(page.words(tr) for tr in page.find_all("tr") if page.words(tr).startswith(office))


def test_an_office_closes_its_months_on_a_day_of_its_own(own_sample_app: Flask, planner: PageClient) -> None:
    others = row(planner, "mọi cơ quan")
    given = {"office": POLICE, "kind": "month", "closes_on": "14", "days_after": "3"}
    answer = send_form(planner.raw, ADDRESS, given)
    assert answer.status_code == 303
    assert "khóa sổ ngày 14, đến hạn sau 3 ngày" in row(planner, POLICE)
    assert row(planner, "mọi cơ quan") == others
    due = planner.get("/desk/periods?on=2024-10-20")
    told = [due.words(tr) for tr in due.find_all("tr") if due.words(tr).startswith(POLICE)]
    assert any("14/09/2024 17/09/2024" in line for line in told) or any(
        "14/10/2024 17/10/2024" in line for line in told
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"closes_on": "32"}, "từ 1 đến 31"),
        ({"closes_on": "0"}, "từ 1 đến 31"),
        ({"days_after": "999"}, "366"),
        ({"days_after": "-1"}, "số nguyên"),
        ({"days_after": ""}, "số nguyên"),
        ({"kind": "week"}, "không phải là loại kỳ"),
        ({"office": "Sở Lạ"}, "Sở Lạ"),
    ],
)
def test_what_cannot_be_is_refused(
    own_sample_app: Flask, planner: PageClient, fields: dict[str, str], said: str
) -> None:
    store = own_sample_app.extensions["portal"].store
    with store.session() as session:
        before = read_office_settings(session)
    given = {"office": POLICE, "kind": "month", "closes_on": "14", "days_after": "3"} | fields
    answer = send_form(planner.raw, ADDRESS, given)
    assert answer.status_code == 422
    assert said in answer.text
    with store.session() as session:
        assert read_office_settings(session) == before


def test_only_planners_and_administrators(own_sample_app: Flask, planner: PageClient) -> None:
    signed_in(own_sample_app, Role.CLERK, offices=(POLICE,)).get(ADDRESS, status=403)
    assert "Ngày chốt số liệu" in planner.get("/desk/periods").words()
