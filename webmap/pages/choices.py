"""What a page's controls offer: choices in groups, the vintages, and the statistical classes of a map.

`?classes=&k=&breaks=&scale=` are the classes that an address asks for; they are read and written back here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flask import request

from geodata.store.units import StoredVintage
from layers.catalogue import Indicator
from layers.numbers import exact
from layers.palettes import MOST_CLASSES
from layers.scales.classification import Method
from layers.scales.value_classes import ClassChoice, can_class
from webmap.app.errors import BadParameter
from webmap.pages.address import Asked
from webmap.words.dates import format_date
from webmap.words.scheme import Scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

STATUS = "status"
METHODS: Mapping[str, Method] = {
    "quantile": Method.QUANTILES,
    "natural": Method.NATURAL_BREAKS,
    "equal": Method.EQUAL_INTERVAL,
    "std": Method.STD_MEAN,
    "pretty": Method.PRETTY,
    "own": Method.OWN_BREAKS,
}
METHOD_WORDS: Mapping[str, str] = {
    STATUS: _("By status against the target"),
    "quantile": _("Quantiles"),
    "natural": _("Natural breaks"),
    "equal": _("Equal intervals"),
    "std": _("Standard deviations"),
    "pretty": _("Round breaks"),
    "own": _("Own breaks"),
}
LEAST_CLASSES = 2
_NAMES = {method: name for name, method in METHODS.items()}
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
_OWN_SCALE = "period"


@dataclass(frozen=True)
class Choice:
    """An entry of a control: what it is called, what it stands for, and whether it is chosen."""

    label: str
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class ChoiceGroup:
    """Entries of a control under a heading."""

    label: str
    choices: tuple[Choice, ...]


def vintage_choices(asked: Asked, word: Translator) -> tuple[Choice, ...]:
    """Return the sets of communes that the values can be drawn on, by a day each is valid on.

    The period's own set has no day, so that it goes along when another period is chosen.
    """
    usual = asked.snapshot.vintage_of(asked.period)
    return tuple(
        Choice(
            vintage_label(asked, vintage, word),
            "" if vintage == usual else vintage.valid_from.isoformat(),
            vintage == asked.drawn_on,
        )
        for vintage in asked.snapshot.vintages
    )


def vintage_label(asked: Asked, vintage: StoredVintage, word: Translator) -> str:
    count = len(asked.snapshot.communes(vintage))
    if vintage.valid_to is not None:
        day = format_date(vintage.valid_to, word.lang)
        return word.ngettext("%(n)s commune until %(day)s", "%(n)s communes until %(day)s", count, day=day)
    day = format_date(vintage.valid_from, word.lang)
    return word.ngettext("%(n)s commune since %(day)s", "%(n)s communes since %(day)s", count, day=day)


def asked_classes(default: str = STATUS) -> ClassChoice | None:
    """Read the choice of classes from the request; None where the status legend is shown.

    Parameters
    ----------
    default : str
        The method where the address names none.

    Raises
    ------
    webmap.pages.error_pages.BadParameter
        For an unknown method, a number of classes out of range, or breaks that are no ascending numbers.
    """
    name = request.args.get("classes") or default
    if name == STATUS:
        return None
    if name not in METHODS:
        raise BadParameter("classes.unknown", given=name, known=[STATUS, *METHODS])
    method = METHODS[name]
    own = method is Method.OWN_BREAKS
    return ClassChoice(
        method=method,
        classes=_count(request.args.get("k") or str(MOST_CLASSES)),
        cuts=_cuts(request.args.get("breaks") or "") if own else (),
        over_all=request.args.get("scale") != _OWN_SCALE,
    )


def as_parameters(choice: ClassChoice | None) -> dict[str, str]:
    """Return what a link carries so that another page shows the same classes; empty for the status legend."""
    if choice is None:
        return {}
    found = {"classes": _NAMES[choice.method]}
    if choice.method is Method.OWN_BREAKS:
        found["breaks"] = written_cuts(choice.cuts)
    elif choice.classes != MOST_CLASSES:
        found["k"] = str(choice.classes)
    return found if choice.over_all else found | {"scale": _OWN_SCALE}


def method_name(choice: ClassChoice | None) -> str:
    """Return the name that addresses give the method."""
    return STATUS if choice is None else _NAMES[choice.method]


def written_cuts(cuts: Sequence[Fraction]) -> str:
    """Return cuts as they are written in an address: `10;20,5`."""
    return ";".join(_written(cut) for cut in cuts)


def _written(cut: Fraction) -> str:
    text = f"{float(cut):.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and LEAST_CLASSES <= int(text[:3]) <= MOST_CLASSES):
        raise BadParameter("classes.count_asked", given=text, least=LEAST_CLASSES, most=MOST_CLASSES)
    return int(text)


def _cuts(text: str) -> tuple[Fraction, ...]:
    parts = [part for part in re.split(r"[;\s]+", text) if part]
    ordered = all(_NUMBER.fullmatch(part) for part in parts)
    cuts = tuple(exact(part.replace(",", ".")) for part in parts) if ordered else ()
    few_enough = bool(cuts) == bool(parts) and len(cuts) < MOST_CLASSES
    if not few_enough or any(a >= b for a, b in pairwise(cuts)):
        raise BadParameter("classes.breaks", given=text, most=MOST_CLASSES - 1)
    return cuts


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
