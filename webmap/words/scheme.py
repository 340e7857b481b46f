"""How a layer is drawn: by status, or by statistical classes; fills, circles and the legend that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from layers.catalogue import CommuneReading, TargetLevel
from layers.joining.layer import Layer, UnitValue
from layers.numbers import edge_decimals
from layers.palettes import ink_on
from layers.scales.value_classes import ValueClasses, class_key
from layers.status_classes import STATUS_CLASS, STATUS_CLASSES, Pattern, Sign, StatusClass
from webmap.words.layer import say_legend, say_map_unit
from webmap.words.numbers import format_number, with_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

LARGEST_RADIUS = 26.0
"""Pixels of the circle of the largest value; areas are proportional to values."""

LAND = "#f3f5f6"
_READINGS = {
    CommuneReading.JUDGE: _("Communes are read against the district's common target."),
    CommuneReading.REFERENCE: _("The district's target is shown for reference; communes are not judged."),
    CommuneReading.OWN_ONLY: _("Each commune is read against its own target only."),
    CommuneReading.NONE: _("Communes have no target here."),
}
_EACH_COMMUNE = _("The target binds each commune.")
_NO_TARGET = _("No target judges these communes in this period.")


@dataclass(frozen=True)
class Scheme:
    """How the units of a layer look; `classes` is None where their status is drawn."""

    classes: ValueClasses | None = None

    def key_of(self, value: UnitValue) -> str:
        """Return the legend line that a unit belongs to."""
        return value.legend_key if self.classes is None else self.classes.key_of(value)

    def look_of(self, key: str) -> StatusClass:
        """Return fill, ink, sign and pattern of a legend line."""
        if self.classes is None or key in STATUS_CLASS:
            return STATUS_CLASS[key]
        return class_looks(self.classes)[key]

    def ground_of(self, key: str) -> StatusClass:
        """Return how the unit's area is drawn: plain land under a circle, else as its legend line."""
        look = self.look_of(key)
        if self.classes is None or not self.classes.as_symbols or key in STATUS_CLASS:
            return look
        return StatusClass(key, LAND, ink_on(LAND), Sign.NONE, Pattern.SOLID, False)

    def radius_of(self, value: UnitValue) -> float:
        """Return the radius of a unit's circle in pixels; 0 where none is drawn."""
        if self.classes is None or not self.classes.as_symbols:
            return 0.0
        number = self.classes.number_of(value)
        return 0.0 if number is None else radius(number, self.classes.largest)

    def edges_near(self, value: UnitValue) -> tuple[Fraction, ...]:
        """Return the edges, and the target, that a shown value must not seem to lie on the other side of."""
        if self.classes is None or self.classes.classification is None:
            return ()
        number = self.classes.number_of(value)
        edges = self.classes.classification.edges
        if number is None:
            return ()
        target = None if value.target is None or self.classes.indicator.mapped_as_rate else value.target.value
        nearest = min(edges, key=lambda edge: abs(edge - number))
        return (nearest,) if target is None else (nearest, target)


BY_STATUS = Scheme()


def radius(number: Fraction, largest: Fraction) -> float:
    """Return the radius in pixels of a value's circle, so that areas are proportional to values."""
    return 0.0 if largest <= 0 or number <= 0 else round(LARGEST_RADIUS * sqrt(number / largest), 2)


def class_looks(classes: ValueClasses) -> Mapping[str, StatusClass]:
    """Return how each class looks, by its key."""
    return {
        class_key(number): StatusClass(
            class_key(number), colour, ink_on(colour), Sign.NONE, Pattern.SOLID, always=True
        )
        for number, colour in enumerate(classes.colours)
    }


def scheme_legend(layer: Layer, scheme: Scheme, word: Translator) -> tuple[LegendLine, ...]:
    """Return the legend of a drawn layer: classes from the lowest up, then the states without a value."""
    classes = scheme.classes
    if classes is None:
        return legend_lines(layer, word)
    counts = classes.counts(layer)
    labels = class_labels(classes, word)
    edges = () if classes.classification is None else classes.classification.edges[1:]
    radii = [radius(edge, classes.largest) if classes.as_symbols else 0.0 for edge in edges]
    lines = [
        LegendLine(key, labels[key], counts.get(key, 0), size)
        for key, size in zip(labels, radii, strict=True)
    ]
    states = [one.key for one in STATUS_CLASSES if counts.get(one.key)]
    return (*lines, *(LegendLine(key, say_legend(key, word), counts[key]) for key in states))


