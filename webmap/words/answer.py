"""The answer of a map page: one sentence on the layer that is shown."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.store.vocabulary import State
from layers.catalogue import Kind, Profile
from layers.joining.layer import Layer
from layers.rules.values import number_of
from webmap.words.district import place_name, say_both, say_counted_communes, say_not_due
from webmap.words.layer import (
    counts_communes,
    say_closing,
    say_gap,
    say_status,
    say_target,
    say_value,
)
from webmap.words.numbers import format_count
from webmap.words.origin import say_basis
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class Answer:
    """The district's side of a layer in words; an empty text says nothing.

    `both` sets the district's own report against the sum, where there are both; `coverage` says "10/12 xã"
    where the sum is not of all.
    """

    where: str
    value: str
    target: str
    status: str
    key: str
    gap: str
    closing: str
    communes: str
    coverage: str
    both: str
    basis: str


def say_answer(layer: Layer, word: Translator, *, profile: Profile | None = None) -> Answer:
    """Word the sentence above the map; the profile names the district in the reader's language."""
    district, indicator = layer.district, layer.indicator
    where = layer.district_unit.name if layer.district_unit is not None else word(_("The whole area"))
    if layer.district_unit is not None and profile is not None:
        where = capitalised(place_name(layer, profile, word))
    judgement, counted = district.judgement, counts_communes(indicator, district.figure)
    gap = say_gap(indicator, judgement, word)
    status = say_status(judgement, district.figure, word)
    return Answer(
        where=where,
        value=say_value(indicator, district.figure, district.target, word),
        target=say_target(indicator, district.target, district.previous, word) if district.target else "",
        status=status[:1].lower() + status[1:],
        key=district.legend_key,
        gap=word(_("%(gap)s from it"), gap=gap) if gap else "",
        closing="" if counted else say_closing(indicator, judgement, word),
        communes="" if counted else _communes(layer, word),
        coverage=_coverage(layer, word),
        both=say_both(layer, word),
        basis=say_basis(district.figure, word),
    )


def says_more_as_number(layer: Layer, word: Translator) -> str:
    """Say why a number with its context says more than a map here; empty where a map is worth drawing.

    With one unit concerned a map would be eleven greys, and where all have everything or nothing it would
    be two colours.
    """
    if sum(value.figure.state != State.NOT_APPLICABLE for value in layer.units) <= 1:
        return word(_("This line concerns one commune at most: a number says more than a map."))
    numbers = [n for v in layer.units if (n := number_of(layer.indicator, v.figure)) is not None]
    extremes = (0, 1 if layer.indicator.kind is Kind.YES_NO else layer.indicator.max)
    if layer.indicator.kind not in (Kind.RATE, Kind.YES_NO) or any(n not in extremes for n in numbers):
        return ""
    if not numbers:
        return ""
    return word.ngettext(
        "Each commune has all or nothing here, %(all)s of %(n)s has all: a number says more than a map.",
        "Each commune has all or nothing here, %(all)s of %(n)s have all: a number says more than a map.",
        len(numbers),
        all=sum(n != 0 for n in numbers),
    )


def capitalised(text: str) -> str:
    """Return a text that begins a heading."""
    return text[:1].upper() + text[1:]


def _joined(*texts: str) -> str:
    return "; ".join(text for text in texts if text)


def _communes(layer: Layer, word: Translator) -> str:
    district = layer.district
    if not district.judged:
        return ""
    met = word.ngettext(
        "%(met)s of %(n)s commune meets it",
        "%(met)s of %(n)s communes meet it",
        district.judged,
        met=format_count(district.met, word.lang),
    )
    return _joined(met, say_not_due(layer, word))


def _coverage(layer: Layer, word: Translator) -> str:
    district = layer.district
    if not district.provisional or district.summed is None:
        return ""
    return say_counted_communes(_("sum of %(counted)s/%(expected)s communes"), district, word)
