"""The store keeps what it was given, all or nothing, and can be asked as of any import."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from shapely.geometry import MultiPolygon, box

from geodata.errors import UnknownThing
from geodata.findings import warning
from geodata.store import Store, importing, open_store
from geodata.store.criteria import (
    StoredCriterion,
    StoredCriterionResult,
    StoredCriterionSet,
    read_criterion_results,
    read_criterion_sets,
    write_criterion_results,
    write_criterion_set,
)
from geodata.store.files import keep_bytes, path_of, sweep_orphans
from geodata.store.imports import (
    any_sample_loaded,
    get_import,
    last_sequence,
    list_imports,
    only_sample_loaded,
    sequence_at,
)
from geodata.store.incidents import StoredIncident, read_incidents, write_incidents
from geodata.store.models import Base
from geodata.store.observations import (
    ObservationEntry,
    compare_observations,
    read_observations,
    write_observations,
)
from geodata.store.prints import PrintRecord, find_print, get_print, keep_print
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.targets import StoredTarget, read_targets, write_targets
from geodata.store.types import ExactDecimal, MultiPolygonWgs84, UtcMoment
from geodata.store.units import (
    StoredUnit,
    StoredVintage,
    UnitKey,
    read_predecessors,
    read_vintages,
    units_valid_on,
    vintage_on,
    write_predecessors,
    write_vintage,
)

OLD = date(2004, 1, 1)
NEW = date(2025, 7, 1)
WEST = UnitKey("26491", OLD)
EAST = UnitKey("26503", OLD)


@pytest.fixture
def fresh_store(tmp_path: Path):
    store = open_store(None, tmp_path / "data")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def two_communes(fresh_store: Store) -> Store:
    units = [
        StoredUnit(WEST, "Xã Phú Đông", "xa", geometry=box(0, 0, 1, 1), natural_area_ha=Decimal("2264")),
        StoredUnit(EAST, "Xã Phước An", "xa", geometry=box(1, 0, 3, 1), natural_area_ha=Decimal("14756.5")),
    ]
    with importing(fresh_store, "boundaries", "clerk") as batch:
        write_vintage(batch, StoredVintage(OLD, None), units)
    return fresh_store


def observe(unit: UnitKey, value: str | None, **options) -> ObservationEntry:
    entered = None if value is None else Decimal(value)
    return ObservationEntry(unit, "tree_cover", "2024", value=entered, **options)


def load(store: Store, *entries: ObservationEntry) -> int:
    with importing(store, "indicators", "clerk") as batch:
        write_observations(batch, entries)
    return batch.sequence


def test_migrations_make_exactly_the_model(fresh_store: Store):
    with fresh_store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_second_migration_changes_nothing(two_communes: Store):
    two_communes.migrate()
    with two_communes.session() as session:
        assert len(units_valid_on(session, date(2024, 1, 1))) == 2


def test_sqlite_runs_with_wal_and_foreign_keys(fresh_store: Store):
    with fresh_store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_units_come_back_digit_for_digit(two_communes: Store):
    with two_communes.session() as session:
        west, east = units_valid_on(session, date(2024, 12, 31))
    assert (west.code, west.name, west.kind) == ("26491", "Xã Phú Đông", "xa")
    assert east.natural_area_ha == Decimal("14756.5")
    assert east.geometry.equals(MultiPolygon([box(1, 0, 3, 1)]))


def test_a_code_names_two_units_by_their_day(two_communes: Store):
    merged = UnitKey("26503", NEW)
    with importing(two_communes, "boundaries", "clerk") as batch:
        write_vintage(
            batch,
            StoredVintage(NEW, None),
            [StoredUnit(merged, "Xã Phước An", "xa", geometry=box(0, 0, 3, 1))],
        )
        write_predecessors(batch, [(merged, WEST), (merged, EAST)])
    with two_communes.session() as session:
        assert [v.valid_to for v in read_vintages(session)] == [date(2025, 6, 30), None]
        assert vintage_on(session, date(2025, 6, 30)).valid_from == OLD
        assert [u.key for u in units_valid_on(session, NEW)] == [merged]
        assert read_predecessors(session) == {merged: (WEST, EAST)}
        assert vintage_on(session, date(1999, 1, 1)) is None
        assert len(read_vintages(session, as_of=1)) == 1


def test_the_highest_sequence_is_current_and_older_ones_can_be_asked(two_communes: Store):
    first = load(two_communes, observe(WEST, "26.46"))
    second = load(two_communes, observe(WEST, "26.5"))
    with two_communes.session() as session:
        assert [r.value for r in read_observations(session)] == [Decimal("26.5")]
        assert [r.value for r in read_observations(session, as_of=first)] == [Decimal("26.46")]
        assert read_observations(session)[0].import_seq == second == last_sequence(session)
        assert read_observations(session, periods=["2023"]) == ()


def test_unchanged_entries_are_not_written_again(two_communes: Store):
    load(two_communes, observe(WEST, "26.5"), observe(EAST, "40"))
    with two_communes.session() as session:
        changes = compare_observations(session, [observe(WEST, "26.50"), observe(EAST, "41")])
    assert changes.counts == {"added": 0, "changed": 1, "unchanged": 1}
    assert changes.changed[0][0].value == Decimal("40")
    sequence = load(two_communes, observe(WEST, "26.50"))
    with two_communes.session() as session:
        assert get_import(session, sequence).summary == {"added": 0, "changed": 0, "unchanged": 1}
        assert read_observations(session)[0].import_seq < sequence


def test_zero_is_a_value_and_missing_is_not(two_communes: Store):
    load(two_communes, observe(WEST, "0"), observe(EAST, None, state="no_data"))
    with two_communes.session() as session:
        by_unit = {r.unit: r for r in read_observations(session)}
    assert by_unit[WEST].value == Decimal(0)
    assert by_unit[WEST].value is not None
    assert by_unit[EAST].value is None


def test_a_withdrawal_reads_as_no_row_and_stays_in_history(two_communes: Store):
    first = load(two_communes, observe(WEST, "26.5"))
    load(two_communes, observe(WEST, None, state="no_data", withdrawn=True))
    with two_communes.session() as session:
        assert read_observations(session) == ()
        assert len(read_observations(session, as_of=first)) == 1


def test_an_import_that_fails_leaves_nothing(two_communes: Store):
    with two_communes.session() as session:
        before = last_sequence(session)
    with pytest.raises(ZeroDivisionError), importing(two_communes, "indicators", "clerk") as batch:
        write_observations(batch, [observe(WEST, "26.5")])
        1 / 0  # noqa: B018 - the failure is the point
    with two_communes.session() as session:
        assert last_sequence(session) == before
        assert read_observations(session) == ()


def test_an_unknown_unit_is_refused(two_communes: Store):
    with pytest.raises(UnknownThing):
        load(two_communes, observe(UnitKey("99999", OLD), "1"))


def test_an_import_keeps_its_file_person_reason_and_findings(two_communes: Store, tmp_path: Path):
    report = tmp_path / "báo cáo.csv"
    report.write_text("x", encoding="utf-8")
    found = [warning("value.jump", before=Decimal("1.5"))]
    with importing(two_communes, "indicators", "An", file=report, reason="đã kiểm", findings=found) as batch:
        write_observations(batch, [observe(WEST, "1")])
    with two_communes.session() as session:
        record = get_import(session, batch.sequence)
    assert (record.person, record.file_name, record.reason) == ("An", "báo cáo.csv", "đã kiểm")
    assert record.findings[0]["parameters"] == {"before": {"number": "1.5"}}
    assert path_of(two_communes, record.file_sha256).read_text() == "x"


def test_sample_data_is_known_as_such(fresh_store: Store):
    with fresh_store.session() as session:
        assert not only_sample_loaded(session)
    with importing(fresh_store, "sample", "init", is_sample=True):
        pass
    with fresh_store.session() as session:
        assert only_sample_loaded(session)
    with importing(fresh_store, "indicators", "An"):
        pass
    with fresh_store.session() as session:
        assert not only_sample_loaded(session)
        assert any_sample_loaded(session)
        assert [r.sequence for r in list_imports(session)] == [2, 1]


def test_a_moment_is_turned_into_the_last_sequence_before_it(two_communes: Store):
    with two_communes.session() as session:
        assert sequence_at(session, datetime(2000, 1, 1, tzinfo=UTC)) == 0
        assert sequence_at(session, datetime.now(UTC)) == 1


def test_orphan_files_are_swept_and_named_ones_stay(two_communes: Store, tmp_path: Path):
    keep_bytes(two_communes, b"nobody names me")
    report = tmp_path / "r.csv"
    report.write_text("y")
    with importing(two_communes, "indicators", "An", file=report):
        pass
    assert sweep_orphans(two_communes, before=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert sweep_orphans(two_communes, before=datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert len(list(two_communes.files_dir.iterdir())) == 1


@pytest.mark.parametrize("name", ["../portal.sqlite", "", "a" * 64])
def test_only_kept_files_can_be_asked_for(fresh_store: Store, name: str):
    with pytest.raises(UnknownThing):
        path_of(fresh_store, name)


def test_an_amended_target_supersedes_and_a_units_own_stands_beside(two_communes: Store):
    common = {
        "resolution": "09-NQ/HU",
        "clause": "I.2",
        "position": 17,
        "indicator": "tree_cover",
        "operator": ">=",
        "value_to": None,
        "due": date(2024, 12, 31),
        "level": "district",
        "commune_reading": "judge",
        "value_source": "resolution",
    }
    with importing(two_communes, "resolution", "An") as first:
        write_targets(first, [StoredTarget(value=Decimal("26.5"), **common)])
    with importing(two_communes, "targets", "An") as batch:
        amended = StoredTarget(value=Decimal("27"), document="12-QĐ/HU", **common)
        write_targets(batch, [amended, StoredTarget(value=Decimal("30"), unit=WEST, **common)])
    with two_communes.session() as session:
        assert {(t.unit, t.value) for t in read_targets(session)} == {
            (None, Decimal("27")),
            (WEST, Decimal("30")),
        }
        assert [t.value for t in read_targets(session, as_of=first.sequence)] == [Decimal("26.5")]


def test_a_criterion_set_is_superseded_whole(two_communes: Store):
    def make(*numbers: str) -> StoredCriterionSet:
        criteria = tuple(StoredCriterion(n, None, None, f"Tiêu chí {n}", None) for n in numbers)
        return StoredCriterionSet(
            "std", "standard", "Bộ", "Set", date(2021, 1, 1), date(2025, 12, 31), "QĐ", criteria
        )

    for numbers in (("1", "2", "10"), ("1", "2")):
        with importing(two_communes, "criteria", "An") as batch:
            write_criterion_set(batch, make(*numbers))
    with two_communes.session() as session:
        assert [c.number for c in read_criterion_sets(session)[0].top_criteria] == ["1", "2"]
        older = read_criterion_sets(session, as_of=batch.sequence - 1)[0]
        assert [c.number for c in older.top_criteria] == ["1", "2", "10"]


def test_results_by_criterion_are_superseded_one_by_one(two_communes: Store):
    for result in ("not_met", "met"):
        with importing(two_communes, "criterion_results", "An") as batch:
            write_criterion_results(batch, [StoredCriterionResult(WEST, "2024", "std", "17", result)])
    with two_communes.session() as session:
        assert [r.result for r in read_criterion_results(session)] == ["met"]


def test_incidents_are_read_by_day_and_a_case_counts_once(two_communes: Store):
    def case(day: int, case_hash: str | None) -> StoredIncident:
        return StoredIncident("theft", date(2024, 3, day), 0.5, 0.5, case_hash=case_hash, unit=WEST)

    with importing(two_communes, "incidents", "An") as batch:
        write_incidents(batch, [case(1, "a"), case(2, None), case(31, "b")])
    with importing(two_communes, "incidents", "An") as batch:
        write_incidents(batch, [case(3, "a")])
    with two_communes.session() as session:
        found = read_incidents(session, date(2024, 3, 1), date(2024, 3, 30))
    assert sorted(i.occurred_on.day for i in found) == [2, 3]


def test_office_settings_supersede(fresh_store: Store):
    for band in (0, 2):
        with importing(fresh_store, "settings", "An") as batch:
            write_office_settings(batch, {"near_band": band})
    with fresh_store.session() as session:
        assert read_office_settings(session) == {"near_band": 2}
        assert read_office_settings(session, as_of=1) == {"near_band": 0}


def kept(store: Store, code: str, record: dict[str, object], content: bytes | None) -> PrintRecord:
    """Keep a print; without content its file is not kept."""
    return keep_print(
        store,
        code,
        record,
        made_sha256="0" * 64,
        kept=None if content is None else keep_bytes(store, content),
        media_type="application/pdf",
        person="khách",
        sequence=1,
        only_sample=False,
        visibilities={"tree_cover": "public"},
    )


def test_the_same_print_record_keeps_its_first_code_and_file(fresh_store: Store):
    record: dict[str, object] = {"indicator": "tree_cover", "period": "2024", "sequence": 1}
    first = kept(fresh_store, "FIRSTCODE2", record, b"%PDF-1")
    again = kept(fresh_store, "OTHERCODE2", dict(reversed(record.items())), b"%PDF-2")
    assert first == again == find_print(fresh_store, record) == get_print(fresh_store, "FIRSTCODE2")
    assert path_of(fresh_store, str(first.file_sha256)).read_bytes() == b"%PDF-1"
    assert find_print(fresh_store, {**record, "sequence": 2}) is None
    with pytest.raises(UnknownThing):
        get_print(fresh_store, "OTHERCODE2")


def test_a_print_needs_no_file(fresh_store: Store):
    assert kept(fresh_store, "FIRSTCODE2", {"kind": "sheet"}, None).file_sha256 is None


@pytest.mark.parametrize(
    ("column", "value", "mistake"),
    [
        (ExactDecimal(), 1.5, TypeError),
        (ExactDecimal(), Decimal("NaN"), ValueError),
        (UtcMoment(), datetime(2024, 1, 1), ValueError),
        (MultiPolygonWgs84(), box(0, 0, 1, 1), TypeError),
    ],
)
def test_columns_refuse_what_they_could_not_keep_exactly(column, value, mistake, fresh_store: Store):
    with pytest.raises(mistake):
        column.process_bind_param(value, fresh_store.engine.dialect)


def test_large_exact_decimals_survive_the_round_trip(fresh_store: Store):
    table = sa.Table("t", sa.MetaData(), sa.Column("v", ExactDecimal()))
    value = Decimal("123456789012345678901234567890.000000000001")
    with fresh_store.engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values(v=value))
        assert connection.scalar(sa.select(table.c.v)) == value
