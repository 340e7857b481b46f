"""The embedded sample, loaded: every state, status, quality and basis occurs, all of it marked invented."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from flask import Flask

from geodata.store.imports import list_imports, only_sample_loaded
from geodata.store.vocabulary import Basis, Quality, State
from layers.audience import Audience, Sight
from layers.catalogue import Kind
from layers.joining.build import build_layer
from layers.joining.layer import DistrictValue, Layer, UnitValue
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period
from layers.rules.judgement import Reason, Status
from webmap.app.portal import Portal


@pytest.fixture(scope="module")
def snapshot(sample_app: Flask) -> Snapshot:
    portal: Portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        return read_snapshot(session, portal.profile)


@pytest.fixture(scope="module")
def layers(snapshot: Snapshot) -> list[Layer]:
    periods = sorted({Period.parse(text) for _, text in snapshot.rows})
    return [
        build_layer(snapshot, indicator.code, period, sight=Sight(Audience.PUBLIC, only_sample=True))
        for indicator in snapshot.profile.measured_lines
        for period in periods
    ]


def values(layers: list[Layer]) -> Iterator[UnitValue | DistrictValue]:
    for layer in layers:
        yield layer.district
        yield from layer.units


def test_every_word_of_the_vocabulary_occurs(layers: list[Layer]) -> None:
    found = list(values(layers))
    assert {v.figure.state for v in found} == {str(state) for state in State}
    assert {v.judgement.status for v in found if v.judgement.status} == set(Status)
    assert {v.figure.basis for v in found if v.figure.basis} == {str(basis) for basis in Basis}
    assert {v.figure.quality for v in found if v.figure.quality} == {str(quality) for quality in Quality}
    reasons = {v.judgement.reason for v in found}
    assert {Reason.NO_TARGET, Reason.NOT_ASSIGNED, Reason.REFERENCE, Reason.LOW_COVER} <= reasons


def test_every_district_rate_is_exactly_the_sum_of_its_parts(layers: list[Layer]) -> None:
    checked = 0
    for layer in layers:
        summed, parts = layer.district.summed, [v.figure for v in layer.units]
        if layer.indicator.kind is not Kind.RATE or summed is None or layer.indicator.own_bodies:
            continue
        counted = [
            f for f in parts if f.numerator is not None and f.denominator and f.basis != Basis.MEASURED
        ]
        if len(counted) != layer.district.counted:
            continue
        above = sum((f.numerator or Fraction(0) for f in counted), Fraction(0))
        below = sum((f.denominator or Fraction(0) for f in counted), Fraction(0))
        assert summed.value == layer.indicator.per * above / below, layer.indicator.code
        checked += 1
    assert checked > 100


def test_all_of_it_is_marked_as_invented(sample_app: Flask, layers: list[Layer]) -> None:
    portal: Portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        assert only_sample_loaded(session)
        data = [r for r in list_imports(session) if r.kind not in ("resolution", "criteria")]
    assert all(record.is_sample for record in data)
    assert all(layer.is_sample for layer in layers)


def test_both_vintages_are_there(snapshot: Snapshot) -> None:
    assert [len(snapshot.communes(vintage)) for vintage in snapshot.vintages] == [12, 3]
    assert sum(len(parts) for parts in snapshot.predecessors.values()) == 12
