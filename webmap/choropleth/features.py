"""A layer's units as GeoJSON features; every text in them is escaped, since folium escapes none."""

from __future__ import annotations

from html import escape
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from layers.joining.layer import Layer
from layers.status_classes import Pattern, StatusClass
from webmap.choropleth.anchors import label_anchor
from webmap.choropleth.marks import OUTLINE, OUTLINE_ON_DARK, fill_of, sign_svg
from webmap.drawing.drawn_outlines import without_gaps
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator
from webmap.words.unit_facts import UnitFacts

# A millionth of a degree is a tenth of a metre: finer than any outline the portal is given.
_GRID = 1e-6


def unit_features(
    layer: Layer,
    facts: dict[str, UnitFacts],
    word: Translator,
    *,
    scheme: Scheme = BY_STATUS,
    filled: bool = True,
) -> dict[str, Any]:
    """Return the units that have an outline as a FeatureCollection in EPSG:4326, by code.

    Properties are HTML: `label` (name, sign, value), `facts` (the tooltip's table), `spoken` (what a screen
    reader is told); beside them `key`, `dark` and `anchor` (longitude, latitude of the label), and of what is
    drawn as a circle `circle` (radius in pixels, fill).
    """
    features = [
        {
            "type": "Feature",
            "id": code,
            "geometry": _geometry(outline),
            "properties": _properties(facts[code], outline, word, scheme, filled),
        }
        for code, outline in zip(layer.geometries, without_gaps([*layer.geometries.values()]), strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def unit_style(feature: dict[str, Any], scheme: Scheme = BY_STATUS) -> dict[str, Any]:
    """Return how Leaflet draws a unit: the fill of its legend line, dashed where nothing is judged."""
    one = scheme.ground_of(feature["properties"]["key"])
    dashed = one.pattern is Pattern.DASHED_OUTLINE
    return {
        "fillColor": fill_of(one),
        "fillOpacity": 1,
        "color": OUTLINE_ON_DARK if _is_dark(one) else OUTLINE,
        "weight": 1.5 if dashed else 0.75,
        "dashArray": "5 4" if dashed else None,
    }


def facts_table(facts: UnitFacts, word: Translator) -> str:
    """Return a unit's facts as an HTML table, every text escaped."""
    rows = "".join(
        f'<tr><th scope="row">{escape(heading)}</th><td>{escape(text)}</td></tr>'
        for heading, text in facts.rows(word)
    )
    return f"<table><caption>{escape(facts.name)}</caption>{rows}</table>"


def _properties(
    facts: UnitFacts, outline: BaseGeometry, word: Translator, scheme: Scheme, filled: bool
) -> dict[str, Any]:
    one, look = scheme.ground_of(facts.key), scheme.look_of(facts.key)
    spoken = ", ".join(text for text in (facts.name, facts.value, facts.status) if text)
    number = f'<span class="value">{escape(facts.label)}</span>' if facts.label else ""
    circle = {"circle": {"radius": facts.radius, "fill": look.fill}} if facts.radius else {}
    return circle | {
        "key": facts.key,
        "dark": filled and _is_dark(one),
        "fill": one.fill,
        "anchor": label_anchor(outline),
        "label": f'<span class="name">{escape(facts.short)}</span>'
        f'<span class="number">{sign_svg(one)}{number}</span>',
        "facts": facts_table(facts, word),
        "spoken": escape(spoken),
    }


def _is_dark(one: StatusClass) -> bool:
    return one.text == "#ffffff"


def _geometry(outline: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.set_precision(outline, _GRID, mode="pointwise")
    return dict(mapping(rounded))
