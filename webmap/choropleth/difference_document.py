"""A difference as a folium document: a diverging palette centred on zero, hatched where it falls."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Any

import folium
from branca.element import Element
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.arcs import ArcCoverage
from geodata.names import split_type
from layers.scales.difference import Difference, UnitDifference
from webmap.choropleth.anchors import label_anchor
from webmap.choropleth.document import extent_with, many_settings
from webmap.choropleth.frame_page import FEW, MANY, FrameFiles, frame_page
from webmap.choropleth.many_units import ToldUnit, UnitTexts, canvas_units
from webmap.choropleth.marks import OUTLINE, OUTLINE_ON_DARK, fill_of
from webmap.choropleth.sea import sea_group
from webmap.drawing.archipelagos import sea_places
from webmap.drawing.drawn_outlines import without_gaps
from webmap.words.layer import say_difference_in, say_legend, say_map_unit, say_value
from webmap.words.numbers import format_number
from webmap.words.scheme import LegendLine
from webmap.words.scheme_looks import LOOKS, look_of
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_CHANGES = {
    "rise-2": _("up by %(low)s to %(high)s"),
    "rise-1": _("up by less than %(high)s"),
    "same": _("no difference"),
    "fall-1": _("down by less than %(high)s"),
    "fall-2": _("down by %(low)s to %(high)s"),
}
_DISTANCES = {
    "rise-2": _("higher by %(low)s to %(high)s"),
    "rise-1": _("higher by less than %(high)s"),
    "same": _("no difference"),
    "fall-1": _("lower by less than %(high)s"),
    "fall-2": _("lower by %(low)s to %(high)s"),
}


def difference_document(
    found: Difference,
    sides: tuple[str, str],
    heading: str,
    word: Translator,
    frame_files: FrameFiles,
    *,
    is_sample: bool = False,
    coverage: ArcCoverage | None = None,
) -> str:
    """Return the whole document of a difference's map; every text in it is escaped.

    Parameters
    ----------
    found : Difference
        Of units of which at least one has an outline (EPSG:4326).
    sides : (str, str)
        What is compared, in words.
    heading : str
    word : Translator
    frame_files : FrameFiles
    is_sample : bool
    coverage : ArcCoverage or None
        The outlines thinned, in the order of the units that have one: all are then drawn on one canvas.
    """
    drawn = [one for one in found.units if one.unit.geometry is not None]
    outlines = [one.unit.geometry for one in drawn if one.unit.geometry is not None]
    places = sea_places(outlines)
    if coverage is None:
        script, settings = FEW, {}
        outlines = without_gaps(outlines)
        units: Element = _few(found, list(zip(drawn, outlines, strict=True)), sides, word)
    else:
        script, settings = MANY, many_settings(word)
        units = _many(found, drawn, sides, coverage, word)
    return frame_page(
        units,
        [("sea", sea_group(places, word.lang))] if places else [],
        title=heading,
        heading=heading,
        extent=extent_with(outlines, places),
        word=word,
        frame_files=frame_files,
        looks=tuple(LOOKS.values()),
        is_sample=is_sample,
        script=script,
        settings=settings,
    )


def difference_style(feature: dict[str, Any]) -> dict[str, Any]:
    """Return how Leaflet draws a unit of a difference."""
    one = look_of(feature["properties"]["key"])
    dark = one.text == "#ffffff"
    return {
        "fillColor": fill_of(one),
        "fillOpacity": 1,
        "color": OUTLINE_ON_DARK if dark else OUTLINE,
        "weight": 0.75,
    }


def difference_legend(
    found: Difference, word: Translator, *, is_change: bool = True
) -> tuple[LegendLine, ...]:
    """Return the legend from the largest rise down, with counts.

    Parameters
    ----------
    is_change : bool
        Whether the second side came after the first; two bases of one period are higher and lower instead.
    """
    reach, middle = (_written(found, edge, word) for edge in (found.reach, found.middle))
    ranges = {
        key: word(text, low=middle, high=reach if key.endswith("2") else middle)
        for key, text in (_CHANGES if is_change else _DISTANCES).items()
    }
    counts = found.counts
    # Where nothing differs there is no scale: its classes would be from 0 to 0.
    shown = ranges if found.reach else {"same": ranges["same"]}
    lines = [LegendLine(key, label, counts.get(key, 0)) for key, label in shown.items()]
    missing = counts.get("no_data", 0)
    return (*lines, LegendLine("no_data", say_legend("no_data", word), missing))


def say_difference_unit(found: Difference, word: Translator) -> str:
    """Name the unit of a difference: of percentages points, else that of the map."""
    unit = say_map_unit(found.indicator, word)
    return say_difference_in("", unit, word).strip() if unit == "%" else unit


def say_difference(found: Difference, change: UnitDifference, word: Translator) -> str:
    """Write a difference with its sign and unit; a dash where one side is missing."""
    if change.change is None:
        return "–"
    text = format_number(change.change, found.decimals, word.lang, signed=True)
    unit = say_map_unit(found.indicator, word)
    return say_difference_in(text, unit, word)


def say_unlike(found: Difference, word: Translator) -> str:
    """Name the units that have both values and no difference, and say why; empty where there are none."""
    if not found.unlike:
        return ""
    return word(
        _(
            "No difference is computed for %(communes)s: the two values were measured by different products, "
            "or one of them was measured and the other reported."
        ),
        communes=", ".join(unit.name for unit in found.unlike),
    )


def _few(
    found: Difference,
    outlined: Sequence[tuple[UnitDifference, BaseGeometry]],
    sides: tuple[str, str],
    word: Translator,
) -> folium.GeoJson:
    features = [_feature(found, one, outline, sides, word) for one, outline in outlined]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=difference_style,
        smooth_factor=0,
        control=False,
    )


def _many(
    found: Difference,
    units: Sequence[UnitDifference],
    sides: tuple[str, str],
    coverage: ArcCoverage,
    word: Translator,
) -> UnitTexts:
    told = [
        ToldUnit(
            one.unit.code,
            one.unit.name,
            split_type(one.unit.name)[1],
            found.key_of(one),
            _short(found, one, word),
            _rows(found, one, sides, word),
        )
        for one in units
    ]
    looks = {key: (look_of(key), look_of(key).fill) for key in {one.key for one in told}}
    return canvas_units(told, coverage, looks, [word(_("Difference"))])


def _rows(
    found: Difference, one: UnitDifference, sides: tuple[str, str], word: Translator
) -> tuple[tuple[str, str], ...]:
    """Return what the tooltip lists: both values, and what lies between them."""
    figures = zip(sides, (one.first, one.second), strict=True)
    said = ((side, say_value(found.indicator, figure, None, word)) for side, figure in figures)
    return (*said, (word(_("Difference")), say_difference(found, one, word)))


def _short(found: Difference, one: UnitDifference, word: Translator) -> str:
    return "" if one.change is None else format_number(one.change, found.decimals, word.lang, signed=True)


def _feature(
    found: Difference,
    one: UnitDifference,
    outline: BaseGeometry,
    sides: tuple[str, str],
    word: Translator,
) -> dict[str, Any]:
    key, said = found.key_of(one), say_difference(found, one, word)
    look = look_of(key)
    rows = _rows(found, one, sides, word)
    told = "".join(f'<tr><th scope="row">{escape(h)}</th><td>{escape(t)}</td></tr>' for h, t in rows)
    short = _short(found, one, word)
    name = escape(split_type(one.unit.name)[1])
    properties = {
        "key": key,
        "dark": look.text == "#ffffff",
        "fill": look.fill,
        "anchor": label_anchor(outline),
        "label": f'<span class="name">{name}</span><span class="number"><span class="value">'
        f"{escape(short)}</span></span>",
        "facts": f"<table><caption>{escape(one.unit.name)}</caption>{told}</table>",
        "spoken": escape(f"{one.unit.name}, {said}"),
    }
    return {"type": "Feature", "id": one.unit.code, "geometry": mapping(outline), "properties": properties}


def _written(found: Difference, edge: Fraction, word: Translator) -> str:
    return format_number(edge, found.decimals, word.lang)
