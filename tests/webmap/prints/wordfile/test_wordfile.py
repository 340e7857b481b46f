"""Pieces of Word files hold any text, number what must be unique, and come out the same each time."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from webmap.prints.wordfile.blanks import TAG, add_blank
from webmap.prints.wordfile.field_codes import add_caption, add_page_number
from webmap.prints.wordfile.pages import TYPEFACE, new_document, saved
from webmap.prints.wordfile.pictures import add_picture
from webmap.prints.wordfile.tables import Column, Row, add_table
from webmap.prints.wordfile.texts import plain, write

COLUMNS = (Column(20), Column(30, "right"))


def fresh() -> Any:
    return new_document(title="Báo cáo", code="AAAAAAAAAA", lang="vi", points=13, cell_points=10)


def read(document: Any) -> Any:
    return Document(io.BytesIO(saved(document)))


def square() -> bytes:
    made = io.BytesIO()
    Image.new("L", (3, 5)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<w:p/> & #let $1$ *đậm*", "<w:p/> & #let $1$ *đậm*"),
        ("a\x00b\x0bc\x1fd", "abcd"),
        ("dòng\nhai\tcột", "dòng\nhai\tcột"),
        ("\ud800\uffff\U0001f600", "\U0001f600"),
    ],
)
def test_a_text_stays_itself_without_what_xml_forbids(text: str, kept: str):
    assert plain(text) == kept
    document = fresh()
    write(document.add_paragraph(), text)
    add_table(document, COLUMNS, [Row((text, text)), Row((text,))])
    add_blank(document.add_paragraph(), text)
    made = read(document)
    assert made.paragraphs[0].text == kept
    assert [cell.text for cell in made.tables[0].rows[0].cells] == [kept, kept]
    assert made.tables[0].rows[1].cells[0].text == kept


def test_rows_stay_whole_and_headings_are_repeated():
    document = fresh()
    add_table(document, COLUMNS, [Row(("Xã", "Số"), is_head=True), Row(("Mục I",)), Row(("A", ""))])
    (table,) = read(document).tables
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    # No single row is left below the headings, and the last row is free.
    stays = [row._tr.find(".//" + qn("w:keepNext")) is not None for row in table.rows]
    assert stays == [True, True, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    # A cell without a text has its paragraph: without one Word calls the file damaged.
    assert all(tc.find(qn("w:p")) is not None for tc in table._tbl.iter(qn("w:tc")))
    assert [len(row._tr.tc_lst) for row in table.rows] == [2, 1, 2]
    widths = [round(column.width.mm) for column in table.columns]
    assert widths == [20, 30]


def test_drawings_and_blanks_have_numbers_of_their_own_in_all_stories():
    document = fresh()
    for _ in range(2):
        add_picture(document.add_paragraph(), square(), width=12, alt="một ô")
        add_blank(document.add_paragraph(), "họ và tên")
    header = document.sections[0].header
    add_picture(header.paragraphs[0], square(), width=12, alt="một ô")
    made = read(document)
    stories = [made.element.body, made.sections[0].header._element]
    drawings = [one for story in stories for one in story.iter(qn("wp:docPr"))]
    controls = [one for story in stories for one in story.iterfind(".//" + qn("w:sdtPr") + "/" + qn("w:id"))]
    numbers = [one.get("id") for one in drawings] + [one.get(qn("w:val")) for one in controls]
    assert len(numbers) == 5
    assert len(set(numbers)) == 5
    assert {one.get("descr") for one in drawings} == {"một ô"}


def test_a_blank_is_seen_and_found():
    document = fresh()
    add_blank(document.add_paragraph(), "nơi nhận")
    (control,) = read(document).element.body.iter(qn("w:sdt"))
    assert control.find(".//" + qn("w:tag")).get(qn("w:val")) == TAG
    assert [one.text for one in control.iter(qn("w:t"))] == ["[nơi nhận]"]
    assert control.find(".//" + qn("w:highlight")) is not None


def test_captions_are_counted_by_word():
    document = fresh()
    add_caption(document, "Hình", 3, "Cây xanh", above=False)
    add_page_number(document.add_paragraph())
    caption, page = read(document).paragraphs
    assert caption.text == "Hình 3. Cây xanh"
    assert caption.style.name == "Caption"
    codes = ["".join(p._p.itertext(qn("w:instrText"))).strip() for p in (caption, page)]
    assert codes == ["SEQ Hình \\* ARABIC", "PAGE"]
    kinds = [mark.get(qn("w:fldCharType")) for mark in caption._p.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_no_theme_goes_over_the_typeface_and_nothing_is_said_of_the_program():
    made = read(fresh())
    for fonts in made.styles.element.iter(qn("w:rFonts")):
        assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:hAnsi")) == TYPEFACE
        assert not [name for name in fonts.attrib if "Theme" in name or name.endswith("theme")]
    assert made.core_properties.comments == ""
    assert made.core_properties.title == "Báo cáo"


def test_the_same_content_gives_the_same_bytes_and_every_part_is_xml():
    first, second = (saved(fresh()) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            assert name.endswith((".xml", ".rels"))
            etree.fromstring(parts.read(name))
