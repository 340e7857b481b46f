"""The controls over a map that choose its classes, as a form can show them."""

from __future__ import annotations

from dataclasses import dataclass

from layers.catalogue import Indicator
from layers.palettes import MOST_CLASSES
from layers.scales.value_classes import ClassChoice, can_class
from webmap.pages.choices import Choice
from webmap.pages.class_choice import LEAST_CLASSES, METHOD_WORDS, method_name, written_cuts
from webmap.words.scheme import Scheme
from webmap.words.translations import Translator


@dataclass(frozen=True)
class ClassControls:
    """What the form shows: methods and numbers of classes to choose from, the reader's breaks, the scale."""

    methods: tuple[Choice, ...]
    counts: tuple[Choice, ...]
    is_own: bool
    breaks: str
    is_classed: bool
    over_all: bool


def class_controls(
    indicator: Indicator, choice: ClassChoice | None, scheme: Scheme, word: Translator
) -> ClassControls | None:
    """Return the controls of the classes; None for an indicator that has no classes."""
    if not can_class(indicator):
        return None
    chosen = method_name(choice)
    count = MOST_CLASSES if choice is None else choice.classes
    return ClassControls(
        methods=tuple(Choice(word(label), name, name == chosen) for name, label in METHOD_WORDS.items()),
        counts=tuple(Choice(str(n), str(n), n == count) for n in range(LEAST_CLASSES, MOST_CLASSES + 1)),
        is_own=chosen == "own",
        breaks=_cuts_used(scheme),
        is_classed=choice is not None,
        over_all=choice is None or choice.over_all,
    )


def _cuts_used(scheme: Scheme) -> str:
    """Return the breaks that are drawn, so that a reader's own can start from them."""
    if scheme.classes is None or scheme.classes.classification is None:
        return ""
    return written_cuts(scheme.classes.classification.edges[1:-1])
