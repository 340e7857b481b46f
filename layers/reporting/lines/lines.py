"""Lines of a report: one unit's figures for one indicator, as a file has them, wherever they stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geodata.findings import Finding, Place, error, note
from geodata.tables.workbook.cells import ReadCell
from geodata.tables.workbook.reading import ReadRow, ReadSheet
from layers.catalogue import Profile
from layers.reporting.lines.labels import labels

ROLES = ("value", "numerator", "denominator")
_PLAIN_COLUMNS = frozenset(
    ("commune_code", "commune", "indicator", "indicator_name", "clause", "unit", "quality", "note")
)


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's figures for one indicator; texts are empty where the file has none.

    `period`, `basis`, `state`, `reason`, `quality` and `vintage` are as the file writes them; an empty
    period is that of the whole file.
    """

    indicator: str
    unit_code: str
    unit_name: str
    place: Place
    value: ReadCell | None = None
    numerator: ReadCell | None = None
    denominator: ReadCell | None = None
    period: str = ""
    basis: str = ""
    state: str = ""
    reason: str = ""
    quality: str = ""
    note: str = ""
    vintage: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: then what stands in the store is left as it is."""
        return self.value is None and self.numerator is None and self.denominator is None and not self.state


def line_of(
    indicator: str,
    unit_code: str,
    unit_name: str,
    place: Place,
    cells: Mapping[str, ReadCell | None],
    texts: Mapping[str, str],
) -> Line:
    """Return a line from its cells by role and its texts by column; what is missing is empty."""
    return Line(
        indicator,
        unit_code,
        unit_name,
        place,
        cells.get("value"),
        cells.get("numerator"),
        cells.get("denominator"),
        texts.get("period", ""),
        texts.get("basis", ""),
        texts.get("state", ""),
        texts.get("reason", ""),
        texts.get("quality", ""),
        texts.get("note", ""),
        texts.get("vintage", ""),
    )


def lines_of_commune_sheet(sheet: ReadSheet, profile: Profile, findings: list[Finding]) -> Iterator[Line]:
    """Yield the lines of a sheet with a row for each commune and columns `indicator:role`."""
    columns = _indicator_columns(sheet, profile, findings)
    firsts: dict[str, ReadRow] = {}
    for row in sheet.rows:
        if not any(key in row.cells for keys in columns.values() for key in keys.values()):
            continue
        code, name = row.text("commune_code"), row.text("commune")
        place = sheet.place("commune_code", row.number)
        if labels().is_total(code) or (not code and labels().is_total(name)):
            findings.append(note("row.total", place, code or name))
            continue
        if not code and not name:
            findings.append(error("row.no_unit", place))
            continue
        twice = firsts.setdefault(code or name, row)
        if twice is not row:
            findings.append(
                error("unit.twice", place, code or name, unit_code=code or name, first=twice.number)
            )
            continue
        for indicator, roles in columns.items():
            cells = {role: row.cells.get(key) for role, key in roles.items()}
            if any(cell is not None for cell in cells.values()):
                texts = {"quality": row.text("quality"), "note": row.text("note")}
                yield line_of(indicator, code, name, place, cells, texts)


def lines_of_district_sheet(sheet: ReadSheet, profile: Profile, findings: list[Finding]) -> Iterator[Line]:
    """Yield the lines of a sheet with a row for each indicator, all of the district's own figures."""
    findings.extend(_unknown_columns(sheet, {*_PLAIN_COLUMNS, *ROLES}))
    for row in sheet.rows:
        cells = {role: row.cells.get(role) for role in ROLES}
        if all(cell is None for cell in cells.values()):
            continue
        place = sheet.place("indicator", row.number)
        indicator = row.text("indicator")
        if not indicator:
            findings.append(error("row.no_indicator", place))
            continue
        texts = {"quality": row.text("quality"), "note": row.text("note")}
        yield line_of(indicator, profile.district.code, "", place, cells, texts)


def properties_of(sheet: ReadSheet) -> Mapping[str, ReadCell]:
    """Return what an information sheet records, by property."""
    found = {row.text("property"): row.cells.get("value") for row in sheet.rows}
    return {name: cell for name, cell in found.items() if cell is not None}


def _indicator_columns(
    sheet: ReadSheet, profile: Profile, findings: list[Finding]
) -> dict[str, dict[str, str]]:
    """Return the keys of the columns of each known indicator by role; the others get a note."""
    columns: dict[str, dict[str, str]] = {}
    known = set(_PLAIN_COLUMNS)
    for key in sheet.columns:
        indicator, _, role = key.partition(":")
        if role in ROLES and indicator in profile.indicators:
            columns.setdefault(indicator, {})[role] = key
            known.add(key)
    findings.extend(_unknown_columns(sheet, known))
    return columns


def _unknown_columns(sheet: ReadSheet, known: set[str]) -> Iterator[Finding]:
    for key, letter in sheet.columns.items():
        if key not in known:
            yield note("column.unknown", Place(sheet=sheet.title, cell=f"{letter}1"), key, column=key)
