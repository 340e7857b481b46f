"""A resolution by workbook: what is written is read back, what is wrong is said at its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geodata.errors import Refused
from geodata.findings import Findings
from geodata.store import Store, importing
from geodata.store.targets import read_resolutions, read_targets, write_targets
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from layers.catalogue import Profile
from layers.intake.founding import found_store
from layers.planning.known import known_in
from layers.planning.plan import commit_plan, compare_plan, copied_plan, own_target
from layers.planning.reading import ReadPlan, read_plan
from layers.planning.template import plan_workbook

SINCE = date(2020, 1, 1)
EAST = UnitKey("26503", SINCE)

Cells = dict[tuple[str, str, str], object]


@pytest.fixture
def founded(store: Store, profile: Profile) -> Store:
    found_store(store, profile, person="tests")
    with importing(store, "boundaries", "lan") as batch:
        units = [StoredUnit(EAST, "Xã Phước An", "xa")]
        units.append(StoredUnit(UnitKey("742", SINCE), "Huyện Nhơn Trạch", "district"))
        write_vintage(batch, StoredVintage(SINCE, None), units)
    return store


@pytest.fixture
def file(founded: Store, profile: Profile, tmp_path: Path) -> Path:
    """Resolution 09-NQ/HU with a target and a roadmap of Phước An, as a workbook."""
    with founded.session() as session:
        known = known_in(session, profile)
    shared = next(t for t in known.targets if t.indicator == "clean_water_rural")
    own = [
        own_target(shared, EAST, Decimal("74.5"), document="12/QĐ-UBND", document_date=date(2024, 2, 1)),
        own_target(shared, EAST, Decimal(70), period="2024-H1"),
    ]
    with importing(founded, "targets", "lan") as batch:
        write_targets(batch, own)
    with founded.session() as session:
        known = known_in(session, profile)
        communes = known.communes_of(known.resolutions[0])
    path = tmp_path / "nghi-quyet.xlsx"
    plan_workbook(profile, path, resolution=known.resolutions[0], targets=known.targets, communes=communes)
    return path


def put(path: Path, cells: Cells) -> None:
    """Write into cells by (sheet, row key, column key)."""
    book = load_workbook(path)
    for (title, row_key, key), value in cells.items():
        sheet = book[title]
        head = next(
            r
            for r in range(1, 12)
            if "value" in [c.value for c in sheet[r]] or "title_vi" in [c.value for c in sheet[r]]
        )
        columns = {c.value: c.column for c in sheet[head]}
        row = next(r for r in range(head + 1, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == row_key)
        sheet.cell(row, columns[key]).value = value
    book.save(path)


@pytest.fixture
def read(file: Path, founded: Store, profile: Profile) -> Callable[[Cells], ReadPlan]:
    def reading(cells: Cells) -> ReadPlan:
        put(file, cells)
        with founded.session() as session:
            return read_plan(file, "nghi-quyet.xlsx", known_in(session, profile))

    return reading


def codes(found: ReadPlan) -> list[str]:
    return [f"{f.severity} {f.code} {f.place.sheet}" for f in found.findings if f.severity != "note"]


def test_what_is_written_is_read_back(read: Callable[[Cells], ReadPlan], founded: Store):
    found = read({})
    assert codes(found) == []
    assert found.plan is not None
    with founded.session() as session:
        assert found.plan.resolution == read_resolutions(session)[0]
        changes = compare_plan(session, found.plan)
        assert set(found.plan.targets) == set(read_targets(session))
    assert changes.is_empty
    with pytest.raises(Refused) as refused:
        commit_plan(founded, found.plan, found.findings, person="mai")
    assert [f.code for f in refused.value.findings] == ["plan.nothing_new"]


def test_an_assigned_value_comes_with_its_document_and_supersedes(
    read: Callable[[Cells], ReadPlan], founded: Store
):
    found = read(
        {
            ("Chỉ tiêu", "budget_revenue", "value"): "5.200,5",
            ("Chỉ tiêu", "budget_revenue", "document"): "88/QĐ-UBND",
            ("Chỉ tiêu", "budget_revenue", "document_date"): "15/01/2024",
        }
    )
    assert codes(found) == []
    assert found.plan is not None
    batch, changes = commit_plan(founded, found.plan, found.findings, person="mai")
    assert changes.counts == {"added": 0, "changed": 1, "unchanged": len(found.plan.targets) - 1}
    with founded.session() as session:
        now = next(t for t in read_targets(session) if t.indicator == "budget_revenue")
        before = next(
            t for t in read_targets(session, as_of=batch.sequence - 1) if t.indicator == "budget_revenue"
        )
    assert (now.value, now.document, now.document_date) == (
        Decimal("5200.5"),
        "88/QĐ-UBND",
        date(2024, 1, 15),
    )
    assert before == replace(now, value=None, document=None, document_date=None)


TARGETS, OWN, HEAD = "Chỉ tiêu", "Chỉ tiêu giao xã", "Nghị quyết"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({(TARGETS, "budget_revenue", "value"): 5200}, ["error target.document_missing Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "value"): 126.5}, ["error target.over_maximum Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "value"): "-1"}, ["error target.negative Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "value"): "1.234"}, ["error number.ambiguous Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "value"): "nhiều"}, ["error cell.text Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "value"): None}, ["error target.value_missing Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "operator"): "không quá"}, ["error target.other_direction Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "operator"): "cỡ"}, ["error plan.no_choice Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "operator"): None}, ["error target.operator_missing Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "clause"): "IX"}, ["error target.clause_unknown Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "due"): "31/13/2024"}, ["error plan.no_day Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "due"): "31/12/2023"}, ["warning target.due_before_issue Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "level"): "từng xã", (TARGETS, "tree_cover", "commune_reading"): "không"},
         ["error target.level_reading Chỉ tiêu"]),
        ({(TARGETS, "doctors_per_10k", "value_to"): None}, ["error target.range_incomplete Chỉ tiêu"]),
        ({(TARGETS, "doctors_per_10k", "value_to"): 1}, ["error target.range_reversed Chỉ tiêu"]),
        ({(TARGETS, "social_order_crimes", "value"): 5}, ["error target.takes_no_value Chỉ tiêu"]),
        ({(TARGETS, "budget_revenue", "assigned_by"): None}, ["error target.assigned_by_missing Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "indicator"): "trees"}, ["error indicator.not_in_catalogue Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "indicator"): "forest_cover"}, ["error target.twice Chỉ tiêu"]),
        ({(TARGETS, "tree_cover", "indicator"): "population"}, ["error target.of_denominator Chỉ tiêu"]),
        ({(OWN, "1", "commune_code"): "99999"}, ["error target.unit_unknown Chỉ tiêu giao xã"]),
        ({(OWN, "1", "indicator"): "budget_revenue"}, ["error target.district_only Chỉ tiêu giao xã"]),
        ({(OWN, "1", "commune_code"): "742"}, ["error target.district_step_only Chỉ tiêu giao xã"]),
        ({(OWN, "1", "value"): None}, ["error target.value_missing Chỉ tiêu giao xã"]),
        ({(OWN, "1", "period"): "quý 2"}, ["error period.none Chỉ tiêu giao xã"]),
        ({(OWN, "1", "period"): "2023-Q2"}, ["warning target.step_outside_year Chỉ tiêu giao xã"]),
        ({(OWN, "1", "period"): None, (OWN, "2", "period"): None},
         ["error target.own_twice Chỉ tiêu giao xã"]),
        ({(HEAD, "year", "value"): "hai nghìn"}, ["error plan.no_year Nghị quyết"]),
        ({(HEAD, "number", "value"): None}, ["error plan.heading_incomplete None"]),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_sheet(
    read: Callable[[Cells], ReadPlan], cells: Cells, expected: list[str]
):
    found = read(cells)
    assert codes(found) == expected
    assert (found.plan is None) == expected[0].startswith("error")


@pytest.mark.parametrize("indicator", [None, "budget_revenue"])
def test_the_district_may_have_steps_of_its_own(read: Callable[[Cells], ReadPlan], indicator: str | None):
    cells: Cells = {(OWN, "1", "commune_code"): "742", (OWN, "1", "period"): "2024-Q3"}
    if indicator is not None:
        cells[OWN, "1", "indicator"] = indicator
    found = read(cells)
    assert codes(found) == []
    assert found.plan is not None


def test_another_file_is_refused_with_a_finding(founded: Store, profile: Profile, tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"not a workbook")
    with founded.session() as session:
        found = read_plan(path, "x.xlsx", known_in(session, profile))
    assert found.plan is None
    assert len(found.findings.errors) == 1


def test_last_year_s_is_copied_without_what_others_assign(founded: Store, profile: Profile):
    with founded.session() as session:
        known = known_in(session, profile)
    source = known.resolutions[0]
    plan = copied_plan(source, known.targets, number="15-NQ/HU", issued_on=date(2025, 1, 10), year=2025)
    assert plan.resolution is not None
    assert (plan.resolution.number, plan.resolution.year) == ("15-NQ/HU", 2025)
    assert "2025" in plan.resolution.title_vi
    by_code = {t.indicator: t for t in plan.targets}
    assert by_code["tree_cover"].due == date(2025, 12, 31)
    assert by_code["tree_cover"].value == Decimal("26.5")
    assert by_code["budget_revenue"].value is None
    assert all(t.unit is None and t.resolution == "15-NQ/HU" for t in plan.targets)
    commit_plan(founded, plan, Findings(), person="mai")
    with founded.session() as session:
        assert [r.number for r in read_resolutions(session)] == ["09-NQ/HU", "15-NQ/HU"]
