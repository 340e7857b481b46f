"""The legend's classes: one for each status and state, told apart without colour."""

from __future__ import annotations

import pytest

from geodata.store.vocabulary import State
from layers.rules.judgement import Status
from layers.status_classes import STATUS_CLASS, STATUS_CLASSES, Sign, legend


def test_every_status_and_state_has_a_class_and_none_else() -> None:
    states = [state for state in State if state is not State.VALUE]
    assert set(STATUS_CLASS) == {*Status, *states}


def test_the_order_is_the_legends() -> None:
    assert [one.key for one in STATUS_CLASSES] == [
        "exceeded", "met", "near", "missed", "not_due", "unjudged", "not_applicable", "no_data", "suppressed",
    ]  # fmt: skip


def test_no_two_classes_look_alike_without_colour() -> None:
    assert len({(one.sign, one.pattern) for one in STATUS_CLASSES}) == len(STATUS_CLASSES)


@pytest.mark.parametrize(
    ("key", "fill"), [("met", "#2f8f9d"), ("near", "#f2c14e"), ("missed", "#7a1022"), ("not_due", "#cfe3f3")]
)
def test_fills_are_those_of_the_look(key: str, fill: str) -> None:
    assert STATUS_CLASS[key].fill == fill


def test_exceeded_looks_as_met_but_for_its_sign() -> None:
    assert STATUS_CLASS["exceeded"].fill == STATUS_CLASS["met"].fill
    assert STATUS_CLASS["exceeded"].sign is Sign.TWO_CIRCLES


@pytest.mark.parametrize("key", list(STATUS_CLASS))
def test_text_can_be_read_on_its_fill(key: str) -> None:
    one = STATUS_CLASS[key]
    light, dark = sorted((_luminance(one.fill), _luminance(one.text)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_met_near_missed_and_no_data_are_always_shown() -> None:
    assert [(one.key, count) for one, count in legend({})] == [
        ("met", 0), ("near", 0), ("missed", 0), ("no_data", 0),
    ]  # fmt: skip


def test_the_others_are_shown_where_they_occur() -> None:
    shown = [
        (one.key, count) for one, count in legend({"missed": 3, "suppressed": 1, "exceeded": 2, "near": 0})
    ]
    assert shown == [
        ("exceeded", 2),
        ("met", 0),
        ("near", 0),
        ("missed", 3),
        ("no_data", 0),
        ("suppressed", 1),
    ]


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        legend({"value": 1})


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
