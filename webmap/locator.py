"""Where a commune lies: the outlines of its vintage with the commune picked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geodata.store.units import StoredUnit
from webmap.archipelagos import sea_places
from webmap.mapdrawing.frame import fit
from webmap.mapdrawing.symbols import document, path
from webmap.portal import portal
from webmap.translations import Translator
from webmap.translations import marked as _

_WIDTH, _HEIGHT = 60.0, 45.0
# How much is shown around a commune of a country: so many times its own size, degrees at least and at most.
_AROUND, _LEAST_AROUND, _MOST_AROUND = 3.0, 0.03, 0.4
_OTHER = 'fill="#eef1f4" stroke="#8a949e" stroke-width="0.2"'
_HERE = 'fill="#1d2327"'


def locator_map(communes: Sequence[StoredUnit], code: str, word: Translator) -> Markup:
    """Return the map as SVG that takes the width it is given; empty where no outline is known."""
    return Markup(
        draw_locator(
            communes,
            code,
            portal().profile.crs,
            word,
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
    other: str = _OTHER,
    here: str = _HERE,
) -> str:
    """Return the map as SVG; `other` and `here` say how its two shapes are drawn, by default for paper."""
    outlines = {unit.code: unit.geometry for unit in communes if unit.geometry is not None}
    if code not in outlines:
        return ""
    outlines = _around(code, outlines)
    frame = fit(outlines, width=_WIDTH, height=_HEIGHT, crs=crs, margin=1, round_scale=False)
    name = next(unit.name for unit in communes if unit.code == code)
    others = shapely.union_all([shape for key, shape in frame.outlines.items() if key != code])
    inside = f'<path {other} d="{path(others)}"/><path {here} d="{path(frame.outlines[code])}"/>'
    label = word(_("Where %(commune)s lies in the district"), commune=name)
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
