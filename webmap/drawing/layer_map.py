"""A Layer's communes as units of a drawn map: class, name without its type, value and state in words."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from geodata.names import split_type
from layers.joining.layer import Layer, UnitValue
from webmap.drawing.drawing import MapUnit
from webmap.drawing.drawn_outlines import without_gaps
from webmap.words.layer import say_legend, say_map_value, say_status, say_value
from webmap.words.scheme import BY_STATUS, LARGEST_RADIUS, Scheme, say_classed
from webmap.words.translations import Translator


def layer_units(layer: Layer, word: Translator, *, scheme: Scheme = BY_STATUS) -> tuple[MapUnit, ...]:
    """Return what the map draws of a Layer; communes without an outline are not on it."""
    drawn = [value for value in layer.units if value.unit.geometry is not None]
    outlines = without_gaps([*layer.geometries.values()])
    return tuple(
        _unit(layer, value, outline, word, scheme) for value, outline in zip(drawn, outlines, strict=True)
    )


def bare_units(layer: Layer, scheme: Scheme) -> tuple[MapUnit, ...]:
    """Return a Layer's units that have an outline, without texts, in the order of its geometries."""
    return tuple(
        MapUnit(value.unit.code, value.unit.geometry, scheme.key_of(value), "", circle=_circle(scheme, value))
        for value in layer.units
        if value.unit.geometry is not None
    )


def _circle(scheme: Scheme, value: UnitValue) -> tuple[float, str] | None:
    radius = scheme.radius_of(value)
    return (radius / LARGEST_RADIUS, scheme.look_of(scheme.key_of(value)).fill) if radius else None


def _unit(layer: Layer, value: UnitValue, outline: BaseGeometry, word: Translator, scheme: Scheme) -> MapUnit:
    name = split_type(value.unit.name)[1]
    edges = () if layer.indicator.mapped_as_rate else scheme.edges_near(value)
    said = say_value(layer.indicator, value.figure, value.target, word, edges=edges)
    status = say_status(value.judgement, value.figure, word)
    key = scheme.key_of(value)
    short = (
        say_map_value(layer.indicator, value.figure, value.target, word)
        if scheme.classes is None
        else say_classed(value, scheme, word)
    )
    return MapUnit(
        code=value.unit.code,
        outline=outline,
        key=key,
        name=name,
        value=short or say_legend(key, word).lower(),
        title=f"{name}: {said} – {status}" if value.figure.value is not None else f"{name}: {status}",
        circle=_circle(scheme, value),
    )
