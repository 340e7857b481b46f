"""Write a described workbook: headings, hidden key row, locks, comments and Excel's own validation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from geodata.tables.workbook.cells import put_text
from geodata.tables.workbook.description import Book, CellKind, Column, Rule, Sheet
from geodata.whole_file import written_whole

_HEADING = PatternFill("solid", fgColor="DCE6F1")
_CLOSED = PatternFill("solid", fgColor="BFBFBF")
_SECTION = PatternFill("solid", fgColor="F2F2F2")
_THIN = Side(style="thin", color="A6A6A6")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_FORMATS = {CellKind.NUMBER: "General", CellKind.WHOLE: "#,##0"}


def write_template(book: Book, file: Path) -> None:
    """Write the workbook as `.xlsx`.

    Row order of a sheet: its heading lines, the groups' headings, the columns' titles, the hidden row of
    keys, then the data; the reader looks for the keys, so people may move rows and columns.

    Parameters
    ----------
    book : Book
    file : pathlib.Path
        Overwritten if it exists.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in book.sheets:
        _write_sheet(workbook.create_sheet(sheet.title), sheet, book)
    with written_whole(file) as unfinished:
        workbook.save(unfinished)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, book: Book) -> None:
    for number, line in enumerate(sheet.heading, start=1):
        _put_text(
            worksheet.cell(number, 1), line, font=Font(bold=number == 1, size=14 if number == 1 else 11)
        )
    key_row = len(sheet.heading) + 3
    _write_headings(worksheet, sheet, key_row)
    for number, row in enumerate(sheet.rows, start=key_row + 1):
        _write_row(worksheet, sheet, row, number)
    _write_validations(worksheet, sheet, book, key_row)
    worksheet.freeze_panes = worksheet.cell(key_row + 1, _first_input(sheet))
    _protect(worksheet)
    _set_page(worksheet)


def _write_headings(worksheet: Worksheet, sheet: Sheet, key_row: int) -> None:
    start = 1
    for group, columns in itertools.groupby(sheet.columns, key=lambda column: column.group):
        members = list(columns)
        for offset, column in enumerate(members):
            _write_column_heading(worksheet, column, start + offset, key_row)
        head = worksheet.cell(key_row - 2, start)
        if group:
            _put_text(head, group, font=Font(bold=True))
            if len(members) > 1:
                last = get_column_letter(start + len(members) - 1)
                worksheet.merge_cells(f"{head.coordinate}:{last}{head.row}")
        comment = next((column.comment for column in members if column.comment), None)
        if comment:
            _put_comment(head if group else worksheet.cell(key_row - 1, start), comment)
        start += len(members)
    worksheet.row_dimensions[key_row].hidden = True
    worksheet.row_dimensions[key_row - 2].height = 48
    worksheet.row_dimensions[key_row - 1].height = 32


def _write_column_heading(worksheet: Worksheet, column: Column, number: int, key_row: int) -> None:
    for row in (key_row - 2, key_row - 1):
        cell = worksheet.cell(row, number)
        cell.fill, cell.border, cell.alignment = _HEADING, _FRAME, _WRAPPED
    _put_text(worksheet.cell(key_row - 1, number), column.title, font=Font(bold=not column.group))
    _put_text(worksheet.cell(key_row, number), column.key)
    dimension = worksheet.column_dimensions[get_column_letter(number)]
    dimension.width, dimension.hidden = column.width, column.is_hidden


def _write_row(worksheet: Worksheet, sheet: Sheet, row: str, number: int) -> None:
    if row.startswith("#"):
        for index in range(1, len(sheet.columns) + 1):
            worksheet.cell(number, index).fill = _SECTION
        _put_text(worksheet.cell(number, _first_visible(sheet)), row[1:], font=Font(bold=True))
        return
    for index, column in enumerate(sheet.columns, start=1):
        cell = worksheet.cell(number, index)
        cell.border = _FRAME
        _write_cell(cell, sheet, row, column)
    if row in sheet.comments:
        _put_comment(worksheet.cell(number, _first_visible(sheet)), sheet.comments[row])


