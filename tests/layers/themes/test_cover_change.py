"""Changes of cover: kept by one import, read back on the layer's units, set apart by product and dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from shapely.geometry import box

from geodata.errors import Refused
from geodata.findings import Findings, warning
from geodata.imagery.landcover import load_legend
from geodata.store import Store
from geodata.store.cover_changes import read_cover_changes
from geodata.store.undo import undo_import
from geodata.store.units import units_valid_on
from geodata.zonal.change import Change, UnitChange
from layers.joining.build import build_layer
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from layers.themes.cover_change import change_tables, keep_change
from tests.build.district import Place, write_district

LEGEND = load_legend("esa-worldcover")
EARLIER, LATER = date(2020, 6, 30), date(2021, 6, 30)


def change(*findings) -> Change:
    """Return 30 ha of trees built on, 12 ha grown, 100 ha kept in one commune."""
    transitions = {(10, 10): 100.0, (10, 50): 30.0, (40, 10): 12.0, (50, 50): 8.0}
    unit = UnitChange("26470", transitions, 150.0, 150.0, 1.0)
    return Change((unit,), (10, 40, 50), LEGEND, ("a.tif",), ("b.tif",), Findings(tuple(findings)))


@pytest.fixture
def district(store: Store) -> Store:
    write_district(store, [Place("26470", "Xã Phú Hữu", box(106.8, 10.7, 106.84, 10.74), "xa")])
    return store


def kept(store: Store, **more) -> int:
    with store.session() as session:
        units = units_valid_on(session, date(2024, 1, 1))
    return keep_change(store, change(), units, earlier=EARLIER, later=LATER, person="lan", **more)


def tables(store: Store, profile):
    with store.session() as session:
        snapshot = read_snapshot(session, profile, periods=[Period.parse("2024")])
        stored = read_cover_changes(session)
    return change_tables(stored, build_layer(snapshot, "tree_cover", Period.parse("2024")))


def test_gain_and_loss_are_kept_by_unit_with_product_and_rule(district: Store, profile) -> None:
    assert kept(district) == 1
    (table,) = tables(district, profile)
    (one,) = table.units.values()
    assert (one.gain_ha, one.loss_ha, one.stable_ha, one.bare_ha, one.net_ha) == (12, 30, 100, 8, -18)
    assert (table.product, table.earlier, table.later) == ("esa-worldcover-v200", EARLIER, LATER)
    assert table.class_rule.startswith("tree: 10, 95")
    assert (table.gain_ha, table.loss_ha) == (Decimal(12), Decimal(30))


def test_the_same_dates_again_supersede_and_an_undo_brings_back(district: Store, profile) -> None:
    kept(district)
    kept(district, count_maybe=True)
    with district.session() as session:
        stored = read_cover_changes(session)
    assert len([one for one in stored if one.kind == "tree"]) == 1
    for one in sorted({one.import_seq for one in stored}, reverse=True):
        undo_import(district, one, person="lan")
    with district.session() as session:
        assert len(read_cover_changes(session)) <= 1


def test_warnings_need_a_reason(district: Store) -> None:
    with district.session() as session:
        units = units_valid_on(session, date(2024, 1, 1))
    doubtful = change(warning("landcover.low_cover", units=1))
    with pytest.raises(Refused):
        keep_change(district, doubtful, units, earlier=EARLIER, later=LATER, person="lan")
    with district.session() as session:
        assert read_cover_changes(session) == ()
