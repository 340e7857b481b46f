"""Each way in refuses the same entry alike: what is not one's own, and what is of a locked period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from geodata.errors import Refused
from geodata.findings import Findings
from geodata.store import Store, importing
from geodata.store.criteria import StoredCriterion, StoredCriterionSet, write_criterion_set
from geodata.store.imports import last_sequence
from geodata.store.observations import ObservationEntry
from geodata.store.period_events import write_period_event
from geodata.store.remedies import StoredRemedy
from geodata.store.settings import write_office_settings
from geodata.store.units import UnitKey
from geodata.store.vocabulary import Basis, ImportKind, PeriodStatus
from geodata.zonal import ClassAreas
from layers.catalogue import Profile
from layers.follow_up.remedies import enter_remedy
from layers.intake.criteria import GivenResult, enter_results
from layers.joining.snapshot import read_snapshot
from layers.offices.holding import Entry, refusals
from layers.offices.rights import Rights
from layers.periods import Period
from layers.reporting import (
    ReadReport,
    commit_draft,
    commit_report,
    create_draft,
    read_stored_report,
    undo_report,
)
from layers.themes.tree_cover import MeasuredCover, commit_cover
from tests.build.rights import OVERSEER, OWNER, of_communes, of_offices

OFFICE, YEAR = "Phòng Kinh tế", Period(2024)
LINES = ("major_fires", "tree_cover", "new_rural_criteria")
UNIT = UnitKey("26470", date(2020, 1, 1))
THEIRS = (OWNER, OVERSEER, of_offices(OFFICE), of_communes(UNIT.code))
OTHERS = {
    of_offices("Chi cục Thống kê"): "indicator.not_yours",
    of_communes("26473"): "unit.not_yours",
    Rights(): "unit.not_yours",
}
SET = StoredCriterionSet(
    "own-2024",
    "standard",
    "Bộ",
    "Set",
    UNIT.valid_from,
    None,
    "QĐ 1",
    (StoredCriterion("1", None, None, "A", None),),
)
Enter = Callable[[Rights], object]
Way = Callable[[Store, Profile, Path], Enter]


def _file(folder: Path) -> Path:
    path = folder / "so-lieu.csv"
    path.write_text("commune_code,indicator,period,value\n26470,major_fires,2024,5\n", encoding="utf-8")
    return path


def _read(store: Store, profile: Profile, folder: Path) -> ReadReport:
    with store.session() as session:
        return read_stored_report(session, profile, _file(folder), "so-lieu.csv")


def a_file(store: Store, profile: Profile, folder: Path) -> Enter:
    report = _read(store, profile, folder)
    return lambda rights: commit_report(store, report, person="lan", rights=rights)


def a_draft(store: Store, profile: Profile, folder: Path) -> Enter:
    draft = create_draft(store, _file(folder), "so-lieu.csv", person="lan")
    return lambda rights: commit_draft(store, profile, draft.id, person="lan", rights=rights)


def cover(store: Store, profile: Profile, _folder: Path) -> Enter:
    entry = ObservationEntry(UNIT, "tree_cover", "2024", basis=Basis.MEASURED, value=Decimal(9), product="x")
    measured = MeasuredCover(cast(ClassAreas, None), (entry,), Findings(), ())
    return lambda rights: commit_cover(store, profile, measured, person="lan", rights=rights, file=None)


def results(store: Store, profile: Profile, _folder: Path) -> Enter:
    with importing(store, ImportKind.CRITERIA, "tests") as batch:
        write_criterion_set(batch, SET)
    with store.session() as session:
        snapshot = read_snapshot(session, profile)
    given = [GivenResult("1", "met", "QĐ 2")]
    return lambda rights: enter_results(store, snapshot, SET, UNIT, YEAR, given, person="lan", rights=rights)


def a_remedy(store: Store, profile: Profile, _folder: Path) -> Enter:
    remedy = StoredRemedy("major_fires", UNIT, "2024", "Thiếu vốn", "", None, "")
    return lambda rights: enter_remedy(store, profile, remedy, person="lan", rights=rights)


def undone(way: Way) -> Way:
    """Return the way of undoing what another way entered."""

    def prepare(store: Store, profile: Profile, folder: Path) -> Enter:
        way(store, profile, folder)(OWNER)
        sequence = sequence_of(store)
        return lambda rights: undo_report(store, profile, sequence, person="lan", rights=rights)

    return prepare


WAYS = {
    "file": a_file,
    "draft": a_draft,
    "cover": cover,
    "results": results,
    "remedy": a_remedy,
    "undone file": undone(a_file),
    "undone results": undone(results),
    "undone remedy": undone(a_remedy),
}


def sequence_of(store: Store) -> int:
    with store.session() as session:
        return last_sequence(session)


def put(store: Store, status: PeriodStatus) -> None:
    with importing(store, ImportKind.PERIODS, "mai") as batch:
        write_period_event(batch, OFFICE, str(YEAR), status)


def refused(store: Store, enter: Enter, rights: Rights) -> str:
    """Try to enter; return the first reason why not, having changed nothing."""
    before = sequence_of(store)
    with pytest.raises(Refused) as refusal:
        enter(rights)
    assert sequence_of(store) == before
    return refusal.value.findings.items[0].code


@pytest.fixture
def owned(store: Store) -> Store:
    with importing(store, ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {f"owner.{line}": OFFICE for line in LINES})
    return store


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_every_way_in_refuses_alike_where_it_writes(
    way: Way, owned: Store, profile: Profile, tmp_path: Path
) -> None:
    enter = way(owned, profile, tmp_path)
    for rights, code in OTHERS.items():
        assert refused(owned, enter, rights) == code
    # Locked after all was read: only what is asked within the transaction can know.
    put(owned, PeriodStatus.LOCKED)
    for rights in THEIRS:
        assert refused(owned, enter, rights) == "period.locked"
    for rights, code in OTHERS.items():
        assert refused(owned, enter, rights) == code
    put(owned, PeriodStatus.OPEN)
    before = sequence_of(owned)
    enter(of_communes(UNIT.code))
    assert sequence_of(owned) == before + 1


@pytest.mark.parametrize("status", PeriodStatus)
@pytest.mark.parametrize("line", LINES)
def test_rights_and_state_of_each_entry(
    line: str, status: PeriodStatus, owned: Store, profile: Profile
) -> None:
    put(owned, status)
    locked = ["period.locked"] if status is PeriodStatus.LOCKED else []
    expected = dict.fromkeys(THEIRS, locked) | {r: [code, *locked] for r, code in OTHERS.items()}
    with owned.session() as session:
        for rights, codes in expected.items():
            found = refusals(session, profile, rights, [Entry(line, UNIT.code, "2024")])
            assert [f.code for f in found] == codes
            elsewhere = refusals(session, profile, rights, [Entry(line, UNIT.code, "2023")])
            assert [f.code for f in elsewhere] == [code for code in codes if code not in locked]


def test_what_follows_from_a_denominator_is_held_against_the_state_alone(
    owned: Store, profile: Profile
) -> None:
    follows = Entry("tree_cover", UNIT.code, "2024", follows=True)
    for status, codes in ((PeriodStatus.OPEN, []), (PeriodStatus.LOCKED, ["period.locked"])):
        put(owned, status)
        with owned.session() as session:
            assert [f.code for f in refusals(session, profile, of_offices("Khác"), [follows])] == codes


def test_a_line_that_the_catalogue_no_longer_knows_is_the_overseers(owned: Store, profile: Profile) -> None:
    gone = [Entry("gone_line", UNIT.code, "2024")]
    with owned.session() as session:
        assert [f.code for f in refusals(session, profile, of_offices(OFFICE), gone)] == [
            "indicator.not_yours"
        ]
        assert not refusals(session, profile, OVERSEER, gone).items
