"""Read a workbook back cell by cell, finding each sheet's table by its row of keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.findings import Finding, Findings, Place, error, note, warning
from geodata.workbook.cells import Content, ReadCell, read_cell
from geodata.workbook.package import WorkbookLimits, check_package

_KEY_ROW_WITHIN = 60
_KEY = re.compile(r"^[a-z][a-z0-9_]*(:[a-z_]+)?$")


@dataclass(frozen=True)
class ReadRow:
    """A row that holds something: its number in the sheet and its cells by column key."""

    number: int
    cells: dict[str, ReadCell]

    def text(self, key: str) -> str:
        """Return a cell's text, empty where there is none."""
        cell = self.cells.get(key)
        return "" if cell is None else cell.text


@dataclass(frozen=True)
class ReadSheet:
    """A sheet whose row of keys was found: the first of its keys, its columns by key, and its rows.

    `headings` are all texts of the row of keys, those that are no key too.
    """

    title: str
    row_key: str
    columns: dict[str, str]
    rows: tuple[ReadRow, ...]
    headings: tuple[str, ...] = ()

    def place(self, key: str, row: int) -> Place:
        """Return the place of a cell, whether it holds something or not."""
        return Place(sheet=self.title, cell=f"{self.columns[key]}{row}")


@dataclass(frozen=True)
class ReadBook:
    """All sheets that have a row of keys, and what was odd in the rest."""

    sheets: tuple[ReadSheet, ...]
    findings: Findings


def read_workbook(
    path: Path, *, row_keys: Sequence[str], name: str | None = None, limits: WorkbookLimits | None = None
) -> ReadBook:
    """Read an `.xlsx` workbook.

    A sheet's table begins below its row of keys: the first of the upper 60 rows that has one of
    `row_keys` in a cell; the row may be hidden, and rows and columns may have been moved. Formulas give the
    values that Excel computed last. A sheet without such a row is passed over, with a warning where it
    holds numbers.

    Parameters
    ----------
    path : pathlib.Path
    row_keys : sequence of str
        Keys of a table's first column, the most telling first.
    name : str or None
        What the person calls the file, where `path` is called otherwise.
    limits : WorkbookLimits or None

    Raises
    ------
    UnreadableFile, LimitExceeded
        See `check_package`.
    """
    limits = limits or WorkbookLimits()
    check_package(path, limits, name=name)
    values, formulas = _load(path, values=True), _load(path, values=False)
    sheets: list[ReadSheet] = []
    findings: list[Finding] = []
    for worksheet in values.worksheets:
        _check_extent(worksheet, limits)
        cells = dict(_cells(worksheet, formulas[worksheet.title]))
        sheet = _read_sheet(worksheet, cells, row_keys, findings)
        if sheet is not None:
            sheets.append(sheet)
    return ReadBook(tuple(sheets), Findings(tuple(findings)))


def _load(path: Path, *, values: bool) -> Workbook:
    try:
        # By its stream: openpyxl would refuse a file whose own name has no suffix.
        with path.open("rb") as stream:
            return load_workbook(stream, data_only=values, keep_links=False)
    except Exception as broken:
        # openpyxl meets a malformed part with whatever error its parsing ran into (KeyError, ValueError,
        # ParseError, defusedxml's…): at this border they all mean one thing.
        raise UnreadableFile("workbook.broken", reason=type(broken).__name__) from broken


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


def _cells(worksheet: Worksheet, formulas: Worksheet) -> Iterator[tuple[tuple[int, int], ReadCell]]:
    # The cells that the file has: iter_rows would make every cell of the rectangle they span.
    stored: dict[tuple[int, int], Any] = formulas._cells
    for position, cell in sorted(worksheet._cells.items()):
        if not hasattr(cell, "data_type") or not hasattr(cell, "comment"):
            continue
        formula = stored.get(position)
        found = read_cell(cell, getattr(formula, "value", None), worksheet.title)
        if found is not None:
            yield position, found


def _read_sheet(
    worksheet: Worksheet,
    cells: dict[tuple[int, int], ReadCell],
    row_keys: Sequence[str],
    findings: list[Finding],
) -> ReadSheet | None:
    title = worksheet.title
    found = _key_row(cells, row_keys)
    if found is None:
        numbers = any(cell.content is not Content.TEXT for cell in cells.values())
        if cells:
            findings.append((warning if numbers else note)("sheet.no_keys", Place(sheet=title)))
        return None
    key_row, row_key = found
    if worksheet.sheet_state != "visible":
        findings.append(note("sheet.hidden", Place(sheet=title)))
    columns = _columns(cells, key_row, title, findings)
    findings.extend(_keyless(cells, key_row, columns, title))
    by_key = {number: key for key, number in columns.items()}
    rows: dict[int, dict[str, ReadCell]] = {}
    for (row, column), cell in cells.items():
        if row > key_row and column in by_key:
            rows.setdefault(row, {})[by_key[column]] = cell
    findings.extend(_hidden_rows(worksheet, rows, title))
    letters = {key: get_column_letter(number) for key, number in columns.items()}
    headings = tuple(cell.text for (row, _), cell in cells.items() if row == key_row)
    return ReadSheet(title, row_key, letters, tuple(ReadRow(n, rows[n]) for n in sorted(rows)), headings)


def _key_row(cells: dict[tuple[int, int], ReadCell], row_keys: Sequence[str]) -> tuple[int, str] | None:
    """Return the first row that has a key, and the most telling one it has."""
    rows: dict[int, set[str]] = {}
    for (row, _), cell in cells.items():
        if row <= _KEY_ROW_WITHIN and cell.content is Content.TEXT:
            rows.setdefault(row, set()).add(cell.text)
    for row in sorted(rows):
        for key in row_keys:
            if key in rows[row]:
                return row, key
    return None


def _columns(
    cells: dict[tuple[int, int], ReadCell], key_row: int, title: str, findings: list[Finding]
) -> dict[str, int]:
    columns: dict[str, int] = {}
    for (row, column), cell in cells.items():
        if row != key_row or cell.content is not Content.TEXT or not _KEY.match(cell.text):
            continue
        if cell.text in columns:
            place = Place(sheet=title, cell=cell.reference)
            first = f"{get_column_letter(columns[cell.text])}{key_row}"
            findings.append(error("column.twice", place, cell.text, column=cell.text, first=first))
        columns.setdefault(cell.text, column)
    return columns


def _keyless(
    cells: dict[tuple[int, int], ReadCell], key_row: int, columns: dict[str, int], title: str
) -> Iterator[Finding]:
    """Yield a note for each column that holds something below the row of keys but has no key."""
    keyed = set(columns.values())
    copies = {column for (row, column), cell in cells.items() if row == key_row and cell.text in columns}
    seen: set[int] = set()
    for (row, column), cell in cells.items():
        if row > key_row and column not in keyed and column not in copies and column not in seen:
            seen.add(column)
            yield note("column.no_key", Place(sheet=title, cell=cell.reference), cell.text)


def _hidden_rows(worksheet: Worksheet, rows: dict[int, dict[str, ReadCell]], title: str) -> Iterator[Finding]:
    for number in sorted(rows):
        # Asking for an absent dimension would make one.
        if number in worksheet.row_dimensions and worksheet.row_dimensions[number].hidden:
            yield note("row.hidden", Place(sheet=title, cell=f"A{number}"))
