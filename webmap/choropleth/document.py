"""A layer as a folium document: its units with their facts, and the district's outline above them."""

from __future__ import annotations

from typing import Any

import folium
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from layers.catalogue import Indicator
from layers.layer import Layer
from webmap.choropleth.facts import UnitFacts, unit_facts
from webmap.choropleth.features import unit_features, unit_style
from webmap.choropleth.frame_page import Extent, FrameFiles, frame_page
from webmap.choropleth.ground import Ground, overlay, unfilled
from webmap.choropleth.scheme import BY_STATUS, Scheme
from webmap.translations import Translator

_SLIVER = 0.01


class NothingToDraw(Exception):
    """No unit of the layer has an outline."""


def frame_document(
    layer: Layer,
    word: Translator,
    frame_files: FrameFiles,
    *,
    denominator: Indicator | None = None,
    scheme: Scheme = BY_STATUS,
    ground: Ground | None = None,
) -> str:
    """Return the whole document of a layer's map.

    The same layer gives the same bytes. Names, notes and values are escaped before they become a property
    of a feature; the page and the frame talk as the design says (`frame.js`).

    Parameters
    ----------
    layer : Layer
    word : Translator
    frame_files : FrameFiles
    denominator : Indicator or None
        What the layer's indicator is divided by.
    scheme : Scheme
        How the units are drawn.
    ground : Ground or None
        A picture under the units, which then have outlines, signs and labels but no fill.

    Raises
    ------
    NothingToDraw
        Where no unit has an outline.
    """
    if not layer.geometries:
        raise NothingToDraw(
            f"{layer.indicator.code} {layer.period}: no unit of {layer.vintage} has an outline"
        )
    facts = {
        v.unit.code: unit_facts(layer, v, word, denominator=denominator, scheme=scheme) for v in layer.units
    }
    name = layer.indicator.name(word.lang)
    return frame_page(
        _units(layer, facts, word, scheme, ground),
        [("outline", _outline(layer))],
        title=f"{name}, {_period_of(facts)}",
        heading=name,
        extent=extent_of(list(layer.geometries.values())),
        word=word,
        frame_files=frame_files,
        below=None if ground is None else overlay(ground),
        is_sample=layer.is_sample,
    )


def extent_of(outlines: list[BaseGeometry]) -> Extent:
    """Return what outlines in EPSG:4326 cover."""
    west, south, east, north = shapely.total_bounds(outlines).tolist()
    return [[south, west], [north, east]]


def _units(
    layer: Layer, facts: dict[str, UnitFacts], word: Translator, scheme: Scheme, ground: Ground | None
) -> folium.GeoJson:
    def style(feature: dict[str, Any]) -> dict[str, Any]:
        drawn = unit_style(feature, scheme)
        return drawn if ground is None else unfilled(drawn)

    return folium.GeoJson(
        unit_features(layer, facts, word, scheme=scheme, filled=ground is None),
        style_function=style,
        smooth_factor=0,
        control=False,
    )


def _outline(layer: Layer) -> folium.GeoJson:
    """Return the district's outline, above the units and out of the pointer's way."""
    whole = _without_slivers(shapely.union_all([shapely.make_valid(g) for g in layer.geometries.values()]))
    return folium.GeoJson(
        {"type": "Feature", "id": "district", "geometry": mapping(whole), "properties": {}},
        style_function=lambda _feature: {"fill": False, "color": "#333333", "weight": 1.5},
        smooth_factor=0,
        interactive=False,
        control=False,
    )


def _without_slivers(whole: BaseGeometry) -> BaseGeometry:
    """Close the holes that are gaps between units, not places: each under a hundredth of the whole."""
    least = _SLIVER * whole.area
    return MultiPolygon(
        [
            Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area >= least])
            for part in shapely.get_parts(whole)
            if isinstance(part, Polygon)
        ]
    )


def _period_of(facts: dict[str, UnitFacts]) -> str:
    return next(iter(facts.values())).period
