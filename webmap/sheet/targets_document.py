"""The meeting's table as a Word document: the very texts of the printed page, to be edited and pasted."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Row

from webmap.sheet.undated import NO_DATE, undated

# Millimetres of an A4 page on its side, less the margins: number, line, unit, plan, result, two percentages,
# status, office.
_WIDTHS = (10, 68, 22, 32, 32, 20, 20, 33, 30)
_FLUSH_RIGHT = frozenset({3, 4, 5, 6})
_PAGE = (297, 210)
_MARGIN = 15
# What Vietnamese offices' documents are set in; the reader's Word has it.
_TYPEFACE = "Times New Roman"
_DOTS = "." * 50


def targets_document(content: Mapping[str, Any]) -> bytes:
    """Return the document of what `targets_content` gives; the same content gives the same bytes.

    Headings are repeated on each page, a row is never parted between two, and nothing in a name can become
    markup.
    """
    document = Document()
    document.core_properties.author = content["code"]
    document.core_properties.title = content["title"]
    document.core_properties.created = document.core_properties.modified = datetime(*NO_DATE)
    _set_page(document)
    _write_heading(document, content["office"])
    for text in content["marks"]:
        _line(document, text, bold=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, content["title"], bold=True, points=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, content["subtitle"], bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, content["summary"])
    _write_table(document.add_table(rows=1, cols=len(_WIDTHS), style="Table Grid"), content)
    for text in (*content["notes"], *content["sources"], f"{content['code']} · {content['origin_words']}"):
        _line(document, text, points=9)
    made = io.BytesIO()
    document.save(made)
    return undated(made.getvalue())


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(side) for side in _PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _TYPEFACE, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _TYPEFACE)
    style.paragraph_format.space_after = Pt(3)


def _write_heading(document: Any, office: Mapping[str, Any]) -> None:
    """Write who issues it; dots to write the name on where nobody has entered it."""
    for name in ("parent", "name"):
        if office[name]:
            _line(document, office[name].upper(), bold=name == "name")
    if office["blank"]:
        _line(document, f"{_DOTS} {office['blank']}")
    if office["annex"]:
        _line(document, office["annex"])


def _write_table(table: Table, content: Mapping[str, Any]) -> None:
    table.autofit = False
    # Word reads the cells' widths, LibreOffice those of the grid.
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], content["heads"], bold=True)
    _mark_row(table.rows[0], "w:tblHeader")
    for clause in content["clauses"]:
        row = table.add_row()
        merged = row.cells[0].merge(row.cells[-1])
        _write(merged.paragraphs[0], clause["title"], bold=True)
        _mark_row(row, "w:cantSplit")
        # The clause's title stays with its first line.
        merged.paragraphs[0].paragraph_format.keep_with_next = True
        for line in clause["rows"]:
            row = table.add_row()
            _fill(row, line["cells"])
            _mark_row(row, "w:cantSplit")


def _fill(row: _Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Mm(_WIDTHS[column])
        paragraph = cell.paragraphs[0]
        _write(paragraph, text, bold=bold)
        if column in _FLUSH_RIGHT and not bold:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark_row(row: _Row, what: str) -> None:
    mark = OxmlElement(what)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _line(
    document: Any,
    text: str,
    *,
    bold: bool = False,
    points: float = 11,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    _write(paragraph, text, bold=bold, points=points)


def _write(paragraph: Any, text: str, *, bold: bool = False, points: float | None = None) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    if points is not None:
        run.font.size = Pt(points)
