"""Odd figures in a file: warned about in their place, accepted with a reason, remembered with the value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geodata.errors import Refused
from geodata.findings import Place
from geodata.store import Store
from geodata.store.imports import get_import
from geodata.store.kept_findings import finding_from
from geodata.store.observations import read_observations
from layers.catalogue import Profile
from layers.reporting import ReadReport, commit_report, finding_key, read_stored_report, remarks
from tests.build.rights import OWNER

HEAD = "commune_code,indicator,period,value,numerator,denominator,note\n"
Load = Callable[[str], ReadReport]


@pytest.fixture
def load(store: Store, profile: Profile, tmp_path: Path) -> Load:
    def loading(rows: str) -> ReadReport:
        path = tmp_path / "so-lieu.csv"
        path.write_text(HEAD + rows, encoding="utf-8")
        with store.session() as session:
            return read_stored_report(session, profile, path, path.name, today=date(2025, 1, 10))

    return loading


ODD = "26470,tap_water_rural,2024,70,,,\n26470,clean_water_rural,2024,65,,,\n"


def test_a_warning_says_where_and_about_what(load: Load):
    report = load(ODD)
    (finding,) = report.findings.warnings
    assert (finding.code, finding.place) == ("plausible.over_whole", Place(file="so-lieu.csv", line=2))
    assert finding.parameters["unit_code"] == "26470"


def test_a_reason_of_its_own_is_enough_and_is_kept_with_the_value(load: Load, store: Store):
    report = load(ODD)
    (finding,) = report.findings.warnings
    with pytest.raises(Refused):
        commit_report(store, report, person="lan", rights=OWNER, reasons={"another": "x"})
    batch, _ = commit_report(
        store, report, person="lan", rights=OWNER, reasons={finding_key(finding): "đồng hồ tạm"}
    )
    with store.session() as session:
        assert get_import(session, batch.sequence).reason == "đồng hồ tạm"
        rows = read_observations(session)
        found = remarks(session, rows)
    ((key, (remark,)),) = found.items()
    assert key[1] == "tap_water_rural"
    assert (remark.reason, remark.finding.code, remark.import_seq) == (
        "đồng hồ tạm",
        "plausible.over_whole",
        batch.sequence,
    )
    assert remark.finding.parameters["smaller"] == 70


def test_a_reason_for_the_whole_file_stands_beside_each_value(load: Load, store: Store):
    commit_report(store, load(ODD), person="lan", rights=OWNER, accept_warnings="đã kiểm tra")
    with store.session() as session:
        found = remarks(session, read_observations(session))
    assert [[one.reason for one in own] for own in found.values()] == [["đã kiểm tra"]]


def test_a_corrected_value_leaves_its_remark_behind(load: Load, store: Store):
    commit_report(store, load(ODD), person="lan", rights=OWNER, accept_warnings="đã kiểm tra")
    again = load("26470,tap_water_rural,2024,60,,,\n")
    assert [finding.code for finding in again.findings.warnings] == []
    commit_report(store, again, person="lan", rights=OWNER)
    with store.session() as session:
        assert remarks(session, read_observations(session)) == {}


def test_kept_findings_come_back_as_they_were(load: Load, store: Store):
    report = load(ODD)
    batch, _ = commit_report(store, report, person="lan", rights=OWNER, accept_warnings="đã kiểm tra")
    with store.session() as session:
        kept = tuple(map(finding_from, get_import(session, batch.sequence).findings))
    assert kept == report.findings.items


def test_the_same_file_again_is_not_asked_about(load: Load, store: Store):
    commit_report(store, load(ODD), person="lan", rights=OWNER, accept_warnings="đã kiểm tra")
    assert load(ODD).findings.warnings == ()
