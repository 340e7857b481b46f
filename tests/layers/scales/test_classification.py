"""Classes are half open, the last one closed; edges at zero, ties and equal values are sound."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import mapclassify
import numpy as np
import pytest

from layers.errors import Unclassifiable
from layers.palettes import DIVERGING, SEQUENTIAL, colours
from layers.scales.classification import Classification, Method, classify

COMPUTED = [method for method in Method if method is not Method.OWN_BREAKS]


def of(*numbers: object) -> list[Fraction]:
    return [Fraction(str(number)) for number in numbers]


def groups(made: Classification, values: list[Fraction]) -> list[int]:
    return [made.class_of(value) for value in values]


def test_a_value_on_a_break_is_in_the_class_it_opens() -> None:
    made = Classification(Method.OWN_BREAKS, tuple(of(0, "26.5", 40)))
    assert groups(made, of(0, "26.46", "26.5", 39, 40)) == [0, 0, 1, 1, 1]


def test_an_edge_at_zero_divides_growth_from_loss() -> None:
    made = classify(of(-5, "-0.1", 0, 3), method=Method.OWN_BREAKS, own_breaks=of(-10, 0, 10))
    assert groups(made, of(-5, "-0.1", 0, 3)) == [0, 0, 1, 1]


@pytest.mark.parametrize("value", ["-0.01", "40.01"])
def test_a_value_outside_the_edges_is_refused(value: str) -> None:
    with pytest.raises(Unclassifiable):
        Classification(Method.OWN_BREAKS, tuple(of(0, 20, 40))).class_of(Fraction(value))


@pytest.mark.parametrize("edges", [(), (1,), (2, 1), (1, 1, 2), (0, 5, 5, 5), (0, 5, 4)])
def test_edges_out_of_order_are_refused(edges: tuple[int, ...]) -> None:
    with pytest.raises(Unclassifiable):
        Classification(Method.OWN_BREAKS, tuple(of(*edges)))


@pytest.mark.parametrize("edges", [(1,), (2, 1), (1, 1, 2), (0, 1, 2, 3, 4, 5, 6)])
def test_own_breaks_must_be_ascending_and_few(edges: tuple[int, ...]) -> None:
    with pytest.raises(Unclassifiable):
        classify(of(1, 2), method=Method.OWN_BREAKS, own_breaks=of(*edges))


def test_own_breaks_take_in_all_values() -> None:
    made = classify(of(-3, 15, 120), method=Method.OWN_BREAKS, own_breaks=of(0, 10, 100))
    assert made.edges == tuple(of(-3, 10, 120))


@pytest.mark.parametrize(
    ("method", "edges", "expected"),
    [
        (Method.EQUAL_INTERVAL, (0, 2, 4, 6, 8, 10), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]),
        (Method.QUANTILES, (0, 2, 4, 6, 8, 10), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]),
        (Method.PRETTY, (0, 2, 4, 6, 8, 10), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]),
    ],
)
def test_breaks_of_nought_to_ten(method: Method, edges: tuple[int, ...], expected: list[int]) -> None:
    values = of(*range(11))
    made = classify(values, method=method)
    assert made.edges == tuple(of(*edges))
    assert groups(made, values) == expected


def test_natural_breaks_keep_what_belongs_together() -> None:
    values = of(1, 2, 3, 50, 51, 52, 90, 91)
    made = classify(values, method=Method.NATURAL_BREAKS, classes=3)
    assert made.edges == tuple(of(1, 50, 90, 91))
    assert groups(made, values) == [0, 0, 0, 1, 1, 1, 2, 2]


def test_standard_deviations_are_cut_at_one_and_two() -> None:
    values = of(0, *[10] * 8, 20)  # mean 10, sample deviation √(200/9) ≈ 4.71
    made = classify(values, method=Method.STD_MEAN)
    assert groups(made, values) == [0, *[2] * 8, 4]
    assert [round(float(edge), 2) for edge in made.edges] == [0, 0.57, 5.29, 14.71, 19.43, 20]


@pytest.mark.parametrize("method", COMPUTED)
@pytest.mark.parametrize("count", [1, 2, 12])
def test_equal_values_are_one_class(method: Method, count: int) -> None:
    made = classify(of("26.5") * count, method=method)
    assert (made.count, made.edges, made.class_of(Fraction("26.5"))) == (1, tuple(of("26.5", "26.5")), 0)


@pytest.mark.parametrize("method", COMPUTED)
@pytest.mark.parametrize("decimals", [None, 0, 1])
@pytest.mark.parametrize(
    "numbers",
    [
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 9),
        (0, 1),
        (0, 0, 1),
        (-3, -1, 0, 0, 2, 5),
        ("12.34", "12.31", "15.67", "15.69", "20.04"),
        ("0.1", "0.2", "0.3", "0.30000000001"),
        (100, "99.97", "99.97", "98.4"),
    ],
)
def test_every_value_has_a_class_and_greater_values_no_lower_one(
    method: Method, decimals: int | None, numbers: tuple[object, ...]
) -> None:
    values = sorted(of(*numbers))
    made = classify(values, method=method, decimals=decimals)
    assigned = groups(made, values)
    assert assigned == sorted(assigned)
    assert 1 <= made.count <= 5
    for value, group in zip(values, assigned, strict=True):
        assert made.edges[group] <= value <= made.edges[group + 1]


def test_many_ties_at_the_bottom_are_a_class_of_their_own() -> None:
    made = classify(of(*[0] * 9, 5, 9, 9), method=Method.QUANTILES)
    assert made.edges == tuple(of(0, 5, 9))


def test_few_values_make_few_classes() -> None:
    assert classify(of(3, 7), method=Method.EQUAL_INTERVAL).count == 2
    assert classify(of(0, 0, 1), method=Method.NATURAL_BREAKS).edges == tuple(of(0, 1, 1))


def test_rounded_breaks_are_the_ones_that_are_used() -> None:
    made = classify(of("1.04", "2.52", "7.98"), method=Method.EQUAL_INTERVAL, classes=2, decimals=1)
    assert made.edges == tuple(of("1.0", "4.5", "8.0"))
    assert made.class_of(Fraction("4.5")) == 1


@pytest.mark.parametrize("method", COMPUTED)
def test_a_value_that_no_float_holds_is_on_its_own_break(method: Method) -> None:
    values = of("0.1", "0.1", "0.7", "0.7", "1.3")
    made = classify(values, method=method, classes=3)
    assert [made.class_of(value) for value in values] == sorted(made.class_of(value) for value in values)
    if method is Method.NATURAL_BREAKS:
        assert groups(made, values) == [0, 0, 1, 1, 2]


def test_quantiles_and_equal_intervals_are_mapclassifys() -> None:
    numbers = np.random.default_rng(9).integers(0, 1000, 37)
    for method, theirs in (
        (Method.QUANTILES, mapclassify.Quantiles(numbers, k=5)),
        (Method.EQUAL_INTERVAL, mapclassify.EqualInterval(numbers, k=5)),
    ):
        made = classify(of(*numbers), method=method)
        assert [float(edge) for edge in made.edges[1:]] == pytest.approx(list(theirs.bins))


@pytest.mark.parametrize("classes", [0, -1, 6])
def test_a_number_of_classes_out_of_range_is_refused(classes: int) -> None:
    with pytest.raises(Unclassifiable):
        classify(of(1, 2, 3), classes=classes)


def test_without_values_there_are_no_classes() -> None:
    with pytest.raises(Unclassifiable):
        classify([])


def test_one_class_takes_everything() -> None:
    assert classify(of(1, 2, 3), classes=1).edges == tuple(of(1, 3))


@pytest.mark.parametrize("palette", [*SEQUENTIAL, *DIVERGING])
@pytest.mark.parametrize("classes", [1, 2, 3, 4, 5])
def test_each_class_has_a_colour_of_its_own(palette: str, classes: int) -> None:
    assert len(set(colours(palette, classes))) == classes


def test_a_sequential_palette_darkens() -> None:
    for palette in SEQUENTIAL:
        lightness = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in colours(palette, 5)]
        assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize(("palette", "classes"), [("Rainbow", 3), ("Blues", 0), ("Blues", 6)])
def test_an_unknown_palette_or_number_is_refused(palette: str, classes: int) -> None:
    with pytest.raises(Unclassifiable):
        colours(palette, classes)


def test_mapclassify_and_what_it_brings_are_not_imported_until_breaks_are_computed() -> None:
    heavy = {"mapclassify", "pandas", "scipy", "sklearn"}
    code = f"import sys, layers.scales.classification; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
