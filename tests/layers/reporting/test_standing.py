"""New figures held against those that stand: locked periods, and quality that only ever settles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from geodata.errors import Refused
from geodata.findings import Place
from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from geodata.store.settings import write_office_settings
from geodata.store.units import UnitKey
from geodata.store.vocabulary import PeriodStatus, Quality, State
from layers.catalogue import Profile
from layers.offices.periods import take_step
from layers.periods import Period
from layers.reporting import commit_report, read_stored_report
from layers.reporting.accepting.standing import check_standing
from tests.build.rights import OWNER

POLICE = "Công an huyện"
CASES = ObservationEntry(
    UnitKey("26503", date(2020, 1, 1)), "drug_cases", "2024", value=Decimal(3), quality=Quality.FINAL
)


def load(store: Store, *entries: ObservationEntry) -> None:
    with importing(store, "indicators", "lan") as batch:
        write_observations(batch, entries)


def found(store: Store, profile: Profile, *entries: ObservationEntry) -> list[str]:
    with store.session() as session:
        findings = check_standing(session, profile, entries, lambda at: Place(sheet="S", cell=f"A{at + 1}"))
    return [f"{f.severity} {f.code} {f.place.cell}" for f in findings]


def lock(store: Store) -> None:
    with importing(store, "settings", "mai") as batch:
        write_office_settings(batch, {"owner.drug_cases": POLICE})
    for step in (PeriodStatus.SUBMITTED, PeriodStatus.APPROVED, PeriodStatus.LOCKED):
        take_step(store, POLICE, Period(2024), step, person="mai", rights=OWNER)


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("estimate", "preliminary", []),
        ("estimate", "final", []),
        ("preliminary", "final", []),
        ("final", "final", []),
        ("final", "preliminary", ["warning quality.less_settled A1"]),
        ("preliminary", "estimate", ["warning quality.less_settled A1"]),
        ("final", "estimate", ["error quality.estimate_after_final A1"]),
    ],
)
def test_figures_only_settle(store: Store, profile: Profile, before: str, after: str, codes: list[str]):
    load(store, CASES._replace(quality=before))
    assert found(store, profile, CASES._replace(quality=after, value=Decimal(4))) == codes


def test_the_finding_stands_at_the_figure_s_own_place(store: Store, profile: Profile):
    load(store, CASES)
    new = CASES._replace(period="2023")
    changed = CASES._replace(quality=Quality.PRELIMINARY)
    assert found(store, profile, new, changed) == ["warning quality.less_settled A2"]


def test_what_was_no_figure_may_be_estimated(store: Store, profile: Profile):
    load(store, CASES._replace(state=State.NO_DATA, value=None))
    assert found(store, profile, CASES._replace(quality=Quality.ESTIMATE)) == []


def test_a_locked_period_refuses_what_would_change_and_nothing_else(store: Store, profile: Profile):
    load(store, CASES)
    lock(store)
    assert found(store, profile, CASES) == []
    assert found(store, profile, CASES._replace(period="2023")) == []
    assert found(store, profile, CASES._replace(value=Decimal(4))) == ["error period.locked None"]
    assert found(store, profile, CASES._replace(withdrawn=True)) == ["error period.locked None"]


def test_a_report_is_refused_by_the_lock_even_if_it_was_read_before(
    store: Store, profile: Profile, tmp_path: Path
):
    path = tmp_path / "vu-viec.csv"
    path.write_text("commune_code,indicator,period,value\n26503,drug_cases,2024,5\n", encoding="utf-8")
    with store.session() as session:
        before = read_stored_report(session, profile, path, path.name)
    assert not before.findings.errors
    lock(store)
    with store.session() as session:
        after = read_stored_report(session, profile, path, path.name)
    assert [f.code for f in after.findings.errors] == ["period.locked"]
    assert after.entries == ()
    with pytest.raises(Refused) as refused:
        commit_report(store, before, person="lan", rights=OWNER, accept_warnings="đúng")
    assert [f.code for f in refused.value.findings] == ["period.locked"]
    with store.session() as session:
        assert read_observations(session) == ()
