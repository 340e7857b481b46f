"""Web, command, pack and slides say the same of every kind of print, since they read it in one place."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pptx.enum.shapes import MSO_SHAPE_TYPE

from geodata.store import importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.vocabulary import ImportKind
from tests.build.decks import deck_of, material_of, title_of
from tests.build.pages import PageClient
from tests.build.people import signed_in
from webmap.app.jobs import jobs_of
from webmap.paper.order import ATLAS, COMMUNE, FORMATS, HEAT, PACK, REPORT, SHEET, Part
from webmap.paper.papers import PAPERS
from webmap.paper.typesetting import TEMPLATES
from webmap.prints import printing
from webmap.prints.kinds import KINDS, PAGES, TABLES, PrintKind
from webmap.prints.packs import PackTemplate, keep_pack_template, read_part
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import chosen_pack
from webmap.prints.sheet.pack_content import part_content
from webmap.prints.sheet.page_kind import INDICATOR, UNIT

SUBJECTS = {INDICATOR: "tree_cover", UNIT: "26503"}
WEB = {ATLAS: "/atlas.{}", REPORT: "/report.{}", PACK: "/packs/họp.{}"}
COMMAND = {ATLAS: ("atlas",), REPORT: ("report",), PACK: ("pack", "họp")}
PAPER_ASKED = ({"paper": "a4"}, {"paper": "a3", "orientation": "portrait"})


def part_of(kind: PrintKind) -> Part:
    """Return a page of a kind that the sample has."""
    assert kind.page is not None
    return Part(kind.code, None if kind.page.subject is None else SUBJECTS[kind.page.subject])


def address_of(kind: PrintKind, file_format: str) -> str:
    if kind.code in WEB:
        return WEB[kind.code].format(file_format)
    folder = "communes/" if kind.page is not None and kind.page.subject is UNIT else ""
    return f"/print/{folder}{part_of(kind)}.{file_format}"


def on_the_web(app: Flask, kind: PrintKind, file_format: str, asked: dict[str, str]) -> dict[str, Any]:
    """Return what the web orders, made by the worker where it takes long."""
    client = app.test_client()
    query = {"period": "2024", **asked}
    answer = client.get(address_of(kind, file_format), query_string=query)
    if answer.status_code == 303:
        queue = jobs_of(app).queue
        while (task := queue.dequeue()) is not None:
            queue.execute(task)
        answer = client.get(address_of(kind, file_format), query_string=query)
    assert answer.status_code == 200, answer.text[:500]
    return json.loads(answer.data)


def by_command(app: Flask, folder: Path, kind: PrintKind, file_format: str, asked: dict[str, str]) -> Any:
    """Return what the command orders; None where it refuses the file's ending."""
    file = folder / f"{kind.code}.{file_format}"
    command = COMMAND[kind.code] if kind.code in COMMAND else ("print", str(part_of(kind)))
    options = [text for name, value in asked.items() for text in (f"--{name}", value)]
    args = ["map", *command, "--period", "2024", "--output", str(file), *options]
    result = app.test_cli_runner().invoke(args=args)
    if result.exit_code == 2:
        assert "is expected" in result.output
        return None
    assert result.exit_code == 0, result.output
    return json.loads(file.read_bytes())


