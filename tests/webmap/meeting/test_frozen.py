"""Frozen sets: every page and print can be drawn from one, and a page says what came later."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.frozen_sets import freeze
from geodata.store.imports import last_sequence
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient
from tests.build.people import send_form, signed_in

NAME = "chốt số liệu 17 giờ thứ Sáu"
MAP, FROZEN_MAP = "/maps/income_per_capita?period=2024", f"/maps/income_per_capita?period=2024&frozen={NAME}"


@pytest.fixture
def frozen(own_sample_app: Flask) -> Flask:
    """The sample frozen, and then Phước An's income corrected to 99,9."""
    store = own_sample_app.extensions["portal"].store
    freeze(store, NAME, person="mai")
    with store.session() as session:
        rows = read_observations(session, indicators=["income_per_capita"], periods=["2024"])
    before = next(row for row in rows if row.unit.code == "26503")
    entry = ObservationEntry(before.unit, before.indicator, "2024", value=Decimal("99.9"))
    with importing(store, "indicators", "lan", file_name="sua.xlsx", reason="tính lại") as batch:
        write_observations(batch, [entry])
    return own_sample_app


def test_a_map_is_drawn_from_the_set_and_its_links_stay_there(frozen: Flask) -> None:
    client = PageClient(frozen)
    assert "99,9" in client.get(MAP).text
    page = client.get(FROZEN_MAP)
    assert "99,9" not in page.text
    assert f"Bộ số liệu chốt “{NAME}”" in page.text
    own = [link for link in page.links() if link.startswith(("/maps/", "/print", "/communes"))]
    assert own
    assert [link for link in own if "frozen=" not in link] == [MAP]
    assert [i.get("value") for i in page.find_all("input") if i.get("name") == "frozen"] == [NAME]


@pytest.mark.parametrize(
    "address",
    [
        "/maps/tree_cover",
        "/compare/tree_cover",
        "/measured/tree_cover",
        "/incidents",
        "/ranking",
        "/new-rural",
    ],
)
def test_the_controls_of_every_page_stay_in_the_set(frozen: Flask, address: str) -> None:
    page = signed_in(frozen, Role.LEADER).get(f"{address}?frozen={NAME}")
    forms = [f for f in page.find_all("form") if f.get("method") == "get"]
    assert forms
    for form in forms:
        kept = [i.get("value") for i in form.iter("input") if i.get("name") == "frozen"]
        assert kept == [NAME], form.attrib


def test_every_kind_of_page_is_drawn_from_the_set(frozen: Flask) -> None:
    client = PageClient(frozen)
    store = frozen.extensions["portal"].store
    with store.session() as session:
        before = last_sequence(session) - 1
    for address in ("/", "/clauses", "/ranking", "/communes/26503"):
        said = client.get(f"{address}?period=2024&frozen={NAME}").text
        assert f"lần nhập {before}" in said, address


def test_a_moment_may_be_asked_for(frozen: Flask) -> None:
    client = PageClient(frozen)
    assert "99,9" in client.get(f"{MAP}&as_of=2100-01-01").text
    assert "không phải là thời điểm" in client.get("/?as_of=hôm%20qua", status=400).text
    client.get("/?frozen=ch%C6%B0a%20c%C3%B3", status=404)


def test_prints_are_made_of_the_set(frozen: Flask) -> None:
    client = PageClient(frozen).raw
    now = client.get("/print/income_per_capita.svg?period=2024")
    then = client.get(f"/print/income_per_capita.svg?period=2024&frozen={NAME}")
    assert now.status_code == then.status_code == 200
    assert "99,9" in now.text
    assert "99,9" not in then.text


def test_the_set_s_page_lists_what_came_later(frozen: Flask) -> None:
    client = signed_in(frozen, Role.LEADER)
    page = client.get(f"/frozen/set?name={NAME}")
    text = page.words()
    assert "sua.xlsx" in text and "tính lại" in text
    assert "Giá trị mới hoặc đã khác (1 trên 1)" in text
    assert "99,9" in text
    client.get("/frozen/set?name=x", status=404)


def test_planners_freeze_and_readers_do_not(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.PLANNER)
    answer = send_form(client.raw, "/frozen", {"name": NAME})
    assert answer.status_code == 303
    assert "mới nhất" in client.get(answer.location).text
    again = send_form(client.raw, "/frozen", {"name": NAME})
    assert again.status_code == 422
    assert "Chọn tên khác" in again.text
    leader = signed_in(own_sample_app, Role.LEADER)
    assert '<form class="stacked"' not in leader.get("/frozen").text
    assert leader.raw.post("/frozen", data={"name": "x"}).status_code == 403
