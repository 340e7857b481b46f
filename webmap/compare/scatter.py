"""The scatter of two indicators in words: which communes have both, its axes and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from geodata.names import split_type
from layers.joining.layer import Layer, UnitValue
from layers.rules.values import map_rate
from webmap.choropleth import are_many
from webmap.drawing.scatter import NARROW, WIDE, Axis, ScatterPoint, draw_scatter, tick_values
from webmap.words.layer import say_map_unit, say_value
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class Scatter:
    """The drawing, once more for phones, and how many communes lack one of the two values."""

    drawing: Markup
    narrow: Markup
    missing: int


def scatter_of(first: Layer, second: Layer, word: Translator) -> Scatter | None:
    """Return the scatter of two layers' communes; None where no commune has both values."""
    others = {value.unit.key: value for value in second.units}
    titled = not are_many(first)
    points = []
    for value in first.units:
        other = others.get(value.unit.key)
        x = map_rate(first.indicator, value.figure)
        y = None if other is None else map_rate(second.indicator, other.figure)
        if other is not None and x is not None and y is not None:
            points.append(_point(first, second, value, other, (x, y), word if titled else None))
    if not points:
        return None
    across, up = _axis(first, [p.x for p in points], word), _axis(second, [p.y for p in points], word)
    label = word(_("Scatter: %(one)s against %(other)s"), one=across.title, other=up.title)
    wide, narrow = (Markup(draw_scatter(points, across, up, label=label, room=r)) for r in (WIDE, NARROW))
    return Scatter(wide, narrow, len(first.units) - len(points))


def _point(
    first: Layer,
    second: Layer,
    value: UnitValue,
    other: UnitValue,
    place: tuple[Fraction, Fraction],
    word: Translator | None,
) -> ScatterPoint:
    """Return a point with its name and what a browser says of it; without `word` it is a dot among many."""
    if word is None:
        return ScatterPoint(value.unit.code, "", *place, title="")
    said = (
        say_value(first.indicator, value.figure, None, word),
        say_value(second.indicator, other.figure, None, word),
    )
    name = split_type(value.unit.name)[1]
    return ScatterPoint(value.unit.code, name, *place, title=f"{value.unit.name}: {said[0]}; {said[1]}")


def _axis(layer: Layer, numbers: list[Fraction], word: Translator) -> Axis:
    indicator, target = layer.indicator, layer.district.target
    value = None if target is None or indicator.mapped_as_rate else target.value
    ticks = tick_values(numbers)
    decimals = next(n for n in range(7) if all(round(tick, n) == tick for tick in ticks) or n == 6)
    said = tuple((tick, format_number(Fraction(str(tick)), decimals, word.lang)) for tick in ticks)
    return Axis(f"{indicator.name(word.lang)} ({say_map_unit(indicator, word)})", value, said)
