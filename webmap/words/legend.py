"""The status legend beside a map: the same classes, in the same order, with how many units each has."""

from __future__ import annotations

from dataclasses import dataclass

from layers.catalogue import CommuneReading, TargetLevel
from layers.joining.layer import Layer
from webmap.words.layer import say_legend
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_READINGS = {
    CommuneReading.JUDGE: _("Communes are read against the district's common target."),
    CommuneReading.REFERENCE: _("The district's target is shown for reference; communes are not judged."),
    CommuneReading.OWN_ONLY: _("Each commune is read against its own target only."),
    CommuneReading.NONE: _("Communes have no target here."),
}
_EACH_COMMUNE = _("The target binds each commune.")
_NO_TARGET = _("No target judges these communes in this period.")


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
