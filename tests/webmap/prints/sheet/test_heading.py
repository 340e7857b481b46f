"""The head of a sheet: who issues it follows the period that is printed; the logo; and nothing overlaps."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from geodata.store.frozen_sets import freeze
from geodata.store.vocabulary import Role
from layers.catalogue import Form
from tests.build.pages import PageClient
from tests.build.people import signed_in
from webmap.office.entry import enter_general, enter_issuer, enter_logo, remove_logo

COMMITTEE = "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH"
SHEET, LATER = "/print/clean_water_rural.pdf?period=2024", "/print/clean_water_rural.pdf?period=2025"
LONG_TITLE = "/print/crime_reports_received.pdf?period=2024"
MARKUP = "#let x = 1 $x^2$ *đậm* _n_ `mã` <w:t> \\ @tên"
# As long as a field may be.
LONG = ("Ban chỉ đạo thực hiện chương trình mục tiêu quốc gia và nông thôn mới " * 2)[:119].strip() + "n"


def pdf(client: PageClient, address: str) -> PdfReader:
    answer = client.raw.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return PdfReader(io.BytesIO(answer.data))


def text_of(client: PageClient, address: str) -> str:
    return " ".join("\n".join(page.extract_text() for page in pdf(client, address).pages).split())


def heights(reader: PdfReader) -> tuple[dict[str, float], list[float]]:
    """Return how high the page's own texts stand, the first of each, and those of its map, in points."""
    own: dict[str, float] = {}
    drawn: list[float] = []

    def note(text: str, outer: list[float], _inner: list[float], _font: object, _size: float) -> None:
        if not text.strip():
            return
        if outer[0] == 1:
            own.setdefault(text.strip(), outer[5])
        else:
            drawn.append(outer[5])

    reader.pages[0].extract_text(visitor_text=note)
    return own, drawn


@pytest.fixture
def client(own_sample_app: Flask) -> PageClient:
    """Somebody who has signed in: visitors get no sheet of a period without a figure."""
    return signed_in(own_sample_app, Role.LEADER)


def enter(app: Flask, **texts: str) -> None:
    here = app.extensions["portal"]
    enter_issuer(here.store, here.profile, Form.STATE, date(2020, 1, 1), texts, person="tests")


def put_logo(app: Flask, folder: Path, size: tuple[int, int] = (300, 200)) -> str:
    file = folder / "logo.png"
    Image.new("RGB", size, "#c00000").save(file)
    return enter_logo(app.extensions["portal"].store, file, "logo.png", person="tests")


@pytest.mark.parametrize("what", ["clean_water_rural", "targets"])
def test_the_districts_committee_heads_papers_of_its_time(sample_client: PageClient, what: str):
    text = text_of(sample_client, f"/print/{what}.pdf?period=2024")
    assert COMMITTEE in text
    # Nothing of a report stands on a sheet.
    for unasked in ("CỘNG HÒA", "Số:", "BC-UBND", "(tên cơ quan ban hành)"):
        assert unasked not in text


def test_a_later_sheet_has_a_marked_blank(client: PageClient):
    text = text_of(client, LATER)
    assert "(tên cơ quan ban hành)" in text
    assert "....." in text
    assert "ỦY BAN NHÂN DÂN" not in text


def test_the_partys_form_has_the_partys_heading(own_sample_app: Flask, client: PageClient):
    enter_general(own_sample_app.extensions["portal"].store, {"form": "party"}, person="tests")
    text = text_of(client, SHEET)
    assert "ĐẢNG BỘ TỈNH ĐỒNG NAI HUYỆN ỦY NHƠN TRẠCH" in text
    assert COMMITTEE not in text


def test_what_the_office_entered_for_a_day_heads_the_papers_from_then_on(
    own_sample_app: Flask, client: PageClient
):
    here = own_sample_app.extensions["portal"]
    commune = {"name": "Ủy ban nhân dân xã Nhơn Trạch", "signatory_name": "Nguyễn Văn A"}
    enter_issuer(here.store, here.profile, Form.STATE, date(2025, 7, 1), commune, person="tests")
    later = text_of(client, LATER)
    assert "ỦY BAN NHÂN DÂN XÃ NHƠN TRẠCH" in later
    assert "(tên cơ quan ban hành)" not in later
    assert "Nguyễn Văn A" not in later
    assert COMMITTEE in text_of(client, SHEET)


def test_signs_of_markup_come_out_as_text(own_sample_app: Flask, client: PageClient):
    enter(own_sample_app, name=MARKUP)
    text = text_of(client, SHEET)
    assert MARKUP.upper() in text


