"""The meeting's table as a workbook: the very texts of the printed page, ready for Excel's own printing."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geodata.tables.workbook.cells import put_text
from webmap.paper.undated import undated_workbook
from webmap.prints.sheet.targets_content import TargetsContent

# Widths in characters: number, line, unit, plan, result, two percentages, status, office.
_WIDTHS = (5, 44, 12, 18, 18, 12, 12, 26, 26)
_FLUSH_RIGHT = frozenset({3, 4, 5, 6, 7})
_LINE = Side(style="thin", color="555555")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def targets_workbook(content: TargetsContent) -> bytes:
    """Return the workbook of what `targets_content` gives; the same content gives the same bytes.

    Every cell is text: digits, signs and marks are those of the printed table, and nothing in a name can
    become a formula.
    """
    book = Workbook()
    book.properties.creator = content["code"]
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = content["sheet_name"]
    row = _write_head(sheet, content)
    _write_table(sheet, content, row)
    for line in (*content["notes"], *content["sources"], content["origin_words"], content["code"]):
        _write_line(sheet, line)
    _set_paper(sheet, row)
    # One date, whenever it is made: when the table was printed stands among its sources.
    return undated_workbook(book)


def _write_head(sheet: Worksheet, content: TargetsContent) -> int:
    """Write title, marks and summary; return the row of the headings."""
    lines = [(content["title"], True), (content["subtitle"], True)]
    lines += [(mark, True) for mark in content["marks"]] + [(content["summary"], False)]
    for text, bold in lines:
        _write_line(sheet, text, bold=bold)
    return sheet.max_row + 1


def _write_table(sheet: Worksheet, content: TargetsContent, row: int) -> None:
    for column, (head, width) in enumerate(zip(content["heads"], _WIDTHS, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        _fill(sheet, row, column, head, bold=True)
    for clause in content["clauses"]:
        row += 1
        for column in range(1, len(_WIDTHS) + 1):
            _fill(sheet, row, column, clause["title"] if column == 1 else "", bold=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_WIDTHS))
        sheet.cell(row, 1).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        for line in clause["rows"]:
            row += 1
            for column, text in enumerate(line["cells"], start=1):
                _fill(sheet, row, column, text)


def _fill(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column)
    put_text(cell, text)
    cell.font, cell.border = Font(bold=bold), _GRID
    side = "right" if column - 1 in _FLUSH_RIGHT and not bold else "left"
    cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)


def _write_line(sheet: Worksheet, text: str, *, bold: bool = False) -> None:
    row = 1 if sheet.max_row == 1 and sheet.cell(1, 1).value is None else sheet.max_row + 1
    cell = sheet.cell(row, 1)
    put_text(cell, text)
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_WIDTHS))
    # Excel does not make merged rows higher by itself.
    sheet.row_dimensions[row].height = 15 * -(-len(text) // sum(_WIDTHS)) if text else 15


def _set_paper(sheet: Worksheet, heads: int) -> None:
    sheet.freeze_panes = f"C{heads + 1}"
    sheet.print_title_rows = f"{heads}:{heads}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
