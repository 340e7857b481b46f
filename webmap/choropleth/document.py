"""A layer as a folium document: its units with their facts, and the district's outline above them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import folium
import shapely
from branca.element import Element
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.arcs import ArcCoverage
from layers.catalogue import Indicator
from layers.joining.layer import Layer
from webmap.choropleth.features import unit_features, unit_style
from webmap.choropleth.frame_page import FEW, MANY, Extent, FrameFiles, frame_page
from webmap.choropleth.ground import Ground, overlay, unfilled
from webmap.choropleth.many_units import unit_texts
from webmap.choropleth.marks import OUTLINE
from webmap.choropleth.sea import sea_group
from webmap.drawing.archipelagos import SeaPlace, sea_places
from webmap.drawing.symbols import GREY
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import UnitFacts, unit_facts

_SLIVER = 0.01
# Degrees below an archipelago's box that its name takes where the country fills a frame.
_NAME_BELOW = 1.0
# At this zoom a pixel is about 37 m: beyond it the thinned outlines would look like exact ones and are not.
_MANY_ZOOM = 12


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
    coverage: ArcCoverage | None = None,
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
    coverage : ArcCoverage or None
        The outlines thinned, in the layer's order: all units are then drawn on one canvas (`are_many`).

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
    outlines = list(layer.geometries.values())
    places = sea_places(outlines)
    name = layer.indicator.name(word.lang)
    if coverage is None:
        script, settings = FEW, {}
        units: Element = _units(layer, facts, word, scheme, ground)
        above: list[tuple[str, Element]] = [("outline", _outline(layer))]
    else:
        script, settings = MANY, many_settings(word)
        units = unit_texts(layer, coverage, facts, word, scheme, filled=ground is None)
        above = []
    return frame_page(
        units,
        [*above, ("sea", sea_group(places, word.lang))] if places else above,
        title=f"{name}, {_period_of(facts)}",
        heading=name,
        extent=extent_with(outlines, places),
        word=word,
        frame_files=frame_files,
        below=None if ground is None else overlay(ground),
        is_sample=layer.is_sample,
        script=script,
        settings=settings,
    )


def extent_with(outlines: Sequence[BaseGeometry], places: Sequence[SeaPlace]) -> Extent:
    """Return what the units cover, and what is shown of the sea."""
    boxes = [
        shapely.box(west, south - _NAME_BELOW, east, north)
        for west, south, east, north in (place.extent for place in places if place.extent is not None)
    ]
    return extent_of([*outlines, *boxes])


def many_settings(word: Translator) -> dict[str, Any]:
    """Return what the script of the canvas is told."""
    return {
        "maxZoom": _MANY_ZOOM,
        "ink": GREY,
        "line": OUTLINE,
        "edge": "#333333",
        "words": {
            "zoomIn": escape(word(_("Zoom in"))),
            "zoomOut": escape(word(_("Zoom out"))),
            "keys": escape(word(_("Map: arrow keys move it, Enter selects the commune under the cross"))),
        },
    }


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
