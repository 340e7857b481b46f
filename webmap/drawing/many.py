"""A drawn map of very many units: one shape for each class, borders once, and what lies in the sea."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.status_classes import STATUS_CLASS, Pattern, StatusClass
from webmap.drawing import symbols
from webmap.drawing.archipelagos import SeaPlace
from webmap.drawing.drawing import Lettering, LookOf, MapDrawing, MapUnit
from webmap.drawing.frame import MapFrame, fit
from webmap.drawing.furniture import ScaleBar, draw_north, draw_scale_bar, north_size, place, scale_bar_size
from webmap.drawing.sea import draw_sea, sea_boxes, sea_room

FINEST = 0.08
"""Millimetres: a bend that is smaller is not seen on paper."""

# Millimetres of a usual unit's side below which borders between units would cover what they part.
_LINES_FROM = 2.2
_LARGEST_CIRCLE = 3.0


@dataclass(frozen=True)
class ManyLayout:
    """Where very many units lie on paper, whatever their values.

    `shapes` are their outlines in millimetres, in the order in which they were given, without bends that
    are not seen; `land` is all of them together.
    """

    frame: MapFrame
    shapes: NDArray[np.object_]
    land: BaseGeometry
    places: tuple[SeaPlace, ...]


def lay_out(
    outlines: Mapping[str, BaseGeometry],
    *,
    width: float,
    height: float,
    crs: str,
    least: float,
    places: Sequence[SeaPlace] = (),
    finest: float = FINEST,
) -> ManyLayout:
    """Return where units lie on a paper.

    Parameters
    ----------
    outlines : mapping of code to Polygon or MultiPolygon
        A valid coverage (EPSG:4326).
    width, height, crs
        As for `draw_map`.
    least : float
        Size in points of the smallest names: those of the places in the sea need room.
    places : sequence of SeaPlace
    finest : float
        Millimetres: smaller bends are left out.
    """
    bottom = sea_room(places, least)
    frame = fit({**outlines, **sea_boxes(places)}, width=width, height=height, crs=crs, bottom=bottom)
    on_paper = np.asarray([frame.outlines[code] for code in outlines], dtype=object)
    shapes = shapely.coverage_simplify(on_paper, finest)
    return ManyLayout(frame, shapes, shapely.coverage_union_all(shapes), tuple(places))


def draw_many(
    units: Sequence[MapUnit],
    layout: ManyLayout,
    *,
    lettering: Lettering,
    lang: str = "vi",
    label: str = "",
    look_of: LookOf = STATUS_CLASS.__getitem__,
    furnished: bool = True,
) -> MapDrawing:
    """Draw a map of units too small for names, signs and borders of their own.

    Parameters
    ----------
    units : sequence of MapUnit
        In the order of the layout; their own outlines are not looked at.
    layout : ManyLayout
        Its places are named in the language `lang`.
    lettering, label, look_of
        As for `draw_map`.
    furnished : bool
        Whether scale bar and north arrow are drawn.

    Returns
    -------
    MapDrawing
        All names are left out; whoever draws says so.
    """
    frame = layout.frame
    inside = (
        _areas(units, layout, look_of)
        + _borders(layout)
        + _circles(units, layout.shapes)
        + draw_sea(layout.places, frame, lettering.least, lang)
    )
    bar = None
    if furnished:
        bar, furniture = _furniture(frame, frame.width, lettering)
        inside += furniture
    svg = symbols.document(
        inside, width=frame.width, height=frame.height, label=label, scalable=not furnished
    )
    return MapDrawing(svg, frame, bar, (), tuple(unit.code for unit in units))


def _areas(units: Sequence[MapUnit], layout: ManyLayout, look_of: LookOf) -> str:
    """Return one shape for each class, over the land in the colour of the class with the most units.

    So no white shines through between classes; edges of their own would make small units smaller.
    """
    keys = np.array([unit.key for unit in units])
    found, counts = np.unique(keys, return_counts=True)
    ground = symbols.path(layout.land)
    fill = look_of(str(found[counts.argmax()])).fill
    parts = [f'<path d="{ground}" fill="{fill}" fill-rule="evenodd"/>']
    for key in found.tolist():
        whole = shapely.coverage_union_all(layout.shapes[keys == key])
        # Dashes around each small unit would be a smear.
        parts.append(symbols.area(whole, _undashed(look_of(key)), step=0.45))
    return "".join(parts)


def _undashed(look: StatusClass) -> StatusClass:
    dashed = look.pattern is Pattern.DASHED_OUTLINE
    return replace(look, pattern=Pattern.SOLID) if dashed else look


def _borders(layout: ManyLayout) -> str:
    shapes = layout.shapes
    bounds = shapely.bounds(shapes)
    side = float(np.median(np.sqrt((bounds[:, 2] - bounds[:, 0]) * (bounds[:, 3] - bounds[:, 1]))))
    line = 'fill="none" stroke-linejoin="round"'
    inner = ""
    if side >= _LINES_FROM:
        lines = shapely.union_all(shapely.boundary(shapes))
        inner = f'<path d="{symbols.path(lines)}" {line} stroke="{symbols.OUTLINE}" stroke-width="0.08"/>'
    land = symbols.path(shapely.boundary(layout.land))
    return f'{inner}<path d="{land}" {line} stroke="{symbols.OUTLINE}" stroke-width="0.14"/>'


def _circles(units: Sequence[MapUnit], shapes: np.ndarray) -> str:
    """Return the circles of counts, the largest first, so that none is hidden."""
    counted = [(unit, shape) for unit, shape in zip(units, shapes, strict=True) if unit.circle is not None]
    counted.sort(key=lambda pair: -pair[0].circle[0] if pair[0].circle is not None else 0)
    parts = []
    for unit, shape in counted:
        assert unit.circle is not None
        share, fill = unit.circle
        at = shapely.point_on_surface(shape)
        parts.append(
            f'<circle cx="{at.x:.2f}" cy="{at.y:.2f}" r="{share * _LARGEST_CIRCLE:.2f}" fill="{fill}" '
            f'fill-opacity="0.9" stroke="{symbols.INK}" stroke-width="0.05"/>'
        )
    return "".join(parts)


def _furniture(frame: MapFrame, width: float, lettering: Lettering) -> tuple[ScaleBar, str]:
    metres, length, bar_width, bar_height = scale_bar_size(frame.scale, width, lettering.least)
    box: BaseGeometry = place(frame, (bar_width, bar_height), "sw se nw ne")
    north = place(frame, north_size(lettering.least + 1), "ne nw se sw", (box,))
    bar = ScaleBar(metres, length, box)
    scale_text = lettering.scale % f"{frame.scale:,.0f}".replace(",", lettering.group)
    drawn = draw_scale_bar(bar, points=lettering.least, scale_text=scale_text)
    return bar, drawn + draw_north(north, points=lettering.least + 1, word=lettering.north)
