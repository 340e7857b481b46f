"""How a district's value compares with the period before, in words; values are compared, never statuses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layers.catalogue import Direction
from layers.layer import Layer
from layers.values import number_of
from webmap.layer_words import say_number
from webmap.translations import Translator
from webmap.translations import marked as _


@dataclass(frozen=True)
class Trend:
    """A change in the indicator's unit; `is_worse` is None where nothing is better or worse."""

    change: Fraction
    text: str
    is_worse: bool | None


def trend_of(layer: Layer, word: Translator) -> Trend | None:
    """Return the change of the district's value since the period before; None where either is missing."""
    indicator, district = layer.indicator, layer.district
    now = number_of(indicator, district.figure)
    before = None if district.earlier is None else number_of(indicator, district.earlier)
    if now is None or before is None or (district.provisional and district.figure is district.summed):
        return None
    change = now - before
    if not change:
        return Trend(change, word(_("unchanged")), None)
    size = say_number(indicator, abs(change), word)
    if indicator.unit(word.lang) == "%":
        size = word(_("%(gap)s points"), gap=size.removesuffix("%"))
    text = word(_("up %(change)s") if change > 0 else _("down %(change)s"), change=size)
    worse = (
        None
        if indicator.direction is Direction.NEUTRAL
        else (change > 0) == (indicator.direction is Direction.LOWER)
    )
    return Trend(change, text, worse)