@pytest.fixture
def told(own_sample_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with a pack of every page; it writes what is ordered in place of the file."""
    monkeypatch.setattr(
        printing, "make", lambda material, _report: json.dumps(material.order.record).encode()
    )
    parts = tuple(part_of(kind) for kind in KINDS.values() if kind.page is not None)
    keep_pack_template(own_sample_app.extensions["portal"].store, PackTemplate("họp", parts), person="mai")
    yield own_sample_app


@pytest.mark.parametrize("office", [(), ("paper=a3", "orientation=portrait")])
def test_web_and_command_order_the_same(told: Flask, tmp_path: Path, office: tuple[str, ...]) -> None:
    if office:
        assert told.test_cli_runner().invoke(args=["office", "set", *office]).exit_code == 0
    for kind in KINDS.values():
        orders: list[tuple[str, dict[str, str]]] = [(one, {}) for one in kind.formats]
        if office:
            orders = orders[:1]
        elif kind.code not in (PACK, REPORT):
            orders += [(kind.formats[0], asked) for asked in PAPER_ASKED]
        for file_format, asked in orders:
            web = on_the_web(told, kind, file_format, asked)
            command = by_command(told, tmp_path, kind, file_format, asked)
            assert web | {"printed_by": ""} == command | {"printed_by": ""}
            assert (web["paper"], web["orientation"]) in PAPERS
            for name, own in (("paper", kind.paper), ("orientation", kind.orientation)):
                if name in asked or own:
                    assert web[name] == asked.get(name, own)


def test_no_way_makes_another_format(told: Flask, tmp_path: Path) -> None:
    for kind in KINDS.values():
        for file_format in set(FORMATS) - set(kind.formats):
            assert told.test_client().get(address_of(kind, file_format)).status_code == 404
            assert by_command(told, tmp_path, kind, file_format, {}) is None
            if kind.page is not None:
                form = {"what": str(part_of(kind)), "as": file_format}
                assert told.test_client().get("/print", query_string=form).status_code == 400


def test_the_form_leads_to_every_page_and_offers_every_table(sample_client: PageClient) -> None:
    offered = sample_client.get("/print?period=2024").links()
    for kind in KINDS.values():
        if kind.page is None:
            continue
        answer = sample_client.raw.get("/print", query_string={"what": str(part_of(kind)), "period": "2024"})
        assert answer.location.startswith(address_of(kind, "pdf") + "?")
        if kind.code in TABLES:
            assert any(link.startswith(address_of(kind, "pdf")) for link in offered)


def test_packs_offer_every_table_and_the_atlas_has_it(own_sample_app: Flask) -> None:
    page = signed_in(own_sample_app, "planner").raw.get("/packs?period=2024").text
    for code in TABLES:
        assert f'<option value="{code}"' in page
        assert read_part(code) == Part(code)


def test_every_kind_of_page_has_its_typst_part() -> None:
    assert [code for code in PAGES if not (TEMPLATES / "parts" / f"{code}.typ").is_file()] == []


@pytest.fixture
def real(own_sample_app: Flask) -> Flask:
    """The application with a real figure of an internal indicator, which visitors may then not see."""
    portal = own_sample_app.extensions["portal"]
    material = material_of(own_sample_app)
    entry = ObservationEntry(
        material.reading.communes[0].key, "social_order_crimes", "2024", value=Decimal(3)
    )
    with importing(portal.store, ImportKind.INDICATORS, "lan") as batch:
        write_observations(batch, [entry])
    return own_sample_app


@pytest.mark.parametrize(
    ("kind", "subject", "status", "said"),
    [
        (SHEET, "social_order_crimes", 403, "1 chỉ tiêu"),
        (SHEET, "khong_co", 404, "khong_co"),
        (COMMUNE, "99999", 404, "99999"),
    ],
)
def test_what_is_not_to_be_seen_is_refused_everywhere(
    real: Flask, tmp_path: Path, kind: str, subject: str, status: int, said: str
) -> None:
    folder = "communes/" if PAGES[kind].subject is UNIT else ""
    web = real.test_client().get(f"/print/{folder}{subject}.pdf?period=2024")
    assert web.status_code == status
    args = ["map", "print", subject, "--period", "2024", "--output", str(tmp_path / "x.pdf")]
    assert real.test_cli_runner().invoke(args=args).exit_code == 1
    # A pack's pages and slides are made of the same value.
    pack = chosen_pack(material_of(real), [Part(kind, subject)], PAGES)
    assert pack.parts == ()
    assert said in " ".join(pack.missing)


def test_each_subject_can_be_refused() -> None:
    """A kind with a subject of a new sort needs a case in the test above."""
    assert {page.subject for page in PAGES.values()} <= {None, INDICATOR, UNIT}


def nothing_in(material: Material) -> Material:
    """Return the material of a period for which no target is set."""
    empty = replace(material.reading.snapshot, resolutions=(), targets=())
    return replace(material, reading=replace(material.reading, snapshot=empty))


@pytest.mark.parametrize("code", TABLES)
def test_an_empty_table_is_said_in_pack_and_slides(sample_app: Flask, code: str) -> None:
    material = nothing_in(material_of(sample_app))
    page = PAGES[code]
    pack = chosen_pack(material, [Part(code), Part(COMMUNE, "26503")], PAGES)
    if page.when_empty:
        assert page.is_empty(material)
        assert material.word(page.when_empty) in pack.missing
        assert Part(code) not in [part for _group, part in pack.parts]
    # Asked for alone it is a page that says so itself, for web and command the same.
    assert part_content(material, Part(code), PAGES)["summary"]


def test_a_kind_without_slides_shows_its_pages(sample_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, HEAT, replace(KINDS[HEAT], slides=None))  # type: ignore[arg-type]
    deck = deck_of(material_of(sample_app), [Part(HEAT)])
    shown = [slide for slide in deck.slides if title_of(slide).startswith("Xã nào chưa đạt chỉ tiêu nào")]
    pictures = [
        shape for slide in shown for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE
    ]
    assert shown
    assert len(pictures) == len(shown)
    for picture in pictures:
        assert picture._element._nvXxPr.cNvPr.get("descr").startswith("Xã nào chưa đạt chỉ tiêu nào")
        assert picture.left + picture.width <= deck.slide_width
        assert io.BytesIO(picture.image.blob).read(4) == b"\x89PNG"
