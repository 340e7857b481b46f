"""Where a commune lies: the outlines of its vintage with the commune picked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely
from markupsafe import Markup
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.store.units import StoredUnit
from layers.joining.layer import MANY_UNITS
from webmap.drawing.archipelagos import sea_places
from webmap.drawing.frame import fit
from webmap.drawing.layer_drawing import crs_with
from webmap.drawing.sea import draw_sea, sea_boxes
from webmap.drawing.symbols import document, path
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_WIDTH, _HEIGHT = 60.0, 45.0
# How much is shown around a commune of a country: so many times its own size, degrees at least and at most.
_AROUND, _LEAST_AROUND, _MOST_AROUND = 3.0, 0.03, 0.4
_OTHER = 'fill="#eef1f4" stroke="#8a949e" stroke-width="0.2"'
_HERE = 'fill="#1d2327"'
# Neighbours of a real file do not quite meet; a slit narrower than twice this would be drawn as a thick line.
_SLIT = 0.25
# Points of the names in the sea, where the picture is of the country.
_LEAST = 4.5
# Millimetres below which a commune is not found by its shape alone, and of the ring around it then.
_SEEN, _RING, _RING_INK = 2.0, 1.6, "#0b5394"
# A picture of the country is 60 mm wide: what is smaller than this part of it is not seen.
_FINEST = 1 / 400


def locator_map(
    communes: Sequence[StoredUnit], code: str, crs: str, word: Translator, *, district: StoredUnit | None
) -> Markup:
    """Return the map as SVG that takes the width it is given; empty where no outline is known."""
    return Markup(
        draw_locator(
            communes,
            code,
            crs,
            word,
            district=district,
            other='class="locator-other"',
            here='class="locator-here"',
        )
    )


def draw_locator(
    communes: Sequence[StoredUnit],
    code: str,
    crs: str,
    word: Translator,
    *,
    district: StoredUnit | None,
    other: str = _OTHER,
    here: str = _HERE,
) -> str:
    """Return the map as SVG; `other` and `here` say how its two shapes are drawn, by default for paper.

    Of very many communes the outline of the district stands for the others, and a ring is drawn around one
    that is too small to be seen; a picture of the country has its archipelagos.
    """
    outlines = {unit.code: unit.geometry for unit in communes if unit.geometry is not None}
    if code not in outlines:
        return ""
    name = next(unit.name for unit in communes if unit.code == code)
    label = word(_("Where %(commune)s lies in the district"), commune=name)
    if len(outlines) >= MANY_UNITS:
        known = None if district is None else district.geometry
        whole = known if known is not None else shapely.union_all(list(outlines.values()))
        inside = _among_many(outlines[code], whole, crs, word.lang, other=other, here=here)
    else:
        near = _around(code, outlines)
        frame = fit(near, width=_WIDTH, height=_HEIGHT, crs=crs, margin=1, round_scale=False)
        others = _without_slits([shape for key, shape in frame.outlines.items() if key != code])
        inside = f'<path {other} d="{path(others)}"/><path {here} d="{path(frame.outlines[code])}"/>'
    return document(inside, width=_WIDTH, height=_HEIGHT, label=label, scalable=True)


def _around(code: str, outlines: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the outlines; of a whole country, where a commune is a dot, those around it.

    So it is no map of the country, which would have to show the archipelagos.
    """
    if not sea_places(list(outlines.values())):
        return dict(outlines)
    west, south, east, north = outlines[code].bounds
    around = min(max(_AROUND * max(east - west, north - south), _LEAST_AROUND), _MOST_AROUND)
    window = shapely.box(west - around, south - around, east + around, north + around)
    near = {one: shape for one, shape in outlines.items() if shapely.intersects(window, shape)}
    return {one: shapely.intersection(shapely.make_valid(shape), window) for one, shape in near.items()}


def _without_slits(outlines: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the outlines as one shape, closed where neighbours leave a slit between them."""
    wider = shapely.buffer(shapely.union_all(outlines), _SLIT, join_style="mitre")
    return shapely.buffer(wider, -_SLIT, join_style="mitre")


def _among_many(
    commune: BaseGeometry, whole: BaseGeometry, crs: str, lang: str, *, other: str, here: str
) -> str:
    places = sea_places([whole])
    shapes = {"whole": _coarse(whole), "commune": commune, **sea_boxes(places)}
    frame = fit(
        shapes,
        width=_WIDTH,
        height=_HEIGHT,
        crs=crs_with(places, crs),
        margin=1,
        bottom=3 if places else 0,
        round_scale=False,
    )
    drawn = frame.outlines["commune"]
    inside = f'<path {other} d="{path(frame.outlines["whole"])}"/>{draw_sea(places, frame, _LEAST, lang)}'
    inside += f'<path {here} d="{path(drawn)}"/>'
    left, top, right, bottom = drawn.bounds
    if max(right - left, bottom - top) < _SEEN:
        x, y = (left + right) / 2, (top + bottom) / 2
        ring = f'fill="none" stroke="{_RING_INK}" stroke-width="0.4"'
        inside += f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{_RING}" {ring}/>'
    return inside


def _coarse(whole: BaseGeometry) -> BaseGeometry:
    """Return an outline without gaps between its units and without what is not seen in a small picture."""
    west, south, east, north = whole.bounds
    finest = max(east - west, north - south) * _FINEST
    shells = [Polygon(part.exterior) for part in shapely.get_parts(whole) if isinstance(part, Polygon)]
    coarse = shapely.simplify([shell for shell in shells if shell.length > 4 * finest] or shells, finest)
    return MultiPolygon([part for part in coarse.tolist() if not part.is_empty])
