"""Reminders: what is due on a day, by whose cut-off, and who has not reported it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.settings import write_office_settings
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import State, UnitKind
from layers.audience import Audience, Sight
from layers.catalogue import Profile
from layers.follow_up.due import DueReport, due_reports, periods_to_read
from layers.joining.snapshot import read_snapshot

SINCE = date(2020, 1, 1)
EAST, WEST, DISTRICT = (UnitKey(code, SINCE) for code in ("26503", "26491", "742"))
POLICE = "Công an huyện"


@pytest.fixture
def district(store: Store) -> Store:
    units = [
        StoredUnit(EAST, "Xã Phước An", "xa"),
        StoredUnit(WEST, "Xã Phú Đông", "xa"),
        StoredUnit(DISTRICT, "Huyện Nhơn Trạch", UnitKind.DISTRICT),
    ]
    with importing(store, "boundaries", "lan") as batch:
        write_vintage(batch, StoredVintage(SINCE, None), units)
    with importing(store, "settings", "lan") as batch:
        write_office_settings(batch, {"owner.drug_cases": POLICE, "owner.budget_revenue": "Phòng Tài chính"})
    return store


def report(store: Store, *entries: ObservationEntry) -> None:
    with importing(store, "indicators", "lan") as batch:
        write_observations(batch, entries)


def due(
    store: Store, profile: Profile, on: str, office: str, audience: Audience = Audience.INTERNAL
) -> list[DueReport]:
    day = date.fromisoformat(on)
    with store.session() as session:
        snapshot = read_snapshot(session, profile, periods=periods_to_read(day))
    return [r for r in due_reports(snapshot, on=day, sight=Sight(audience)) if r.office == office]


def missing(reports: list[DueReport], period: str) -> dict[str, list[str]]:
    (one,) = [r for r in reports if str(r.period) == period]
    return {line.indicator.code: [unit.code for unit in line.units] for line in one.missing}


@pytest.mark.parametrize(
    ("on", "latest_month"),
    # Police months close on the 14th and are due two days later.
    [("2024-05-15", "2024-04"), ("2024-05-16", "2024-05"), ("2024-05-31", "2024-05")],
)
def test_the_office_s_own_cut_off_decides_what_is_due(
    district: Store, profile: Profile, on: str, latest_month: str
):
    assert missing(due(district, profile, on, POLICE), latest_month) == {"drug_cases": ["26491", "26503"]}


def test_a_commune_that_reported_is_not_reminded(district: Store, profile: Profile):
    cases = ObservationEntry(EAST, "drug_cases", "2024-05", value=Decimal(0))
    report(district, cases)
    assert missing(due(district, profile, "2024-05-20", POLICE), "2024-05") == {"drug_cases": ["26491"]}
    none_yet = ObservationEntry(WEST, "drug_cases", "2024-05", state=State.NO_DATA)
    report(district, none_yet)
    (may,) = [r for r in due(district, profile, "2024-05-20", POLICE) if str(r.period) == "2024-05"]
    assert may.is_complete
    assert (may.counted_until, may.due_on) == (date(2024, 5, 14), date(2024, 5, 16))


def test_what_only_the_district_has_is_asked_of_the_district(district: Store, profile: Profile):
    found = due(district, profile, "2024-06-10", "Phòng Tài chính")
    assert missing(found, "2024-05") == {"budget_revenue": ["742"]}


def test_of_periods_that_end_together_the_longest_is_asked_for(district: Store, profile: Profile):
    found = due(district, profile, "2025-01-31", "Phòng Tài chính")
    assert [str(r.period) for r in found] == ["2024-9M", "2024"]
    assert missing(found, "2024") == {"budget_revenue": ["742"]}


def test_what_the_reader_may_not_see_is_not_named(district: Store, profile: Profile):
    report(district, ObservationEntry(DISTRICT, "budget_revenue", "2024-04", value=Decimal(1)))
    assert profile.indicators["drug_cases"].visibility != "public"
    assert due(district, profile, "2024-05-20", POLICE, Audience.PUBLIC) == []
    assert due(district, profile, "2024-05-20", POLICE, Audience.INTERNAL) != []
