"""Read a resolution's workbook back: heading, clauses, targets, communes' own targets and roadmaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.findings import Finding, Findings, Place, error
from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from geodata.tables.workbook.reading import ReadRow, ReadSheet, read_workbook
from layers.catalogue import CommuneReading, Indicator, TargetLevel, ValueSource
from layers.planning.adding_up import check_adding_up
from layers.planning.cells import RowReader
from layers.planning.check import check_target
from layers.planning.known import Known
from layers.planning.labels import plan_labels
from layers.planning.plan import Plan, target_key

# The most telling key first: own targets have a column of indicators too.
_ROW_KEYS = ("property", "line", "indicator")
_NEEDED = ("number", "issuer_vi", "title_vi")


@dataclass(frozen=True)
class ReadPlan:
    """A resolution's workbook as it was read and checked; `plan` None where it cannot be taken at all."""

    plan: Plan | None
    findings: Findings


def read_plan(path: Path, name: str, known: Known) -> ReadPlan:
    """Read and check a workbook; a file that cannot be read gives one error finding.

    A workbook without a number in its heading speaks of nothing; one that only has communes' own targets
    still names the resolution that they belong to.
    """
    try:
        book = read_workbook(path, row_keys=_ROW_KEYS, name=name)
    except (UnreadableFile, LimitExceeded) as refused:
        return ReadPlan(None, Findings((error(refused.code, Place(file=name), **refused.parameters),)))
    findings: list[Finding] = list(book.findings)
    plan = _plan(book.sheets, known, findings)
    findings += () if plan is None else check_adding_up(known, plan)
    found = Findings(tuple(replace(f, place=replace(f.place, file=name)) for f in findings))
    return ReadPlan(None if found.errors else plan, found)


def _plan(sheets: Sequence[ReadSheet], known: Known, findings: list[Finding]) -> Plan | None:
    resolution = _resolution(sheets, known, findings)
    if resolution is None:
        return None
    shared = list(_shared_targets(sheets, resolution, known, findings))
    before = [t for t in known.targets if t.resolution == resolution.number and t.unit is None]
    by_indicator = {t.indicator: t for t in (*before, *shared)}
    own = list(_own_targets(sheets, resolution, by_indicator, known, findings))
    if not shared and not own:
        findings.append(error("plan.empty"))
    return Plan(resolution, (*shared, *own))


def _resolution(
    sheets: Sequence[ReadSheet], known: Known, findings: list[Finding]
) -> StoredResolution | None:
    found: dict[str, tuple[RowReader, ReadRow]] = {}
    for sheet in sheets:
        if sheet.row_key == "property":
            found |= {row.text("property"): (RowReader(sheet, row, findings), row) for row in sheet.rows}
    values: dict[str, Any] = {key: row.text("value") for key, (_, row) in found.items()}
    missing = [key for key in (*_NEEDED, "issued_on", "year") if not values.get(key)]
    if missing:
        labels = ", ".join(plan_labels().texts["properties"][key] for key in missing)
        findings.append(error("plan.heading_incomplete", missing=labels))
        return None
    issued_on, year = found["issued_on"][0].day("value"), _year(found["year"], findings)
    if issued_on is None or year is None:
        return None
    number = values["number"]
    standing = next((r for r in known.resolutions if r.number == number), None)
    clauses = list(_clauses(sheets)) or ([] if standing is None else standing.clauses)
    return StoredResolution(
        number=number,
        issued_on=issued_on,
        issuer_vi=values["issuer_vi"],
        issuer_en=values.get("issuer_en") or values["issuer_vi"],
        title_vi=values["title_vi"],
        title_en=values.get("title_en") or values["title_vi"],
        year=year,
        clauses=clauses,
    )


def _year(found: tuple[RowReader, ReadRow], findings: list[Finding]) -> int | None:
    reader, row = found
    text = row.text("value")
    if text.isdecimal() and 1900 <= int(text) <= 2199:
        return int(text)
    findings.append(error("plan.no_year", reader.place("value"), text))
    return None


def _clauses(sheets: Sequence[ReadSheet]) -> Iterator[dict[str, str]]:
    for sheet in sheets:
        if sheet.row_key != "line" or "title_vi" not in sheet.columns:
            continue
        for row in sheet.rows:
            code, title = row.text("clause"), row.text("title_vi")
            if code:
                yield {"code": code, "title_vi": title, "title_en": row.text("title_en") or title}


