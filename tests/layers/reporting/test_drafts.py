"""Drafts: mended cell by cell, answered for, loaded by sheet or office; the rest stays."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geodata.errors import Refused, UnknownThing
from geodata.store import Store, importing
from geodata.store.drafts import DraftSettled, DraftState, get_draft, list_drafts
from geodata.store.imports import get_import, list_imports
from geodata.store.observations import read_observations
from geodata.store.settings import write_office_settings
from geodata.tables.mending import mended_copy
from layers.catalogue import Profile
from layers.reporting import (
    NO_OFFICE,
    DraftReading,
    PartedBy,
    answer_for_file,
    answer_question,
    commit_draft,
    create_draft,
    discard_draft,
    finding_key,
    mend_cell,
    preview_rows,
    read_draft,
    unmend_cell,
)
from tests.build.rights import OWNER, of_communes, of_offices
from tests.build.workbooks import FilledTemplate

HEAD = "commune_code,indicator,period,value,numerator,denominator,note\n"
FIRES, SPOTS = "major_fires:value", "security_hotspots:value"


class Desk:
    """A clerk with one draft."""

    def __init__(self, store: Store, profile: Profile, file: Path, name: str) -> None:
        self.store, self.profile = store, profile
        self.draft = create_draft(store, file, name, person="lan")

    def read(self, by: PartedBy = PartedBy.SHEET) -> DraftReading:
        with self.store.session() as session:
            return read_draft(self.store, session, self.profile, self.draft.id, rights=OWNER, by=by)

    def codes(self) -> list[str]:
        return [finding.code for finding in self.read().report.findings]

    def commit(self, *parts: str, by: PartedBy = PartedBy.SHEET) -> int:
        chosen = list(parts) or None
        batch, _ = commit_draft(
            self.store, self.profile, self.draft.id, person="lan", rights=OWNER, parts=chosen, by=by
        )
        return batch.sequence

    def standing(self) -> dict[tuple[str, str], Decimal | None]:
        with self.store.session() as session:
            rows = read_observations(session)
        return {(row.unit.code, row.indicator): row.value for row in rows}


@pytest.fixture
def table(store: Store, profile: Profile, tmp_path: Path):
    def make(rows: str) -> Desk:
        file = tmp_path / "so-lieu.csv"
        file.write_text(HEAD + rows, encoding="utf-8")
        return Desk(store, profile, file, file.name)

    return make


@pytest.fixture
def book(store: Store, profile: Profile, template_2024: Path, tmp_path: Path):
    """A template with fires (crime's sheet) and homes for … filled in as given, by commune and column key."""

    def make(cells: dict[tuple[str, str], object]) -> Desk:
        file = tmp_path / "bieu.xlsx"
        file.write_bytes(template_2024.read_bytes())
        filled = FilledTemplate(file)
        for where, value in cells.items():
            filled[where] = value
        return Desk(store, profile, filled.save(), file.name)

    return make


def test_a_draft_brings_no_figure_until_it_is_loaded(table, store: Store):
    desk = table("26470,major_fires,2024,3,,,\n")
    reading = desk.read()
    assert [
        (row.kind, row.after.value, row.place.line) for row in preview_rows(reading.preview, reading.report)
    ] == [("added", 3, 2)]
    assert desk.standing() == {}
    sequence = desk.commit()
    assert desk.standing() == {("26470", "major_fires"): 3}
    with store.session() as session:
        assert get_draft(store, session, desk.draft.id).state is DraftState.COMMITTED
        assert get_import(session, sequence).summary["draft"] == desk.draft.id
        assert list_drafts(store, session) == ()
    with pytest.raises(DraftSettled):
        mend_cell(store, desk.draft.id, None, "2:value", "4")


def test_a_cell_is_mended_without_a_new_upload(table, store: Store):
    desk = table("26470,major_fires,2024,-3,,,\n\n26473,major_fires,2024,1,,,\n")
    assert desk.codes() == ["value.negative"]
    with pytest.raises(Refused):
        desk.commit()
    mend_cell(store, desk.draft.id, None, "2:value", "3")
    assert desk.codes() == []
    unmend_cell(store, desk.draft.id, None, "2:value")
    assert desk.codes() == ["value.negative"]
    mend_cell(store, desk.draft.id, None, "2:value", "")
    mend_cell(store, desk.draft.id, None, "4:value", "7")
    sequence = desk.commit()
    assert desk.standing() == {("26473", "major_fires"): 7}
    with store.session() as session:
        record = get_import(session, sequence)
    assert record.summary["mended"] == {"": {"2:value": "", "4:value": "7"}}
    assert record.file_sha256 == desk.draft.file_sha256


def test_a_question_is_answered_in_its_cell(table, store: Store):
    desk = table("26470,tap_water_rural,2024,1.234,,,\n26473,population,2024,-,,,\n")
    for code, answer in (("number.ambiguous", "1.234"), ("cell.asked", "chưa có số liệu")):
        finding = next(f for f in desk.read().report.findings if f.code == code)
        answered = answer_question(store, desk.draft, finding, answer)
        assert answered.answers[finding_key(finding)] == answer
    sound = {entry.indicator: (entry.state, entry.value) for entry in desk.read().report.sound}
    assert sound == {"tap_water_rural": ("value", Decimal("1.234")), "population": ("no_data", None)}


def test_the_period_of_a_file_is_answered_for_all_of_it(table, store: Store):
    desk = table("26470,major_fires,,3,,,\n")
    assert desk.codes() == ["period.missing"]
    answer_for_file(store, desk.draft.id, "period", "2024")
    assert desk.codes() == []
    with pytest.raises(UnknownThing):
        answer_for_file(store, desk.draft.id, "colour", "red")


@pytest.mark.parametrize("cell", ["9:value", "2:colour", "value", "0:value"])
def test_a_cell_that_is_not_there_is_refused_at_once(table, store: Store, cell: str):
    desk = table("26470,major_fires,2024,3,,,\n")
    with pytest.raises(UnknownThing):
        mend_cell(store, desk.draft.id, None, cell, "1")


def test_a_sheet_is_loaded_while_another_waits(book, store: Store, profile: Profile):
    desk = book({("26470", FIRES): -1, ("26470", "model_residential_areas:value"): 2})
    parts = {part.name: part for part in desk.read().parts}
    refused = [name for name, part in parts.items() if part.is_refused]
    (sound,) = [name for name, part in parts.items() if part.entries]
    assert len(refused) == 1
    desk.commit(sound)
    assert desk.standing() == {("26470", "model_residential_areas"): 2}
    with pytest.raises(Refused):
        desk.commit(refused[0])
    with store.session() as session:
        draft = get_draft(store, session, desk.draft.id)
    assert (list(draft.settled), draft.state) == ([sound], DraftState.OPEN)
    (finding,) = parts[refused[0]].findings.errors
    assert finding.place.sheet == refused[0]
    assert finding.place.cell is not None
    mend_cell(store, desk.draft.id, refused[0], finding.place.cell, "1")
    desk.commit(refused[0])
    assert desk.standing()["26470", "major_fires"] == 1
    with store.session() as session:
        assert get_draft(store, session, desk.draft.id).state is DraftState.COMMITTED


def test_an_offices_lines_are_loaded_while_anothers_wait(table, store: Store):
    with importing(store, "settings", "admin") as batch:
        write_office_settings(batch, {"owner.major_fires": "Công an", "owner.population": "Thống kê"})
    desk = table("26470,major_fires,2024,-1,,,\n26470,population,2024,900,,,\n")
    parts = {p.name: (p.entries, p.is_refused) for p in desk.read(PartedBy.OFFICE).parts}
    assert parts == {"Công an": (0, True), "Thống kê": (1, False)}
    with pytest.raises(Refused):
        desk.commit("Công an", by=PartedBy.OFFICE)
    desk.commit("Thống kê", by=PartedBy.OFFICE)
    assert desk.standing() == {("26470", "population"): 900}
    with pytest.raises(UnknownThing):
        desk.commit("Thuế", by=PartedBy.OFFICE)


def test_lines_of_no_office_are_a_part_of_their_own(table, store: Store):
    with importing(store, "settings", "admin") as batch:
        write_office_settings(batch, {"owner.major_fires": "Công an", "owner.health_insurance": "Bảo hiểm"})
    desk = table("26470,major_fires,2024,1,,,\n26470,drug_cases,2024,-1,,,\n26470,population,2024,900,,,\n")
    # A denominator that no office was assigned goes with the line that is taken of it.
    parts = {p.name: (p.entries, p.is_refused) for p in desk.read(PartedBy.OFFICE).parts}
    assert parts["Công an"] == (1, False)
    assert parts[NO_OFFICE] == (0, True)
    desk.commit("Công an", by=PartedBy.OFFICE)
    assert desk.standing() == {("26470", "major_fires"): 1}


def test_rates_are_not_loaded_without_the_denominators_of_the_same_file(table, store: Store):
    with importing(store, "settings", "admin") as batch:
        owners = {"owner.population": "Thống kê", "owner.health_insurance": "Bảo hiểm"}
        write_office_settings(batch, owners)
    desk = table("26470,population,2024,900,,,\n26470,health_insurance,2024,,450,,\n")
    with pytest.raises(Refused) as refused:
        desk.commit("Bảo hiểm", by=PartedBy.OFFICE)
    assert [f.code for f in refused.value.findings] == ["part.needs_other"]
    desk.commit("Bảo hiểm", "Thống kê", by=PartedBy.OFFICE)
    assert desk.standing()["26470", "health_insurance"] == 50


def test_a_discarded_draft_is_gone_from_the_list(table, store: Store):
    desk = table("26470,major_fires,2024,3,,,\n")
    with store.session() as session:
        assert [draft.id for draft in list_drafts(store, session, person="lan")] == [desk.draft.id]
    discard_draft(store, desk.draft.id)
    with store.session() as session:
        assert list_drafts(store, session, person="lan") == ()
        assert [record.kind for record in list_imports(session)] == ["boundaries"]
    with pytest.raises(DraftSettled):
        desk.commit()


def test_mending_a_workbook_keeps_results_and_never_hides_a_formula(book, tmp_path: Path):
    desk = book({("26470", FIRES): "=1+1", ("26473", FIRES): 5})
    (finding,) = desk.read().report.findings.errors
    assert finding.code == "cell.not_calculated"
    sheet = finding.place.sheet
    assert sheet is not None
    mend_cell(desk.store, desk.draft.id, sheet, "ZZ1", "ghi chú")
    assert "cell.not_calculated" in desk.codes()
    mended_copy(desk.draft.path, "bieu.xlsx", {sheet: {"A1": "=2+2"}}, tmp_path / "x.xlsx")
    assert load_workbook(tmp_path / "x.xlsx")[sheet]["A1"].data_type == "s"
    with pytest.raises(UnknownThing):
        mend_cell(desk.store, desk.draft.id, "Trang lạ", "A1", "1")


def test_what_is_not_ones_own_to_report_is_an_error_at_its_figure(table, store: Store, profile: Profile):
    desk = table(
        "26470,major_fires,2024,3,,,\n26473,major_fires,2024,1,,,\n26473,security_hotspots,2024,1,,,\n"
    )
    mine = of_communes("26470")
    with store.session() as session:
        reading = read_draft(store, session, profile, desk.draft.id, rights=mine)
    found = [(finding.code, finding.place.line) for finding in reading.report.findings]
    assert found == [("unit.not_yours", 3)]
    assert [entry.unit.code for entry in reading.report.sound] == ["26470"]
    with pytest.raises(Refused):
        commit_draft(store, profile, desk.draft.id, person="lan", rights=mine)
    assert desk.standing() == {}


def test_an_offices_lines_are_loaded_by_its_own_clerk_alone(table, store: Store, profile: Profile):
    with importing(store, "settings", "tests") as batch:
        write_office_settings(
            batch, {"owner.major_fires": "Công an", "owner.security_hotspots": "Môi trường"}
        )
    desk = table("26470,major_fires,2024,3,,,\n26470,security_hotspots,2024,1,,,\n")
    police = of_offices("Công an")
    with store.session() as session:
        reading = read_draft(store, session, profile, desk.draft.id, by=PartedBy.OFFICE, rights=police)
    assert [f.code for f in reading.report.findings] == ["indicator.not_yours"]
    commit_draft(
        store, profile, desk.draft.id, person="lan", parts=["Công an"], by=PartedBy.OFFICE, rights=police
    )
    assert desk.standing() == {("26470", "major_fires"): 3}
