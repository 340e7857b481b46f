"""Small drawings that pages ask for, maps and bars, all of them SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import cast

import shapely
from flask import Flask
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from layers.joining.layer import Layer
from webmap.app.cache import kept
from webmap.app.portal import portal
from webmap.choropleth import are_many
from webmap.drawing.archipelagos import sea_places
from webmap.drawing.drawing import Lettering, draw_map, draw_small_map
from webmap.drawing.layer_drawing import crs_with, draw_layer
from webmap.drawing.layer_map import layer_units
from webmap.pages.thin_outlines import are_outlines_ready, thin_outlines
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_KEPT = 120
# A small map is some 250 pixels wide: a bend smaller than a pixel is not seen.
_FINEST = 1 / 250
# A lettered map's own units; on a projector of 1280 pixels one of them is some four pixels.
_WIDTH, _HEIGHT = 190.0, 140.0
# On a phone of 390 pixels as well: the letters stay as large, and names without room are left out.
_NARROW = 100.0, 92.0
# No scale is written: it would be that of paper. The bar under the map is right on every wall.
_LETTERING = Lettering(names=12.0, least=9.0, scale="%.0s")
# A country is drawn in a box as large as a district's picture, which is 60 wide; its names stay legible.
_SMALL, _SMALL_COUNTRY, _LETTERING_SMALL = (60.0, 45.0), (60.0, 66.0), Lettering(names=6.0, least=5.0)
# Of its millimetres one is some four pixels.
_FINEST_SMALL = 0.25
# A bend that is smaller than half a pixel of a projector is not seen.
_FINEST_LETTERED = 1 / 1600


def init_pictures(app: Flask) -> None:
    """Give templates the drawings."""
    app.jinja_env.globals.update(measure_bar=measure_bar)


def small_map(layer: Layer, label: str, word: Translator, *, scheme: Scheme = BY_STATUS) -> Markup:
    """Return the small map of a layer, drawn once for each state of the data, reader and language.

    Where outlines of very many units are being made, a word says so.
    """
    if not are_outlines_ready(layer):
        return Markup('<span class="quiet">%s</span>') % word(_("The map is being prepared."))
    key = (
        layer.sequence,
        layer.indicator.code,
        layer.period,
        layer.vintage,
        layer.sight,
        word.lang,
        scheme,
    )
    return cast(Markup, kept("small maps", _KEPT).get(key, lambda: _drawn(layer, label, word, scheme)))


def page_map(layer: Layer, label: str, word: Translator) -> Markup:
    """Return the lettered map as a page shows it: once for wide screens, once more for phones."""
    wide = lettered_map(layer, label, word)
    if not wide or are_many(layer):
        return wide
    narrow = lettered_map(layer, label, word, size=_NARROW)
    return Markup('<div class="is-wide">{}</div><div class="is-narrow">{}</div>').format(wide, narrow)


def lettered_map(
    layer: Layer, label: str, word: Translator, *, size: tuple[float, float] = (_WIDTH, _HEIGHT)
) -> Markup:
    """Return a layer's map with names, values and a scale bar, fit for a projector."""
    key = (
        size,
        layer.sequence,
        layer.indicator.code,
        layer.period,
        layer.vintage,
        layer.sight,
        word.lang,
    )
    return cast(Markup, kept("lettered maps", _KEPT).get(key, partial(_lettered, layer, label, word, size)))


def _lettered(layer: Layer, label: str, word: Translator, size: tuple[float, float]) -> Markup:
    width, height = size
    lettering = replace(_LETTERING, group="." if word.lang == "vi" else ",", north=word(_("N")))
    if are_many(layer):
        many = draw_layer(
            layer,
            word,
            width=width,
            height=height,
            lettering=lettering,
            crs=portal().profile.crs,
            thin=thin_outlines(layer),
            label=label,
        )
        return Markup("" if many is None else many.svg)
    units = layer_units(layer, word)
    if not units:
        return Markup("")
    outlines = simplified([unit.outline for unit in units], finest=_FINEST_LETTERED)
    places = sea_places([unit.outline for unit in units])
    drawn = draw_map(
        [replace(unit, outline=outline) for unit, outline in zip(units, outlines, strict=True)],
        width=width,
        height=height,
        crs=crs_with(places, portal().profile.crs),
        lettering=lettering,
        places=places,
        lang=word.lang,
        label=label,
    )
    return Markup(drawn.svg)


def _drawn(layer: Layer, label: str, word: Translator, scheme: Scheme) -> Markup:
    if are_many(layer):
        many = draw_layer(
            layer,
            word,
            crs=portal().profile.crs,
            thin=thin_outlines(layer),
            width=_SMALL_COUNTRY[0],
            height=_SMALL_COUNTRY[1],
            lettering=_LETTERING_SMALL,
            label=label,
            scheme=scheme,
            furnished=False,
            finest=_FINEST_SMALL,
        )
        return Markup("" if many is None else many.svg)
    units = layer_units(layer, word, scheme=scheme)
    if not units:
        return Markup("")
    outlines = simplified([unit.outline for unit in units])
    coarse = [replace(unit, outline=outline) for unit, outline in zip(units, outlines, strict=True)]
    places = sea_places(outlines)
    width, height = _SMALL_COUNTRY if places else _SMALL
    drawn = draw_small_map(
        coarse,
        crs=crs_with(places, portal().profile.crs),
        label=label,
        width=width,
        height=height,
        places=places,
        lang=word.lang,
        look_of=scheme.ground_of,
    )
    return Markup(drawn)


def simplified(outlines: Sequence[BaseGeometry], *, finest: float = _FINEST) -> list[BaseGeometry]:
    """Return outlines with the points that a small map can show; neighbours keep one line between them.

    `finest` is the smallest bend that is kept, as a part of the whole width. Where simplifying would leave
    nothing of an outline, or they are no coverage, they come back as they are.
    """
    left, top, right, bottom = shapely.total_bounds(outlines)
    width = max(right - left, bottom - top)
    if not shapely.coverage_is_valid(outlines):
        return list(outlines)
    coarse = shapely.coverage_simplify(outlines, width * finest)
    return list(outlines) if shapely.is_empty(coarse).any() else list(coarse)


def measure_bar(
    share: Fraction,
    *,
    target: Fraction | None = None,
    district: Fraction | None = None,
    key: str = "missed",
) -> Markup:
    """Return a bar filled to a share (0–1); the number stands beside it in words.

    Parameters
    ----------
    share, target, district : Fraction
        On one scale; the target is a line across the bar, the district's value a small mark under it.
    key : str
        The status whose colour it has.
    """
    line = "" if target is None else f'<path class="bar-target" d="M{_at(target)} -2V8"/>'
    mark = "" if district is None else f'<path class="bar-district" d="M{_at(district)} 7V11"/>'
    return Markup(
        '<svg class="measure" viewBox="0 -2 100 13" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="M0 0H100V6H0Z" class="bar-ground"/>'
        f'<path d="M0 0H{_at(share)}V6H0Z" class="bar-{key}"/>{line}{mark}</svg>'
    )


def _at(share: Fraction) -> str:
    return f"{100 * float(min(max(share, Fraction(0)), Fraction(1))):.2f}".rstrip("0").rstrip(".")