def shared_legend(layers: Sequence[Layer], scheme: Scheme, word: Translator) -> tuple[LegendLine, ...]:
    """Return one legend for layers on one scale: a state that only one of them has is in it too."""
    found: dict[str, LegendLine] = {}
    for layer in layers:
        for line in scheme_legend(layer, scheme, word):
            found.setdefault(line.key, line)
    states = [one.key for one in STATUS_CLASSES if one.key in found]
    classes = [key for key in found if key not in STATUS_CLASS]
    return tuple(found[key] for key in (*classes, *states))


def class_labels(classes: ValueClasses, word: Translator) -> dict[str, str]:
    """Say each class's range by its key: `10,0 đến dưới 20,0`; the last one takes in its upper edge."""
    made = classes.classification
    if made is None:
        return {}
    said = [format_number(edge, classes.decimals, word.lang) for edge in made.edges]
    labels = {}
    for number in range(made.count):
        low, high = said[number], said[number + 1]
        if number < made.count - 1:
            text = word(_("%(low)s to under %(high)s"), low=low, high=high)
        elif made.edges[number] == made.edges[number + 1]:
            text = low
        else:
            text = word(_("%(low)s to %(high)s"), low=low, high=high)
        labels[class_key(number)] = text
    return labels


def say_scheme(classes: ValueClasses, periods: int, word: Translator) -> str:
    """Say how the classes were made and what is drawn."""
    drawn = (
        _("Circles: their area is proportional to the value.")
        if classes.as_symbols
        else _("A class takes in its lower edge; the last one its upper edge too.")
    )
    scale = (
        word.ngettext("One scale over %(n)s period.", "One scale over %(n)s periods.", periods)
        if classes.choice.over_all
        else word(_("The scale is of this period alone."))
    )
    unit = say_map_unit(classes.indicator, word)
    return " ".join((word(drawn), scale, f"{word(_('Unit'))}: {unit}."))


def say_classed(value: UnitValue, scheme: Scheme, word: Translator) -> str:
    """Write the number that is classed as short as a map label needs it, on its side of the edges."""
    assert scheme.classes is not None
    number = scheme.classes.number_of(value)
    if number is None:
        return ""
    decimals = scheme.classes.decimals
    text = written(number, decimals, scheme.edges_near(value), word)
    unit = scheme.classes.indicator.unit(word.lang)
    return with_unit(text, unit) if unit == "%" else text


def written(number: Fraction, decimals: int, edges: tuple[Fraction, ...], word: Translator) -> str:
    """Write a number with the digits that keep it on its side of the edges."""
    needed = [edge_decimals(number, edge, decimals) for edge in edges]
    return format_number(number, max([decimals, *needed]), word.lang)


@dataclass(frozen=True)
class LegendLine:
    """A line of the legend: which class, what it is called, how many units it has.

    `radius` is that of the circle of its upper edge in pixels, where circles are drawn.
    """

    key: str
    label: str
    count: int
    radius: float = 0.0


def legend_lines(layer: Layer, word: Translator) -> tuple[LegendLine, ...]:
    """Return the legend of a layer, in the order it has everywhere."""
    return tuple(LegendLine(entry.key, say_legend(entry.key, word), entry.count) for entry in layer.legend)


def say_reading(layer: Layer, word: Translator) -> str:
    """Say what communes are read against, and how many of them by a target of their own."""
    target = layer.district.target
    if target is None and all(value.target is None for value in layer.units):
        return word(_NO_TARGET)
    if target is not None and target.level is TargetLevel.EACH_COMMUNE:
        shared = word(_EACH_COMMUNE)
    else:
        shared = word(_READINGS[CommuneReading(layer.reading)])
    own = sum(value.target is not None and value.target.own for value in layer.units)
    if not own or layer.reading == CommuneReading.OWN_ONLY:
        return shared
    apart = word.ngettext(
        "%(n)s commune has a target of its own.", "%(n)s communes have targets of their own.", own
    )
    return f"{shared} {apart}"
