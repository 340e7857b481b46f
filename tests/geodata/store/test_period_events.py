"""Steps of periods, frozen sets and remedies: added, never changed, readable as of a sequence."""

from datetime import date
from decimal import Decimal

import pytest

from geodata.errors import UnknownThing
from geodata.store import Store, importing
from geodata.store.frozen_sets import BadName, freeze, get_frozen_set, list_frozen_sets
from geodata.store.imports import holds_data
from geodata.store.period_events import read_period_history, read_period_statuses, write_period_event
from geodata.store.remedies import StoredRemedy, read_remedies, write_remedies
from geodata.store.undo import StepOfPeriod, undo_import
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import PeriodStatus

EAST = UnitKey("26503", date(2020, 1, 1))


def step(store: Store, status: PeriodStatus, *, reason: str | None = None, period: str = "2024") -> int:
    with importing(store, "periods", "mai", reason=reason) as batch:
        write_period_event(batch, "Công an huyện", period, status)
    return batch.sequence


def test_the_last_step_says_how_far_a_period_is(store: Store):
    submitted = step(store, PeriodStatus.SUBMITTED)
    locked = step(store, PeriodStatus.LOCKED, reason="họp giao ban")
    step(store, PeriodStatus.SUBMITTED, period="2023")
    key = ("Công an huyện", "2024")
    with store.session() as session:
        assert read_period_statuses(session)[key].status is PeriodStatus.LOCKED
        assert read_period_statuses(session, as_of=submitted)[key].status is PeriodStatus.SUBMITTED
        assert read_period_statuses(session, as_of=0) == {}
        history = read_period_history(session, *key)
        assert [(e.import_seq, e.status, e.person, e.reason) for e in history] == [
            (locked, PeriodStatus.LOCKED, "mai", "họp giao ban"),
            (submitted, PeriodStatus.SUBMITTED, "mai", None),
        ]
        assert not holds_data(session)


def test_a_lock_is_no_import_to_be_undone(store: Store):
    locked = step(store, PeriodStatus.LOCKED)
    with pytest.raises(StepOfPeriod):
        undo_import(store, locked, person="lan", reason="mở khóa lén")


def test_a_frozen_set_keeps_its_name_and_sequence(store: Store):
    first = step(store, PeriodStatus.SUBMITTED)
    friday = freeze(store, "  chốt số liệu  17 giờ thứ Sáu ", person="mai")
    assert (friday.name, friday.sequence) == ("chốt số liệu 17 giờ thứ Sáu", first)
    second = step(store, PeriodStatus.LOCKED)
    freeze(store, "sau khóa", person="mai")
    with store.session() as session:
        assert get_frozen_set(session, friday.name) == friday
        assert [(s.name, s.sequence) for s in list_frozen_sets(session)] == [
            ("sau khóa", second),
            (friday.name, first),
        ]
        with pytest.raises(UnknownThing):
            get_frozen_set(session, "thứ Bảy")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "đã có"])
def test_a_frozen_set_needs_a_name_of_its_own(store: Store, name: str):
    step(store, PeriodStatus.SUBMITTED)
    freeze(store, "đã có", person="mai")
    with pytest.raises(BadName):
        freeze(store, name, person="mai")


@pytest.mark.parametrize("sequence", [0, -1, 2])
def test_nothing_can_be_frozen_that_was_never_loaded(store: Store, sequence: int):
    step(store, PeriodStatus.SUBMITTED)
    with pytest.raises(UnknownThing):
        freeze(store, "trước khi có", person="mai", sequence=sequence)


def test_a_later_remedy_supersedes_and_undo_brings_the_former_back(store: Store):
    with importing(store, "boundaries", "lan") as batch:
        unit = StoredUnit(EAST, "Xã Phước An", "xa", natural_area_ha=Decimal(1))
        write_vintage(batch, StoredVintage(EAST.valid_from, None), [unit])
    first = StoredRemedy(
        "clean_water_rural", EAST, "2024", "thiếu ống", "nối ống", date(2025, 3, 31), "ông An"
    )
    whole = StoredRemedy("clean_water_rural", None, "2024", "thiếu vốn", "bố trí vốn", None, "bà Bình")
    with importing(store, "remedies", "lan") as batch:
        assert write_remedies(batch, [first, whole]) == 2
    with importing(store, "remedies", "lan") as later:
        write_remedies(later, [StoredRemedy("clean_water_rural", EAST, "2024", "hạn", "chở nước", None, "")])
    with store.session() as session:
        assert [(r.unit, r.cause) for r in read_remedies(session)] == [(None, "thiếu vốn"), (EAST, "hạn")]
        assert read_remedies(session, periods=["2023"]) == ()
        assert {r.cause for r in read_remedies(session, as_of=batch.sequence)} == {"thiếu vốn", "thiếu ống"}
    undo_import(store, later.sequence, person="lan")
    with store.session() as session:
        assert {r.cause for r in read_remedies(session)} == {"thiếu vốn", "thiếu ống"}
