"""Colours that maps are drawn in: told apart in every sight and in grey, and read at WCAG's AA."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from layers.palettes import DIVERGING, SEQUENTIAL, contrast, ink_on
from layers.status_classes import STATUS_CLASS, STATUS_CLASSES, Pattern
from tests.build.colours import DEFICIENCIES, SIGHTS, distance, lightness

BY_COLOUR = ("met", "near", "missed", "not_applicable")
COLOURED_SIGHTS = ("normal", *DEFICIENCIES)
CLEARLY = 20.0
# In grey only lightness is left, and a copier keeps less of it: several just noticeable differences.
IN_GREY = 4.9
NEIGHBOURS_IN_GREY = 6.0
AA = 4.5


@pytest.mark.parametrize("sight", COLOURED_SIGHTS)
@pytest.mark.parametrize("pair", combinations(BY_COLOUR, 2), ids="-".join)
def test_the_four_are_told_apart_by_colour_alone(pair: tuple[str, str], sight: str) -> None:
    one, other = (STATUS_CLASS[key].fill for key in pair)
    assert distance(one, other, sight) >= CLEARLY


@pytest.mark.parametrize("pair", combinations(BY_COLOUR, 2), ids="-".join)
def test_the_four_are_told_apart_in_a_grey_copy(pair: tuple[str, str]) -> None:
    one, other = (STATUS_CLASS[key].fill for key in pair)
    assert distance(one, other, "grey") >= IN_GREY
    assert abs(lightness(one) - lightness(other)) >= 7


def test_every_other_pair_differs_by_sign_pattern_or_outline() -> None:
    for one, other in combinations(STATUS_CLASSES, 2):
        if {one.key, other.key} <= set(BY_COLOUR):
            continue
        assert (one.sign, one.pattern) != (other.sign, other.pattern), (one.key, other.key)


def test_what_has_no_colour_of_its_own_has_a_pattern() -> None:
    white = [one for one in STATUS_CLASSES if one.fill == "#ffffff"]
    assert len(white) == len({one.pattern for one in white}) == 3
    assert all(one.pattern is not Pattern.SOLID for one in white)


@pytest.mark.parametrize("one", STATUS_CLASSES, ids=lambda one: one.key)
def test_text_reads_on_each_fill(one) -> None:
    assert contrast(one.fill, one.text) >= AA


@pytest.mark.parametrize(
    "colour", sorted({c for p in (*SEQUENTIAL.values(), *DIVERGING.values()) for c in p})
)
def test_labels_read_on_every_class(colour: str) -> None:
    assert contrast(colour, ink_on(colour)) >= AA


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", SEQUENTIAL)
def test_neighbouring_classes_are_told_apart_in_every_sight(name: str, sight: str) -> None:
    colours = SEQUENTIAL[name]
    assert min(distance(a, b, sight) for a, b in pairwise(colours)) >= NEIGHBOURS_IN_GREY
    assert [lightness(colour) for colour in colours] == sorted(map(lightness, colours), reverse=True)


@pytest.mark.parametrize("sight", COLOURED_SIGHTS)
def test_both_sides_of_a_difference_are_told_apart(sight: str) -> None:
    fall_2, fall_1, same, rise_1, rise_2 = DIVERGING["PuOr"]
    for one, other in ((fall_2, rise_2), (fall_1, rise_1), (fall_1, same), (rise_1, same), (fall_2, fall_1)):
        assert distance(one, other, sight) >= 15


@pytest.mark.parametrize(
    ("ink", "ground"),
    [("#1d2327", "#ffffff"), ("#5a6570", "#ffffff"), ("#5a6570", "#f5f7f8"), ("#0b5394", "#ffffff"),
     ("#0b5394", "#e8f0f7"), ("#1d2327", "#fff3b0"), ("#5a6570", "#e8f0f7"), ("#ffffff", "#0b5394")],
)  # fmt: skip
def test_the_pages_inks_read_on_their_grounds(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= AA
