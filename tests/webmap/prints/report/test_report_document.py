"""The report in Word: both forms, heads by period, marked blanks, sound structure, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from flask import Flask
from lxml import etree

from tests.build.reports import blanks_of, material_of, text_of, text_of_paragraph, written
from webmap.prints.report.appendix import appendix_tables
from webmap.prints.report.commune_sentences import short_name
from webmap.prints.report.document import report_document
from webmap.prints.report.figures import MOST_FIGURES
from webmap.prints.report.form import SETTINGS, Setting
from webmap.prints.sheet.material import Material
from webmap.words.layer import say_map_value

PARTY = {
    "office.form": "party",
    "office.party.2020-01-01.signatory_mode": "T/M",
    "office.party.2020-01-01.signatory_body": "Ban Thường vụ",
    "office.party.2020-01-01.signatory_title": "Bí thư",
    "office.party.2020-01-01.signatory_name": "Nguyễn Văn A",
    "office.party.2020-01-01.recipients": ["Tỉnh ủy;", "- Lưu Văn phòng."],
}
# The order that the schema of WordprocessingML asks for; Word calls a file damaged that has another.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex text",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
    "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "sdt": "sdtPr sdtEndPr sdtContent",
}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture(scope="module")
def material(sample_app: Flask) -> Material:
    return material_of(sample_app)


@pytest.fixture(scope="module")
def content(material: Material) -> bytes:
    return report_document(material)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def party(sample_app: Flask) -> Any:
    return written(material_of(sample_app, settings=PARTY))


def head_of(document: Any) -> list[list[str]]:
    """Return the lines of the head's four cells."""
    return [
        [text_of_paragraph(p._p) for p in cell.paragraphs if text_of_paragraph(p._p)]
        for row in document.tables[0].rows
        for cell in row.cells
    ]


def test_the_states_head(document: Any):
    assert head_of(document) == [
        ["ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ["Số: [số]/BC-UBND"],
        ["Nhơn Trạch, ngày 05 tháng 01 năm 2025"],
    ]
    kind, first, second = document.paragraphs[0], *document.paragraphs[1:3]
    assert (kind.text, first.text) == ("BÁO CÁO", "Kết quả thực hiện các chỉ tiêu của Nghị quyết số 09-NQ/HU")
    assert second.text == "Huyện Nhơn Trạch, năm 2024"


def test_the_states_sizes_and_margins_are_those_of_the_decree(document: Any):
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    sizes = {
        run.text: run.font.size.pt
        for row in document.tables[0].rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.font.size is not None
    }
    assert 12 <= sizes["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] <= 13
    assert 13 <= sizes["Độc lập - Tự do - Hạnh phúc"] <= 14
    assert 12 <= sizes["ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH"] <= 13
    assert document.styles["Normal"].font.size in (Pt(13), Pt(14))
    assert document.styles["Normal"].font.name == "Times New Roman"


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_the_words_over_the_rule_fit_their_half(setting: Setting):
    assert sum(setting.head.values()) == setting.text_width
    # A cell keeps 1.1 mm free at each side.
    assert all(length <= setting.head["right"] - 2.2 for length in setting.motto.values())


def test_the_partys_head_and_signature(party: Any):
    assert head_of(party) == [
        ["ĐẢNG BỘ TỈNH ĐỒNG NAI", "HUYỆN ỦY NHƠN TRẠCH", "*"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM"],
        ["Số [số]-BC/HU"],
        ["Nhơn Trạch, ngày 05 tháng 01 năm 2025"],
    ]
    text = text_of(party)
    assert "CỘNG HÒA" not in text
    assert "T/M BAN THƯỜNG VỤ\nBÍ THƯ\nNguyễn Văn A" in text
    assert "Nơi nhận:\n- Tỉnh ủy;\n- Lưu Văn phòng." in text
    assert "Trên đây là báo cáo kết quả thực hiện các chỉ tiêu năm 2024.\n" in text
    assert [blank for blank in blanks_of(party) if "ký" in blank or "nơi nhận" in blank] == []


@pytest.mark.parametrize("form", ["state", "party"])
def test_after_the_district_the_head_is_a_marked_blank(sample_app: Flask, form: str):
    later = written(material_of(sample_app, "2025", settings={"office.form": form}))
    blanks = blanks_of(later)[:4]
    assert blanks == ["[cơ quan ban hành]", "[số]", "[ký hiệu văn bản]", "[địa danh]"]
    head = repr(head_of(later))
    assert "NHƠN TRẠCH" not in head
    assert "HUYỆN" not in head
    assert "Địa bàn huyện Nhơn Trạch cũ, năm 2025" in text_of(later)


def test_after_the_district_the_offices_own_heading_stands(sample_app: Flask):
    own = {"name": "Ủy ban nhân dân xã Nhơn Trạch", "place": "Nhơn Trạch", "symbol": "BC-UBND"}
    settings = {f"office.state.2025-07-01.{key}": text for key, text in own.items()}
    head = head_of(written(material_of(sample_app, "2025", settings=settings)))
    assert head[0] == ["ỦY BAN NHÂN DÂN XÃ NHƠN TRẠCH"]
    assert head[2] == ["Số: [số]/BC-UBND"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 10), "ngày 10 tháng 12 năm 2026"),
    ],
)
def test_days_and_the_first_two_months_have_a_leading_zero(sample_app: Flask, day: date, said: str):
    later = written(material_of(sample_app, "2025-Q4", printed_on=day))
    assert head_of(later)[3] == [f"[địa danh], {said}"]


