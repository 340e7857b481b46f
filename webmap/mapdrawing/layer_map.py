"""A Layer's communes as units of a drawn map: class, name without its type, value and state in words."""

from __future__ import annotations

from geodata.names import split_type
from layers.layer import Layer, UnitValue
from webmap.choropleth.scheme import BY_STATUS, LARGEST_RADIUS, Scheme, say_classed
from webmap.layer_words import say_legend, say_map_value, say_status, say_value
from webmap.mapdrawing.drawing import MapUnit
from webmap.translations import Translator


def layer_units(layer: Layer, word: Translator, *, scheme: Scheme = BY_STATUS) -> tuple[MapUnit, ...]:
    """Return what the map draws of a Layer; communes without an outline are not on it."""
    return tuple(
        _unit(layer, value, word, scheme) for value in layer.units if value.unit.geometry is not None
    )


def _unit(layer: Layer, value: UnitValue, word: Translator, scheme: Scheme) -> MapUnit:
    assert value.unit.geometry is not None
    name = split_type(value.unit.name)[1]
    edges = () if layer.indicator.mapped_as_rate else scheme.edges_near(value)
    said = say_value(layer.indicator, value.figure, value.target, word, edges=edges)
    status = say_status(value.judgement, value.figure, word)
    key, radius = scheme.key_of(value), scheme.radius_of(value)
    short = (
        say_map_value(layer.indicator, value.figure, value.target, word)
        if scheme.classes is None
        else say_classed(value, scheme, word)
    )
    return MapUnit(
        code=value.unit.code,
        outline=value.unit.geometry,
        key=key,
        name=name,
        value=short or say_legend(key, word).lower(),
        title=f"{name}: {said} – {status}" if value.figure.value is not None else f"{name}: {status}",
        circle=(radius / LARGEST_RADIUS, scheme.look_of(key).fill) if radius else None,
    )