def _shared_targets(
    sheets: Sequence[ReadSheet], resolution: StoredResolution, known: Known, findings: list[Finding]
) -> Iterator[StoredTarget]:
    clauses = {clause["code"] for clause in resolution.clauses}
    standing = {
        t.indicator: t.position for t in known.targets if t.resolution == resolution.number and t.unit is None
    }
    last = max(standing.values(), default=0)
    seen: dict[str, int] = {}
    for sheet in sheets:
        if sheet.row_key != "indicator":
            continue
        for row in sheet.rows:
            reader = RowReader(sheet, row, findings)
            if not any(reader.has(key) for key in ("operator", "value", "due")):
                continue
            indicator = _indicator(reader, known, findings)
            if indicator is None:
                continue
            if indicator.code in seen:
                findings.append(
                    error(
                        "target.twice",
                        reader.place("indicator"),
                        row.text("indicator"),
                        first=seen[indicator.code],
                    )
                )
                continue
            seen[indicator.code] = row.number
            # An amendment of three targets leaves the order of all as it was.
            position = standing.get(indicator.code, last + len(seen))
            target = _shared(reader, indicator, resolution, position=position)
            if target is None:
                continue
            if target.clause not in clauses:
                findings.append(error("target.clause_unknown", reader.place("clause"), target.clause))
            if not reader.is_unclear:
                findings.extend(check_target(target, indicator, resolution, reader.place("value")))
            yield target


def _shared(
    reader: RowReader, indicator: Indicator, resolution: StoredResolution, *, position: int
) -> StoredTarget | None:
    say = plan_labels()
    if not reader.has("operator"):
        reader.findings.append(error("target.operator_missing", reader.place("operator")))
        return None
    is_percent = indicator.unit_vi == "%"
    return StoredTarget(
        resolution=resolution.number,
        clause=reader.text("clause") or indicator.clause or "",
        position=position,
        indicator=indicator.code,
        operator=reader.choice("operator", say.operators, ">="),
        value=reader.number("value", is_percent=is_percent),
        value_to=reader.number("value_to", is_percent=is_percent),
        due=reader.day("due") or date(resolution.year, 12, 31),
        level=reader.choice("level", say.levels, TargetLevel.DISTRICT),
        commune_reading=reader.choice("commune_reading", say.readings, CommuneReading.NONE),
        value_source=reader.choice("value_source", say.sources, ValueSource.RESOLUTION),
        assigned_by=reader.text("assigned_by"),
        document=reader.text("document"),
        document_date=reader.day("document_date"),
    )


def _own_targets(
    sheets: Sequence[ReadSheet],
    resolution: StoredResolution,
    shared: Mapping[str, StoredTarget],
    known: Known,
    findings: list[Finding],
) -> Iterator[StoredTarget]:
    seen: set[object] = set()
    for sheet in sheets:
        if sheet.row_key != "line" or "commune_code" not in sheet.columns:
            continue
        for row in sheet.rows:
            reader = RowReader(sheet, row, findings)
            if not any(reader.has(key) for key in ("commune_code", "indicator", "value")):
                continue
            target = _own(reader, resolution, shared, known, findings)
            if target is None:
                continue
            if target_key(target) in seen:
                findings.append(error("target.own_twice", reader.place("commune_code")))
                continue
            seen.add(target_key(target))
            indicator = known.profile.indicators[target.indicator]
            if not reader.is_unclear:
                unit = _unit(known, resolution, reader.text("commune_code") or "")
                of_district = unit is not None and unit.kind == UnitKind.DISTRICT
                place = reader.place("value")
                findings.extend(check_target(target, indicator, resolution, place, of_district=of_district))
            yield target


def _unit(known: Known, resolution: StoredResolution, code: str) -> StoredUnit | None:
    return next((unit for unit in known.units_of(resolution) if unit.code == code), None)


def _own(
    reader: RowReader,
    resolution: StoredResolution,
    shared: Mapping[str, StoredTarget],
    known: Known,
    findings: list[Finding],
) -> StoredTarget | None:
    indicator = _indicator(reader, known, findings)
    code = reader.text("commune_code") or ""
    unit = _unit(known, resolution, code)
    if unit is None:
        findings.append(error("target.unit_unknown", reader.place("commune_code"), code))
    if indicator is None or unit is None:
        return None
    general = shared.get(indicator.code)
    if general is None:
        named = {"name_vi": indicator.name_vi, "name_en": indicator.name_en}
        findings.append(
            error(
                "target.no_shared",
                reader.place("indicator"),
                indicator.code,
                number=resolution.number,
                **named,
            )
        )
        return None
    is_percent = indicator.unit_vi == "%"
    return replace(
        general,
        unit=unit.key,
        period=reader.text("period"),
        operator=reader.choice("operator", plan_labels().operators, general.operator),
        value=reader.number("value", is_percent=is_percent),
        value_to=reader.number("value_to", is_percent=is_percent),
        due=reader.day("due") or general.due,
        document=reader.text("document"),
        document_date=reader.day("document_date"),
    )


def _indicator(reader: RowReader, known: Known, findings: list[Finding]) -> Indicator | None:
    code = reader.text("indicator") or ""
    indicator = known.profile.indicators.get(code)
    if indicator is None:
        findings.append(error("indicator.not_in_catalogue", reader.place("indicator"), code))
    return indicator
