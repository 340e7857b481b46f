"""Undo as a new import: former values, withdrawals, conflicts, redo, and every kind of row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from shapely.geometry import box

from geodata.errors import Refused, UnknownThing
from geodata.store import Store, importing, open_store
from geodata.store.criteria import (
    StoredCriterion,
    StoredCriterionResult,
    StoredCriterionSet,
    StoredRecognition,
    read_criterion_results,
    read_criterion_sets,
    read_recognitions,
    write_criterion_results,
    write_criterion_set,
    write_recognitions,
)
from geodata.store.imports import get_import, only_sample_loaded
from geodata.store.incidents import StoredIncident, read_incidents, write_incidents
from geodata.store.keys import KEYED, NEVER_UNDONE
from geodata.store.models import Base, Criterion
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from geodata.store.period_events import write_period_event
from geodata.store.remedies import StoredRemedy, read_remedies, write_remedies
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.targets import StoredTarget, read_targets, write_targets
from geodata.store.undo import AlreadyUndone, NotUndoable, UnitsInUse, preview_undo, undo_import
from geodata.store.undo_rows import OnConflict
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, units_valid_on, write_vintage
from geodata.store.vocabulary import PeriodStatus

WEST, EAST = UnitKey("26491", date(2020, 1, 1)), UnitKey("26503", date(2020, 1, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "data")
    opened.migrate()
    units = [StoredUnit(WEST, "Xã Phú Đông", "xa"), StoredUnit(EAST, "Xã Phước An", "xa")]
    with importing(opened, "boundaries", "lan") as batch:
        write_vintage(batch, StoredVintage(date(2020, 1, 1), None), units)
    yield opened
    opened.close()


def load(store: Store, **values: str) -> int:
    """Load values by indicator, all of one commune and year; `a="1"` means indicator a is 1."""
    entries = [ObservationEntry(WEST, code, "2024", value=Decimal(value)) for code, value in values.items()]
    with importing(store, "indicators", "lan") as batch:
        write_observations(batch, entries)
    return batch.sequence


def standing(store: Store, as_of: int | None = None) -> dict[str, str]:
    with store.session() as session:
        rows = read_observations(session, as_of=as_of)
    return {row.indicator: str(row.value) for row in rows}


def test_the_former_value_comes_back_and_a_first_one_is_withdrawn(store: Store):
    load(store, a="1")
    second = load(store, a="2", b="5")
    batch = undo_import(store, second, person="mai", reason="nhầm tệp")
    assert standing(store) == {"a": "1"}
    assert standing(store, as_of=second) == {"a": "2", "b": "5"}
    assert batch.summary == {"restored": 1, "withdrawn": 1}
    with store.session() as session:
        record = get_import(session, batch.sequence)
        withdrawn = [row for row in read_observations(session, with_withdrawn=True) if row.withdrawn]
    assert (record.kind, record.undoes, record.person, record.reason) == ("undo", second, "mai", "nhầm tệp")
    assert [(entry.indicator, entry.state, entry.value) for entry in withdrawn] == [("b", "no_data", None)]


def test_an_import_is_undone_once(store: Store):
    first = load(store, a="1")
    undo_import(store, first, person="mai")
    with pytest.raises(AlreadyUndone):
        undo_import(store, first, person="mai")
    with pytest.raises(UnknownThing):
        undo_import(store, 99, person="mai")


def test_undoing_an_undo_brings_the_values_back(store: Store):
    load(store, a="1")
    second = load(store, a="2", b="5")
    undone = undo_import(store, second, person="mai").sequence
    undo_import(store, undone, person="mai")
    assert standing(store) == {"a": "2", "b": "5"}
    undo_import(store, second, person="mai")
    assert standing(store) == {"a": "1"}


def test_later_imports_of_the_same_entries_are_listed_and_need_a_reason(store: Store):
    load(store, a="1", b="1")
    second = load(store, a="2", b="2")
    third = load(store, a="3")
    with store.session() as session:
        preview = preview_undo(session, second)
    assert [(c.sequence, c.person, c.table, c.rows) for c in preview.conflicts] == [
        (third, "lan", "observations", 1)
    ]
    assert (preview.restored, preview.withdrawn) == (1, 0)
    with pytest.raises(Refused) as refused:
        undo_import(store, second, person="mai")
    assert [f.code for f in refused.value.findings] == ["undo.later_import"]
    assert standing(store) == {"a": "3", "b": "2"}


@pytest.mark.parametrize(
    ("on_conflict", "expected"),
    [(OnConflict.KEEP_LATER, {"a": "3", "b": "1"}), (OnConflict.RESTORE, {"a": "1", "b": "1"})],
)
def test_later_values_are_kept_or_set_back_as_asked(store: Store, on_conflict, expected):
    load(store, a="1", b="1")
    second = load(store, a="2", b="2")
    load(store, a="3")
    undo_import(store, second, person="mai", reason="nhầm tệp", on_conflict=on_conflict)
    assert standing(store) == expected


def test_two_imports_undone_in_either_order_leave_the_same(store: Store):
    load(store, a="1")
    second, third = load(store, a="2"), load(store, a="3")
    undo_import(store, second, person="mai", reason="nhầm")
    assert standing(store) == {"a": "3"}
    undo_import(store, third, person="mai", reason="nhầm")
    assert standing(store) == {"a": "1"}


def test_a_later_import_that_was_itself_undone_is_no_conflict(store: Store):
    load(store, a="1")
    second, third = load(store, a="2"), load(store, a="3")
    undo_import(store, third, person="mai")
    assert standing(store) == {"a": "2"}
    undo_import(store, second, person="mai")
    assert standing(store) == {"a": "1"}


def test_units_that_others_speak_of_are_not_taken_away(store: Store):
    load(store, a="1")
    with store.session() as session, pytest.raises(UnitsInUse) as refused:
        preview_undo(session, 1)
    assert refused.value.parameters == {"sequence": 1, "by": 2}


def test_boundaries_come_back_with_their_names_and_outlines(store: Store):
    outline = box(106.8, 10.6, 106.9, 10.7)
    with importing(store, "boundaries", "lan") as batch:
        write_vintage(
            batch,
            StoredVintage(date(2020, 1, 1), date(2025, 6, 30)),
            [StoredUnit(WEST, "Xã Phú Đông mới", "xa", geometry=outline)],
        )
    undo_import(store, batch.sequence, person="mai")
    with store.session() as session:
        units = units_valid_on(session, date(2026, 1, 1))
    assert [(u.name, u.geometry) for u in units] == [("Xã Phú Đông", None), ("Xã Phước An", None)]
    undo_import(store, 1, person="mai")
    with store.session() as session:
        assert units_valid_on(session, date(2026, 1, 1)) == ()


def test_incidents_without_a_case_number_are_withdrawn_too(store: Store):
    def incident(note: str, case: str | None = None) -> StoredIncident:
        return StoredIncident("fire", date(2024, 5, 1), 106.8, 10.7, case_hash=case, note=note)

    with importing(store, "incidents", "lan") as first:
        write_incidents(first, [incident("cũ", "h1"), incident("không số")])
    with importing(store, "incidents", "lan") as second:
        write_incidents(second, [incident("mới", "h1"), incident("không số 2")])

    def notes() -> set[str | None]:
        with store.session() as session:
            return {i.note for i in read_incidents(session, date(2024, 1, 1), date(2024, 12, 31))}

    undone = undo_import(store, second.sequence, person="mai")
    assert notes() == {"cũ", "không số"}
    undo_import(store, undone.sequence, person="mai")
    assert notes() == {"mới", "không số", "không số 2"}


def test_targets_settings_criteria_and_recognitions_are_set_back(store: Store):
    def target(value: str) -> StoredTarget:
        return StoredTarget(
            "09", "1", 1, "a", ">=", Decimal(value), None, date(2024, 12, 31), "district", "judge", "stated"
        )

    def criteria(code: str, *numbers: str) -> StoredCriterionSet:
        parts = tuple(StoredCriterion(n, None, None, f"Tiêu chí {n}", None) for n in numbers)
        return StoredCriterionSet(code, "standard", "Bộ", "Set", date(2021, 1, 1), None, "QĐ 318", parts)

    decision = StoredRecognition(WEST, "standard", "12/QĐ", date(2024, 6, 1))
    with importing(store, "settings", "lan") as first:
        write_targets(first, [target("50")])
        write_office_settings(first, {"near_band": "1"})
        write_criterion_set(first, criteria("ntm", "1", "2"))
    with importing(store, "settings", "lan") as second:
        write_targets(second, [target("60")])
        write_office_settings(second, {"near_band": "2", "office": "VP"})
        write_criterion_set(second, criteria("ntm", "1", "2", "3"))
        write_criterion_results(second, [StoredCriterionResult(WEST, "2024", "ntm", "1", "met")])
        write_recognitions(second, [decision])
    batch = undo_import(store, second.sequence, person="mai")
    assert batch.summary == {"restored": 3, "withdrawn": 3}
    with store.session() as session:
        assert [t.value for t in read_targets(session)] == [Decimal(50)]
        assert read_office_settings(session) == {"near_band": "1"}
        assert [c.number for c in read_criterion_sets(session)[0].criteria] == ["1", "2"]
        assert read_criterion_results(session) == ()
        assert read_recognitions(session) == ()


def test_a_sample_stays_a_sample_when_part_of_it_is_undone(tmp_path: Path):
    store = open_store(None, tmp_path / "sample")
    store.migrate()
    with importing(store, "boundaries", "lan", is_sample=True) as batch:
        write_vintage(batch, StoredVintage(date(2020, 1, 1), None), [StoredUnit(WEST, "Xã", "xa")])
    with importing(store, "indicators", "lan", is_sample=True) as batch:
        write_observations(batch, [ObservationEntry(WEST, "a", "2024", value=Decimal(1))])
    undo_import(store, batch.sequence, person="mai")
    with store.session() as session:
        assert only_sample_loaded(session)
    store.close()


def test_a_step_of_a_period_is_not_undone(store: Store):
    with importing(store, "settings", "lan") as batch:
        write_period_event(batch, "Công an huyện", "2024", PeriodStatus.LOCKED)
    with pytest.raises(NotUndoable):
        undo_import(store, batch.sequence, person="mai", reason="mở lại")


def test_reasons_and_remedies_are_set_back(store: Store):
    def remedy(cause: str) -> StoredRemedy:
        return StoredRemedy("a", WEST, "2024", cause, "Đôn đốc", None, "Lan")

    with importing(store, "settings", "lan") as first:
        write_remedies(first, [remedy("thiếu vốn")])
    with importing(store, "settings", "lan") as second:
        write_remedies(second, [remedy("mưa nhiều")])
    undo_import(store, second.sequence, person="mai")
    with store.session() as session:
        assert [one.cause for one in read_remedies(session)] == ["thiếu vốn"]
    undo_import(store, first.sequence, person="mai")
    with store.session() as session:
        assert read_remedies(session) == ()


def test_every_append_only_table_can_be_undone():
    known = {keyed.model for keyed in KEYED} | {keyed.child for keyed in KEYED} | set(NEVER_UNDONE)
    imported = {m.class_ for m in Base.registry.mappers if "import_seq" in m.columns}
    assert imported <= known, "a table with import_seq needs its key in geodata/store/keys.py"
    assert Criterion in known
