"""The workbook behind a chart, as PowerPoint opens it for editing: plain numbers, texts that stay texts."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from webmap.paper.undated import undated_workbook
from webmap.prints.slides.lettering import plain

SHEET = "Sheet1"
"""The name that python-pptx writes into a chart's references."""


def chart_workbook(
    categories: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], *, number_format: str
) -> bytes:
    """Return the workbook: categories in the first column, a column a series under its name.

    A missing value is an empty cell. python-pptx would write a workbook of its own, with the hour in it, and
    in which a name that begins with `=` is a formula.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for row, category in enumerate(categories, start=2):
        _write_text(sheet, row, 1, category)
    for column, (name, numbers) in enumerate(series, start=2):
        _write_text(sheet, 1, column, name)
        for row, number in enumerate(numbers, start=2):
            if number is not None:
                cell = sheet.cell(row, column, number)
                cell.number_format = number_format
    return undated_workbook(book)


def _write_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    cell.value, cell.data_type = plain(text), "s"
