"""A Layer's communes as bars of a chart: those that lag most, and how many are left out."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.names import split_type
from layers.catalogue import Kind, Operator
from layers.judgement import Reason
from layers.layer import DistrictValue, Layer, UnitValue
from layers.numbers import shown_decimals
from layers.values import number_of
from webmap.layer_words import say_legend, say_reason
from webmap.slides.chart import Bar, NumberStyle
from webmap.translations import Translator
from webmap.translations import marked as _

MOST_BARS = 15
"""With more communes than this the chart has those that lag most, and says how many others there are."""

_LONGEST_NAME = 22


@dataclass(frozen=True)
class CommuneBars:
    """The bars of a layer, how their numbers are written, and how many communes have none of them."""

    bars: tuple[Bar, ...]
    style: NumberStyle
    others: int

    @property
    def has_numbers(self) -> bool:
        """Whether there is anything to draw."""
        return any(bar.number is not None for bar in self.bars)


def commune_bars(layer: Layer, word: Translator) -> CommuneBars:
    """Return the bars of a layer's communes, the widest gap first."""
    shown = layer.by_gap()[:MOST_BARS]
    bars = tuple(
        Bar(_name(layer, value, word), _float(layer, value), target_of(layer, value), value.legend_key)
        for value in shown
    )
    return CommuneBars(bars, number_style(layer, shown), len(layer.units) - len(shown))


def number_style(layer: Layer, shown: tuple[UnitValue | DistrictValue, ...]) -> NumberStyle:
    """Return how the numbers are written: with so many decimals that none seems to reach what it misses."""
    indicator = layer.indicator
    found = [indicator.precision]
    for value in shown:
        number, target = number_of(indicator, value.figure), value.target
        if number is not None:
            found.append(
                shown_decimals(number, None if target is None else target.value, indicator.precision)
            )
    return NumberStyle(max(found), "%" if indicator.unit_en == "%" else "")


def target_of(layer: Layer, value: UnitValue | DistrictValue) -> float | None:
    """Return the number a value is read against; None where there is none, or it is no number."""
    rule = value.target
    if rule is None or value.figure.value is None or value.judgement.reason is Reason.NO_TARGET:
        return None
    if rule.operator is Operator.BELOW_PREVIOUS:
        before = None if value.previous is None else number_of(layer.indicator, value.previous)
        return None if before is None else float(before)
    if rule.operator is Operator.ALL_CRITERIA:
        whole = value.figure.denominator
        return None if whole is None else float(whole)
    return None if rule.value is None else float(rule.value)


def say_target_name(layer: Layer, word: Translator) -> str:
    """Name the series of the target: last year's figure, where that is what is to be fallen below."""
    rules = [value.target for value in layer.units] + [layer.district.target]
    if any(rule is not None and rule.operator is Operator.BELOW_PREVIOUS for rule in rules):
        return word(_("Same period of last year"))
    return word(_("Target"))


def is_countable(layer: Layer) -> bool:
    """Tell whether bars say something of the values: yes and no are better told in a table."""
    return layer.indicator.kind is not Kind.YES_NO


def _float(layer: Layer, value: UnitValue) -> float | None:
    number = number_of(layer.indicator, value.figure)
    return None if number is None else float(number)


def _name(layer: Layer, value: UnitValue, word: Translator) -> str:
    """Name the commune; without a number, say why."""
    name = split_type(value.unit.name)[1]
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 1].rstrip() + "…"
    if number_of(layer.indicator, value.figure) is not None:
        return name
    reason = value.figure.reason
    said = say_legend(value.legend_key, word) if reason is None else say_reason(reason, word)
    return f"{name}: {said[:1].lower()}{said[1:]}"
