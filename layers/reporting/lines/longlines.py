"""Lines of a report from rows in long form, whether of a CSV or of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from geodata.findings import Finding, Place, error, note
from geodata.tables.longform import LongRow
from geodata.tables.workbook.cells import ReadCell
from geodata.tables.workbook.reading import ReadSheet
from layers.reporting.lines.lines import ROLES, Line, line_of

REQUIRED = ("commune_code", "indicator")
IMPORTED = (
    *REQUIRED,
    "period",
    *ROLES,
    "note",
    "commune",
    "basis",
    "state",
    "reason",
    "quality",
    "vintage",
)
# What an export writes for people and programs, and what reading has no use for.
EXPORTED_ONLY = ("status", "import", "indicator_name", "unit")


def unknown_long_columns(columns: Iterable[str], place: Place) -> Iterator[Finding]:
    """Yield a note for each column that is not part of the long form."""
    for column in columns:
        if column and column not in IMPORTED and column not in EXPORTED_ONLY:
            yield note("column.unknown", place, column, column=column)


def lines_of_long_rows(rows: Iterable[LongRow], file: str, findings: list[Finding]) -> Iterator[Line]:
    """Yield the lines of a CSV's rows."""
    for row in rows:
        place = Place(file=file, line=row.line)
        cells = {role: _cell(row.fields.get(role, ""), place) for role in ROLES}
        line = _line(row.fields, place, cells, findings)
        if line is not None:
            yield line


def lines_of_long_sheet(sheet: ReadSheet, findings: list[Finding]) -> Iterator[Line]:
    """Yield the lines of a sheet that has a row for each value."""
    findings.extend(unknown_long_columns(sheet.columns, Place(sheet=sheet.title)))
    for row in sheet.rows:
        fields = {key: cell.text for key, cell in row.cells.items()}
        place = sheet.place("commune_code", row.number)
        cells = {role: row.cells.get(role) for role in ROLES}
        line = _line(fields, place, cells, findings)
        if line is not None:
            yield line


def _line(
    fields: Mapping[str, str],
    place: Place,
    cells: Mapping[str, ReadCell | None],
    findings: list[Finding],
) -> Line | None:
    indicator, code, name = (fields.get(key, "") for key in ("indicator", "commune_code", "commune"))
    missing = _missing(indicator, code, name)
    if missing is not None:
        findings.append(error(missing, place))
        return None
    line = line_of(indicator, code, name, place, cells, fields)
    if line.is_empty:
        findings.append(note("line.empty", place))
        return None
    return line


def _missing(indicator: str, code: str, name: str) -> str | None:
    if not indicator:
        return "row.no_indicator"
    return None if code or name else "row.no_unit"


def _cell(text: str, place: Place) -> ReadCell | None:
    return ReadCell(text, place) if text else None
