"""What status and state look like on a map: fills, hatches, dots, dashed outlines and signs, as SVG shapes.

Hatches and dots are cut out with shapely instead of SVG's `<pattern>`: a page with five maps then needs no
ids, and every program that reads SVG draws them alike. All lengths are millimetres.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from layers.status_classes import STATUS_CLASS, Pattern, Sign, StatusClass
from webmap.drawing.typeface import FAMILY, MM_PER_POINT

INK = "#1d2327"
GREY = "#5a6570"
OUTLINE = "#555555"
OUTLINE_WIDTH = 0.18
DISTRICT_WIDTH = 0.53
_HATCH_STEP, _DOT_STEP, _DOT_RADIUS = 1.7, 1.7, 0.22
_DASH_INSET = 0.9


def area(outline: BaseGeometry, look: StatusClass, *, title: str = "", step: float = 1.0) -> str:
    """Return an area with its fill and pattern; `title` is what browsers say of it.

    Parameters
    ----------
    outline : Polygon or MultiPolygon
        In millimetres.
    look : StatusClass
    title : str
    step : float
        How wide the pattern is, 1 for a sheet; small pictures take less.
    """
    said = f"<title>{escaped(title)}</title>" if title else ""
    shape = f'<path d="{path(outline)}" fill="{look.fill}" fill-rule="evenodd"/>'
    return f'<g data-class="{look.key}">{said}{shape}{_pattern(outline, look.pattern, step)}</g>'


def borders(outline: BaseGeometry, *, step: float = 1.0) -> str:
    """Return the border of an area, with a white edge so that two dark neighbours stay apart."""
    line = f'<path d="{path(outline)}" fill="none" stroke-linejoin="round"'
    white = f'{line} stroke="#ffffff" stroke-width="{2.6 * OUTLINE_WIDTH * step:.2f}"/>'
    return f'{white}{line} stroke="{OUTLINE}" stroke-width="{OUTLINE_WIDTH * step:.2f}"/>'


def sign(kind: Sign, x: float, y: float, size: float) -> str:
    """Return a sign centred at a point, with a white edge so that it stands on any fill."""
    if kind is Sign.NONE:
        return ""
    shapes = _SIGNS[kind](x, y, size / 2)
    edge = "".join(f'<path d="{d}" {_WHITE_EDGE}/>' for d in shapes)
    return edge + "".join(f'<path d="{d}" {_style(kind, size)}/>' for d in shapes)


def swatch(key: str, *, width: float = 9.0, height: float = 5.0) -> str:
    """Return the legend's box of a status or state as an SVG document, drawn as the map draws it."""
    look = STATUS_CLASS[key]
    box = shapely.box(0.2, 0.2, width - 0.2, height - 0.2)
    inside = area(box, look) + borders(box) + sign(look.sign, width / 2, height / 2, height * 0.62)
    return document(inside, width=width, height=height)


def document(inside: str, *, width: float, height: float, label: str = "", scalable: bool = False) -> str:
    """Return an SVG document of a size in millimetres; a scalable one takes the width it is given."""
    said = f' role="img" aria-label="{escaped(label)}"' if label else ""
    size = "" if scalable else f' width="{width:g}mm" height="{height:g}mm"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"{size}{said}>'
        f"{inside}</svg>"
    )


def text_line(
    text: str,
    x: float,
    y: float,
    *,
    points: float,
    anchor: str = "start",
    weight: int = 400,
    halo: bool = True,
) -> str:
    """Return a line of text on its baseline, with a white halo of one point."""
    around = (
        f' stroke="#ffffff" stroke-width="{2 * MM_PER_POINT:.2f}" stroke-linejoin="round" '
        'paint-order="stroke"'
        if halo
        else ""
    )
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FAMILY}, sans-serif" '
        f'font-size="{points * MM_PER_POINT:.3f}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{INK}"{around}>'
        f"{escaped(text)}</text>"
    )


def path(shape: BaseGeometry) -> str:
    """Return the path of polygons or lines, to a hundredth of a millimetre."""
    parts = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            parts += [_points(shapely.get_coordinates(ring)[:-1]) + "Z" for ring in rings]
        elif part.geom_type == "LineString":
            parts.append(_points(shapely.get_coordinates(part)))
    return "".join(parts)


def escaped(text: str) -> str:
    """Return a text that SVG takes for text, in an attribute too."""
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(mark, entity)
    return "".join(letter for letter in text if letter >= " ")


