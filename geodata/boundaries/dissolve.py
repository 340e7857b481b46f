"""Successors made of whole predecessors, as a merger's table says."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon

from geodata.boundaries.feature import CheckedUnit, KnownUnit
from geodata.boundaries.fit import capped, coverage_findings
from geodata.crs import areas_ha
from geodata.errors import UnreadableFile
from geodata.findings import Finding, Findings, Place, error, warning
from geodata.names import match_name, normalise, split_type
from geodata.sandbox.apart import apart

_COLUMNS = ("new_code", "new_commune", "area_km2", "legacy_code", "legacy_commune")
_FILE_BYTES = 5_000_000


@dataclass(frozen=True)
class Merger:
    """One line of the table: a predecessor goes wholly into a successor of a published area in km²."""

    place: Place
    new_code: str
    new_name: str
    area_km2: Decimal
    legacy_code: str
    legacy_name: str


@apart()
def read_mergers(path: Path, *, name: str) -> tuple[tuple[Merger, ...], Findings]:
    """Read ``new_code,new_commune,area_km2,legacy_code,legacy_commune``, one line a predecessor (CSV, UTF-8).

    Parameters
    ----------
    path : Path
    name : str
        The file's name as the person gave it.

    Raises
    ------
    UnreadableFile
        If there is no file at `path`.
    """
    place = Place(file=name)
    if not path.is_file():
        raise UnreadableFile("boundaries.file_missing", file=name)
    data = path.read_bytes()
    if not data.strip() or len(data) > _FILE_BYTES:
        code = "boundaries.too_large" if data.strip() else "boundaries.file_empty"
        return (), Findings((error(code, place, bytes=len(data), limit=_FILE_BYTES),))
    try:
        reader = csv.DictReader(data.decode("utf-8-sig").splitlines(), strict=True)
        rows = list(reader)
    except UnicodeDecodeError:
        return (), Findings((error("boundaries.not_utf8", place),))
    except csv.Error as reason:
        return (), Findings((error("dissolve.not_csv", place, reason),))
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        return (), Findings((error("dissolve.columns_missing", place, columns=", ".join(missing)),))
    return _mergers(rows, name)


def _mergers(rows: list[dict[str, str]], file: str) -> tuple[tuple[Merger, ...], Findings]:
    mergers: list[Merger] = []
    findings: list[Finding] = []
    for line, row in enumerate(rows, start=2):
        place = Place(file=file, line=line)
        values = [normalise(row[column] or "") for column in _COLUMNS]
        if not all(values):
            findings.append(error("dissolve.line_incomplete", place))
            continue
        new_code, new_name, area_text, legacy_code, legacy_name = values
        area = _area(area_text)
        if area is None:
            findings.append(error("dissolve.area_unreadable", place, area_text))
            continue
        mergers.append(Merger(place, new_code, new_name, area, legacy_code, legacy_name))
    if not rows:
        findings.append(error("boundaries.file_empty", Place(file=file)))
    return tuple(mergers), Findings(tuple(findings))


def _area(text: str) -> Decimal | None:
    try:
        area = Decimal(text)
    except InvalidOperation:
        return None
    return area if area.is_finite() and area > 0 else None


def dissolve_units(
    units: Sequence[KnownUnit], mergers: Sequence[Merger]
) -> tuple[tuple[CheckedUnit, ...], Findings]:
    """Return the successors of whole units.

    Parameters
    ----------
    units : sequence of KnownUnit
        The predecessors' vintage, with outlines in EPSG:4326.
    mergers : sequence of Merger
        From `read_mergers`.

    Returns
    -------
    successors : tuple of CheckedUnit
        In the order of the table; `natural_area_ha` is the published area of the successor, never a sum.
        Gaps between predecessors stay as they were. Empty if there is any error.
    findings : Findings
        Errors: unknown predecessor, a name that contradicts its code, a predecessor used twice or without
        outline, a successor with two names or areas. Warnings: units of the vintage that no line names,
        and overlaps, gaps and areas of the successors.
    """
    known = {unit.code: unit for unit in units}
    findings = _line_findings(known, mergers) + _successor_findings(mergers)
    if findings:
        return (), capped(findings)
    parts: dict[str, list[Merger]] = {}
    for merger in mergers:
        parts.setdefault(merger.new_code, []).append(merger)
    successors = tuple(_successor(lines, known) for lines in parts.values())
    used = {merger.legacy_code for merger in mergers}
    file = mergers[0].place.file if mergers else None
    left = [
        warning("dissolve.unit_left", Place(file=file), unit.name, unit=unit.code)
        for unit in units
        if unit.code not in used
    ]
    return successors, capped(left + coverage_findings(successors, file))


def _line_findings(known: dict[str, KnownUnit], mergers: Sequence[Merger]) -> list[Finding]:
    findings: list[Finding] = []
    used: Counter[str] = Counter()
    for merger in mergers:
        unit = known.get(merger.legacy_code)
        words = {"unit": merger.legacy_code}
        used[merger.legacy_code] += 1
        if unit is None:
            findings.append(error("dissolve.unknown_unit", merger.place, merger.legacy_name, **words))
        elif match_name(merger.legacy_name, [unit.name]).candidate is None:
            known_as = {"known": unit.name, **words}
            findings.append(error("dissolve.name_conflict", merger.place, merger.legacy_name, **known_as))
        elif unit.geometry is None or unit.geometry.is_empty:
            findings.append(error("dissolve.part_missing", merger.place, unit.name, **words))
        if used[merger.legacy_code] == 2:
            findings.append(error("dissolve.used_twice", merger.place, merger.legacy_name, **words))
    return findings


def _successor_findings(mergers: Sequence[Merger]) -> list[Finding]:
    first: dict[str, Merger] = {}
    findings: list[Finding] = []
    for merger in mergers:
        one = first.setdefault(merger.new_code, merger)
        if (one.new_name, one.area_km2) != (merger.new_name, merger.area_km2):
            words = {"unit": merger.new_code, "first": f"{one.new_name} {one.area_km2}"}
            content = f"{merger.new_name} {merger.area_km2}"
            findings.append(error("dissolve.successor_differs", merger.place, content, **words))
    return findings


def _successor(lines: list[Merger], known: dict[str, KnownUnit]) -> CheckedUnit:
    outlines = [known[line.legacy_code].geometry for line in lines]
    whole = shapely.union_all(outlines)
    polygons = [part for part in shapely.get_parts(whole) if isinstance(part, shapely.Polygon)]
    geometry = MultiPolygon(polygons)
    return CheckedUnit(
        code=lines[0].new_code,
        name=lines[0].new_name,
        kind=split_type(lines[0].new_name)[0],
        geometry=geometry,
        area_ha=float(areas_ha([geometry])[0]),
        natural_area_ha=float(lines[0].area_km2 * 100),
        source_crs="EPSG:4326",
        repaired=False,
        predecessors=tuple(line.legacy_code for line in lines),
    )
