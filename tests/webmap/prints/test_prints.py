"""Printed sheets hold the page's numbers, embed their fonts, and come out the same each time."""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
from datetime import datetime
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader
from shapely.geometry import box

from geodata.store import Store
from geodata.store.vocabulary import Role
from layers.catalogue import Profile
from layers.joining.build import build_layer
from layers.joining.layer import Layer
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from layers.status_classes import STATUS_CLASS
from tests.build.district import Place, write_district, write_figures
from tests.build.pages import PageClient
from tests.build.people import signed_in
from webmap.app.portal import Portal
from webmap.paper.undated import undated_workbook
from webmap.prints.sheet.targets_document import targets_document

SHEET = "/print/clean_water_rural.{}?period=2024"


@pytest.fixture(scope="module")
def water(sample_app: Flask) -> Layer:
    portal: Portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
    return build_layer(snapshot, "clean_water_rural", Period(2024))


def pdf(client: PageClient, address: str) -> PdfReader:
    answer = client.raw.get(address)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.mimetype == "application/pdf"
    return PdfReader(io.BytesIO(answer.data))


def text_of(reader: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def percent(value) -> str:
    return f"{float(value):.1f}%".replace(".", ",")


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_a_sheet_says_every_value_of_its_layer(
    sample_client: PageClient, water: Layer, paper: str, orientation: str
):
    reader = pdf(sample_client, SHEET.format("pdf") + f"&paper={paper}&orientation={orientation}")
    text = text_of(reader)
    for value in water.units:
        assert value.unit.name.removeprefix("Xã ").removeprefix("Thị trấn ") in text
        if value.figure.value is not None:
            assert percent(value.figure.value) in text
    for said in (
        "Số liệu mẫu",
        "≥ 85%",
        "09-NQ/HU",
        "Ranh giới chỉ có giá trị tham khảo",
        "VN-2000",
        "Trang 1/",
    ):
        assert said in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("indicator", "period"),
    [("clean_water_rural", "2024-Q1"), ("waste_industrial", "2024-Q1"), ("forest_cover", "2024")],
)
def test_twelve_communes_are_one_page_however_long_their_statuses(
    sample_client: PageClient, indicator: str, period: str
):
    """A status broken into two lines in each row sent the last communes to a page of their own."""
    reader = pdf(sample_client, f"/print/{indicator}.pdf?period={period}&paper=a4")
    assert len(reader.pages) == 1
    assert re.search(r"(Chưa đến hạn|Không đánh giá) \(1\)", reader.pages[0].extract_text())


def test_no_value_is_no_provisional_sum(own_sample_app: Flask):
    leader = signed_in(own_sample_app, Role.LEADER)
    text = text_of(pdf(leader, "/print/social_order_crimes.pdf?period=2024-03"))
    assert "chưa có số liệu" in text
    assert "cộng từ 0/" not in text


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("what", ["targets", "communes/26503"])
def test_a_tables_columns_fit_each_paper(sample_client: PageClient, what: str, paper: str, orientation: str):
    reader = pdf(sample_client, f"/print/{what}.pdf?period=2024&paper={paper}&orientation={orientation}")
    # A column of single words would make it three times as many.
    assert len(reader.pages) <= 3
    lines = reader.pages[0].extract_text().splitlines()
    assert any(
        line.startswith("Tỷ lệ thu gom và xử lý") or " Tỷ lệ thu gom và xử lý" in line for line in lines
    )


@pytest.mark.parametrize(
    ("paper", "orientation", "millimetres"),
    [("a4", "landscape", (297, 210)), ("a4", "portrait", (210, 297)), ("a3", "landscape", (420, 297))],
)
def test_a_sheet_has_its_papers_size(
    sample_client: PageClient, paper: str, orientation: str, millimetres: tuple[int, int]
):
    page = pdf(sample_client, SHEET.format("pdf") + f"&paper={paper}&orientation={orientation}").pages[0]
    size = tuple(round(float(points) / 72 * 25.4) for points in (page.mediabox.width, page.mediabox.height))
    assert size == millimetres