def _write_cell(cell: Cell, sheet: Sheet, row: str, column: Column) -> None:
    rule = sheet.rule(row, column)
    content = row if column is sheet.columns[0] else sheet.filled.get((row, column.key))
    if isinstance(content, Decimal):
        cell.value = content
    elif content is not None:
        _put_text(cell, content)
    closed = (row, column.key) in sheet.closed
    if closed:
        cell.fill = _CLOSED
    is_input = rule.kind is not CellKind.LABEL and not closed
    cell.protection = Protection(locked=not is_input)
    if is_input:
        cell.number_format = _FORMATS.get(rule.kind, "General")


def _write_validations(worksheet: Worksheet, sheet: Sheet, book: Book, key_row: int) -> None:
    """Give each rule one validation over all its cells; words stay allowed in number cells."""
    cells: dict[Rule, list[tuple[int, int]]] = {}
    for index, column in enumerate(sheet.columns, start=1):
        for number, row in enumerate(sheet.rows, start=key_row + 1):
            rule = sheet.rule(row, column)
            if rule.kind in (CellKind.LABEL, CellKind.TEXT) or row.startswith("#"):
                continue
            if (row, column.key) not in sheet.closed:
                cells.setdefault(rule, []).append((index, number))
    for rule, positions in cells.items():
        ranges = list(_runs(positions))
        validation = _validation(rule, ranges[0].partition(":")[0], book)
        for one in ranges:
            validation.add(one)
        worksheet.add_data_validation(validation)


def _runs(positions: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield cells (column, row) as ranges, each as long downwards as it goes."""
    start = before = positions[0]
    for column, row in (*positions[1:], (0, 0)):
        if (column, row) != (before[0], before[1] + 1):
            letter = get_column_letter(start[0])
            yield f"{letter}{start[1]}:{letter}{before[1]}" if start != before else f"{letter}{start[1]}"
            start = (column, row)
        before = (column, row)


def _validation(rule: Rule, first: str, book: Book) -> DataValidation:
    if rule.kind is CellKind.CHOICE:
        listed = ",".join(rule.choices)
        validation = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    else:
        tests = [f"ISNUMBER({first})"]
        if rule.minimum is not None:
            tests.append(f"{first}>={rule.minimum:f}")
        if rule.maximum is not None:
            tests.append(f"{first}<={rule.maximum:f}")
        if rule.kind is CellKind.WHOLE:
            tests.append(f"{first}=INT({first})")
        # AND would evaluate a comparison with text as an error, so each test stands behind ISNUMBER.
        nested = tests[-1]
        for test in reversed(tests[:-1]):
            nested = f"IF({test},{nested},FALSE)"
        words = "".join(f',{first}="{word}"' for word in book.words)
        validation = DataValidation(type="custom", formula1=f"=OR({nested}{words})"[1:], allow_blank=True)
    validation.errorTitle, validation.error = book.refusal_title[:32] or None, book.refusal[:255] or None
    validation.showErrorMessage = True
    return validation


def _put_text(cell: Cell, text: str, *, font: Font | None = None) -> None:
    put_text(cell, text)
    if font is not None:
        cell.font = font


def _put_comment(cell: Cell, text: str) -> None:
    comment = Comment(text, "")
    comment.width, comment.height = 360, 40 + 18 * (text.count("\n") + 1 + len(text) // 60)
    cell.comment = comment


def _protect(worksheet: Worksheet) -> None:
    """Lock without a password: it guards against slips, and lets people arrange the sheet."""
    protection = worksheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False
    # Title rows and columns of one's own are welcome: reading goes by the row of keys.
    protection.insertRows = protection.insertColumns = False


def _set_page(worksheet: Worksheet) -> None:
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True


def _first_visible(sheet: Sheet) -> int:
    return next(index for index, column in enumerate(sheet.columns, start=1) if not column.is_hidden)


def _first_input(sheet: Sheet) -> int:
    inputs = (i for i, column in enumerate(sheet.columns, start=1) if column.rule.kind is not CellKind.LABEL)
    return next(inputs, len(sheet.columns))
