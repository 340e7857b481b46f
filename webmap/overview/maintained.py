"""What is to be kept up ("duy trì") and is still met, but lower than in the period before."""

from __future__ import annotations

from dataclasses import dataclass

from layers.catalogue import Indicator
from layers.joining.layer import Layer
from layers.joining.summary import Summary
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class Fallen:
    """An indicator that fell though it is to be kept up; `where` says in words where it did."""

    indicator: Indicator
    where: str


def fallen_lines(summary: Summary, word: Translator) -> tuple[Fallen, ...] | None:
    """Return what fell, the whole district first, then by how many communes.

    None where nothing can be said: no target is to be kept up, or none has figures of the period before.
    """
    kept_up = [layer for layer in summary.layers if layer.indicator.maintain and _has_before(layer)]
    if not kept_up:
        return None
    counted = [
        (layer, layer.district.judgement.fell, sum(value.judgement.fell for value in layer.units))
        for layer in kept_up
    ]
    counted.sort(key=lambda one: (not one[1], -one[2]))
    return tuple(
        Fallen(layer.indicator, _where(district, communes, word))
        for layer, district, communes in counted
        if district or communes
    )


def _has_before(layer: Layer) -> bool:
    return layer.district.earlier is not None or any(value.earlier is not None for value in layer.units)


def _where(district: bool, communes: int, word: Translator) -> str:
    if district:
        return word(_("in the district as a whole"))
    return word.ngettext("in %(n)s commune", "in %(n)s communes", communes)
