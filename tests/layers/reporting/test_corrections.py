"""A value's history and a period's corrections: old → new, who, why, and what it did to the status."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.undo import undo_import
from geodata.store.units import UnitKey
from layers.audience import PUBLIC, Audience, Sight
from layers.catalogue import Profile
from layers.intake.founding import found_store
from layers.periods import Period
from layers.reporting import change_percent, corrections, value_history
from layers.rules.judgement import Status
from tests.layers.reporting.conftest import OLD

HAMLET = UnitKey("26470", OLD)
YEAR = Period.parse("2024")


def load(store: Store, person: str, indicator: str, value: str, reason: str | None = None) -> int:
    entry = ObservationEntry(HAMLET, indicator, "2024", value=Decimal(value))
    with importing(store, "indicators", person, file_name=f"{person}.xlsx", reason=reason) as batch:
        write_observations(batch, [entry])
    return batch.sequence


@pytest.fixture
def corrected(store: Store, profile: Profile) -> Store:
    """Clean water of one commune: 80, corrected to 90 with a reason; an internal indicator likewise."""
    found_store(store, profile, person="tests")
    load(store, "lan", "clean_water_rural", "80")
    load(store, "mai", "clean_water_rural", "100", "nhập thiếu ấp 3")
    return store


def test_a_value_has_its_history(corrected: Store):
    with corrected.session() as session:
        latest, first = value_history(session, "clean_water_rural", HAMLET, YEAR)
    assert (first.before, first.after.value, first.source.person) == (None, Decimal(80), "lan")
    assert latest.before is not None
    assert (latest.before.value, latest.after.value) == (80, 100)
    assert (latest.source.file_name, latest.source.reason) == ("mai.xlsx", "nhập thiếu ấp 3")
    assert latest.change_percent == Fraction(25)


def test_a_correction_says_what_it_did_to_the_status(corrected: Store, profile: Profile):
    with corrected.session() as session:
        (one,) = corrections(session, profile, YEAR, sight=PUBLIC)
    assert (one.status_before, one.status_after) == (Status.MISSED, Status.MET)
    assert one.changes_status
    with corrected.session() as session:
        assert corrections(session, profile, Period.parse("2023"), sight=PUBLIC) == ()
        assert corrections(session, profile, YEAR, sight=PUBLIC, as_of=one.source.sequence - 1) == ()


def test_an_undo_is_a_correction_too(corrected: Store, profile: Profile):
    with corrected.session() as session:
        last = value_history(session, "clean_water_rural", HAMLET, YEAR)[0].source.sequence
    undo_import(corrected, last, person="chi", reason="nhầm xã")
    undo_import(corrected, last - 1, person="chi", reason="nhầm cả hai")
    with corrected.session() as session:
        withdrawn, restored, _ = corrections(session, profile, YEAR, sight=PUBLIC)
    assert (restored.source.undoes, restored.after.value, restored.status_after) == (
        last,
        80,
        Status.MISSED,
    )
    assert (withdrawn.after.withdrawn, withdrawn.after.value, withdrawn.status_after) == (True, None, None)


def test_what_the_reader_may_not_see_is_left_out(store: Store, profile: Profile):
    found_store(store, profile, person="tests")
    internal = next(i.code for i in profile.measured_lines if i.visibility == "internal")
    load(store, "lan", internal, "1")
    load(store, "lan", internal, "2")
    with store.session() as session:
        assert corrections(session, profile, YEAR, sight=PUBLIC) == ()
        seen = corrections(session, profile, YEAR, sight=Sight(Audience.INTERNAL))
    assert [one.after.indicator for one in seen] == [internal]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("80", "100", Fraction(25)), ("-4", "2", Fraction(150)), ("3", "0", Fraction(-100)), ("0", "5", None)],
)
def test_change_in_percent(before: str, after: str, expected: Fraction | None):
    assert change_percent(Decimal(before), Decimal(after)) == expected


def test_change_of_nothing_is_no_change():
    assert change_percent(None, Decimal(1)) is None
    assert change_percent(Decimal(1), None) is None