def test_a_sheet_is_tagged_titled_and_embeds_its_fonts(sample_client: PageClient):
    reader = pdf(sample_client, SHEET.format("pdf"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("vi")
    assert reader.metadata is not None
    assert "nước sạch" in str(reader.metadata.title)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "Roboto" in descriptor["/FontName"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_same_order_is_the_same_print(sample_client: PageClient):
    first, second = (sample_client.raw.get(SHEET.format("pdf")).data for _ in range(2))
    assert first == second


def test_the_code_on_a_sheet_leads_back_to_the_very_file(sample_client: PageClient):
    data = sample_client.raw.get(SHEET.format("pdf")).data
    code = re.search(r"/p/([2-9A-HJ-NP-Z]{10})", text_of(PdfReader(io.BytesIO(data))))
    assert code is not None
    assert "nước sạch" in sample_client.get(f"/p/{code[1]}").words()
    assert sample_client.raw.get(f"/p/{code[1]}/file").data == data
    sample_client.get("/p/AAAAAAAAAA", status=404)


def test_fills_on_the_map_are_the_legends(sample_client: PageClient, water: Layer):
    answer = sample_client.raw.get(SHEET.format("svg"))
    assert answer.mimetype == "image/svg+xml"
    assert ET.fromstring(answer.data).tag.endswith("svg")
    drawn = {value.legend_key for value in water.units}
    for key in drawn:
        assert STATUS_CLASS[key].fill.lower() in answer.text.lower()


def test_a_picture_is_for_print(sample_client: PageClient):
    answer = sample_client.raw.get(SHEET.format("png") + "&paper=a4")
    width, height = struct.unpack(">II", answer.data[16:24])
    assert abs(width - 3508) <= 2
    assert abs(height - 2480) <= 2


def test_the_meetings_table_has_all_targets_and_columns(sample_client: PageClient):
    reader = pdf(sample_client, "/print/targets.pdf?period=2024")
    text = text_of(reader)
    for heading in ("TT", "Chỉ tiêu", "Kế hoạch", "% kế hoạch", "Đánh giá", "Cơ quan chủ trì"):
        assert heading.lower() in text.lower()
    assert "chưa phân công" in text.lower()
    assert "Tỷ lệ che phủ cây xanh" in text
    assert round(float(reader.pages[0].mediabox.width) / 72 * 25.4) == 297


def test_the_meetings_table_is_a_workbook_too(sample_client: PageClient):
    address = "/print/targets.xlsx?period=2024"
    data = sample_client.raw.get(address).data
    assert sample_client.raw.get(address).data == data
    sheet = load_workbook(io.BytesIO(data)).active
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    heads = next(n for n, row in enumerate(rows) if row[0] == "TT")
    assert sheet.print_title_rows == f"${heads + 1}:${heads + 1}"
    numbered = [row for row in rows[heads + 1 :] if str(row[0]).isdecimal()]
    assert [int(row[0]) for row in numbered] == list(range(1, 71))
    # What the printed page says, cell by cell.
    printed = text_of(pdf(sample_client, "/print/targets.pdf?period=2024"))
    squeezed = "".join(printed.split())
    for row in numbered:
        for text in row[2:7]:
            assert "".join(str(text).split()) in squeezed, row
    first = "\n".join(str(row[0]) for row in rows[:heads])
    assert "Số liệu mẫu" in first
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value is not None)
    links = sample_client.get("/clauses?period=2024").links()
    assert {"/print/targets.pdf?period=2024", address} <= set(links)


def test_the_meetings_table_is_a_document_too(sample_client: PageClient, profile: Profile):
    address = "/print/targets.docx?period=2024"
    data = sample_client.raw.get(address).data
    assert sample_client.raw.get(address).data == data
    document = Document(io.BytesIO(data))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][0] == "TT"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    workbook = load_workbook(io.BytesIO(sample_client.raw.get("/print/targets.xlsx?period=2024").data)).active
    cells = [[cell or "" for cell in row] for row in workbook.iter_rows(values_only=True)]
    numbered = [row for row in rows if row[0].isdecimal()]
    assert numbered == [row for row in cells if str(row[0]).isdecimal()]
    assert len(numbered) == len(profile.measured_lines)
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Số liệu mẫu" in said
    assert f"{len(numbered)} chỉ tiêu" in said
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert address in sample_client.get("/clauses?period=2024").links()


def test_workbooks_saved_at_different_hours_have_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    book = Workbook()
    book.active["A1"] = "một"
    first = undated_workbook(book)
    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert undated_workbook(book) == first
    assert load_workbook(io.BytesIO(first)).properties.modified == datetime(1980, 1, 1)


def test_markup_in_a_text_is_text_in_the_document():
    odd = "<w:b/> #let x = $1$ &amp; *đậm*"
    row = {"key": "met", "cells": ["1", odd, *"abcdefg"]}
    content = {
        "code": "AAAAAAAAAA", "lang": "vi", "title": odd, "subtitle": odd, "marks": [odd], "summary": odd,
        "notes": [odd], "sources": [odd], "origin_words": odd, "heads": ["TT", *"abcdefgh"],
        "clauses": [{"title": odd, "rows": [row]}],
        "office": {"parent": odd, "name": "", "annex": odd, "blank": ""},
    }  # fmt: skip
    document = Document(io.BytesIO(targets_document(content)))
    assert [paragraph.text for paragraph in document.paragraphs].count(odd) == 7
    assert document.paragraphs[0].text == odd.upper()
    (table,) = document.tables
    assert [table.cell(1, 0).text, table.cell(2, 1).text] == [odd, odd]


def small(app: Flask, name: str, figures: dict | None = None, note: str | None = None) -> None:
    store: Store = app.extensions["portal"].store
    write_district(store, [Place("26470", name, box(106.8, 10.7, 106.9, 10.8))])
    if figures is not None:
        write_figures(store, "tree_cover", "2024", {"26470": {**figures, "note": note}})


@pytest.mark.parametrize(
    "name", ["Xã Phước Thiền", "Xã " + "Ẩn Ẫm Ỗi Ữa Ỵ ẵng ợi " * 3, "Xã #let x = $1$ *đậm* <w:b> @a `c`"]
)
def test_names_and_notes_come_out_as_they_are(app: Flask, client: PageClient, name: str):
    name = " ".join(name.split())
    small(app, name, {"numerator": Decimal(200)}, note="#set page(width: 1cm) $ * _")
    text = text_of(pdf(client, "/print/tree_cover.pdf?period=2024")).replace(" ", "")
    assert name.removeprefix("Xã ").replace(" ", "") in text
    assert "#setpage(width:1cm)$*_" in text


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_one_long_name_leaves_the_other_columns_their_room(
    app: Flask, client: PageClient, paper: str, orientation: str
):
    """A status that is pressed against the edge stands beyond it, a letter or a word a line."""
    name = "Xã Nguyễn Thị Hoàng Phượng Thượng Đường Trường Ngưỡng Nghiêng Khuỷu"
    small(app, name, {"numerator": Decimal(2)})
    page = pdf(client, f"/print/tree_cover.pdf?period=2024&paper={paper}&orientation={orientation}").pages[0]
    placed: list[tuple[str, float]] = []

    def visit(text: str, _outer: object, at: list[float], _font: object, _size: object) -> None:
        if text.strip():
            placed.append((text.strip(), float(at[4])))

    page.extract_text(visitor_text=visit)
    assert max(x for _text, x in placed) < float(page.mediabox.width) - 72 * 10 / 25.4
    assert any(text.endswith("Chưa đạt") for text, _x in placed)
    title = pdf(client, f"/print/communes/26470.pdf?period=2024&paper={paper}&orientation={orientation}")
    assert "Nghiêng Khuỷu" in text_of(title)
    if orientation == "portrait":
        # In one line it would run into the picture of where the commune lies.
        assert re.search(r"Đường *\nTrường", title.pages[0].extract_text())


def test_a_sheet_of_very_many_rows_goes_on_in_columns_and_keeps_the_district_first(
    app: Flask, client: PageClient
):
    cells = [(x, y) for x in range(19) for y in range(9)]
    places = [
        Place(
            f"{20000 + n}", f"Xã Ô {x}/{y}", box(106 + x / 20, 10 + y / 20, 106.05 + x / 20, 10.05 + y / 20)
        )
        for n, (x, y) in enumerate(cells)
    ]
    store: Store = app.extensions["portal"].store
    write_district(store, places)
    many = Decimal(10_000)
    write_figures(store, "population_rural", "2024", {p.code: {"value": many} for p in places})
    write_figures(
        store,
        "clean_water_rural",
        "2024",
        {p.code: {"numerator": Decimal(9000 - n), "denominator": many} for n, p in enumerate(places)},
    )
    reader = pdf(client, "/print/clean_water_rural.pdf?period=2024&paper=a4")
    assert len(reader.pages) == 3
    first = reader.pages[0].extract_text()
    assert "Toàn địa bàn" in first and "1.524.465 /" in first
    assert re.search(r"\d+ tên không đủ chỗ trên bản đồ", first)
    rows = re.findall(r"Ô \d+/\d+ [\d,]+%", "\n".join(page.extract_text() for page in reader.pages))
    assert len(set(rows)) == len(places)


def test_an_indicator_without_any_value_is_still_a_sheet(app: Flask):
    small(app, "Xã Phước Thiền")
    leader = signed_in(app, Role.LEADER)
    assert "chưa có số liệu" in text_of(pdf(leader, "/print/tree_cover.pdf?period=2024")).lower()


def test_what_is_internal_is_not_printed_for_the_public(app: Flask, client: PageClient):
    small(app, "Xã Phước Thiền", {"numerator": Decimal(1)})
    client.get("/print/social_order_crimes.pdf?period=2024", status=403)
    assert "trật tự xã hội" not in text_of(pdf(client, "/print/targets.pdf?period=2024"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/print/khong_co.pdf?period=2024", 404),
        ("/print/tree_cover.pdf?period=2024-13", 400),
        ("/print/tree_cover.pdf?period=2024&paper=a0", 400),
        ("/print/tree_cover.pdf?period=2024&orientation=ngang", 400),
    ],
)
def test_what_cannot_be_printed(sample_client: PageClient, address: str, status: int):
    sample_client.get(address, status=status)