def _points(points: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _pattern(outline: BaseGeometry, pattern: Pattern, step: float) -> str:
    if pattern is Pattern.HATCH:
        lines = path(shapely.intersection(_hatch(outline, _HATCH_STEP * step), shapely.make_valid(outline)))
        return f'<path d="{lines}" fill="none" stroke="{GREY}" stroke-width="{0.2 * step:.2f}"/>'
    if pattern is Pattern.DOTS:
        return f'<path d="{_dots(outline, step)}" fill="{GREY}"/>'
    if pattern is Pattern.DASHED_OUTLINE:
        # Dashes along every bend of a river would be a smear: they follow the outline's run.
        inner = shapely.boundary(shapely.buffer(shapely.simplify(outline, 0.5 * step), -_DASH_INSET * step))
        return (
            f'<path d="{path(inner)}" fill="none" stroke="{GREY}" stroke-width="{0.35 * step:.2f}" '
            f'stroke-dasharray="{1.6 * step:.2f} {1.1 * step:.2f}"/>'
        )
    return ""


def _hatch(outline: BaseGeometry, step: float) -> BaseGeometry:
    """Return lines at 45° over the outline, at places of the paper, so that neighbours' hatches join."""
    left, top, right, bottom = outline.bounds
    gap = step * math.sqrt(2)
    first, last = math.floor((left + top) / gap), math.ceil((right + bottom) / gap)
    lines = [
        LineString([(total - top, top), (total - bottom, bottom)])
        for total in (n * gap for n in range(first, last + 1))
    ]
    return MultiLineString(lines)


def _dots(outline: BaseGeometry, step: float) -> str:
    apart, radius = _DOT_STEP * step, _DOT_RADIUS * step
    left, top, right, bottom = outline.bounds
    xs = np.arange(math.floor(left / apart), math.ceil(right / apart) + 1) * apart
    ys = np.arange(math.floor(top / apart), math.ceil(bottom / apart) + 1) * apart
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    inside = shapely.contains_xy(shapely.buffer(outline, -radius), x, y)
    return "".join(_circle(a, b, radius) for a, b in zip(x[inside], y[inside], strict=True))


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r:.2f} {y:.2f}a{r:.2f} {r:.2f} 0 1 0 {2 * r:.2f} 0a{r:.2f} {r:.2f} 0 1 0 {-2 * r:.2f} 0Z"


def _ring(x: float, y: float, r: float) -> tuple[str, ...]:
    return (_circle(x, y, r * 0.8),)


def _rings(x: float, y: float, r: float) -> tuple[str, ...]:
    return (_circle(x - r * 0.55, y, r * 0.6), _circle(x + r * 0.55, y, r * 0.6))


def _triangle(x: float, y: float, r: float) -> tuple[str, ...]:
    return (
        _points(np.array([(x, y - r * 0.85), (x + r * 0.95, y + r * 0.75), (x - r * 0.95, y + r * 0.75)]))
        + "Z",
    )


def _cross(x: float, y: float, r: float) -> tuple[str, ...]:
    a = r * 0.72
    return (
        _points(np.array([(x - a, y - a), (x + a, y + a)]))
        + _points(np.array([(x - a, y + a), (x + a, y - a)])),
    )


def _hourglass(x: float, y: float, r: float) -> tuple[str, ...]:
    a, b = r * 0.68, r * 0.88
    return (_points(np.array([(x - a, y - b), (x + a, y - b), (x - a, y + b), (x + a, y + b)])) + "Z",)


_SIGNS = {
    Sign.CIRCLE: _ring,
    Sign.TWO_CIRCLES: _rings,
    Sign.TRIANGLE: _triangle,
    Sign.CROSS: _cross,
    Sign.HOURGLASS: _hourglass,
}
_WHITE_EDGE = 'fill="none" stroke="#ffffff" stroke-width="1.1" stroke-linejoin="round" stroke-linecap="round"'


def _style(kind: Sign, size: float) -> str:
    """Lines for rings and crosses, ink for the others: they differ in shape and in weight."""
    width = max(0.35, size * 0.16)
    if kind in (Sign.TRIANGLE, Sign.HOURGLASS):
        return f'fill="{INK}" stroke="none"'
    fill = "none" if kind is Sign.CROSS else "#ffffff"
    return f'fill="{fill}" stroke="{INK}" stroke-width="{width:.2f}" stroke-linecap="round"'
