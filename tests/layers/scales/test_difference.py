"""Differences between two layers: signs, the scale centred on zero, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from layers.periods import Period
from layers.rules.values import Figure
from layers.scales.difference import KEYS, difference_between, reported_and_measured
from tests.build.layers import layer_of, unit_value


def rates(*numbers: str | None, basis: str = "reported", product: str | None = None):
    """Return a layer whose units have these values, None for no data."""
    found = {}
    for position, number in enumerate(numbers):
        figure = Figure("no_data")
        if number is not None:
            figure = Figure("value", value=Fraction(number), basis=basis, product=product)
        found[position] = replace(unit_value("met", position), figure=figure)
    return layer_of(found)


def test_a_difference_is_the_second_less_the_first() -> None:
    found = difference_between(rates("10", "20"), rates("14", "18"))
    assert [one.change for one in found.units] == [4, -2]
    assert (found.reach, found.middle) == (4, 2)
    assert [found.key_of(one) for one in found.units] == ["rise-2", "fall-2"]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("50", "60", "rise-2"),
        ("50", "54.9", "rise-1"),
        ("50", "55", "rise-2"),
        ("50", "50", "same"),
        ("50", "50.04", "same"),
        ("50", "49.96", "same"),
        ("50", "49.9", "fall-1"),
        ("50", "45", "fall-2"),
        ("50", None, "no_data"),
        (None, "50", "no_data"),
        ("0", "0", "same"),
    ],
)
def test_the_scale_is_the_same_on_both_sides_of_zero(before, after, key) -> None:
    found = difference_between(rates("50", before), rates("60", after))
    assert found.reach == 10
    assert found.key_of(found.units[1]) == key


def test_a_missing_value_is_missing_and_not_nothing() -> None:
    found = difference_between(rates(None, "5"), rates("9", None))
    assert [one.change for one in found.units] == [None, None]
    assert found.reach == 0 and found.counts == {"no_data": 2}


@pytest.mark.parametrize(
    ("before", "after", "is_change"),
    [
        (("measured", "esa-worldcover-v200"), ("measured", "esa-worldcover-v200"), True),
        (("measured", "esa-worldcover-v100"), ("measured", "esa-worldcover-v200"), False),
        (("measured", "dynamic-world-v1"), ("measured", "esa-worldcover-v200"), False),
        (("reported", None), ("measured", "esa-worldcover-v200"), False),
        (("reported", None), ("summed", None), True),
    ],
)
def test_two_products_make_no_change(before, after, is_change) -> None:
    first, second = (rates("10", "20", basis=basis, product=product) for basis, product in (before, after))
    found = difference_between(first, second)
    assert [one.change for one in found.units] == ([0, 0] if is_change else [None, None])
    assert len(found.unlike) == (0 if is_change else 2)


def test_the_edges_are_written_whole() -> None:
    found = difference_between(rates("0"), rates("1.23"))
    assert (found.reach, found.middle) == (Fraction("1.4"), Fraction("0.7"))


def test_there_are_as_many_classes_on_each_side() -> None:
    assert [key.split("-")[0] for key in KEYS] == ["fall", "fall", "same", "rise", "rise"]


def test_layers_on_two_vintages_have_no_difference() -> None:
    first = rates("1")
    other = replace(first, vintage=replace(first.vintage, valid_to=None))
    with pytest.raises(ValueError, match="one vintage"):
        difference_between(first, other)
    assert difference_between(first, replace(first, period=Period.parse("2023"))).reach == 0


def test_measured_is_set_against_reported_whichever_is_judged() -> None:
    measured = Figure("value", value=Fraction(12), basis="measured")
    reported = Figure("value", value=Fraction(10), basis="reported")
    one = replace(unit_value("met", 0), figure=reported, others=(measured,))
    other = replace(unit_value("met", 1), figure=measured, others=(reported,))
    alone = replace(unit_value("met", 2), figure=measured, others=())
    found = reported_and_measured(layer_of({0: one, 1: other, 2: alone}))
    assert [one.change for one in found.units] == [2, 2, None]
