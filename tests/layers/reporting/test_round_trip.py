"""Template, filled, imported, exported, imported again: every indicator comes back equal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from geodata.store import Store
from geodata.store.observations import read_observations
from geodata.store.units import StoredUnit
from layers.catalogue import DataLevel, Kind, Profile
from layers.periods import Period
from layers.reporting import (
    ReadReport,
    commit_report,
    export_rows,
    preview_report,
    read_report,
    stored_sources,
    template_workbook,
    write_export,
)
from tests.build.rights import OWNER
from tests.build.workbooks import FilledTemplate


def fill_everything(template: FilledTemplate, profile: Profile) -> int:
    """Put a sound figure in every open cell; return how many lines that makes."""
    lines: set[tuple[str, str]] = set()
    for sheet in template.workbook.worksheets:
        key_row = template.key_row(sheet)
        if sheet.cell(key_row, 1).value == "property":
            continue
        for row in range(key_row + 1, sheet.max_row + 1):
            for column, key in enumerate(template.keys(sheet), start=1):
                cell = sheet.cell(row, column)
                indicator = key.partition(":")[0] if ":" in key else str(sheet.cell(row, 1).value)
                if cell.protection.locked or key in ("quality", "note") or not sheet.cell(row, 1).value:
                    continue
                figure = _figure(profile, indicator, key.rpartition(":")[2], row)
                if figure is not None:
                    cell.value = figure
                    lines.add((indicator, str(sheet.cell(row, 1).value)))
    return len(lines)


def _figure(profile: Profile, code: str, role: str, row: int) -> object:
    indicator = profile.indicators[code]
    if indicator.kind is Kind.YES_NO:
        return "có"
    if indicator.is_denominator:
        return 700 + row
    if indicator.kind is Kind.RATE:
        return None if role == "value" else 300 + row
    return 12 if indicator.kind is Kind.CRITERIA else 40 + row


@pytest.fixture
def whole(template: FilledTemplate, profile: Profile, read: Callable[..., ReadReport]) -> ReadReport:
    lines = fill_everything(template, profile)
    report = read(template.save())
    assert [f for f in report.findings if f.severity != "note"] == []
    assert report.lines == lines
    return report


def test_every_indicator_and_every_unit_is_asked_for(
    whole: ReadReport, profile: Profile, old_units: tuple[StoredUnit, ...]
) -> None:
    by_indicator: dict[str, set[str]] = {}
    for entry in whole.entries:
        by_indicator.setdefault(entry.indicator, set()).add(entry.unit.code)
    assert set(by_indicator) == set(profile.indicators)
    communes = {u.code for u in old_units if u.is_commune}
    for code, units in by_indicator.items():
        indicator = profile.indicators[code]
        assert "742" in units
        if indicator.data_level is DataLevel.DISTRICT:
            assert units == {"742"}
        else:
            town = {"26479"} if indicator.kind is Kind.CRITERIA else set()
            assert communes - town <= units
        assert ("742-own" in units) == _own_bodies(profile, code)


def _own_bodies(profile: Profile, code: str) -> bool:
    indicator = profile.indicators[code]
    users = [i for i in profile.measured_lines if i.denominator == code]
    return any(i.own_bodies for i in users) if indicator.is_denominator else indicator.own_bodies


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_exported_comes_back_unchanged(
    suffix: str, whole: ReadReport, store: Store, profile: Profile, tmp_path: Path
) -> None:
    _, changes = commit_report(store, whole, person="test", rights=OWNER)
    assert len(changes.added) == len(whole.entries)
    with store.session() as session:
        rows = read_observations(session)
        units_on, observations_of = stored_sources(session)
        units = units_on(Period.parse("2024").last_day)
        file = tmp_path / f"xuat{suffix}"
        write_export(file, export_rows(rows, profile, units))
        again = read_report(file, file.name, profile, units_on, observations_of=observations_of)
        assert again.findings.items == ()
        preview = preview_report(session, again)
    assert preview.changes.counts == {"added": 0, "changed": 0, "unchanged": len(whole.entries)}
    assert set(again.entries) == set(whole.entries)


def test_every_indicator_comes_back_as_it_was_filled(
    template: FilledTemplate, store: Store, profile: Profile, read: Callable[..., ReadReport], tmp_path: Path
) -> None:
    fill_everything(template, profile)
    filled = _figures(template)
    commit_report(store, read(template.save()), person="test", rights=OWNER)
    file = tmp_path / "xuat.xlsx"
    with store.session() as session:
        units = stored_sources(session)[0](Period.parse("2024").last_day)
        write_export(file, export_rows(read_observations(session), profile, units))
    sheet = load_workbook(file).worksheets[0]
    heading, *rows = sheet.iter_rows(values_only=True)
    exported = {}
    for row in (dict(zip(heading, row, strict=True)) for row in rows):
        for role in ("value", "numerator"):
            exported[row["commune_code"], row["indicator"], role] = row[role]
    assert {indicator for _, indicator, _ in filled} == set(profile.indicators)
    different = {key: (figure, exported[key]) for key, figure in filled.items() if exported[key] != figure}
    assert different == {}


def _figures(template: FilledTemplate) -> dict[tuple[str, str, str], object]:
    """Return what was filled in by commune, indicator and role; yes is exported as 1."""
    found: dict[tuple[str, str, str], object] = {}
    for sheet in template.workbook.worksheets:
        key_row = template.key_row(sheet)
        for row in range(key_row + 1, sheet.max_row + 1):
            for column, key in enumerate(template.keys(sheet), start=1):
                cell, first = sheet.cell(row, column), str(sheet.cell(row, 1).value)
                indicator, _, role = key.rpartition(":")
                unit = first if indicator else "742"
                if (
                    role in ("value", "numerator")
                    and first not in ("", "None")
                    and _is_figure(cell, sheet, key_row)
                ):
                    found[unit, indicator or first, role] = 1 if cell.value == "có" else cell.value
    return found


def _is_figure(cell: Cell, sheet: Worksheet, key_row: int) -> bool:
    return cell.value is not None and sheet.cell(key_row, 1).value != "property"


def test_an_export_fills_an_empty_store_alike(
    whole: ReadReport, store: Store, profile: Profile, tmp_path: Path
) -> None:
    commit_report(store, whole, person="test", rights=OWNER)
    file = tmp_path / "xuat.csv"
    with store.session() as session:
        units_on, _ = stored_sources(session)
        units = units_on(Period.parse("2024").last_day)
        write_export(file, export_rows(read_observations(session), profile, units))
        again = read_report(file, file.name, profile, units_on)
    assert set(again.entries) == set(whole.entries)


@pytest.mark.parametrize(
    ("period", "expected", "left_out"),
    [
        ("2024-03", "health_insurance", "clean_water_rural"),
        ("2024-Q3", "clean_water_rural", "new_rural_criteria"),
        ("2024-9M", "clean_water_rural", "child_stunting"),
        ("2024-H1", "new_rural_criteria", "tree_cover"),
        ("2024", "tree_cover", None),
    ],
)
def test_a_period_asks_only_for_what_is_due_in_it(
    period: str,
    expected: str,
    left_out: str | None,
    profile: Profile,
    old_units: tuple[StoredUnit, ...],
    tmp_path: Path,
) -> None:
    file = tmp_path / "bieu.xlsx"
    template_workbook(profile, old_units, Period.parse(period), file)
    filled = FilledTemplate(file)
    district = {sheet.cell(r, 1).value for sheet in [filled.workbook["Toàn huyện"]] for r in range(1, 140)}
    assert expected in district
    assert left_out not in district - {None}


def test_town_has_no_new_rural_criteria_and_the_own_bodies_only_theirs(template: FilledTemplate) -> None:
    assert template.cell("26479", "new_rural_criteria:value").protection == Protection(locked=True)
    assert not template.cell("26470", "new_rural_criteria:value").protection.locked
    assert template.cell("742-own", "cultural_hamlets:numerator").protection.locked
    assert not template.cell("742-own", "cultural_offices:numerator").protection.locked


def test_a_filled_rate_is_stored_with_its_exact_value(
    template: FilledTemplate, read: Callable[..., ReadReport]
) -> None:
    template["26470", "population_urban:value"] = 1000
    template["26470", "clean_water_urban:numerator"] = 893
    entries = {e.indicator: e for e in read(template.save()).entries}
    assert entries["clean_water_urban"].value == Decimal("89.3")
    assert entries["clean_water_urban"].numerator == 893
    assert entries["population_urban"].value == 1000