def test_a_print_made_before_keeps_its_heading(own_sample_app: Flask, client: PageClient):
    before = client.raw.get(SHEET).data
    enter(own_sample_app, name="Văn phòng khác")
    after = client.raw.get(SHEET).data
    assert after != before
    kept = PdfReader(io.BytesIO(before)).pages[0].extract_text()
    code = next(line for line in kept.splitlines() if "/p/" in line).rpartition("/p/")[2].split()[0]
    assert client.raw.get(f"/p/{code}/file").data == before


def test_a_frozen_set_is_printed_with_the_heading_of_its_time(own_sample_app: Flask, client: PageClient):
    store = own_sample_app.extensions["portal"].store
    enter(own_sample_app, name="Tên khi chốt")
    freeze(store, "họp", person="tests")
    enter(own_sample_app, name="Tên bây giờ")
    enter_general(store, {"paper": "a3"}, person="tests")
    frozen = pdf(client, f"{SHEET}&frozen=họp").pages[0]
    assert "TÊN KHI CHỐT" in frozen.extract_text()
    assert round(float(frozen.mediabox.width) / 72 * 25.4) == 297
    assert "TÊN BÂY GIỜ" in text_of(client, SHEET)


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_the_tallest_head_covers_nothing(
    own_sample_app: Flask, client: PageClient, tmp_path: Path, paper: str, orientation: str
):
    put_logo(own_sample_app, tmp_path)
    enter(own_sample_app, parent=LONG, name=LONG)
    enter_general(own_sample_app.extensions["portal"].store, {"annex": LONG}, person="tests")
    for address in (SHEET, LONG_TITLE):
        own, drawn = heights(pdf(client, f"{address}&paper={paper}&orientation={orientation}"))
        sources = next(height for text, height in own.items() if text.startswith("Chỉ tiêu: Nghị quyết"))
        assert len(drawn) > 50
        assert min(drawn) > sources + 20
        assert own["Toàn địa bàn"] > sources + 20


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_logo_stands_in_the_head_and_says_what_it_is(
    own_sample_app: Flask, client: PageClient, tmp_path: Path, paper: str
):
    assert len(pdf(client, f"{SHEET}&paper={paper}").pages[0].images) == 0
    put_logo(own_sample_app, tmp_path)
    reader = pdf(client, f"{SHEET}&paper={paper}")
    [logo] = reader.pages[0].images
    assert logo.image is not None
    assert logo.image.size == (300, 200)
    assert f"Biểu trưng của {COMMITTEE}" in _alternatives(reader)
    remove_logo(own_sample_app.extensions["portal"].store, person="tests")
    assert len(pdf(client, f"{SHEET}&paper={paper}").pages[0].images) == 0


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_pictures_of_a_sheet_have_the_logo_too(
    own_sample_app: Flask, client: PageClient, tmp_path: Path, suffix: str
):
    put_logo(own_sample_app, tmp_path)
    data = client.raw.get(SHEET.replace(".pdf", f".{suffix}")).data
    if suffix == "svg":
        assert b"data:image/png;base64," in data
        return
    with Image.open(io.BytesIO(data)) as sheet:
        head = sheet.convert("RGB").crop((0, 0, 700, 300))
    assert (192, 0, 0) in {colour for _count, colour in head.getcolors(700 * 300) or ()}


def test_the_meetings_table_has_the_logo(own_sample_app: Flask, client: PageClient, tmp_path: Path):
    put_logo(own_sample_app, tmp_path)
    assert len(pdf(client, "/print/targets.pdf?period=2024").pages[0].images) == 1


def test_the_meetings_table_in_word_has_the_heading_too(own_sample_app: Flask, client: PageClient):
    def lines(period: str) -> list[str]:
        data = client.raw.get(f"/print/targets.docx?period={period}").data
        return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]

    enter(own_sample_app, name="Văn phòng <w:t> & #1", parent="Huyện Nhơn Trạch")
    assert lines("2024")[:2] == ["HUYỆN NHƠN TRẠCH", "VĂN PHÒNG <W:T> & #1"]
    assert lines("2025")[0].endswith("..... (tên cơ quan ban hành)")


def _alternatives(reader: PdfReader) -> list[str]:
    """Return what the pictures of a document say to whoever cannot see them."""
    objects = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    return [str(one["/Alt"]) for one in objects if isinstance(one, dict) and "/Alt" in one]
