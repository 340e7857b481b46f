"""A map as SVG: outlines with the fill, pattern and sign of their class, names, values, scale bar and north.

It is the same drawing on paper, in downloads and, small, on the overview. Everything in it is a shape or a
text: no style sheet, no id, no script, no picture; so it obeys any Content-Security-Policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from layers.status_classes import STATUS_CLASS, Sign, StatusClass
from webmap.drawing import symbols
from webmap.drawing.archipelagos import SeaPlace
from webmap.drawing.frame import MapFrame, fit
from webmap.drawing.furniture import ScaleBar, draw_north, draw_scale_bar, north_size, place, scale_bar_size
from webmap.drawing.labels import LINE_HEIGHT, Placed, Wanted, place_labels, sign_size
from webmap.drawing.sea import draw_sea, sea_boxes, sea_room, sea_taken, without_sea
from webmap.drawing.typeface import MM_PER_POINT, text_width

_SLIVER = 0.8
_LARGEST_CIRCLE, _LARGEST_ON_PAPER = 3.0, 6.5
# Points of the sea's names on a small map, whose own units are not those of paper.
_SMALL_NAMES = 5.0
LookOf = Callable[[str], StatusClass]


@dataclass(frozen=True)
class MapUnit:
    """A unit to draw: outline in EPSG:4326, class (a status or a state), name without type, value in words.

    `title` is what a browser says when the pointer rests on it. `circle` is the radius (as a part of the
    largest one) and the fill of a circle that stands for a count.
    """

    code: str
    outline: BaseGeometry
    key: str
    name: str
    value: str = ""
    title: str = ""
    circle: tuple[float, str] | None = None


@dataclass(frozen=True)
class Lettering:
    """What is written on a map, and how large: `names` and `least` in points.

    `fold` is where the sheet is folded, in millimetres from the left edge of the frame.
    """

    names: float = 9.0
    least: float = 8.0
    north: str = "N"
    scale: str = "1:%s"
    group: str = " "
    fold: float | None = None


@dataclass(frozen=True)
class MapDrawing:
    """A drawn map: the SVG text, its scale, scale bar and the codes of units whose name found no place."""

    svg: str
    frame: MapFrame
    bar: ScaleBar | None = None
    labels: tuple[Placed, ...] = ()
    left_out: tuple[str, ...] = field(default=())


def draw_map(
    units: Sequence[MapUnit],
    *,
    width: float,
    height: float,
    crs: str,
    lettering: Lettering,
    places: Sequence[SeaPlace] = (),
    lang: str = "vi",
    label: str = "",
    look_of: LookOf = STATUS_CLASS.__getitem__,
) -> MapDrawing:
    """Draw a map for paper: a round scale, names and values, scale bar, north arrow.

    Parameters
    ----------
    units : sequence of MapUnit
        At least one with an outline.
    width, height : float
        Millimetres.
    crs : str
        The projected system it is drawn in, such as ``"EPSG:5899"``.
    lettering : Lettering
    places : sequence of SeaPlace
        What a map of the country shows in the sea, named in the language `lang`; the map has room for it.
    label : str
        What the map shows, for those who cannot see it.
    look_of : callable
        Returns how a unit's class looks; by default those of statuses and states.
    """
    whole, bar, north = _furnished(units, width, height, crs, lettering, places)
    frame = without_sea(whole) if places else whole
    taken = [bar.box.buffer(0.8), north.buffer(0.8), *sea_taken(places, whole, lettering.least, lang)]
    if lettering.fold is not None:
        taken.append(shapely.box(lettering.fold - 2, 0, lettering.fold + 2, height))
    wanted = [_wanted(unit, look_of) for unit in units if unit.code in frame.outlines]
    labels, left_out = place_labels(
        wanted,
        dict(frame.outlines),
        points=lettering.names,
        least=lettering.least,
        frame=(width, height),
        land=frame.land,
        taken=taken,
    )
    by_code = {unit.code: unit for unit in units}
    scale_text = lettering.scale % f"{frame.scale:,.0f}".replace(",", lettering.group)
    inside = (
        _land(units, frame, step=1.0, look_of=look_of)
        + draw_sea(places, whole, lettering.least, lang)
        + "".join(_circle_of(unit, frame.outlines[unit.code]) for unit in units if unit.circle is not None)
        + "".join(_leader(placed) for placed in labels)
        + "".join(_label(placed, look_of(by_code[placed.wanted.code].key).sign) for placed in labels)
        + draw_scale_bar(bar, points=lettering.least, scale_text=scale_text)
        + draw_north(north, points=lettering.least + 1, word=lettering.north)
    )
    svg = symbols.document(inside, width=width, height=height, label=label)
    return MapDrawing(svg, frame, bar, labels, left_out)


def draw_small_map(
    units: Sequence[MapUnit],
    *,
    crs: str,
    label: str,
    width: float = 60,
    height: float = 45,
    places: Sequence[SeaPlace] = (),
    lang: str = "vi",
    look_of: LookOf = STATUS_CLASS.__getitem__,
) -> str:
    """Draw a small map for a page, as SVG that takes the width it is given: fills, patterns and signs only.

    Parameters
    ----------
    units, crs, label
        As for `draw_map`; a unit's `title` is said when the pointer rests on it.
    width, height : float
        The proportions, and how coarse patterns and signs are in them.
    places, lang
        As for `draw_map`.
    look_of : callable
        Returns how a unit's class looks; by default those of statuses and states.
    """
    whole = fit(
        {unit.code: unit.outline for unit in units} | sea_boxes(places),
        width=width,
        height=height,
        crs=crs,
        margin=1,
        bottom=sea_room(places, _SMALL_NAMES),
        round_scale=False,
    )
    frame = without_sea(whole) if places else whole
    signs = [draw_sea(places, whole, _SMALL_NAMES, lang)]
    for unit in units:
        outline = frame.outlines.get(unit.code)
        if outline is not None:
            circle = shapely.maximum_inscribed_circle(outline, tolerance=0.1)
            x, y = circle.coords[0]
            size = min(3.4, 1.5 * circle.length)
            signs.append(symbols.sign(look_of(unit.key).sign, x, y, size))
            signs.append(_counted(unit, x, y))
    inside = _land(units, frame, step=0.8, look_of=look_of) + "".join(signs)
    return symbols.document(inside, width=width, height=height, label=label, scalable=True)


def _furnished(
    units: Sequence[MapUnit],
    width: float,
    height: float,
    crs: str,
    lettering: Lettering,
    places: Sequence[SeaPlace],
) -> tuple[MapFrame, ScaleBar, BaseGeometry]:
    """Fit the map; where bar or arrow would cover land, fit it again above a strip kept free for them."""
    outlines = {unit.code: unit.outline for unit in units} | sea_boxes(places)
    for strip in (0.0, 15.0):
        bottom = max(strip, sea_room(places, lettering.least))
        frame = fit(outlines, width=width, height=height, crs=crs, bottom=bottom)
        metres, length, bar_width, bar_height = scale_bar_size(frame.scale, width, lettering.least)
        box = place(frame, (bar_width, bar_height), "sw se nw ne")
        north = place(frame, north_size(lettering.least + 1), "ne nw se sw", (box,))
        if not frame.land.intersects(box) and not frame.land.intersects(north):
            break
    return frame, ScaleBar(metres, length, box), north


def _wanted(unit: MapUnit, look_of: LookOf) -> Wanted:
    return Wanted(unit.code, unit.name, unit.value, look_of(unit.key).sign is not Sign.NONE)


def _circle_of(unit: MapUnit, outline: BaseGeometry) -> str:
    x, y = shapely.maximum_inscribed_circle(outline, tolerance=0.1).coords[0]
    return _counted(unit, x, y, _LARGEST_ON_PAPER)


def _counted(unit: MapUnit, x: float, y: float, largest: float = _LARGEST_CIRCLE) -> str:
    """Draw the circle of a count, if the unit has one."""
    if unit.circle is None:
        return ""
    share, fill = unit.circle
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{share * largest:.2f}" fill="{fill}" '
        f'stroke="{symbols.INK}" stroke-width="0.15"/>'
    )


def _land(
    units: Sequence[MapUnit],
    frame: MapFrame,
    *,
    step: float,
    look_of: LookOf = STATUS_CLASS.__getitem__,
) -> str:
    areas = "".join(
        symbols.area(frame.outlines[unit.code], look_of(unit.key), title=unit.title, step=step)
        for unit in units
        if unit.code in frame.outlines
    )
    areas += "".join(symbols.borders(outline, step=step) for outline in frame.outlines.values())
    # Slivers between neighbours of real files are no border of the district.
    closed = shapely.buffer(shapely.buffer(frame.land, _SLIVER), -_SLIVER)
    edge = symbols.path(shapely.boundary(closed))
    return areas + (
        f'<path d="{edge}" fill="none" stroke="{symbols.OUTLINE}" '
        f'stroke-width="{symbols.DISTRICT_WIDTH * step:.2f}" stroke-linejoin="round"/>'
    )


def _leader(placed: Placed) -> str:
    if placed.leader is None:
        return ""
    (x1, y1), (x2, y2) = placed.leader
    line = f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}" fill="none"'
    return (
        f'{line} stroke="#ffffff" stroke-width="0.9"/>{line} stroke="{symbols.INK}" stroke-width="0.25"/>'
        f'<circle cx="{x1:.2f}" cy="{y1:.2f}" r="0.6" fill="{symbols.INK}" stroke="#ffffff" '
        'stroke-width="0.2"/>'
    )


def _label(placed: Placed, sign: Sign) -> str:
    """Write the name, and under it sign and value, in the middle of the label's rectangle."""
    row = placed.points * MM_PER_POINT * LINE_HEIGHT
    y = placed.y - placed.height / 2 + row * 0.79
    parts = []
    for line in placed.lines:
        parts.append(symbols.text_line(line, placed.x, y, points=placed.points, anchor="middle", weight=700))
        y += row
    size = sign_size(placed.points) if placed.wanted.has_sign else 0.0
    gap = 0.6 if size and placed.wanted.value else 0.0
    left = placed.x - (size + gap + text_width(placed.wanted.value, points=placed.points, bold=True)) / 2
    if size:
        parts.append(symbols.sign(sign, left + size / 2, y - row * 0.29, size))
    if placed.wanted.value:
        parts.append(
            symbols.text_line(placed.wanted.value, left + size + gap, y, points=placed.points, weight=500)
        )
    return "".join(parts)
