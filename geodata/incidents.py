"""Point events: read from CSV or XLSX, checked, and freed of what could name a person."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Point

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.findings import Finding, Findings, Place, error, note, warning
from geodata.names import weak_key
from geodata.numbers import read_number
from geodata.store.incidents import StoredIncident
from geodata.store.units import StoredUnit
from geodata.tables.longform import open_long_csv
from geodata.tables.workbook.reading import read_workbook

_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_VIETNAMESE_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# Nine digits and more in a row: a telephone, identity or account number.
_LONG_NUMBER = re.compile(r"(?:\d[ .-]?){9,}")
_VIETNAM = (102.0, 8.0, 118.0, 24.0)
_MOST_NOTE = 500


@dataclass(frozen=True)
class ReadIncidents:
    """Incidents as they were read and checked; nothing has been touched."""

    path: Path
    name: str
    incidents: tuple[StoredIncident, ...]
    findings: Findings


@dataclass(frozen=True)
class _Row:
    place: Place
    cells: Mapping[str, str]
    places: Mapping[str, Place]

    def at(self, column: str) -> Place:
        return self.places.get(column, self.place)

    def text(self, column: str) -> str:
        return self.cells.get(column, "")


def read_incident_file(
    path: Path, name: str, *, units: Sequence[StoredUnit], case_keys: Sequence[bytes], today: date
) -> ReadIncidents:
    """Read and check a file of incidents.

    Parameters
    ----------
    path : pathlib.Path
        Where the file lies, whatever it is called there.
    name : str
        What the person calls it; `.csv` or `.xlsx`.
    units : sequence of StoredUnit
        Communes that incidents may lie in; a point outside all of them is a warning.
    case_keys : sequence of bytes
        Keys with which case numbers are hashed (HMAC-SHA256), by number from 1; the last one is the present
        one. The case number itself is not kept.
    today : datetime.date
        No incident is later.

    Notes
    -----
    A heading that names a person's data refuses the whole file, and so does a long number in a note.
    """
    try:
        headings, rows, found = _rows(path, name)
    except (UnreadableFile, LimitExceeded) as refused:
        finding = error(refused.code, Place(file=name), **refused.parameters)
        return ReadIncidents(path, name, (), Findings((finding,)))
    findings = [*found, *_headings_checked(headings, name)]
    if any(f.code == "incidents.personal_column" for f in findings):
        return ReadIncidents(path, name, (), Findings(tuple(findings)))
    communes = [unit for unit in units if unit.is_commune and unit.geometry is not None]
    incidents: list[StoredIncident] = []
    for row in rows:
        incident, wrong = _incident(row, communes, case_keys, today)
        findings += wrong
        if incident is not None:
            incidents.append(incident)
    findings += _cases_twice(rows)
    if not rows:
        findings.append(error("incidents.none", Place(file=name)))
    checked = Findings(tuple(findings))
    return ReadIncidents(path, name, () if checked.errors else tuple(incidents), checked)


@lru_cache(maxsize=1)
def _columns() -> Mapping[str, Any]:
    return tomllib.loads((files("geodata") / "incident_columns.toml").read_text(encoding="utf-8"))


def _rows(path: Path, name: str) -> tuple[tuple[str, ...], list[_Row], list[Finding]]:
    suffix = Path(name).suffix.lower()
    if suffix == ".csv":
        with open_long_csv(path, required=_columns()["required"]) as table:
            rows = [_Row(Place(file=name, line=row.line), row.fields, {}) for row in table.rows]
            return table.columns, rows, []
    if suffix == ".xlsx":
        return _workbook_rows(path, name)
    raise UnreadableFile("file.wrong_suffix", suffix=suffix, allowed=".csv, .xlsx")


def _workbook_rows(path: Path, name: str) -> tuple[tuple[str, ...], list[_Row], list[Finding]]:
    book = read_workbook(path, row_keys=_columns()["required"], name=name)
    headings = tuple(heading for sheet in book.sheets for heading in sheet.headings)
    for sheet in book.sheets:
        missing = [column for column in _columns()["required"] if column not in sheet.columns]
        if missing:
            raise UnreadableFile("csv.columns_missing", missing=", ".join(missing))
    rows = [
        _Row(
            Place(file=name, sheet=sheet.title, line=row.number),
            {key: row.text(key) for key in sheet.columns},
            {
                key: Place(file=name, sheet=sheet.title, cell=f"{column}{row.number}")
                for key, column in sheet.columns.items()
            },
        )
        for sheet in book.sheets
        for row in sheet.rows
    ]
    # What stands in a column without a key may be a person's data: it is not repeated.
    found = [replace(finding, content=None) for finding in book.findings]
    return headings, rows, found


def _headings_checked(headings: Iterable[str], name: str) -> Iterator[Finding]:
    known = {*_columns()["required"], *_columns()["optional"]}
    personal = tuple(_columns()["personal"])
    for heading in headings:
        folded = weak_key(heading.replace("_", " ")).strip()
        if any(folded == word or folded.startswith(f"{word} ") for word in personal):
            yield error("incidents.personal_column", Place(file=name), heading)
        elif heading and heading not in known:
            yield note("incidents.unknown_column", Place(file=name), heading)


def _incident(
    row: _Row, communes: Sequence[StoredUnit], case_keys: Sequence[bytes], today: date
) -> tuple[StoredIncident | None, list[Finding]]:
    findings: list[Finding] = []
    kind = row.text("kind")
    if not _KIND.fullmatch(kind):
        findings.append(error("incidents.kind", row.at("kind"), kind))
    occurred, precision = _day(row, "occurred_on", today, findings)
    reported, _ = _day(row, "reported_on", today, findings) if row.text("reported_on") else (None, "")
    point = _point(row, findings)
    remark = row.text("note")
    if _LONG_NUMBER.search(remark) or len(remark) > _MOST_NOTE:
        findings.append(error("incidents.note", row.at("note"), remark, most=_MOST_NOTE))
    unit = None if point is None else _unit(row, point, communes, findings)
    if occurred is None or point is None or any(f.severity == "error" for f in findings):
        return None, findings
    hashes = _hashed(row.text("case_no"), case_keys)
    return StoredIncident(
        kind=kind,
        occurred_on=occurred,
        longitude=point.x,
        latitude=point.y,
        date_precision=precision,
        severity=row.text("severity") or None,
        case_hash=hashes[-1] if hashes else None,
        case_key=len(hashes) or None,
        former_hashes=hashes[:-1],
        reported_on=reported,
        status=row.text("status") or None,
        unit=None if unit is None else unit.key,
        note=remark or None,
    ), findings


def _day(row: _Row, column: str, today: date, findings: list[Finding]) -> tuple[date | None, str]:
    """Read a day, or a month as its first day, with the precision it was given in."""
    text = row.text(column)
    iso, vietnamese = _ISO_DAY.fullmatch(text), _VIETNAMESE_DAY.fullmatch(text)
    parts: tuple[str | None, ...] = ()
    if iso is not None:
        parts = iso.groups()
    elif vietnamese is not None:
        parts = (vietnamese.group(3), vietnamese.group(2), vietnamese.group(1))
    try:
        found = date(int(parts[0] or 0), int(parts[1] or 0), int(parts[2] or 1)) if parts else None
    except ValueError:
        found = None
    if found is None:
        findings.append(error("incidents.day", row.at(column), text, column=column))
    elif found > today:
        findings.append(error("incidents.day_to_come", row.at(column), text, column=column))
    return found, "day" if parts and parts[2] is not None else "month"


def _point(row: _Row, findings: list[Finding]) -> Point | None:
    x, y = (_degrees(row, column, findings) for column in ("longitude", "latitude"))
    if x is None or y is None:
        return None
    west, south, east, north = _VIETNAM
    if west <= x <= east and south <= y <= north:
        return Point(x, y)
    swapped = west <= y <= east and south <= x <= north
    code = "incidents.swapped" if swapped else "incidents.far_away"
    findings.append(error(code, row.at("longitude"), f"{x}; {y}"))
    return None


def _degrees(row: _Row, column: str, findings: list[Finding]) -> float | None:
    text = row.text(column)
    try:
        # Degrees have a point: `106.885` is no number of thousands here, whatever amounts are.
        degrees = float(text)
    except ValueError:
        value = read_number(text).value
        degrees = math.nan if value is None else float(value)
    if not math.isfinite(degrees):
        findings.append(error("incidents.degrees", row.at(column), text, column=column))
        return None
    return degrees


def _unit(
    row: _Row, point: Point, communes: Sequence[StoredUnit], findings: list[Finding]
) -> StoredUnit | None:
    """Return the commune a point lies in; the one named in the row where they differ, with a warning."""
    code = row.text("commune_code")
    named = next((unit for unit in communes if unit.code == code), None)
    if code and named is None:
        findings.append(error("incidents.unknown_commune", row.at("commune_code"), code))
        return None
    around = next((unit for unit in communes if shapely.covers(unit.geometry, point)), None)
    if around is None and communes:
        findings.append(warning("incidents.outside", row.at("longitude"), f"{point.x}; {point.y}"))
    elif named is not None and around is not None and around.key != named.key:
        findings.append(
            warning(
                "incidents.other_commune", row.at("commune_code"), code, named=named.name, lies_in=around.name
            )
        )
    return named or around


def _cases_twice(rows: Sequence[_Row]) -> Iterator[Finding]:
    first: dict[str, _Row] = {}
    for row in rows:
        case = row.text("case_no")
        if case and case in first:
            line = first[case].place.line
            yield error("incidents.case_twice", row.at("case_no"), case, first=line)
        elif case:
            first[case] = row


def _hashed(case: str, keys: Sequence[bytes]) -> tuple[str, ...]:
    """Return a case number's hash under each key."""
    return tuple(hmac.new(key, case.encode(), hashlib.sha256).hexdigest() for key in keys if case)
