"""A Layer's communes as units of a drawn map: class, name without its type, value and state in words."""

from __future__ import annotations

from geodata.names import split_type
from layers.layer import Layer, UnitValue
from webmap.layer_words import say_legend, say_map_value, say_status, say_value
from webmap.mapdrawing.drawing import MapUnit
from webmap.translations import Translator


def layer_units(layer: Layer, word: Translator) -> tuple[MapUnit, ...]:
    """Return what the map draws of a Layer; communes without an outline are not on it."""
    return tuple(_unit(layer, value, word) for value in layer.units if value.unit.geometry is not None)


def _unit(layer: Layer, value: UnitValue, word: Translator) -> MapUnit:
    assert value.unit.geometry is not None
    name = split_type(value.unit.name)[1]
    said = say_value(layer.indicator, value.figure, value.target, word)
    status = say_status(value.judgement, value.figure, word)
    short = say_map_value(layer.indicator, value.figure, value.target, word)
    return MapUnit(
        code=value.unit.code,
        outline=value.unit.geometry,
        key=value.legend_key,
        name=name,
        value=short or say_legend(value.legend_key, word).lower(),
        title=f"{name}: {said} – {status}" if value.figure.value is not None else f"{name}: {status}",
    )
