"""Incidents on a grid as a folium document: squares by class over the communes' outlines, never a point."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import folium
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geodata.names import split_type
from geodata.store.units import StoredUnit
from layers.themes.incident_map import CLASSES, PALETTE, IncidentMap, PlacedCell
from webmap.choropleth.anchors import label_anchor
from webmap.choropleth.document import extent_of
from webmap.choropleth.frame_page import FrameFiles, frame_page
from webmap.drawing.drawn_outlines import without_gaps
from webmap.drawing.symbols import OUTLINE
from webmap.incidents.words import say_count, say_kind, say_place
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

COLOURS = CLASSES.colours(PALETTE)
# From this class on the fill is too dark for dark figures.
_FIRST_DARK = 4
_COMMUNE = "commune"
# Degrees, about half a kilometre: half the height of a name when the whole district is in sight.
_CLEAR_OF_SQUARES = 0.005


def grid_document(
    found: IncidentMap,
    communes: Sequence[StoredUnit],
    year: int,
    word: Translator,
    frame_files: FrameFiles,
    *,
    is_sample: bool = False,
) -> str:
    """Return the whole document of the incident grid; every text in it is escaped.

    Parameters
    ----------
    found : IncidentMap
    communes : sequence of StoredUnit
        At least one with an outline (EPSG:4326); they are drawn beneath the squares.
    year : int
    word : Translator
    frame_files : FrameFiles
    is_sample : bool
    """
    drawn = [unit for unit in communes if unit.geometry is not None]
    outlines = without_gaps([unit.geometry for unit in drawn if unit.geometry is not None])
    outlined = list(zip(drawn, outlines, strict=True))
    squares = shapely.union_all([cell.outline for cell in found.cells]).buffer(_CLEAR_OF_SQUARES)
    features = [_commune(unit, outline, squares) for unit, outline in outlined]
    features += [_square(cell, found, year, word) for cell in found.cells]
    heading = word(_("Incidents by square kilometre"))
    return frame_page(
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=grid_style,
            smooth_factor=0,
            control=False,
        ),
        title=f"{heading}, {say_kind(found.kind, word)}, {year}",
        heading=heading,
        extent=extent_of([*(outline for _unit, outline in outlined), *(c.outline for c in found.cells)]),
        word=word,
        frame_files=frame_files,
        is_sample=is_sample,
    )


def grid_style(feature: dict[str, Any]) -> dict[str, Any]:
    """Return how Leaflet draws a square, or a commune beneath: its outline alone."""
    key = feature["properties"]["key"]
    if key == _COMMUNE:
        return {"fill": False, "color": OUTLINE, "weight": 0.75}
    return {"fillColor": COLOURS[_number(key)], "fillOpacity": 0.85, "color": OUTLINE, "weight": 0.5}


def class_key(number: int) -> str:
    """Return what ties a square to its line of the legend."""
    return f"class-{number}"


def _number(key: str) -> int:
    return int(key.removeprefix("class-"))


def _commune(unit: StoredUnit, outline: BaseGeometry, squares: BaseGeometry) -> dict[str, Any]:
    """Draw a commune's outline, its name clear of the squares where there is room."""
    name = escape(split_type(unit.name)[1])
    free = shapely.difference(shapely.make_valid(outline), squares)
    properties = {
        "key": _COMMUNE,
        "dark": False,
        "anchor": label_anchor(outline if free.is_empty else free),
        "label": f'<span class="name">{name}</span>',
        "facts": f"<table><caption>{escape(unit.name)}</caption></table>",
        "spoken": escape(unit.name),
    }
    return {"type": "Feature", "id": unit.code, "geometry": mapping(outline), "properties": properties}


def _square(cell: PlacedCell, found: IncidentMap, year: int, word: Translator) -> dict[str, Any]:
    count, place = say_count(cell.count, word), say_place(cell, word)
    rows = (
        (word(_("Incidents")), count),
        (word(_("Rank by count")), str(cell.rank)),
        (word(_("Kind")), say_kind(found.kind, word)),
        (word(_("Period")), word(_("the year %(year)s"), year=year)),
    )
    told = "".join(f'<tr><th scope="row">{escape(h)}</th><td>{escape(t)}</td></tr>' for h, t in rows)
    centre = cell.outline.centroid
    properties = {
        "key": class_key(cell.class_number),
        "dark": cell.class_number >= _FIRST_DARK,
        "anchor": (round(centre.x, 6), round(centre.y, 6)),
        "label": f'<span class="number"><span class="value">{cell.count}</span></span>',
        "facts": f"<table><caption>{escape(place)}</caption>{told}</table>",
        "spoken": escape(f"{place}, {count}"),
    }
    return {"type": "Feature", "id": cell.code, "geometry": mapping(cell.outline), "properties": properties}
