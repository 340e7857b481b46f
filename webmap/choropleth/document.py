"""A layer as a folium document: Leaflet from the portal itself, no tiles, no request beyond its files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import folium
import shapely
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from layers.catalogue import Indicator
from layers.layer import Layer
from webmap.choropleth.facts import UnitFacts, unit_facts
from webmap.choropleth.features import unit_features, unit_style
from webmap.choropleth.marks import definitions
from webmap.translations import Translator
from webmap.translations import marked as _

ACCENT = "#0b5394"
_SCRIPT = (files("webmap.choropleth") / "frame.js").read_text(encoding="utf-8")
_STYLE = (files("webmap.choropleth") / "frame.css").read_text(encoding="utf-8")
# How far beyond the units a reader may push the map, as a part of their extent.
_MARGIN = 0.25
_SLIVER = 0.01
# Vietnamese stays readable in the document, and takes half the bytes of its \\u codes; `<`, `>`, `&` and `'`
# are still written as codes. folium's templates share one environment.
folium.GeoJson._template.environment.policies["json.dumps_kwargs"] = {
    "sort_keys": True,
    "ensure_ascii": False,
}


class NothingToDraw(Exception):
    """No unit of the layer has an outline."""


@dataclass(frozen=True)
class FrameFiles:
    """Addresses of the only files that a frame asks for."""

    leaflet_js: str
    leaflet_css: str
    fonts_css: str


class _Page(Figure):
    """The document around the map; folium's own names no language and writes its title unescaped."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.lang }}">\n<head>\n<title>{{ this.title|e }}</title>\n'
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, lang: str) -> None:
        super().__init__(title=title)
        self.lang = lang


class _Link(MacroElement):
    """Our script, called with the map and its units."""

    _template = Template(
        "{% macro script(this, kwargs) %}\n{{ this.program }}\n"
        "portalFrame({{ this.map_name }}, {{ this.units_name }}, {{ this.settings|tojson }});\n{% endmacro %}"
    )

    def __init__(self, program: str, map_name: str, units_name: str, settings: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Link"
        self.program = program
        self.map_name = map_name
        self.units_name = units_name
        self.settings = settings


def frame_document(
    layer: Layer, word: Translator, frame_files: FrameFiles, *, denominator: Indicator | None = None
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

    Raises
    ------
    NothingToDraw
        Where no unit has an outline.
    """
    if not layer.geometries:
        raise NothingToDraw(
            f"{layer.indicator.code} {layer.period}: no unit of {layer.vintage} has an outline"
        )
    facts = {v.unit.code: unit_facts(layer, v, word, denominator=denominator) for v in layer.units}
    page = _Page(f"{layer.indicator.name(word.lang)}, {_period_of(facts)}", word.lang)
    extent = _extent(layer)
    drawn = _named(_map(extent, frame_files), "portal")
    drawn.add_to(page)
    units = _named(_units(layer, facts, word), "units")
    units.add_to(drawn)
    _named(_outline(layer), "outline").add_to(drawn)
    settings = {
        "bounds": _widened(extent),
        "extent": extent,
        "selection": {"color": ACCENT, "weight": 3, "dashArray": None},
        "words": {"zoomIn": escape(word(_("Zoom in"))), "zoomOut": escape(word(_("Zoom out")))},
    }
    _named(_Link(_SCRIPT, drawn.get_name(), units.get_name(), settings), "link").add_to(drawn)
    _dress(page, layer, word)
    document: str = page.render()
    return document


def _map(extent: list[list[float]], frame_files: FrameFiles) -> folium.Map:
    (south, west), (north, east) = _widened(extent)
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=11,
        max_bounds=True,
        min_lat=south,
        max_lat=north,
        min_lon=west,
        max_lon=east,
        zoom_snap=0,
        zoom_delta=0.5,
        max_zoom=16,
        max_bounds_viscosity=1.0,
        attribution_control=False,
        zoom_control=False,
        zoom_animation=False,
        fade_animation=False,
        font_size="14px",
    )
    # folium's own lists name addresses elsewhere; the names must differ, or one replaces the other.
    drawn.default_js = [("leaflet", frame_files.leaflet_js)]
    drawn.default_css = [("leaflet_css", frame_files.leaflet_css), ("fonts_css", frame_files.fonts_css)]
    return drawn


def _units(layer: Layer, facts: dict[str, UnitFacts], word: Translator) -> folium.GeoJson:
    return folium.GeoJson(
        unit_features(layer, facts, word), style_function=unit_style, smooth_factor=0, control=False
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


def _dress(page: _Page, layer: Layer, word: Translator) -> None:
    """Add style, patterns and signs, and a heading for those who hear the page."""
    page.header.add_child(Element(f"<style>{_STYLE}</style>"), name="style")
    page.html.add_child(Element(str(definitions())), name="definitions", index=0)
    heading = f'<h1 class="spoken">{escape(layer.indicator.name(word.lang))}</h1>'
    page.html.add_child(Element(heading), name="heading", index=0)


def _extent(layer: Layer) -> list[list[float]]:
    west, south, east, north = shapely.total_bounds(list(layer.geometries.values())).tolist()
    return [[south, west], [north, east]]


def _widened(extent: list[list[float]]) -> list[list[float]]:
    (south, west), (north, east) = extent
    high, wide = (north - south) * _MARGIN, (east - west) * _MARGIN
    return [[south - high, west - wide], [north + high, east + wide]]


def _period_of(facts: dict[str, UnitFacts]) -> str:
    return next(iter(facts.values())).period


def _named(element: Any, name: str) -> Any:
    """Give an element a name of ours: with folium's random ones no two documents would be alike."""
    element._id = name
    return element
