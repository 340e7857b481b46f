"""Preview and commit: all or nothing, with reasons, and what a corrected denominator does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from geodata.errors import Refused
from geodata.store import Store
from geodata.store.imports import list_imports
from geodata.store.observations import read_observations
from layers.catalogue import Profile
from layers.reporting import (
    ReadReport,
    commit_report,
    export_rows,
    preview_report,
    read_report,
    stored_sources,
    write_export,
)
from tests.build.rights import OWNER

HEAD = "commune_code,indicator,period,value,numerator,denominator,note\n"
Load = Callable[..., ReadReport]


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.session() as opened:
        yield opened


@pytest.fixture
def load(store: Store, profile: Profile, tmp_path: Path) -> Load:
    """Read a CSV against what the store holds."""

    def loading(rows: str, *, name: str = "so-lieu.csv") -> ReadReport:
        path = tmp_path / name
        path.write_text(HEAD + rows, encoding="utf-8")
        with store.session() as session:
            units_on, observations_of = stored_sources(session)
            return read_report(path, name, profile, units_on, observations_of=observations_of)

    return loading


def test_errors_refuse_the_file_whole(load: Load, store: Store) -> None:
    report = load("26470,major_fires,2024,1,,,\n26473,major_fires,2024,-1,,,\n")
    with pytest.raises(Refused) as refused:
        commit_report(store, report, person="lan", rights=OWNER, accept_warnings="vẫn nhập")
    assert [f.code for f in refused.value.findings] == ["value.negative"]
    with store.session() as session:
        assert read_observations(session) == ()
        assert preview_report(session, report).is_refused


def test_warnings_need_a_reason_that_is_kept(load: Load, store: Store) -> None:
    report = load("26470,clean_water_rural,2024,50.0001,,3,\n")
    assert [f.severity for f in report.findings] == ["warning"]
    for reason in (None, "", "  "):
        with pytest.raises(Refused):
            commit_report(store, report, person="lan", rights=OWNER, accept_warnings=reason)
    commit_report(store, report, person="lan", rights=OWNER, accept_warnings="theo điều tra mẫu")
    with store.session() as session:
        latest = list_imports(session)[0]
    assert (latest.person, latest.reason, latest.file_name) == ("lan", "theo điều tra mẫu", "so-lieu.csv")
    assert [f["code"] for f in latest.findings] == ["numerator.not_whole"]


def test_notes_do_not_refuse(load: Load, store: Store) -> None:
    commit_report(store, load("26470,clean_water_rural,2024,85,,,\n"), person="lan", rights=OWNER)


def test_a_file_without_a_figure_is_refused(load: Load, store: Store) -> None:
    with pytest.raises(Refused) as refused:
        commit_report(store, load("26470,major_fires,2024,,,,\n"), person="lan", rights=OWNER)
    assert [f.code for f in refused.value.findings] == ["line.empty", "report.empty"]


def test_preview_tells_added_changed_and_unchanged(load: Load, store: Store) -> None:
    commit_report(
        store, load("26470,major_fires,2024,1,,,\n26473,major_fires,2024,2,,,\n"), person="lan", rights=OWNER
    )
    report = load("26470,major_fires,2024,1,,,\n26473,major_fires,2024,5,,,\n26476,major_fires,2024,0,,,\n")
    with store.session() as session:
        changes = preview_report(session, report).changes
    assert changes.counts == {"added": 1, "changed": 1, "unchanged": 1}
    before, after = changes.changed[0]
    assert (before.value, after.value) == (2, 5)


def test_a_denominator_entered_before_is_known(load: Load, store: Store) -> None:
    commit_report(store, load("26470,population_rural,2024,1000,,,\n"), person="lan", rights=OWNER)
    entry = load("26470,clean_water_rural,2024,,850,,\n").entries[0]
    assert (entry.value, entry.numerator, entry.denominator) == (85, 850, None)
    derived = load("26470,clean_water_rural,2024,85,,,\n").entries[0]
    assert (derived.numerator, derived.denominator, derived.numerator_derived) == (850, 1000, True)


def test_a_denominator_that_differs_from_the_shared_one_is_asked_about(load: Load, store: Store) -> None:
    commit_report(store, load("26470,population_rural,2024,1000,,,\n"), person="lan", rights=OWNER)
    report = load("26470,clean_water_rural,2024,,850,900,\n")
    assert [(f.severity, f.code) for f in report.findings] == [("warning", "denominator.differs")]
    assert report.entries[0].denominator == 900


def test_a_corrected_denominator_changes_its_rates(load: Load, store: Store) -> None:
    first = "26470,population_rural,2024,1000,,,\n26470,clean_water_rural,2024,,850,,\n"
    commit_report(store, load(first), person="lan", rights=OWNER)
    report = load("26470,population_rural,2024,1700,,,\n")
    with store.session() as session:
        changed = preview_report(session, report).changes.changed
    assert {(b.indicator, b.value, a.value) for b, a in changed} == {
        ("population_rural", 1000, 1700),
        ("clean_water_rural", 85, 50),
    }


def test_a_corrected_denominator_below_a_numerator_is_asked_about(load: Load, store: Store) -> None:
    first = "26470,population_rural,2024,1000,,,\n26470,clean_water_rural,2024,,850,,\n"
    commit_report(store, load(first), person="lan", rights=OWNER)
    report = load("26470,population_rural,2024,800,,,\n")
    assert [(f.severity, f.code) for f in report.findings] == [("warning", "denominator.under_numerator")]


def test_withdrawn_values_are_gone_and_can_come_back(load: Load, store: Store) -> None:
    commit_report(store, load("26470,major_fires,2024,1,,,\n"), person="lan", rights=OWNER)
    commit_report(store, load("26470,major_fires,2024,rút số liệu,,,\n"), person="lan", rights=OWNER)
    with store.session() as session:
        assert read_observations(session) == ()
    commit_report(store, load("26470,major_fires,2024,1,,,\n"), person="lan", rights=OWNER)
    with store.session() as session:
        assert [row.value for row in read_observations(session)] == [1]


def test_a_sum_of_thousands_of_rows_is_quick(load: Load, store: Store, profile: Profile, old_units) -> None:
    communes = [u.code for u in old_units if u.is_commune]
    counts = [i.code for i in profile.measured_lines if i.kind == "count" and i.data_level == "commune"]
    periods = [f"{year}-{month:02d}" for year in range(2020, 2025) for month in range(1, 13)]
    rows = "".join(f"{c},{i},{p},{n},,,\n" for c in communes for i in counts for n, p in enumerate(periods))
    report = load(rows)
    assert len(report.entries) == len(communes) * len(counts) * len(periods) > 3000
    _, changes = commit_report(store, report, person="lan", rights=OWNER)
    assert len(changes.added) == len(report.entries)


def test_notes_that_look_like_formulas_do_no_harm_and_come_back(
    load: Load, store: Store, profile: Profile, tmp_path: Path
) -> None:
    commit_report(
        store, load('26470,major_fires,2024,1,,,"=HYPERLINK(""http://x"")"\n'), person="lan", rights=OWNER
    )
    with store.session() as session:
        units_on, _ = stored_sources(session)
        rows = export_rows(read_observations(session), profile, units_on(_last_day()))
        for suffix in (".csv", ".xlsx"):
            file = tmp_path / f"xuat{suffix}"
            write_export(file, rows)
            again = read_report(file, file.name, profile, units_on)
            assert again.findings.items == ()
            assert again.entries[0].note == '=HYPERLINK("http://x")'
    assert "\"'=HYPERLINK" in (tmp_path / "xuat.csv").read_text("utf-8-sig")


def test_a_geopackage_has_outlines_and_the_same_columns(
    load: Load, store: Store, profile: Profile, tmp_path: Path
) -> None:
    import geopandas

    commit_report(
        store, load("26470,major_fires,2024,1,,,\n742,major_fires,2024,3,,,\n"), person="lan", rights=OWNER
    )
    file = tmp_path / "xuat.gpkg"
    with store.session() as session:
        units_on, _ = stored_sources(session)
        write_export(file, export_rows(read_observations(session), profile, units_on(_last_day())))
    frame = geopandas.read_file(file, layer="observations").set_index("commune_code")
    assert frame.crs.to_epsg() == 4326
    assert frame.loc["26470", "value"] == 1.0
    assert frame.loc["26470", "geometry"].geom_type == "MultiPolygon"
    assert frame.loc["742", "geometry"] is None
    assert {"indicator", "period", "basis", "state", "status", "quality", "vintage", "import"} <= set(frame)


def _last_day():
    from datetime import date

    return date(2024, 12, 31)
