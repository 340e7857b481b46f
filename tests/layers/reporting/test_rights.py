"""A clerk's file is held against what the clerk reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.store import Store
from geodata.store.units import StoredUnit
from layers.catalogue import Profile
from layers.offices.owners import owners_of
from layers.offices.rights import Rights
from layers.periods import Period
from layers.reporting import ReadReport, commit_report, read_stored_report, template_workbook
from layers.reporting.drafts.loading import held_against_rights
from tests.build.rights import OWNER, of_communes, of_offices
from tests.build.workbooks import FilledTemplate

POLICE, STATISTICS = "Công an huyện", "Chi cục Thống kê"
SETTINGS = {"owner.major_fires": POLICE, "owner.population_rural": STATISTICS}


def test_other_offices_lines_are_refused_in_their_cells(
    template: FilledTemplate, read: Callable[..., ReadReport], profile: Profile
) -> None:
    template["26470", "major_fires:value"] = 1
    template["26470", "tree_cover:value"] = 30
    wrong = template.cell("26470", "tree_cover:value")
    report = held_against_rights(read(template.save()), of_offices(POLICE), profile, SETTINGS)
    assert [(f.code, f.place.sheet, f.place.cell) for f in report.findings.errors] == [
        ("indicator.not_yours", wrong.parent.title, wrong.coordinate)
    ]
    assert [entry.indicator for entry in report.sound] == ["major_fires"]


def test_other_communes_rows_are_refused(
    template: FilledTemplate, read: Callable[..., ReadReport], profile: Profile
) -> None:
    template["26470", "major_fires:value"] = 1
    template["26473", "major_fires:value"] = 1
    report = held_against_rights(read(template.save()), of_communes("26470"), profile, {})
    assert [(f.code, f.parameters["unit"]) for f in report.findings] == [("unit.not_yours", "26473")]


def test_a_corrected_denominator_may_move_the_rates_of_others(
    template: FilledTemplate, store: Store, profile: Profile
) -> None:
    template["26470", "population_rural:value"] = 1000
    template["26470", "clean_water_rural:numerator"] = 850
    path = template.save()
    with store.session() as session:
        first = read_stored_report(session, profile, path, path.name)
    commit_report(store, first, person="test", rights=OWNER)
    template["26470", "population_rural:value"] = 1100
    template["26470", "clean_water_rural:numerator"] = None
    template.save()
    with store.session() as session:
        report = read_stored_report(session, profile, path, path.name)
    held = held_against_rights(report, of_offices(STATISTICS), profile, SETTINGS)
    assert "indicator.not_yours" not in {f.code for f in held.findings}
    assert {e.indicator for e in held.sound} == {"population_rural", "clean_water_rural"}


@pytest.mark.parametrize(
    "rights",
    [of_offices(POLICE), of_communes("26470", "26473")],
    ids=["office", "commune"],
)
def test_whoever_fills_their_own_template_is_never_refused(
    rights: Rights,
    read: Callable[..., ReadReport],
    profile: Profile,
    old_units: tuple[StoredUnit, ...],
    tmp_path: Path,
) -> None:
    file = tmp_path / "bieu.xlsx"
    template_workbook(
        profile,
        old_units,
        Period.parse("2024"),
        file,
        office=next(iter(rights.offices or ()), None),
        owners=owners_of(profile, SETTINGS),
        only_units=tuple(rights.communes or ()) or None,
    )
    filled = FilledTemplate(file)
    filled["26470", "major_fires:value"] = 1
    report = held_against_rights(read(filled.save()), rights, profile, SETTINGS)
    assert report.findings.items == ()
    assert len(report.entries) == 1
