"""Kept prints: codes nobody can work out, files for who may see them then and now, bounded for visitors."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from urllib.parse import quote

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from geodata.store import importing
from geodata.store.frozen_sets import freeze
from geodata.store.imports import list_imports
from geodata.store.models import Print
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.prints import canonical_record
from geodata.store.units import UnitKey
from geodata.store.vocabulary import Role
from layers.audience import PUBLIC
from layers.joining.reading import Reading
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from tests.build.district import SINCE
from tests.build.pages import PageClient
from tests.build.people import signed_in
from webmap.app.portal import Portal
from webmap.app.secret import print_key
from webmap.people.attempts import Attempts
from webmap.people.visitors import Bounds
from webmap.prints import printing
from webmap.prints.codes import print_code, values_on

SHEET = "/print/tree_cover.svg?period=2024"
INTERNAL = "/print/social_order_crimes.svg?period=2024"
HEAT = "/print/heat.svg?period=2024"


def real_figure(app: Flask) -> None:
    """Load a figure that is no sample: then not everything is for everybody."""
    with importing(app.extensions["portal"].store, "indicators", "lan") as batch:
        entry = ObservationEntry(UnitKey("26503", SINCE), "major_fires", "2024", value=Decimal(1))
        write_observations(batch, [entry])


def rows(app: Flask) -> list[Print]:
    with app.extensions["portal"].store.session() as session:
        return list(session.scalars(select(Print).order_by(Print.created_at)))


def code_of(client: PageClient, address: str) -> str:
    """Print a page and return its code."""
    answer = client.raw.get(address)
    assert answer.status_code == HTTPStatus.OK, answer.text[:500]
    found = re.search(r"-([2-9A-HJ-NP-Z]{10})\.", answer.headers["Content-Disposition"])
    assert found
    return found[1]


def status_of(client: PageClient, code: str, query: str = "") -> tuple[int, int]:
    """Return how the page of a print and its file answer."""
    return (
        client.raw.get(f"/p/{code}{query}").status_code,
        client.raw.get(f"/p/{code}/file{query}").status_code,
    )


@pytest.fixture
def visitor(own_sample_app: Flask) -> PageClient:
    return PageClient(own_sample_app)


@pytest.fixture
def in_use(own_sample_app: Flask) -> Iterator[Flask]:
    real_figure(own_sample_app)
    yield own_sample_app


def test_a_code_is_made_with_the_installations_key_of_the_record_and_its_values(
    own_sample_app: Flask, visitor: PageClient
):
    code = code_of(visitor, SHEET)
    row, folder = rows(own_sample_app)[0], own_sample_app.extensions["portal"].settings.data_dir
    values = [b"", bytes(32)]
    assert code not in [print_code(print_key(folder), row.record, one) for one in values]
    assert code not in row.record_sha256.upper()
    # The same record over other values, and under another key, is another code.
    made = {print_code(key, row.record, one) for key in (b"a", b"b") for one in values}
    assert len(made) == 4
    assert b"code" not in canonical_record(row.record)


def test_other_values_make_another_code_and_hidden_ones_do_not(in_use: Flask):
    portal: Portal = in_use.extensions["portal"]

    def values() -> bytes:
        with portal.store.session() as session:
            snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
        return values_on(Reading(PUBLIC, snapshot, Period(2024)), {"tree_cover": "public"})

    found = [values()]
    for indicator in ("social_order_crimes", "tree_cover"):
        entry = ObservationEntry(UnitKey("26503", SINCE), indicator, "2024", value=Decimal(5))
        with importing(portal.store, "indicators", "lan") as batch:
            write_observations(batch, [entry])
        found.append(values())
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("address", [INTERNAL, HEAT])
def test_time_in_the_address_opens_no_print_of_others(in_use: Flask, address: str):
    """What an officer prints stays theirs, whatever moment, set or language the address names."""
    store = in_use.extensions["portal"].store
    with store.session() as session:
        imports = list_imports(session)
    last_of_sample = next(one for one in imports if one.is_sample)
    freeze(store, "ngày mẫu", person="tests", sequence=last_of_sample.sequence)
    code = code_of(signed_in(in_use, Role.POLICE), address)
    moment = quote(last_of_sample.loaded_at.isoformat())
    visitor = PageClient(in_use)
    for query in ("", f"?as_of={moment}", "?as_of=2001-01-01", "?frozen=ngày mẫu", "?lang=en"):
        assert status_of(visitor, code, query) == (404, 404), query
    assert status_of(signed_in(in_use, Role.LEADER), code) == (200, 200)


def test_an_unknown_code_and_one_of_others_are_told_alike(in_use: Flask):
    code, visitor = code_of(signed_in(in_use, Role.LEADER), INTERNAL), PageClient(in_use)
    hidden, unknown = (visitor.raw.get(f"/p/{one}").text for one in (code, "2222222222"))
    assert hidden.replace(code, "") == unknown.replace("2222222222", "")


@pytest.mark.parametrize("address", [INTERNAL, HEAT])
def test_what_was_printed_while_all_was_open_closes_with_real_data(
    own_sample_app: Flask, visitor: PageClient, address: str
):
    code = code_of(visitor, address)
    assert status_of(visitor, code) == (200, 200)
    real_figure(own_sample_app)
    assert status_of(visitor, code) == (404, 404)
    with own_sample_app.extensions["portal"].store.session() as session:
        moment = quote(next(one for one in list_imports(session) if one.is_sample).loaded_at.isoformat())
    # The same record asked again is no way to the old file.
    answer = visitor.raw.get(f"{address}&as_of={moment}")
    assert code not in answer.headers.get("Content-Disposition", "")
    assert len({row.code for row in rows(own_sample_app)}) == (2 if address == HEAT else 1)


def test_what_was_printed_of_real_data_stays_closed_when_only_the_sample_is_left(in_use: Flask):
    """The stricter of its own moment and now, from the other side: rows of imports are never taken away."""
    code = code_of(signed_in(in_use, Role.LEADER), INTERNAL)
    store = in_use.extensions["portal"].store
    with store.writing() as session:
        for one in list_imports(session):
            if one.kind == "indicators" and not one.is_sample:
                session.connection().exec_driver_sql(
                    "UPDATE imports SET is_sample = 1 WHERE sequence = ?", (one.sequence,)
                )
    visitor = PageClient(in_use)
    assert visitor.raw.get(INTERNAL).status_code == HTTPStatus.OK
    assert status_of(visitor, code) == (404, 404)


def test_many_wrong_codes_end(in_use: Flask):
    visitor = PageClient(in_use)
    code = code_of(visitor, SHEET)
    answers = [visitor.raw.get(f"/p/{n:010d}".replace("0", "Z").replace("1", "Y")) for n in range(2, 60)]
    assert [one.status_code for one in answers].count(429) == 8
    refused = visitor.raw.get(f"/p/{code}")
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(refused.headers["Retry-After"]) > 0
    # Another network is not held to it.
    elsewhere = visitor.raw.get(f"/p/{code}", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == HTTPStatus.OK


def test_earlier_codes_stay_and_their_files_need_a_sign_in_unless_all_is_public(in_use: Flask):
    visitor, leader = PageClient(in_use), signed_in(in_use, Role.LEADER)
    sheet, heat, internal = code_of(visitor, SHEET), code_of(visitor, HEAT), code_of(leader, INTERNAL)
    store = in_use.extensions["portal"].store
    with store.writing() as session:
        for row in session.scalars(select(Print)):
            row.visibilities = None
    assert status_of(visitor, sheet) == status_of(visitor, heat) == (200, 200)
    assert status_of(visitor, internal) == (404, 404)
    assert status_of(leader, internal) == (200, 200)
    with store.writing() as session:
        # Of another catalogue it cannot be told what stood on it.
        row = session.get_one(Print, heat)
        row.record = {**row.record, "catalogue": "of another day"}
    assert status_of(visitor, heat) == (200, 403)
    assert status_of(signed_in(in_use, Role.VIEWER), heat) == (200, 200)
    with store.writing() as session:
        session.get_one(Print, heat).only_sample = True
    assert status_of(signed_in(in_use, Role.VIEWER), heat) == (200, 403)


def test_a_visitors_file_is_set_again_with_the_same_bytes(in_use: Flask, monkeypatch: pytest.MonkeyPatch):
    visitor, folder = PageClient(in_use), in_use.extensions["portal"].store.cache_dir / "prints"
    for address in (SHEET, "/print/targets.pdf?period=2024", "/print/targets.xlsx?period=2024"):
        code, first = code_of(visitor, address), visitor.raw.get(address).data
        assert not [row for row in rows(in_use) if row.file_sha256]
        (folder / code).unlink()
        assert visitor.raw.get(f"/p/{code}/file").data == first
        assert (folder / code).read_bytes() == first


def test_another_program_says_that_it_set_a_print_again(in_use: Flask):
    visitor, portal = PageClient(in_use), in_use.extensions["portal"]
    code = code_of(visitor, "/print/targets.pdf?period=2024&paper=a4")
    with portal.store.writing() as session:
        row = session.get_one(Print, code)
        row.record = {**row.record, "program": "0ldpr0gr"}
    (portal.store.cache_dir / "prints" / code).unlink()
    answer = visitor.raw.get(f"/p/{code}/file")
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.data)).pages
    )
    assert "Lập lại bằng phiên bản chương trình" in text and "0ldpr0gr" in text
    assert code in text


def test_visitors_files_are_bounded_and_their_records_stay(in_use: Flask, monkeypatch: pytest.MonkeyPatch):
    portal = in_use.extensions["portal"]
    small = replace(portal, settings=replace(portal.settings, max_visitor_prints_bytes=300_000))
    monkeypatch.setitem(in_use.extensions, "portal", small)
    visitor, folder = PageClient(in_use), portal.store.cache_dir / "prints"
    addresses = [
        f"/print/{code}.png?period=2024" for code in ("tree_cover", "clean_water_rural", "waste_domestic")
    ]
    codes = [code_of(visitor, address) for address in addresses]
    assert len(rows(in_use)) == len(codes)
    assert (
        sum(path.stat().st_size for path in folder.iterdir()) <= 300_000 or len(list(folder.iterdir())) == 1
    )
    assert codes[-1] in {path.name for path in folder.iterdir()}
    assert status_of(visitor, codes[0]) == (200, 200)


def test_visitors_set_so_many_files_a_minute_in_all(in_use: Flask):
    in_use.extensions["visitors_bounds"] = Bounds(Attempts(1, 60.0), Attempts(50, 900.0))
    visitor, address = PageClient(in_use), "/print/clean_water_rural.png?period=2024"
    first = visitor.raw.get(SHEET)
    assert first.status_code == visitor.raw.get(SHEET).status_code == HTTPStatus.OK
    refused = visitor.raw.get(address, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert signed_in(in_use, Role.VIEWER).raw.get(address).status_code == HTTPStatus.OK


def test_a_file_that_is_set_again_is_counted_by_whichever_address(in_use: Flask):
    visitor, folder = PageClient(in_use), in_use.extensions["portal"].store.cache_dir / "prints"
    code = code_of(visitor, SHEET)
    in_use.extensions["visitors_bounds"] = Bounds(Attempts(1, 60.0), Attempts(50, 900.0))
    for address, status in ((SHEET, 200), (SHEET, 429), (f"/p/{code}/file", 429)):
        (folder / code).unlink(missing_ok=True)
        assert visitor.raw.get(address).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/print/tree_cover.pdf?period=2020",
        "/print/targets.pdf?period=2020",
        "/print/communes/26503.pdf?period=2020",
        "/atlas.pdf?period=2020",
        "/report.docx?period=2020",
    ],
)
def test_of_a_period_without_a_figure_a_visitor_gets_words(in_use: Flask, address: str):
    page = PageClient(in_use).get(address, status=404)
    assert "chưa có số liệu" in page.words()
    assert not rows(in_use)


def test_two_who_ask_for_one_sheet_at_once_get_one_file(in_use: Flask, monkeypatch: pytest.MonkeyPatch):
    made = []
    real = printing.make

    def counting(*given):  # type: ignore[no-untyped-def]
        made.append(1)
        return real(*given)

    monkeypatch.setattr(printing, "make", counting)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _n: in_use.test_client().get(SHEET), range(4)))
    assert {one.status_code for one in answers} == {200}
    assert len({one.data for one in answers}) == 1
    assert len(made) == len(rows(in_use)) == 1
