"""The appendix in Word, on pages on their side: all values, their marks explained, code, address and QR."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import segno
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from webmap.report.appendix import AppendixTable
from webmap.report.content import ReportContent
from webmap.report.running_head import LYING_WIDTH, lay_page
from webmap.sheet.material import Material
from webmap.translations import marked as _
from webmap.wordfile.pictures import add_picture
from webmap.wordfile.tables import Column, Row, add_grid, add_table
from webmap.wordfile.texts import write

_NAMES, _NAMES_OF_LINES = 29.0, 97.0
_POINTS = 10.0
_QR = 24.0


def write_appendix(document: Any, content: ReportContent, material: Material) -> None:
    """Write the appendix to the end of a report."""
    word = material.word
    lay_page(document)
    heading = document.add_heading(level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(heading, word(_("Appendix")).upper())
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(title, word(_("All values by commune")), bold=True)
    under = document.add_paragraph()
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(under, content.subject[-1], italic=True)
    for table in content.appendix:
        _write_table(document, table)
    for text in content.appendix_notes:
        write(document.add_paragraph(), text, points=_POINTS)
    _write_origin(document, content, material)


def _write_table(document: Any, table: AppendixTable) -> None:
    title = document.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(10), Pt(3)
    write(title, table.title, bold=True)
    add_table(document, _columns(table), _rows(table))


def _columns(table: AppendixTable) -> list[Column]:
    names = _NAMES if table.by_commune else _NAMES_OF_LINES
    width = (LYING_WIDTH - names) / max(len(table.heads) - 1, 1)
    # A lone column is not made as wide as the page.
    return [Column(names), *(Column(min(width, 60.0), "right") for _head in table.heads[1:])]


def _rows(table: AppendixTable) -> Iterator[Row]:
    yield Row(table.heads, is_head=True)
    for at, cells in enumerate(table.rows, start=1):
        yield Row(cells, is_bold=table.by_commune and at == len(table.rows))


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