def test_what_only_people_can_write_is_blank(document: Any):
    blanks = blanks_of(document)
    for wanted in (
        "đánh giá chung",
        "hạn chế và nguyên nhân",
        "nhiệm vụ",
        "kiến nghị",
        "TM., KT., TL.",
        "họ và tên",
    ):
        assert [blank for blank in blanks if wanted in blank], wanted
    assert all(blank.startswith("[") and blank.endswith("]") for blank in blanks)
    runs = [run for control in document.element.body.iter(qn("w:sdt")) for run in control.iter(qn("w:r"))]
    assert all(run.find(qn("w:rPr")).find(qn("w:highlight")) is not None for run in runs)


def test_each_page_says_that_it_is_a_sample_and_the_first_has_no_number(sample_app: Flask, document: Any):
    first, *_rest = document.sections
    assert first.different_first_page_header_footer
    for header in (first.first_page_header, first.header, document.sections[-1].header):
        assert "Số liệu mẫu: không dùng để báo cáo" in "\n".join(p.text for p in header.paragraphs)
    assert "PAGE" not in "".join(first.first_page_header._element.itertext(qn("w:instrText")))
    assert "PAGE" in "".join(first.header._element.itertext(qn("w:instrText")))
    draft = written(material_of(sample_app, "2025", draft=True))
    assert "BẢN DỰ THẢO" in draft.sections[0].first_page_header.paragraphs[0].text


def test_headings_make_an_outline(document: Any):
    outline = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert [text for style, text in outline if style == "Heading 1"] == [
        "I. ĐÁNH GIÁ CHUNG",
        "II. KẾT QUẢ THEO TỪNG MỤC CỦA NGHỊ QUYẾT",
        "III. NHẬN XÉT, NHIỆM VỤ VÀ KIẾN NGHỊ",
        "PHỤ LỤC",
    ]
    clauses = ("I.1", "I.2", "I.3", "I.4", "I.5", "I.6", "I.7", "III.1.1")
    second = [text for style, text in outline if style == "Heading 2"]
    assert [text.split(":")[0] for text in second[: len(clauses)]] == [
        f"{n}. Mục {code}" for n, code in enumerate(clauses, start=1)
    ]
    # Each table of the appendix can be gone to as well: the form has no table of contents.
    tables = second[len(clauses) :]
    assert tables[0] == "Chỉ tiêu chỉ có số liệu toàn huyện"
    assert {text.split(" (")[0] for text in tables[1:]} == {f"Mục {code}" for code in clauses}


def test_figures_have_captions_counted_by_word_and_a_text(document: Any):
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    figures = [p.text for p in captions if p.text.startswith("Hình")]
    assert [re.match(r"Hình (\d+)\. ", text)[1] for text in figures] == [  # type: ignore[index]
        str(n) for n in range(1, MOST_FIGURES + 1)
    ]
    assert figures[0] == "Hình 1. Số tiêu chí nông thôn mới đạt chuẩn, huyện Nhơn Trạch, năm 2024"
    codes = ["".join(p._p.itertext(qn("w:instrText"))).strip() for p in captions]
    assert codes.count("SEQ Hình \\* ARABIC") == MOST_FIGURES
    assert codes.count("SEQ Bảng \\* ARABIC") == 8
    alts = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert len(alts) == MOST_FIGURES + 1
    assert all(alts)
    assert alts[-1].startswith("Mã QR")


