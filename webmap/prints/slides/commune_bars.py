"""A Layer's communes as bars of a chart: those that lag most, and how many are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.names import split_type
from layers.catalogue import Kind, Operator
from layers.joining.layer import DistrictValue, Layer, UnitValue
from layers.numbers import shown_decimals
from layers.rules.judgement import Reason
from layers.rules.values import number_of
from webmap.prints.slides.chart import Bar, NumberStyle
from webmap.words.layer import say_legend, say_reason
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

MOST_BARS = 15
"""With more communes than this the chart has those that lag most, and says how many others there are."""

_LONGEST_NAME = 22


_COUNTED = (Kind.COUNT, Kind.AMOUNT)


@dataclass(frozen=True)
class CommuneBars:
    """The bars of a layer and how their numbers are written.

    `gaps` says which communes have no number, and why; `others` is how many communes are not among the bars.
    """

    bars: tuple[Bar, ...]
    style: NumberStyle
    gaps: tuple[str, ...]
    others: int

    @property
    def has_numbers(self) -> bool:
        """Whether there is anything to draw."""
        return any(bar.number is not None for bar in self.bars)


def commune_bars(layer: Layer, word: Translator) -> CommuneBars:
    """Return the bars of a layer's communes, the widest gap first."""
    shown = layer.by_gap()[:MOST_BARS]
    bars = tuple(
        Bar(_name(value), _float(layer, value), target_of(layer, value), value.legend_key) for value in shown
    )
    others = len(layer.units) - len(shown)
    return CommuneBars(bars, number_style(layer, shown, word), _say_gaps(layer, shown, word), others)


def number_style(layer: Layer, shown: Sequence[UnitValue | DistrictValue], word: Translator) -> NumberStyle:
    """Return how the numbers are written: with so many decimals that none seems to reach what it misses."""
    indicator = layer.indicator
    found = [indicator.precision]
    for value in shown:
        number, target = number_of(indicator, value.figure), value.target
        if number is not None:
            found.append(
                shown_decimals(number, None if target is None else target.value, indicator.precision)
            )
    return NumberStyle(max(found), "%" if indicator.unit_en == "%" else "", word.lang)


def target_of(layer: Layer, value: UnitValue | DistrictValue) -> float | None:
    """Return the number a value is read against; None where there is none, or it is no number."""
    rule, reason = value.target, value.judgement.reason
    if rule is None or value.figure.value is None or reason is Reason.NO_TARGET:
        return None
    # What all communes are to have together is no measure for one of them.
    if reason is Reason.REFERENCE and layer.indicator.kind in _COUNTED:
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


def _say_gaps(layer: Layer, shown: Sequence[UnitValue], word: Translator) -> tuple[str, ...]:
    """Return why there is no number, each reason once with the communes it holds for."""
    found: dict[str, list[str]] = {}
    for value in shown:
        if number_of(layer.indicator, value.figure) is None:
            reason = value.figure.reason
            said = say_legend(value.legend_key, word) if reason is None else say_reason(reason, word)
            found.setdefault(said[:1].lower() + said[1:], []).append(split_type(value.unit.name)[1])
    return tuple(f"{said}: {', '.join(names)}" for said, names in found.items())


def _float(layer: Layer, value: UnitValue) -> float | None:
    number = number_of(layer.indicator, value.figure)
    return None if number is None else float(number)


def _name(value: UnitValue) -> str:
    name = split_type(value.unit.name)[1]
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
