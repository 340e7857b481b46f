"""Write rows in long form as a workbook of one sheet, numbers as numbers and texts as texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geodata.tables.workbook.cells import put_text
from geodata.whole_file import written_whole


def write_long_workbook(
    file: Path,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str | int | Decimal | None]],
    *,
    heading: Sequence[str] = (),
) -> None:
    """Write a sheet with one row a value; the row of column names is what reading looks for.

    Parameters
    ----------
    file : pathlib.Path
        Overwritten if it exists.
    title : str
        The sheet's name, at most 31 characters.
    columns : sequence of str
        Column names, machine-readable.
    rows : iterable of mapping
        A text that begins like a formula stays text.
    heading : sequence of str
        Lines above the table, such as that the figures are invented.
    """
    workbook = Workbook(write_only=True)
    worksheet = workbook.create_sheet(title)
    worksheet.freeze_panes = f"A{len(heading) + 2}"
    for index, column in enumerate(columns, start=1):
        width = 40 if column in ("indicator_name", "note") else max(12, len(column) + 2)
        worksheet.column_dimensions[get_column_letter(index)].width = width
    for line in heading:
        worksheet.append([_text(worksheet, line, bold=True)])
    worksheet.append([_text(worksheet, column, bold=True) for column in columns])
    for row in rows:
        worksheet.append([_cell(worksheet, row.get(column)) for column in columns])
    with written_whole(file) as unfinished:
        workbook.save(unfinished)


def _cell(
    worksheet: WriteOnlyWorksheet, value: str | int | Decimal | None
) -> WriteOnlyCell | int | Decimal | None:
    return _text(worksheet, value) if isinstance(value, str) else value


def _text(worksheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(worksheet)
    put_text(cell, text)
    if bold:
        cell.font = Font(bold=True)
    return cell
