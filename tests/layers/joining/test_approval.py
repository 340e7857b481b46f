"""Approval: of what was there when its office's period was approved; invented values need none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.period_events import read_period_statuses
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import PeriodStatus, State, UnitKind
from layers.audience import Audience, Sight
from layers.catalogue import Profile
from layers.joining.approval import approved_up_to
from layers.joining.build import build_layer
from layers.joining.layer import Layer
from layers.joining.snapshot import read_snapshot
from layers.offices.owners import UNASSIGNED
from layers.offices.periods import take_step
from layers.periods import Period
from tests.build.rights import OWNER

SINCE = date(2020, 1, 1)
EAST, WEST, DISTRICT = (UnitKey(code, SINCE) for code in ("26503", "26491", "742"))
YEAR = Period(2024)


@pytest.fixture
def district(store: Store) -> Store:
    units = [
        StoredUnit(EAST, "Xã Phước An", "xa"),
        StoredUnit(WEST, "Xã Phú Đông", "xa"),
        StoredUnit(DISTRICT, "Huyện Nhơn Trạch", UnitKind.DISTRICT),
    ]
    with importing(store, "boundaries", "lan") as batch:
        write_vintage(batch, StoredVintage(SINCE, None), units)
    return store


def report(store: Store, *units: UnitKey, value: int = 3, is_sample: bool = False) -> None:
    entries = [ObservationEntry(unit, "party_admissions", "2024", value=Decimal(value)) for unit in units]
    with importing(store, "indicators", "lan", is_sample=is_sample) as batch:
        write_observations(batch, entries)


def step(store: Store, status: PeriodStatus, reason: str | None = None) -> int:
    return take_step(store, UNASSIGNED, YEAR, status, person="mai", rights=OWNER, reason=reason).sequence


def layer(store: Store, profile: Profile, as_of: int | None = None) -> Layer:
    with store.session() as session:
        snapshot = read_snapshot(session, profile, periods=[YEAR], as_of=as_of)
    return build_layer(snapshot, "party_admissions", YEAR, sight=Sight(Audience.INTERNAL))


def unapproved(drawn: Layer) -> list[str]:
    found = [value.unit.code for value in drawn.units if not value.figure.is_approved]
    return found + ([] if drawn.district.figure.is_approved else ["district"])


def test_an_approval_covers_what_was_there(store: Store):
    step(store, PeriodStatus.SUBMITTED)
    with store.session() as session:
        assert approved_up_to(read_period_statuses(session), UNASSIGNED, YEAR) == 0
    approved = step(store, PeriodStatus.APPROVED)
    with store.session() as session:
        events = read_period_statuses(session)
    assert approved_up_to(events, UNASSIGNED, YEAR) == approved
    assert approved_up_to(events, UNASSIGNED, "2023") == 0
    assert approved_up_to(events, "Công an huyện", YEAR) == 0


def test_values_wait_for_approval_and_what_comes_later_waits_again(district: Store, profile: Profile):
    report(district, EAST, WEST)
    assert unapproved(layer(district, profile)) == ["26491", "26503", "district"]
    step(district, PeriodStatus.SUBMITTED)
    assert layer(district, profile).has_unapproved
    approved = step(district, PeriodStatus.APPROVED)
    assert not layer(district, profile).has_unapproved
    report(district, EAST, value=4)
    assert unapproved(layer(district, profile)) == ["26503", "district"]
    assert not layer(district, profile, as_of=approved).has_unapproved
    # Locking closes the period with all that is in it.
    step(district, PeriodStatus.LOCKED)
    assert not layer(district, profile).has_unapproved
    step(district, PeriodStatus.OPEN, "đính chính")
    assert unapproved(layer(district, profile)) == ["26491", "26503", "district"]


def test_the_sum_stays_the_figure_that_is_judged(district: Store, profile: Profile):
    report(district, EAST, WEST)
    drawn = layer(district, profile)
    assert drawn.district.figure is drawn.district.summed


def test_sample_values_need_no_approval(district: Store, profile: Profile):
    report(district, EAST, WEST, is_sample=True)
    assert not layer(district, profile).has_unapproved


def test_what_has_no_value_awaits_nothing(district: Store, profile: Profile):
    empty = ObservationEntry(EAST, "party_admissions", "2024", state=State.NO_DATA)
    with importing(district, "indicators", "lan") as batch:
        write_observations(batch, [empty])
    assert not layer(district, profile).has_unapproved
