"""Sharing out: parts that add up exactly, in whole things, within what each commune can take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import UnitKind
from layers.audience import Audience, Sight
from layers.catalogue import Operator, Profile
from layers.intake.founding import found_store
from layers.joining.build import build_layer
from layers.joining.layer import Layer
from layers.joining.snapshot import read_snapshot
from layers.joining.target_rules import resolution_target
from layers.periods import Period
from layers.planning.sharing import (
    CannotBeShared,
    NothingToShare,
    ShareBy,
    apportion,
    assigned_targets,
    share_gap,
)

SINCE, YEAR = date(2020, 1, 1), Period(2024)
EAST, WEST, NORTH = (UnitKey(code, SINCE) for code in ("26503", "26491", "26470"))


@pytest.mark.parametrize(
    ("total", "weights", "limits", "parts"),
    [
        (10, (1, 1, 1), (None, None, None), (4, 3, 3)),
        (0, (1, 2), (None, None), (0, 0)),
        (7, (0, 2, 5), (None, None, None), (0, 2, 5)),
        # What the first cannot take goes to the rest by their weights.
        (10, (8, 1, 1), (4, None, None), (4, 3, 3)),
        (3, (0, 0), (None, None), (2, 1)),
        (5, (1, 0), (2, None), (2, 3)),
        (6, (1, 1), (3, 3), (3, 3)),
    ],
)
def test_apportion(
    total: int, weights: tuple[int, ...], limits: tuple[int | None, ...], parts: tuple[int, ...]
):
    assert apportion(total, [Fraction(w) for w in weights], limits) == parts


def test_more_than_fits_is_refused():
    with pytest.raises(CannotBeShared):
        apportion(7, [Fraction(1), Fraction(1)], [3, 3])


@given(
    st.integers(0, 5000),
    st.lists(
        st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(0, 400))), min_size=1, max_size=12
    ),
)
def test_the_parts_always_add_up_within_their_limits(total: int, parts: list[tuple[int, int | None]]):
    weights = [Fraction(weight) for weight, _ in parts]
    limits = [limit for _, limit in parts]
    room = None if None in limits else sum(limit for limit in limits if limit is not None)
    if room is not None and room < total:
        with pytest.raises(CannotBeShared):
            apportion(total, weights, limits)
        return
    found = apportion(total, weights, limits)
    assert sum(found) == total
    assert all(n >= 0 and (limit is None or n <= limit) for n, limit in zip(found, limits, strict=True))


@pytest.fixture
def layer(store: Store, profile: Profile) -> Layer:
    """Tap water (85 % asked of the district): 500/1000, 900/1000 and 990/1000, so 160 people are missing."""
    found_store(store, profile, person="tests")
    units = [StoredUnit(key, f"Xã {key.code}", "xa") for key in (EAST, WEST, NORTH)]
    units.append(StoredUnit(UnitKey("742", SINCE), "Huyện", UnitKind.DISTRICT))
    with importing(store, "boundaries", "lan") as batch:
        write_vintage(batch, StoredVintage(SINCE, None), units)
    entries = []
    for key, count in ((EAST, 500), (WEST, 900), (NORTH, 990)):
        entries += [
            ObservationEntry(key, "population_rural", "2024", value=Decimal(1000)),
            ObservationEntry(key, "clean_water_rural", "2024", numerator=Decimal(count)),
        ]
    with importing(store, "indicators", "lan") as batch:
        write_observations(batch, entries)
    with store.session() as session:
        snapshot = read_snapshot(session, profile, periods=[YEAR])
    target = resolution_target(snapshot, "clean_water_rural", YEAR)
    assert target is not None and (target[0].operator, target[0].value) == (">=", Decimal(85))
    return build_layer(snapshot, "clean_water_rural", YEAR)


def parts(layer: Layer, by: ShareBy) -> dict[str, int]:
    return {share.unit.code: int(share.amount) for share in share_gap(layer, by).shares}


def test_by_gap_only_those_behind_give_more(layer: Layer):
    assert layer.district.judgement.closing is not None
    assert layer.district.judgement.closing.amount == 160
    assert parts(layer, ShareBy.GAP) == {"26470": 0, "26491": 0, "26503": 160}


def test_by_capacity_all_give_as_far_as_they_can(layer: Layer):
    # A third each is 54, 53, 53; the north has 10 people left, the rest goes to the others.
    assert parts(layer, ShareBy.CAPACITY) == {"26470": 10, "26491": 75, "26503": 75}


@pytest.mark.parametrize("by", list(ShareBy))
def test_the_assigned_values_ask_for_exactly_the_parts(layer: Layer, by: ShareBy, profile: Profile):
    shared = share_gap(layer, by)
    figures = {v.unit.code: v.figure for v in layer.units}
    for share in shared.shares:
        figure = figures[share.unit.code]
        assert figure.numerator is not None and figure.denominator is not None
        reached = 100 * (figure.numerator + share.amount) / figure.denominator
        one_less = 100 * (figure.numerator + share.amount - 1) / figure.denominator
        assert one_less < Fraction(share.value) <= reached


def test_the_draft_becomes_communes_own_targets(layer: Layer, store: Store, profile: Profile):
    with store.session() as session:
        found = resolution_target(read_snapshot(session, profile, periods=[YEAR]), "clean_water_rural", YEAR)
    assert found is not None
    targets = assigned_targets(
        share_gap(layer, ShareBy.CAPACITY), found[0], document="12/QĐ-UBND", document_date=date(2024, 2, 1)
    )
    assert [(t.unit, t.operator, t.value, t.document) for t in targets] == [
        (NORTH, Operator.AT_LEAST, Decimal(100), "12/QĐ-UBND"),
        (WEST, Operator.AT_LEAST, Decimal("97.5"), "12/QĐ-UBND"),
        (EAST, Operator.AT_LEAST, Decimal("57.5"), "12/QĐ-UBND"),
    ]


def test_what_is_met_or_binds_each_commune_is_not_shared(sample_app, profile: Profile):
    store = sample_app.extensions["portal"].store
    with store.session() as session:
        snapshot = read_snapshot(session, profile, periods=[YEAR])
    refused = 0
    for indicator in profile.measured_lines:
        drawn = build_layer(snapshot, indicator.code, YEAR, sight=Sight(Audience.POLICE))
        closing = drawn.district.judgement.closing
        try:
            shared = share_gap(drawn, ShareBy.GAP)
        except (NothingToShare, CannotBeShared):
            refused += 1
            continue
        assert closing is not None
        assert sum(share.amount for share in shared.shares) == closing.amount
    assert 0 < refused < len(profile.measured_lines)