def test_tables_repeat_their_headings_and_keep_rows_whole(document: Any):
    lined = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(lined) > 8
    for table in lined:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_appendix_has_every_value(material: Material, document: Any):
    tables, notes = appendix_tables(material)
    columns = {
        head.partition("\n")[0]: {row[0]: row[at].partition("\n") for row in table.rows}
        for table in tables
        if table.by_commune
        for at, head in enumerate(table.heads)
    }
    checked = 0
    for layer in (layer for layer in material.reading.summary.layers if layer.has_values):
        indicator, word = layer.indicator, material.word
        column = columns[f"{indicator.name('vi')} ({indicator.unit('vi')})"]
        for value in layer.units:
            shown, _newline, parts = column[short_name(value)]
            if value.figure.value is None:
                assert shown.startswith(("không áp dụng", "chưa có số liệu", "không công bố"))
                continue
            assert shown.startswith(say_map_value(indicator, value.figure, value.target, word))
            counted = indicator.numerator is not None and value.figure.numerator is not None
            assert bool(parts) == (counted or indicator.mapped_as_rate)
            checked += 1
    assert checked == 552
    bodies = [row for table in tables for row in table.rows if row[0] == "Khối trực thuộc huyện"]
    assert [cell for row in bodies for cell in row if "46 / 46" in cell]
    assert "(ư) ước tính" in notes[0]
    text = text_of(document)
    cells = {cell.replace("\u00a0", " ") for table in tables for row in table.rows for cell in row}
    assert not [cell for cell in cells if cell not in text]


def test_it_says_where_it_comes_from(material: Material, document: Any):
    assert f"{material.order.code} · Xuất xứ bản in: {material.order.address}" in text_of(document)
    assert "(Kèm theo Báo cáo số [số]/BC-UBND, ngày 05 tháng 01 năm 2025)" in text_of(document)
    assert document.core_properties.author == material.order.code


def test_the_same_order_gives_the_same_bytes(sample_app: Flask, content: bytes):
    assert report_document(material_of(sample_app)) == content


def test_the_files_structure_is_sound(content: bytes):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = etree.fromstring(parts["word/document.xml"])
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    known = {one.get("Id"): one.get("Target") for one in relations}
    used = {
        value for one in body.iter() for name, value in one.attrib.items() if str(name).startswith(RELATION)
    }
    assert used <= set(known)
    assert all(f"word/{known[one]}" in parts for one in used)
    numbers = [one.get("id") for one in body.iter(qn("wp:docPr"))]
    controls = [one.get(qn("w:val")) for one in body.iterfind(".//" + qn("w:sdtPr") + "/" + qn("w:id"))]
    assert len(numbers + controls) == len(set(numbers + controls))
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
    # Every run of a table's row adds up to the grid.
    for table in body.iter(qn("w:tbl")):
        columns = len(table.findall(qn("w:tblGrid") + "/" + qn("w:gridCol")))
        assert {len(row.findall(qn("w:tc"))) for row in table.findall(qn("w:tr"))} <= {1, columns}
    begun = [one.get(qn("w:fldCharType")) for one in body.iter(qn("w:fldChar"))]
    assert begun == ["begin", "separate", "end"] * (len(begun) // 3)
    styles = etree.fromstring(parts["word/styles.xml"])
    named = {one.get(qn("w:styleId")) for one in styles.iter(qn("w:style"))}
    assert {one.get(qn("w:val")) for one in body.iter(qn("w:pStyle"))} <= named


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/header2.xml"]
)
def test_elements_stand_in_the_schemas_order(content: bytes, part: str):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(part))
    found = 0
    for name, order in ORDER.items():
        places = {qn(f"w:{child}"): at for at, child in enumerate(order.split())}
        for element in root.iter(qn(f"w:{name}")):
            children = [places[child.tag] for child in element]
            assert children == sorted(children), etree.tostring(element)[:600]
            found += 1
    assert found


def test_no_english_word_stands_on_a_vietnamese_paper(document: Any):
    text = text_of(document)
    for word in ("stated", "target", "commune", "value", "None", "district", "report"):
        assert not re.search(rf"\b{word}\b", text), word


def test_in_english(sample_app: Flask):
    english = written(material_of(sample_app, "2024-Q1", lang="en"))
    assert head_of(english)[1] == ["SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"]
    assert head_of(english)[3] == ["Nhơn Trạch, 5 January 2025"]
    assert "Table 1. Clause I.1: Economy and new rural development" in text_of(english)
