"""What `/compare` sets side by side: two periods, two indicators or two vintages, as layers and schemes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from layers.catalogue import Indicator
from layers.errors import UnknownIndicator
from layers.joining.layer import Layer
from layers.periods import Period
from layers.scales.difference import Difference, difference_between
from layers.scales.value_classes import ClassChoice, can_class, value_classes
from webmap.pages.address import Asked, asked, layer_of, vintage_on
from webmap.pages.choices import asked_classes, vintage_label
from webmap.words.dates import format_period
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator


class Mode(StrEnum):
    """What differs between the two sides."""

    PERIODS = "periods"
    INDICATORS = "indicators"
    VINTAGES = "vintages"


@dataclass(frozen=True)
class Side:
    """One of the two maps: its layer, how it is drawn, and what it is called beside the other."""

    layer: Layer
    scheme: Scheme
    label: str


@dataclass(frozen=True)
class Compared:
    """Two sides and what the address asked for; `difference` where the sides have one."""

    wanted: Asked
    mode: Mode
    first: Side
    second: Side
    difference: Difference | None
    choice: ClassChoice | None


def compared(code: str, given: Mapping[str, str], word: Translator) -> Compared:
    """Read `from` and `to`, `with` or `with_at` of what was given and return the two sides.

    Periods are drawn on one vintage, that of the later one unless `?at=` names another, and on one scale.
    """
    mode = _mode(given)
    to, at_from = given.get("to") or given.get("period"), given.get("from")
    more = [Period.parse(at_from)] if at_from else []
    wanted = asked(period=Period.parse(to) if to else None, more_periods=more)
    if mode is Mode.PERIODS and not more:
        more = [wanted.snapshot.compared_with(_known(wanted, code), wanted.period)]
        wanted = asked(period=wanted.period, more_periods=more)
    choice = asked_classes(default="natural")
    layers = _layers(wanted, mode, code, more, given)
    schemes = _schemes(mode, layers, choice)
    labels = _labels(wanted, mode, layers, word)
    first, second = (Side(*parts) for parts in zip(layers, schemes, labels, strict=True))
    difference = difference_between(*layers) if mode is Mode.PERIODS and layers[1].units else None
    return Compared(wanted, mode, first, second, difference, choice)


def _mode(given: Mapping[str, str]) -> Mode:
    if given.get("with"):
        return Mode.INDICATORS
    return Mode.VINTAGES if given.get("with_at") else Mode.PERIODS


def _known(wanted: Asked, code: str) -> Indicator:
    indicator = wanted.snapshot.profile.indicators.get(code)
    if indicator is None:
        raise UnknownIndicator("indicator.unknown", indicator=code)
    return indicator


def _layers(
    wanted: Asked, mode: Mode, code: str, more: list[Period], given: Mapping[str, str]
) -> tuple[Layer, Layer]:
    if mode is Mode.INDICATORS:
        return layer_of(wanted, code), layer_of(wanted, given["with"])
    if mode is Mode.VINTAGES:
        other = vintage_on(wanted.snapshot, given["with_at"])
        return layer_of(wanted, code, vintage=wanted.drawn_on), layer_of(wanted, code, vintage=other)
    first, second = (
        layer_of(wanted, code, period=each, vintage=wanted.drawn_on) for each in (*more, wanted.period)
    )
    return first, second


def _schemes(mode: Mode, layers: tuple[Layer, Layer], choice: ClassChoice | None) -> tuple[Scheme, Scheme]:
    """Return how the sides are drawn: on one scale, unless they show two indicators."""
    if choice is None or not all(can_class(layer.indicator) and layer.units for layer in layers):
        return BY_STATUS, BY_STATUS
    if mode is Mode.INDICATORS:
        one, other = (Scheme(value_classes([layer], choice)) for layer in layers)
        return one, other
    shared = Scheme(value_classes(layers, choice))
    return shared, shared


def _labels(wanted: Asked, mode: Mode, layers: tuple[Layer, Layer], word: Translator) -> tuple[str, str]:
    if mode is Mode.INDICATORS:
        one, other = (layer.indicator.name(word.lang) for layer in layers)
    elif mode is Mode.VINTAGES:
        one, other = (vintage_label(wanted, layer.vintage, word) for layer in layers)
    else:
        one, other = (format_period(layer.period, word.lang) for layer in layers)
    return one, other
