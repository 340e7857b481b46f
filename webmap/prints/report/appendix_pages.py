"""The appendix in Word, on pages on their side: all values, their marks explained, code, address and QR."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import segno
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from webmap.prints.report.appendix import AppendixTable
from webmap.prints.report.content import ReportContent
from webmap.prints.report.form import SETTINGS
from webmap.prints.report.number import say_day, write_number
from webmap.prints.report.running_head import LYING_WIDTH, lay_page
from webmap.prints.sheet.material import Material
from webmap.prints.wordfile.pictures import add_picture
from webmap.prints.wordfile.tables import Column, Row, add_grid, add_table
from webmap.prints.wordfile.texts import write
from webmap.words.translations import marked as _

_NAMES, _WIDEST = 29.0, 60.0
# Of a table of lines: line, unit, value, parts, a year before.
_OF_LINES = (Column(92), Column(30), Column(30, "right"), Column(65, "right"), Column(40, "right"))
# So many rows stay with the last one, which is all of them together.
_STAYING = 3
_POINTS = 10.0
_QR = 24.0


def write_appendix(document: Any, content: ReportContent, material: Material) -> None:
    """Write the appendix to the end of a report."""
    word = material.word
    lay_page(document)
    heading = document.add_heading(level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(heading, (material.office.annex or word(_("Appendix"))).upper())
    write(_centered(document), word(_("All values by commune")), bold=True)
    write(_centered(document), content.subject[-1], bold=True)
    _write_belonging(_centered(document), material)
    for table in content.appendix:
        _write_table(document, table)
    for at, text in enumerate(content.appendix_notes):
        note = document.add_paragraph()
        note.paragraph_format.space_before = Pt(_POINTS if at == 0 else 0)
        write(note, text, points=_POINTS)
    _write_origin(document, content, material)


def _centered(document: Any) -> Paragraph:
    paragraph: Paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _write_belonging(paragraph: Paragraph, material: Material) -> None:
    """Write which report it belongs to: `(Kèm theo Báo cáo số [số]/BC-UBND, ngày 05 tháng 01 năm 2025)`."""
    office, word = material.office, material.word
    points = SETTINGS[office.form].body
    write(paragraph, f"({word(_('Attached to report no.'))} ", italic=True)
    write_number(paragraph, office, word, points=points, italic=True)
    write(paragraph, f", {say_day(material.order.printed_on, word)})", italic=True)


def _write_table(document: Any, table: AppendixTable) -> None:
    # A heading, so that the navigation of Word leads to each table: the form has no table of contents.
    title = document.add_heading(level=2)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(10), Pt(3)
    write(title, table.title, bold=True)
    add_table(document, _columns(table), _rows(table))


def _columns(table: AppendixTable) -> list[Column]:
    if not table.by_commune:
        return list(_OF_LINES)
    # A lone column is not made as wide as the page.
    width = min((LYING_WIDTH - _NAMES) / (len(table.heads) - 1), _WIDEST)
    return [Column(_NAMES), *(Column(width, "right") for _head in table.heads[1:])]


def _rows(table: AppendixTable) -> Iterator[Row]:
    yield Row(table.heads, is_head=True)
    last = len(table.rows) - 1
    for at, cells in enumerate(table.rows):
        is_sum = table.by_commune and at == last
        yield Row(cells, is_bold=is_sum, stays=table.by_commune and last - _STAYING <= at < last)


def _write_origin(document: Any, content: ReportContent, material: Material) -> None:
    """Write sources and dates, the print's code and its address in words and as a picture."""
    order, word = material.order, material.word
    left, right = add_grid(document, (LYING_WIDTH - _QR - 6, _QR + 6)).rows[0].cells
    lines = (
        *content.sources,
        f"{order.code} · " + word(_("Origin of this print: %(address)s"), address=order.address),
    )
    for at, text in enumerate(lines):
        write(left.paragraphs[0] if at == 0 else left.add_paragraph(), text, points=_POINTS)
    made = io.BytesIO()
    segno.make(order.address, error="m", micro=False).save(made, kind="png", scale=8, border=1)
    alt = word(_("QR code of %(address)s"), address=order.address)
    add_picture(right.paragraphs[0], made.getvalue(), width=_QR, alt=alt)
