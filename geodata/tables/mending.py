"""A copy of an office's file with some cells mended, so that it is read by the very same way again.

Cells are named by sheet and A1 reference; in a table of text by line and column (``12:value``), under the
sheet ``""``. The file as it came is never touched.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from openpyxl.utils.exceptions import CellCoordinatesException

from geodata.errors import UnknownThing
from geodata.names import legible
from geodata.sandbox.apart import apart
from geodata.tables.longform import open_long_csv
from geodata.tables.workbook.cells import put_text
from geodata.tables.workbook.grid import open_workbook
from geodata.tables.workbook.package import WorkbookLimits, check_package

TEXT_SHEET = ""
_PART = 1 << 20
Overrides = Mapping[str, Mapping[str, str]]


def mended_copy(source: Path, name: str, overrides: Overrides, target: Path) -> None:
    """Write a copy of a file with new contents in some cells; an empty content empties the cell.

    Contents are text, as a person types them; what a formula computed last stays as it is.

    Parameters
    ----------
    source, target : pathlib.Path
    name : str
        What the person calls the file; its suffix says what it is.
    overrides : mapping of sheet to mapping of cell to str

    Raises
    ------
    UnknownThing
        For a sheet, cell, line or column that the file does not have.
    UnreadableFile, LimitExceeded
        As reading the file does.
    """
    with target.open("wb") as copy:
        copy.writelines(_mended(source, name, overrides))


@apart()
def _mended(source: Path, name: str, overrides: Mapping[str, Mapping[str, str]]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as mended:
        if Path(name).suffix.lower() == ".csv":
            _mend_table(source, overrides.get(TEXT_SHEET, {}), mended)
        else:
            _mend_workbook(source, name, overrides, mended)
        mended.seek(0)
        while part := mended.read(_PART):
            yield part


def _mend_workbook(source: Path, name: str, overrides: Overrides, target: IO[bytes]) -> None:
    check_package(source, WorkbookLimits(), name=name)
    values, formulas = open_workbook(source, values=True), open_workbook(source, values=False)
    for sheet in formulas.worksheets:
        computed = values[sheet.title]
        # The cells that the file has: iter_rows would make every cell of the rectangle they span.
        for cell in list(sheet._cells.values()):
            if cell.data_type == "f" and computed[cell.coordinate].value is None:
                # Nothing was computed: reading must still see that a formula stands there.
                computed[cell.coordinate].value = cell.value
    for title, cells in overrides.items():
        if title not in values.sheetnames:
            raise UnknownThing("sheet.unknown", sheet=title)
        for reference, content in cells.items():
            _put(values[title], reference, content)
    values.save(target)


def _put(sheet: Any, reference: str, content: str) -> None:
    try:
        cell = sheet[reference]
    except (CellCoordinatesException, ValueError, KeyError):
        raise UnknownThing("cell.unknown", sheet=sheet.title, cell=reference) from None
    if isinstance(cell, tuple) or not hasattr(cell, "data_type"):
        raise UnknownThing("cell.unknown", sheet=sheet.title, cell=reference)
    typed = legible(content).strip()
    if typed:
        put_text(cell, typed)
    else:
        cell.value = None


def _mend_table(source: Path, cells: Mapping[str, str], target: IO[bytes]) -> None:
    """Write the table anew, each row on the line it began on."""
    wanted = {_line_and_column(reference): content.strip() for reference, content in cells.items()}
    out = io.TextIOWrapper(target, encoding="utf-8", newline="")
    with open_long_csv(source, required=()) as table:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(table.columns)
        written = 1
        for row in table.rows:
            out.write("\n" * (row.line - written - 1))
            mended = {c: text for (line, c), text in wanted.items() if line == row.line}
            for column in mended:
                if column not in table.columns:
                    raise UnknownThing("cell.unknown", sheet=TEXT_SHEET, cell=f"{row.line}:{column}")
            wanted = {key: text for key, text in wanted.items() if key[0] != row.line}
            fields = {**row.fields, **mended}
            writer.writerow([fields.get(column, "") for column in table.columns])
            written = row.line
    out.detach()
    if wanted:
        line, column = min(wanted)
        raise UnknownThing("cell.unknown", sheet=TEXT_SHEET, cell=f"{line}:{column}")


def _line_and_column(reference: str) -> tuple[int, str]:
    line, _, column = reference.partition(":")
    if not line.isdecimal() or not column:
        raise UnknownThing("cell.unknown", sheet=TEXT_SHEET, cell=reference)
    return int(line), column
