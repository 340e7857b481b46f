"""The sheets of a workbook as grids of cells, as they stand: nothing is looked for in them yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from geodata.errors import GeodataError, LimitExceeded, UnreadableFile
from geodata.sandbox.apart import apart
from geodata.tables.workbook.cells import ReadCell, read_cell
from geodata.tables.workbook.package import MeteredPackage, WorkbookLimits, check_package, has_formulas

Position = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(frozen=True)
class Grid:
    """A sheet's cells that hold something.

    Parameters
    ----------
    title : str
    cells : mapping of (row, column) to ReadCell
        In order of rows, then columns.
    spans : mapping of (row, column) to (row, column)
        The last cell of each merged range by its first one, which alone holds something.
    hidden_rows, hidden_columns : frozenset of int
    is_hidden : bool
        Whether the sheet itself is.
    """

    title: str
    cells: Mapping[Position, ReadCell]
    spans: Mapping[Position, Position]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


@apart()
def read_grids(
    path: Path, *, name: str | None = None, limits: WorkbookLimits | None = None
) -> tuple[Grid, ...]:
    """Read all sheets of an `.xlsx` workbook. Formulas give the values that Excel computed last.

    Parameters
    ----------
    path : pathlib.Path
    name : str or None
        What the person calls the file, where `path` is called otherwise.
    limits : WorkbookLimits or None

    Raises
    ------
    UnreadableFile, LimitExceeded
        See `geodata.tables.workbook.package.check_package`.
    """
    limits = limits or WorkbookLimits()
    check_package(path, limits, name=name)
    values = open_workbook(path, values=True, limits=limits)
    # Opening takes long: twice only where the second time shows something else.
    formulas = open_workbook(path, values=False, limits=limits) if has_formulas(path) else values
    grids = []
    for worksheet in values.worksheets:
        _check_extent(worksheet, limits)
        grids.append(_grid(worksheet, formulas[worksheet.title]))
    return tuple(grids)


def open_workbook(path: Path, *, values: bool, limits: WorkbookLimits | None = None) -> Workbook:
    """Open a checked workbook for its values or for its formulas.

    Raises
    ------
    UnreadableFile
        Where a part is malformed.
    LimitExceeded
        Where parts are read again and again, or one shared text stands in so many cells that copies of it,
        in memory or in a workbook written anew, would be without end.
    """
    limits = limits or WorkbookLimits()
    try:
        # By its stream: openpyxl would refuse a file whose own name has no suffix.
        with path.open("rb") as stream:
            reader = ExcelReader(stream, data_only=values, keep_links=False)
            reader.archive = MeteredPackage(stream, limits)
            reader.read()
    except (GeodataError, MemoryError):
        raise
    except Exception as broken:
        # openpyxl meets a malformed part with whatever error its parsing ran into (KeyError, ValueError,
        # ParseError, defusedxml's…): at this border they all mean one thing.
        raise UnreadableFile("workbook.broken", reason=type(broken).__name__) from broken
    texts = (cell.value for sheet in reader.wb.worksheets for cell in sheet._cells.values())
    if sum(len(text) for text in texts if isinstance(text, str)) > limits.text:
        raise LimitExceeded("workbook.too_much_text", limit=limits.text)
    return reader.wb


def _check_extent(worksheet: Worksheet, limits: WorkbookLimits) -> None:
    if worksheet.max_row > limits.rows or worksheet.max_column > limits.columns:
        raise LimitExceeded(
            "workbook.sheet_too_large",
            sheet=worksheet.title,
            rows=worksheet.max_row,
            columns=worksheet.max_column,
            row_limit=limits.rows,
            column_limit=limits.columns,
        )


def _grid(worksheet: Worksheet, formulas: Worksheet) -> Grid:
    merged = {(r.min_row, r.min_col): r for r in worksheet.merged_cells.ranges}
    return Grid(
        worksheet.title,
        dict(_cells(worksheet, formulas, {first: r.coord for first, r in merged.items()})),
        {first: (r.max_row, r.max_col) for first, r in merged.items()},
        frozenset(number for number, row in worksheet.row_dimensions.items() if row.hidden),
        frozenset(_hidden_columns(worksheet)),
        worksheet.sheet_state != "visible",
    )


def _cells(
    worksheet: Worksheet, formulas: Worksheet, merged: Mapping[Position, str]
) -> Iterator[tuple[Position, ReadCell]]:
    # The cells that the file has: iter_rows would make every cell of the rectangle they span.
    stored: dict[Position, Any] = formulas._cells
    for position, cell in sorted(worksheet._cells.items()):
        if not hasattr(cell, "data_type") or not hasattr(cell, "comment"):
            continue
        formula = getattr(stored.get(position), "value", None)
        found = read_cell(cell, formula, worksheet.title, span=merged.get(position))
        if found is not None:
            yield position, found


def _hidden_columns(worksheet: Worksheet) -> Iterator[int]:
    """Yield hidden columns; one entry of the file may speak of a run of them."""
    last = worksheet.max_column
    for letter, column in worksheet.column_dimensions.items():
        if column.hidden:
            first = column.min or column_index_from_string(letter)
            yield from range(first, min(column.max or first, last) + 1)
