"""What a cell of a resolution's workbook says: a text, a number, a day, or a word of a list."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from geodata.findings import Finding, Place, error
from geodata.numbers import read_number
from geodata.tables.workbook.cells import Content, ReadCell
from geodata.tables.workbook.reading import ReadRow, ReadSheet
from layers.planning.labels import Choices


class RowReader:
    """Reads one row; what cannot be read is added to `findings` and reads as None.

    Parameters
    ----------
    sheet : ReadSheet
    row : ReadRow
    findings : list of Finding
    """

    def __init__(self, sheet: ReadSheet, row: ReadRow, findings: list[Finding]) -> None:
        self._sheet = sheet
        self._row = row
        self.findings = findings
        self._found_before = len(findings)

    @property
    def is_unclear(self) -> bool:
        """Whether something of the row could not be read: what is missing then is no fault of its own."""
        return len(self.findings) > self._found_before

    def place(self, key: str) -> Place:
        """Return where a cell stands, or the row's first cell where the column is missing."""
        known = key if key in self._sheet.columns else self._sheet.row_key
        return self._sheet.place(known, self._row.number)

    def has(self, key: str) -> bool:
        """Whether a cell holds something."""
        return key in self._row.cells

    def text(self, key: str) -> str | None:
        """Return a cell's text, None where it is empty."""
        return self._row.text(key) or None

    def number(self, key: str, *, is_percent: bool) -> Decimal | None:
        """Return a number; Excel's 26,5 % is 26.5 where the unit is percent, and asked about elsewhere."""
        cell = self._row.cells.get(key)
        if cell is None:
            return None
        if cell.content is Content.NUMBER and cell.number is not None:
            if cell.is_percent and not is_percent:
                self._refuse("number.percent", key, cell)
                return None
            return cell.number * 100 if cell.is_percent else cell.number
        if cell.content is not Content.TEXT:
            self._refuse("cell.text", key, cell)
            return None
        written = read_number(cell.text)
        if written.is_ambiguous:
            small, large = (format(reading, "f") for reading in written.readings)
            self.findings.append(
                error("number.ambiguous", self.place(key), cell.text, small=small, large=large)
            )
            return None
        if written.value is None or (written.is_percent and not is_percent):
            self._refuse("cell.text", key, cell)
            return None
        return written.value

    def day(self, key: str) -> date | None:
        """Return a day, written 31/12/2025 or 2025-12-31, or as Excel's date."""
        cell = self._row.cells.get(key)
        if cell is None:
            return None
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(cell.text, form).date()
            except ValueError:
                continue
        self.findings.append(error("plan.no_day", self.place(key), cell.text))
        return None

    def choice(self, key: str, choices: Choices, default: str) -> str:
        """Return what a word of a list means; the default where the cell is empty."""
        text = self.text(key)
        if text is None:
            return default
        meant = choices.read(text)
        if meant is None:
            allowed = ", ".join(choices.first.values())
            self.findings.append(error("plan.no_choice", self.place(key), text, allowed=allowed))
            return default
        return meant

    def _refuse(self, code: str, key: str, cell: ReadCell) -> None:
        self.findings.append(error(code, self.place(key), cell.text))
