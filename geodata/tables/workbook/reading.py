"""Read a workbook back cell by cell, finding each sheet's table by its row of keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from geodata.findings import Finding, Findings, Place, error, note, warning
from geodata.tables.workbook.cells import Content, ReadCell
from geodata.tables.workbook.grid import Grid, read_grids
from geodata.tables.workbook.package import WorkbookLimits

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
    return find_tables(read_grids(path, name=name, limits=limits), row_keys)


def find_tables(grids: Iterable[Grid], row_keys: Sequence[str]) -> ReadBook:
    """Return the tables of sheets that were read; see `read_workbook`."""
    sheets: list[ReadSheet] = []
    findings: list[Finding] = []
    for grid in grids:
        sheet = _read_sheet(grid, row_keys, findings)
        if sheet is not None:
            sheets.append(sheet)
    return ReadBook(tuple(sheets), Findings(tuple(findings)))


def _read_sheet(grid: Grid, row_keys: Sequence[str], findings: list[Finding]) -> ReadSheet | None:
    title, cells = grid.title, grid.cells
    if grid.is_hidden and cells:
        findings.append(note("sheet.hidden", Place(sheet=title)))
    found = _key_row(cells, row_keys)
    if found is None:
        numbers = any(cell.content is not Content.TEXT for cell in cells.values())
        if cells:
            findings.append((warning if numbers else note)("sheet.no_keys", Place(sheet=title)))
        return None
    key_row, row_key = found
    columns = _columns(cells, key_row, findings)
    findings.extend(_keyless(cells, key_row, columns))
    by_key = {number: key for key, number in columns.items()}
    rows: dict[int, dict[str, ReadCell]] = {}
    for (row, column), cell in cells.items():
        if row > key_row and column in by_key:
            rows.setdefault(row, {})[by_key[column]] = cell
    findings.extend(_hidden(grid, rows, columns, row_key))
    letters = {key: get_column_letter(number) for key, number in columns.items()}
    headings = tuple(cell.text for (row, _), cell in cells.items() if row == key_row)
    return ReadSheet(title, row_key, letters, tuple(ReadRow(n, rows[n]) for n in sorted(rows)), headings)


def _key_row(cells: Mapping[tuple[int, int], ReadCell], row_keys: Sequence[str]) -> tuple[int, str] | None:
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
    cells: Mapping[tuple[int, int], ReadCell], key_row: int, findings: list[Finding]
) -> dict[str, int]:
    columns: dict[str, int] = {}
    for (row, column), cell in cells.items():
        if row != key_row or cell.content is not Content.TEXT or not _KEY.match(cell.text):
            continue
        if cell.text in columns:
            first = f"{get_column_letter(columns[cell.text])}{key_row}"
            findings.append(error("column.twice", cell.place, cell.text, column=cell.text, first=first))
        columns.setdefault(cell.text, column)
    return columns


def _keyless(
    cells: Mapping[tuple[int, int], ReadCell], key_row: int, columns: dict[str, int]
) -> Iterator[Finding]:
    """Yield a note for each column that holds something below the row of keys but has no key."""
    keyed = set(columns.values())
    copies = {column for (row, column), cell in cells.items() if row == key_row and cell.text in columns}
    seen: set[int] = set()
    for (row, column), cell in cells.items():
        if row > key_row and column not in keyed and column not in copies and column not in seen:
            seen.add(column)
            yield note("column.no_key", cell.place, cell.text)


def _hidden(
    grid: Grid, rows: dict[int, dict[str, ReadCell]], columns: dict[str, int], row_key: str
) -> Iterator[Finding]:
    """Yield a note for each hidden row and column that was read; the template itself hides row keys."""
    for number in sorted(grid.hidden_rows & rows.keys()):
        yield note("row.hidden", Place(sheet=grid.title, cell=f"A{number}"))
    for key, column in columns.items():
        first = next((row[key] for row in rows.values() if key in row), None)
        if column in grid.hidden_columns and key != row_key and first is not None:
            yield note("column.hidden", first.place, first.text, column=key)
