"""Steps of an office's period: who may take which, what needs a reason, what a lock refuses."""

import pytest

from geodata.store import Store, importing
from geodata.store.period_events import read_period_history, read_period_statuses
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import PeriodStatus
from layers.catalogue import Profile
from layers.offices.holding import Entry, locked_findings
from layers.offices.periods import (
    NoSuchStep,
    NotYourOffice,
    NotYourStep,
    ReasonNeeded,
    status_of,
    steps_from,
    take_step,
)
from layers.offices.rights import Rights
from layers.periods import Period
from tests.build.rights import OVERSEER, OWNER, of_communes, of_offices

POLICE, YEAR = "Công an huyện", Period(2024)
OPEN, SUBMITTED, APPROVED, LOCKED = PeriodStatus


def take(store: Store, *steps: PeriodStatus, rights: Rights = OVERSEER, reason: str | None = None) -> int:
    batches = [take_step(store, POLICE, YEAR, s, person="mai", rights=rights, reason=reason) for s in steps]
    return batches[-1].sequence


def status(store: Store) -> PeriodStatus:
    with store.session() as session:
        return status_of(read_period_statuses(session), POLICE, YEAR)


def test_a_period_is_open_until_it_is_handed_in_approved_and_locked(store: Store):
    assert status(store) is OPEN
    take(store, SUBMITTED, rights=of_offices(POLICE))
    assert status(store) is SUBMITTED
    take(store, APPROVED, LOCKED)
    assert status(store) is LOCKED


@pytest.mark.parametrize("rights", [Rights(), of_offices("Chi cục Thống kê"), of_communes("26470")])
def test_whoever_does_not_report_for_the_office_hands_in_nothing(store: Store, rights: Rights):
    assert steps_from(OPEN, POLICE, rights) == ()
    with pytest.raises(NotYourOffice):
        take(store, SUBMITTED, rights=rights)
    assert status(store) is OPEN


def test_only_who_oversees_all_approves_and_unlocks(store: Store):
    own = of_offices(POLICE)
    assert [step.after for step in steps_from(OPEN, POLICE, own)] == [SUBMITTED]
    assert steps_from(SUBMITTED, POLICE, own) == ()
    take(store, SUBMITTED)
    with pytest.raises(NotYourStep):
        take(store, APPROVED, rights=own)
    take(store, APPROVED, LOCKED)
    with pytest.raises(NotYourStep):
        take(store, OPEN, rights=own, reason="sửa số")
    assert status(store) is LOCKED


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_unlocking_needs_a_reason(store: Store, reason: str | None):
    take(store, SUBMITTED, APPROVED, LOCKED)
    with pytest.raises(ReasonNeeded):
        take(store, OPEN, reason=reason)
    assert status(store) is LOCKED
    take(store, OPEN, reason="Công an tỉnh đính chính", rights=OWNER)
    with store.session() as session:
        assert read_period_history(session, POLICE, "2024")[0].reason == "Công an tỉnh đính chính"


@pytest.mark.parametrize("after", [OPEN, APPROVED, LOCKED])
def test_no_step_is_skipped(store: Store, after: PeriodStatus):
    with pytest.raises(NoSuchStep):
        take(store, after, reason="vội")


def test_a_lock_refuses_its_office_and_period_only(store: Store, profile: Profile):
    with importing(store, "settings", "mai") as batch:
        write_office_settings(batch, {"owner.drug_cases": POLICE})
    take(store, SUBMITTED, APPROVED)
    touched = [
        Entry("drug_cases", "26470", "2024"),
        Entry("drug_cases", "26473", "2024"),
        Entry("drug_cases", "26470", "2023"),
        Entry("tree_cover", "26470", "2024"),
    ]
    with store.session() as session:
        assert locked_findings(session, profile, touched) == ()
    take(store, LOCKED)
    with store.session() as session:
        (finding,) = locked_findings(session, profile, touched)
    assert (finding.code, finding.parameters) == (
        "period.locked",
        {"office": POLICE, "period": "2024", "values": 2},
    )


def test_a_denominator_is_locked_with_the_line_that_is_taken_of_it(store: Store, profile: Profile):
    with importing(store, "settings", "mai") as batch:
        write_office_settings(batch, {"owner.waste_domestic": POLICE})
    take(store, SUBMITTED, APPROVED, LOCKED)
    with store.session() as session:
        entered = [Entry(code, "26470", "2024") for code in ("waste_domestic_t", "population")]
        found = locked_findings(session, profile, entered)
    assert [f.parameters["values"] for f in found] == [1]
