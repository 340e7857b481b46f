"""Templates filled by openpyxl, as an office would by hand."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet


class FilledTemplate:
    """A template opened for filling; cells are found by commune code and column key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.workbook: Workbook = load_workbook(path)

    def cell(self, commune: str, key: str) -> Cell:
        """Return the cell of a commune (or, on the district's sheet, an indicator) and a column key."""
        for sheet in self.workbook.worksheets:
            key_row = self.key_row(sheet)
            columns = {sheet.cell(key_row, c).value: c for c in range(1, sheet.max_column + 1)}
            if key not in columns:
                continue
            for row in range(key_row + 1, sheet.max_row + 1):
                if sheet.cell(row, 1).value == commune:
                    return sheet.cell(row, columns[key])
        raise KeyError((commune, key))

    def __setitem__(self, where: tuple[str, str], value: object) -> None:
        self.cell(*where).value = value

    def sheet_with(self, key: str) -> Worksheet:
        """Return the sheet that has a column key."""
        return next(s for s in self.workbook.worksheets if key in self.keys(s))

    def keys(self, sheet: Worksheet) -> list[str]:
        """Return a sheet's column keys."""
        row = self.key_row(sheet)
        return [sheet.cell(row, c).value for c in range(1, sheet.max_column + 1)]

    @staticmethod
    def key_row(sheet: Worksheet) -> int:
        """Return the number of the hidden row of keys."""
        return next(
            r for r in range(1, 61) if sheet.cell(r, 1).value in ("commune_code", "indicator", "property")
        )

    def save(self) -> Path:
        """Write the workbook back."""
        self.workbook.save(self.path)
        return self.path


def give_result(path: Path, formula: str, result: str, kind: str = "n") -> None:
    """Give a formula the result that Excel would have stored: `kind` n (number), str or e (error)."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    wanted = re.compile(rb"<c ([^>]*?)><f>" + re.escape(formula.encode()) + rb"</f><v ?/></c>")
    given = rb'<c \1 t="' + kind.encode() + rb'"><f>' + formula.encode() + rb"</f><v>" + result.encode()
    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        plain = re.sub(rb' t="\w+"(?=><f>)', b"", parts[name])
        parts[name], times = wanted.subn(given + b"</v></c>", plain)
        if times:
            break
    else:
        raise KeyError(formula)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
