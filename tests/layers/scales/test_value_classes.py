"""Statistical classes of layers: one scale over several, ties and zero, states without a value, circles."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from layers.catalogue import Kind
from layers.errors import Unclassifiable
from layers.rules.values import Figure
from layers.scales.classification import Method
from layers.scales.value_classes import ClassChoice, can_class, is_raw, value_classes
from tests.build.indicators import indicator
from tests.build.layers import layer_of, unit_value

EQUAL = ClassChoice(Method.EQUAL_INTERVAL, 2)


def rates(*numbers: int | None):
    """Return a layer whose units have these values, None for no data."""
    found = {}
    for position, number in enumerate(numbers):
        figure = Figure("no_data") if number is None else Figure("value", value=Fraction(number))
        found[position] = replace(unit_value("met", position), figure=figure)
    return layer_of(found)


def edges(classes) -> list[int]:
    return [int(edge) for edge in classes.classification.edges]


def test_layers_shown_together_share_one_scale() -> None:
    low, high = rates(0, 10), rates(90, 100)
    together = value_classes([low, high], EQUAL)
    assert edges(together) == [0, 50, 100]
    assert {together.key_of(value) for value in low.units} == {"class-0"}
    assert {together.key_of(value) for value in high.units} == {"class-1"}


def test_the_counts_name_every_class_and_what_has_no_value() -> None:
    layer = rates(0, 1, None)
    assert value_classes([layer], ClassChoice(Method.EQUAL_INTERVAL, 2)).counts(layer) == {
        "class-0": 1, "class-1": 1, "no_data": 1,
    }  # fmt: skip


@pytest.mark.parametrize("method", [one for one in Method if one is not Method.OWN_BREAKS])
@pytest.mark.parametrize("numbers", [(0, 0, 0), (7, 7), (0, 0, 0, 0, 9), (3,), (-5, 0, 5)])
def test_equal_few_and_tied_values_are_classed_by_every_method(method, numbers) -> None:
    layer = rates(*numbers)
    found = value_classes([layer], ClassChoice(method, 5))
    assert sum(found.counts(layer).values()) == len(numbers)
    for value in layer.units:
        low, high = found.classification.edges[found.classification.class_of(found.number_of(value)) :][:2]
        assert low <= found.number_of(value) <= high


def test_an_edge_at_zero_is_an_edge() -> None:
    layer = rates(-5, 0, 5)
    found = value_classes([layer], ClassChoice(Method.OWN_BREAKS, cuts=(Fraction(0),)))
    assert edges(found) == [-5, 0, 5]
    assert [found.key_of(value) for value in layer.units] == ["class-0", "class-1", "class-1"]


@pytest.mark.parametrize(
    ("cuts", "expected"),
    [
        ((4,), [0, 4, 10]),
        ((0,), [0, 10]),
        ((10,), [0, 10]),
        ((20, 30), [0, 20, 30]),
        ((-9, -2), [-9, -2, 10]),
    ],
)
def test_own_cuts_are_widened_to_take_in_all_values(cuts, expected) -> None:
    choice = ClassChoice(Method.OWN_BREAKS, cuts=tuple(Fraction(cut) for cut in cuts))
    assert edges(value_classes([rates(0, 10)], choice)) == expected


def test_own_breaks_begin_with_round_ones() -> None:
    assert edges(value_classes([rates(0, 3, 10)], ClassChoice(Method.OWN_BREAKS)))[0] == 0


def test_a_cut_on_the_only_value_makes_one_class() -> None:
    layer = rates(5, 5)
    found = value_classes([layer], ClassChoice(Method.OWN_BREAKS, cuts=(Fraction(5),)))
    assert found.counts(layer) == {"class-0": 2}


def test_cuts_out_of_order_are_refused() -> None:
    with pytest.raises(Unclassifiable):
        value_classes([rates(0, 9)], ClassChoice(Method.OWN_BREAKS, cuts=(Fraction(5), Fraction(2))))


def test_without_values_there_are_no_classes() -> None:
    layer = rates(None, None)
    found = value_classes([layer], EQUAL)
    assert (found.classification, found.colours, found.counts(layer)) == (None, (), {"no_data": 2})


def test_counts_are_raw_unless_they_have_a_denominator() -> None:
    assert is_raw(indicator(Kind.COUNT)) and is_raw(indicator(Kind.AMOUNT))
    assert not is_raw(indicator(Kind.COUNT, denominator="population"))
    assert not is_raw(indicator()) and not is_raw(indicator(Kind.MEAN))


def test_what_is_there_or_not_has_no_classes() -> None:
    assert not can_class(indicator(Kind.YES_NO))
    assert can_class(indicator())
