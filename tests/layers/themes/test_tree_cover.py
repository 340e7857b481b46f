"""Measured cover: which classes count, of which area, with the rule and the coverage kept beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from shapely.geometry import box

from geodata.errors import Refused
from geodata.findings import Findings, warning
from geodata.imagery.landcover import load_legend
from geodata.store import Store, importing
from geodata.store.observations import read_observations
from geodata.store.period_events import write_period_event
from geodata.store.settings import write_office_settings
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import PeriodStatus
from geodata.zonal import ClassAreas, UnitClassAreas
from layers.catalogue import Profile, find_profile, load_profile
from layers.periods import Period
from layers.themes.tree_cover import MeasuredCover, commit_cover, cover_entries
from tests.build.rights import OWNER

PROFILE = load_profile(find_profile("nhon_trach"))
SINCE = date(2020, 1, 1)
UNITS = [
    StoredUnit(UnitKey("26470", SINCE), "Xã Phước Thiền", "xa", geometry=box(0, 0, 1, 1)),
    StoredUnit(UnitKey("26473", SINCE), "Xã Long Tân", "xa", geometry=box(1, 0, 2, 1)),
]


def areas(legend: str, *by_unit: dict[int, float], covered: float = 1.0) -> ClassAreas:
    """Class areas in hectares of the two units, of which a share is covered."""
    found = []
    for unit, classes in zip(UNITS, by_unit, strict=False):
        total = sum(classes.values())
        shares = {value: area / total for value, area in classes.items()} if total else {}
        whole = total / covered if covered else 1.0
        found.append(UnitClassAreas(unit.code, classes, shares, whole, total, covered, whole - total))
    return ClassAreas(tuple(found), (10, 40, 95), load_legend(legend), ("a.tif",), "EPSG:4326", (1, 1), True)


def measured(*args, **options) -> MeasuredCover:
    settings = {key: options.pop(key) for key in ("image_date", "count_maybe") if key in options}
    return cover_entries(PROFILE, areas(*args, **options), UNITS, period=Period(2024), **settings)


def test_trees_and_mangrove_count_of_what_was_seen():
    cover = measured(
        "esa-worldcover", {10: 20.0, 40: 70.0, 95: 10.0}, covered=0.96, image_date=date(2024, 6, 1)
    )
    (tree,) = cover.entries
    assert (tree.indicator, tree.basis, tree.product) == ("tree_cover", "measured", "esa-worldcover-v200")
    assert (tree.numerator, tree.denominator) == (Decimal(30), Decimal(100))
    assert (tree.covered_fraction, tree.image_date) == (Decimal("0.96"), date(2024, 6, 1))
    assert tree.class_rule == "tree: 10, 95"


def test_what_may_be_forest_is_not_counted_unless_told():
    plain = measured("esa-worldcover", {10: 20.0, 40: 80.0})
    told = measured("esa-worldcover", {10: 20.0, 40: 80.0}, count_maybe=True)
    assert [e.indicator for e in plain.entries] == ["tree_cover"]
    assert "landcover.no_forest_class" in [f.code for f in plain.findings]
    assert [(e.indicator, e.numerator) for e in told.entries] == [
        ("tree_cover", Decimal(20)),
        ("forest_cover", Decimal(20)),
    ]
    assert told.entries[1].class_rule == "forest: 10, 95 (with maybe: 10, 95)"


def test_a_product_that_knows_forest_measures_it():
    cover = measured("cgls-lc100", {111: 25.0, 40: 75.0})
    assert {e.indicator: e.numerator for e in cover.entries} == {
        "tree_cover": Decimal(25),
        "forest_cover": Decimal(25),
    }


def test_a_unit_that_was_not_seen_has_no_data():
    (seen, unseen) = measured("esa-worldcover", {10: 5.0, 40: 5.0}, {}).entries
    assert seen.state == "value"
    assert (unseen.state, unseen.numerator, unseen.denominator) == ("no_data", None, None)


def test_an_unknown_day_of_the_image_is_noted():
    assert "landcover.image_date_unknown" in [f.code for f in measured("esa-worldcover", {10: 1.0}).findings]


@pytest.fixture
def two_units(store: Store) -> Store:
    with importing(store, "boundaries", "test") as batch:
        write_vintage(batch, StoredVintage(SINCE, None), UNITS)
    return store


def test_a_measurement_is_one_import_with_its_raster(two_units: Store, profile: Profile, tmp_path: Path):
    raster = tmp_path / "a.tif"
    raster.write_bytes(b"II*\0")
    changes = commit_cover(
        two_units,
        profile,
        measured("esa-worldcover", {10: 1.0}, {10: 2.0}),
        person="An",
        rights=OWNER,
        file=raster,
    )
    assert changes.counts == {"added": 2, "changed": 0, "unchanged": 0}
    with two_units.session() as session:
        rows = read_observations(session)
    assert {(r.unit.code, r.numerator) for r in rows} == {("26470", 1), ("26473", 2)}


def test_warnings_want_a_reason_and_nothing_is_written_without(two_units: Store, profile: Profile):
    cover = measured("esa-worldcover", {10: 1.0})
    doubtful = MeasuredCover(
        cover.areas, cover.entries, Findings((warning("landcover.area_distorted"),)), cover.rules
    )
    with pytest.raises(Refused):
        commit_cover(two_units, profile, doubtful, person="An", rights=OWNER, file=None)
    with two_units.session() as session:
        assert read_observations(session) == ()
    changes = commit_cover(
        two_units, profile, doubtful, person="An", rights=OWNER, file=None, accept_warnings="đã xem"
    )
    assert changes.counts["added"] == 1


def test_a_locked_period_takes_no_measurement(two_units: Store, profile: Profile):
    with importing(two_units, "settings", "mai") as batch:
        write_office_settings(batch, {"owner.tree_cover": "Phòng Kinh tế"})
    cover = measured("esa-worldcover", {10: 1.0})
    with importing(two_units, "periods", "mai") as batch:
        write_period_event(batch, "Phòng Kinh tế", cover.entries[0].period, PeriodStatus.LOCKED)
    with pytest.raises(Refused) as refusal:
        commit_cover(
            two_units, profile, cover, person="An", rights=OWNER, file=None, accept_warnings="đã xem"
        )
    assert [f.code for f in refusal.value.findings] == ["period.locked"]
    with two_units.session() as session:
        assert read_observations(session) == ()
