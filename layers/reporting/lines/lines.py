"""Lines of a report: one unit's figures for one indicator, as a file has them, wherever they stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from geodata.findings import Finding, Place, error, note
from geodata.tables.workbook.cells import Content, ReadCell
from geodata.tables.workbook.reading import ReadRow, ReadSheet
from layers.catalogue import Profile
from layers.reporting.lines.labels import labels

ROLES = ("value", "numerator", "denominator")
_PLAIN_COLUMNS = frozenset(
    ("commune_code", "commune", "indicator", "indicator_name", "clause", "unit", "quality", "note")
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands in one place of a file, before anybody knows whether it is a number."""

    text: str
    place: Place
    content: Content = Content.TEXT
    number: Decimal | None = None
    is_percent: bool = False
    comment: str | None = None
    span: str | None = None


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
    value: Slot | None = None
    numerator: Slot | None = None
    denominator: Slot | None = None
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


def slot_of(cell: ReadCell | None) -> Slot | None:
    """Return a cell as a slot."""
    if cell is None:
        return None
    place = Place(sheet=cell.sheet, cell=cell.reference)
    return Slot(cell.text, place, cell.content, cell.number, cell.is_percent, cell.comment, cell.span)


def line_of(
    indicator: str,
    unit_code: str,
    unit_name: str,
    place: Place,
    slots: Mapping[str, Slot | None],
    texts: Mapping[str, str],
) -> Line:
    """Return a line from its slots by role and its texts by column; what is missing is empty."""
    return Line(
        indicator,
        unit_code,
        unit_name,
        place,
        slots.get("value"),
        slots.get("numerator"),
        slots.get("denominator"),
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
            slots = {role: slot_of(row.cells.get(key)) for role, key in roles.items()}
            first = next((slot for slot in slots.values() if slot is not None), None)
            if first is not None:
                texts = {"quality": row.text("quality"), "note": row.text("note")}
                yield line_of(indicator, code, name, place, slots, texts)


def lines_of_district_sheet(sheet: ReadSheet, profile: Profile, findings: list[Finding]) -> Iterator[Line]:
    """Yield the lines of a sheet with a row for each indicator, all of the district's own figures."""
    findings.extend(_unknown_columns(sheet, {*_PLAIN_COLUMNS, *ROLES}))
    for row in sheet.rows:
        slots = {role: slot_of(row.cells.get(role)) for role in ROLES}
        if all(slot is None for slot in slots.values()):
            continue
        place = sheet.place("indicator", row.number)
        indicator = row.text("indicator")
        if not indicator:
            findings.append(error("row.no_indicator", place))
            continue
        texts = {"quality": row.text("quality"), "note": row.text("note")}
        yield line_of(indicator, profile.district.code, "", place, slots, texts)


def properties_of(sheet: ReadSheet) -> Mapping[str, Slot]:
    """Return what an information sheet records, by property."""
    found = {row.text("property"): slot_of(row.cells.get("value")) for row in sheet.rows}
    return {name: slot for name, slot in found.items() if slot is not None}


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
