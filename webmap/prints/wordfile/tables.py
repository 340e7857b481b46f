"""Tables in Word whose headings are repeated on each page and whose rows are never parted between two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from docx.table import Table

from webmap.prints.wordfile.texts import plain

CELL_TEXT = "Table Text"
"""The paragraph style of cells; `pages.new_document` makes it."""

_CELL_MARGIN = 1.1


@dataclass(frozen=True)
class Column:
    """A column: its width in millimetres, and where its texts stand: `left`, `right` or `center`."""

    width: float
    align: str = "left"


@dataclass(frozen=True)
class Row:
    """A row of texts, one a column, or one text across all of them.

    Rows that are `is_head` come first and are repeated on each page. `stays` keeps it with the row below.
    """

    cells: tuple[str, ...]
    is_head: bool = False
    is_bold: bool = False
    stays: bool = False


def add_table(document: Any, columns: Sequence[Column], rows: Iterable[Row]) -> Table:
    """Add a table with lines around every cell to the end of a document.

    The cells are written as XML at once: python-docx looks every cell up anew, which takes minutes for the
    appendix of a province.
    """
    table: Table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    _set_frame(table, columns)
    for row in _held_together(list(rows)):
        table._tbl.append(_row(row, columns))
    return table


def add_grid(document: Any, widths: Sequence[float], *, rows: int = 1) -> Table:
    """Add a table without lines, to set things side by side; fill its cells' paragraphs."""
    table: Table = document.add_table(rows=rows, cols=len(widths))
    _set_frame(table, [Column(width) for width in widths])
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_flag("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _held_together(rows: Sequence[Row]) -> Iterator[Row]:
    """Give the rows; the first below the headings stays with the next, so that none is left alone."""
    heads = sum(row.is_head for row in rows)
    for at, row in enumerate(rows):
        yield replace(row, stays=True) if heads == at < len(rows) - 1 else row


def _set_frame(table: Table, columns: Sequence[Column]) -> None:
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    # Word reads the cells' widths, LibreOffice those of the grid.
    for column, described in zip(table.columns, columns, strict=True):
        column.width = Mm(described.width)
    properties = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), _twips(sum(column.width for column in columns)))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), _twips(_CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema wants the margins after the layout and before the look.
    properties.find(qn("w:tblLayout")).addnext(margins)


def _row(row: Row, columns: Sequence[Column]) -> Any:
    made = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(_flag("w:cantSplit"))
    if row.is_head:
        properties.append(_flag("w:tblHeader"))
    made.append(properties)
    if len(row.cells) == 1 < len(columns):
        across = Column(sum(column.width for column in columns), "center" if row.is_head else "left")
        made.append(_cell(row.cells[0], across, row, spans=len(columns)))
        return made
    for text, column in zip(row.cells, columns, strict=True):
        made.append(_cell(text, column, row))
    return made


def _cell(text: str, column: Column, row: Row, *, spans: int = 1) -> Any:
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    width = OxmlElement("w:tcW")
    width.set(qn("w:w"), _twips(column.width))
    width.set(qn("w:type"), "dxa")
    properties.append(width)
    if spans > 1:
        properties.append(_valued("w:gridSpan", str(spans)))
    if row.is_head:
        properties.append(_valued("w:vAlign", "center"))
    cell.append(properties)
    cell.append(_paragraph(text, "center" if row.is_head else column.align, row))
    return cell


def _paragraph(text: str, align: str, row: Row) -> Any:
    """Return a cell's paragraph; it is there without a text too, since a cell has to have one."""
    made = OxmlElement("w:p")
    properties = made.get_or_add_pPr()
    properties.style = CELL_TEXT.replace(" ", "")
    if row.stays or row.is_head:
        properties.append(OxmlElement("w:keepNext"))
    if align != "left":
        properties.append(_valued("w:jc", align))
    if text:
        run = made.add_r()
        if row.is_bold or row.is_head:
            run.get_or_add_rPr().append(OxmlElement("w:b"))
        run.text = plain(text)
    return made


def _flag(name: str) -> Any:
    return _valued(name, "true")


def _valued(name: str, value: str) -> Any:
    made = OxmlElement(name)
    made.set(qn("w:val"), value)
    return made


def _twips(millimetres: float) -> str:
    return str(round(Emu(Mm(millimetres)).pt * 20))
