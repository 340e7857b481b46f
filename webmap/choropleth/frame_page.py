"""The folium page that every map frame is: Leaflet from the portal itself, no tiles, no other request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from layers.status_classes import StatusClass
from webmap.choropleth.marks import definitions
from webmap.choropleth.script_text import dumps, template_safe
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

ACCENT = "#0b5394"
_FOLDER = files("webmap.choropleth")
_STYLE = (_FOLDER / "frame.css").read_text(encoding="utf-8")
# How far beyond the units a reader may push the map, as a part of their extent.
_MARGIN = 0.25
# folium keeps its own `max_zoom` for tiles; the map is given it by our script.
_MAX_ZOOM = 16
# Vietnamese stays readable in the document, and takes half the bytes of its \\u codes; `<`, `>`, `&` and `'`
# are still written as codes. folium's templates share one environment.
folium.GeoJson._template.environment.policies.update(
    {"json.dumps_function": dumps, "json.dumps_kwargs": {"sort_keys": True, "ensure_ascii": False}}
)

FEW, MANY = (
    "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("frame_talk.js", *own))
    for own in (("frame.js",), ("many_shapes.js", "many_canvas.js", "many.js"))
)
"""The frame's script where each unit is an element of its own, and where all are drawn on one canvas."""

Extent = list[list[float]]
"""`[[south, west], [north, east]]` in degrees, as Leaflet takes it."""


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


def frame_page(
    units: Element,
    above: Sequence[tuple[str, Element]] = (),
    *,
    title: str,
    heading: str,
    extent: Extent,
    word: Translator,
    frame_files: FrameFiles,
    looks: Sequence[StatusClass] = (),
    below: Element | None = None,
    is_sample: bool = False,
    script: str = FEW,
    settings: Mapping[str, Any] | None = None,
) -> str:
    """Return the whole document of a map frame; the same features give the same bytes.

    Parameters
    ----------
    units : folium.GeoJson or UnitTexts
        What is pointed at; each feature of a GeoJson has an id and the properties `label`, `facts`, `spoken`
        (HTML, every text in them escaped), `key`, `dark` and `anchor`.
    above : sequence of (name, Element)
        What is drawn over them and hears no pointer.
    title, heading : str
        Of the document, and for those who hear it; plain text.
    extent : Extent
        What is shown at first.
    word : Translator
    frame_files : FrameFiles
    looks : sequence of StatusClass
        Classes whose patterns the document needs, beside those of statuses and states.
    below : Element or None
        What is drawn under the units.
    is_sample : bool
        Whether the figures are invented: a frame that is opened alone has no page to say so.
    script : str
        `FEW` or `MANY`, as the units are written.
    settings : mapping or None
        What the script is told beside, or instead of, what it is told of every map.
    """
    page = _Page(title, word.lang)
    drawn = _named(_map(extent, frame_files), "portal")
    drawn.add_to(page)
    if below is not None:
        _named(below, "ground").add_to(drawn)
    _named(units, "units").add_to(drawn)
    for name, layer in above:
        _named(layer, name).add_to(drawn)
    told = {
        "bounds": _widened(extent),
        "extent": extent,
        "maxZoom": _MAX_ZOOM,
        "selection": {"color": ACCENT, "weight": 3, "dashArray": None},
        "words": {"zoomIn": escape(word(_("Zoom in"))), "zoomOut": escape(word(_("Zoom out")))},
    } | dict(settings or {})
    _named(_Link(script, drawn.get_name(), units.get_name(), told), "link").add_to(drawn)
    _dress(page, heading, looks)
    if is_sample:
        page.html.add_child(Element(_said_alone(word)), name="sample", index=0)
    document: str = page.render()
    return document


def _map(extent: Extent, frame_files: FrameFiles) -> folium.Map:
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


def _dress(page: _Page, heading: str, looks: Sequence[StatusClass]) -> None:
    """Add style, patterns and signs, and a heading for those who hear the page."""
    page.header.add_child(Element(f"<style>{_STYLE}</style>"), name="style")
    page.html.add_child(Element(str(definitions(looks))), name="definitions", index=0)
    page.html.add_child(
        Element(template_safe(f'<h1 class="spoken">{escape(heading)}</h1>')), name="heading", index=0
    )


def _said_alone(word: Translator) -> str:
    return f'<p class="alone" role="note">{escape(word(_("Sample data: not for reporting")))}</p>'


def _widened(extent: Extent) -> Extent:
    (south, west), (north, east) = extent
    high, wide = (north - south) * _MARGIN, (east - west) * _MARGIN
    return [[south - high, west - wide], [north + high, east + wide]]


def _named(element: Any, name: str) -> Any:
    """Give an element a name of ours: with folium's random ones no two documents would be alike."""
    element._id = name
    return element
