"""Communes' own targets against the district's, as a plan would leave them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.targets import StoredTarget, read_targets, write_targets
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from layers.catalogue import Profile
from layers.intake.founding import found_store
from layers.planning.adding_up import check_adding_up
from layers.planning.known import known_in
from layers.planning.plan import Plan, own_target

SINCE = date(2020, 1, 1)
A, B = UnitKey("26503", SINCE), UnitKey("26506", SINCE)


@pytest.fixture
def founded(store: Store, profile: Profile) -> Store:
    """A district of two communes: 300 rural residents and 100."""
    found_store(store, profile, person="tests")
    with importing(store, "boundaries", "lan") as batch:
        units = [StoredUnit(A, "Xã A", "xa", natural_area_ha=Decimal(1000))]
        units.append(StoredUnit(B, "Xã B", "xa", natural_area_ha=Decimal(3000)))
        write_vintage(batch, StoredVintage(SINCE, None), units)
    with importing(store, "indicators", "lan") as batch:
        entries = [ObservationEntry(A, "population_rural", "2022", value=Decimal(1))]
        entries += [ObservationEntry(A, "population_rural", "2023", value=Decimal(300))]
        entries += [ObservationEntry(B, "population_rural", "2023", value=Decimal(100))]
        entries += [ObservationEntry(B, "population_rural", "2025", value=Decimal(10_000))]
        write_observations(batch, entries)
    return store


def found(store: Store, profile: Profile, *targets: StoredTarget) -> list[tuple[str, object]]:
    with store.session() as session:
        warnings = check_adding_up(known_in(session, profile), Plan(None, targets))
    return [(one.code, one.parameters["together"]) for one in warnings]


def standing(store: Store, **wanted: object) -> StoredTarget:
    with store.session() as session:
        targets = read_targets(session)
    return next(
        t for t in targets if t.value is not None and all(getattr(t, k) == v for k, v in wanted.items())
    )


def given(store: Store, *targets: StoredTarget) -> None:
    with importing(store, "targets", "lan") as batch:
        write_targets(batch, targets)


def test_rates_are_weighted_by_the_latest_residents_of_the_year(founded: Store, profile: Profile):
    """One point less for 300 residents is three more for 100; residents of other years do not count."""
    of = standing(founded, indicator="clean_water_rural")
    assert of.value is not None
    less = own_target(of, A, of.value - 1)
    # A commune alone leaves nothing to add.
    assert found(founded, profile, less) == []
    given(founded, less)
    assert found(founded, profile, own_target(of, B, of.value + 2)) == [
        ("plausible.own_targets", Fraction(of.value) - Fraction(1, 4))
    ]
    assert found(founded, profile, own_target(of, B, of.value + 3)) == []


def test_tree_cover_is_weighted_by_the_area_that_units_carry(founded: Store, profile: Profile):
    of = standing(founded, indicator="tree_cover")
    assert of.value is not None
    own = [own_target(of, A, of.value + 3), own_target(of, B, of.value - 2)]
    assert found(founded, profile, *own) == [("plausible.own_targets", Fraction(of.value) - Fraction(3, 4))]


def test_raising_the_district_s_own_is_asked_about_too(founded: Store, profile: Profile):
    of = standing(founded, indicator="clean_water_rural")
    assert of.value is not None
    own = [own_target(of, unit, of.value) for unit in (A, B)]
    given(founded, *own)
    raised = replace(of, value=of.value + 1, document="1/QĐ")
    assert [code for code, _ in found(founded, profile, raised)] == ["plausible.own_targets"]
    # What stands already is not asked about again.
    given(founded, raised)
    assert found(founded, profile, raised, *own) == []


def test_what_binds_each_commune_has_nothing_to_add(founded: Store, profile: Profile):
    each = standing(founded, level="each_commune")
    assert found(founded, profile, *(own_target(each, unit, Decimal(0)) for unit in (A, B))) == []
