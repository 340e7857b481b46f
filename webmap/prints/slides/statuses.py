"""Status and state on a slide: fills and patterns that PowerPoint knows, signs as letters or as shapes.

Signs are shapes in the legend. In the cells of a table, which people sort and copy, they are letters that
Arial has, so that a grey copy still tells the statuses apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.shapes.group import GroupShape
from pptx.util import Mm, Pt

from layers.status_classes import STATUS_CLASS, Pattern, Sign
from webmap.drawing.symbols import GREY, INK, OUTLINE
from webmap.prints.slides.layout import Box
from webmap.prints.slides.lettering import colour
from webmap.prints.slides.shapes import flatten

SIGN_LETTERS: Mapping[Sign, str] = {
    Sign.NONE: "",
    Sign.CIRCLE: "○",
    Sign.TWO_CIRCLES: "○○",
    Sign.TRIANGLE: "▲",
    Sign.CROSS: "×",
    Sign.HOURGLASS: "►◄",
}
"""Signs as letters that Arial and Liberation Sans have."""

_PATTERNS = {Pattern.HATCH: "wdUpDiag", Pattern.DOTS: "pct10"}
_SHAPES: Mapping[Sign, tuple[tuple[MSO_SHAPE, float, float, float], ...]] = {
    Sign.NONE: (),
    Sign.CIRCLE: ((MSO_SHAPE.OVAL, 0.0, 0.8, 0.8),),
    Sign.TWO_CIRCLES: ((MSO_SHAPE.OVAL, -0.42, 0.7, 0.7), (MSO_SHAPE.OVAL, 0.42, 0.7, 0.7)),
    Sign.TRIANGLE: ((MSO_SHAPE.ISOSCELES_TRIANGLE, 0.0, 1.0, 0.9),),
    Sign.CROSS: ((MSO_SHAPE.MATH_MULTIPLY, 0.0, 1.5, 1.5),),
    Sign.HOURGLASS: ((MSO_SHAPE.FLOWCHART_COLLATE, 0.0, 0.75, 1.0),),
}
"""Shapes of each sign: kind, place to the right of the middle, width and height, in sizes of the sign."""


def sign_letters(key: str) -> str:
    """Return the sign of a status or state as letters; empty where it has none."""
    return SIGN_LETTERS[STATUS_CLASS[key].sign]


def fill_xml(key: str) -> etree._Element:
    """Return the fill of a status or state as DrawingML: solid, hatched or dotted."""
    look = STATUS_CLASS[key]
    pattern = _PATTERNS.get(look.pattern)
    if pattern is None:
        return _solid(look.fill)
    found = etree.Element(qn("a:pattFill"), {"prst": pattern})
    for tag, value in (("a:fgClr", GREY), ("a:bgClr", look.fill)):
        etree.SubElement(etree.SubElement(found, qn(tag)), qn("a:srgbClr")).set("val", _bare(value))
    return found


def line_xml(key: str | None, *, points: float, dashed: bool = False) -> etree._Element:
    """Return an outline as DrawingML; dashed for a status that is drawn so."""
    found = _line(INK if key is None else OUTLINE, points)
    is_dashed = dashed or (key is not None and STATUS_CLASS[key].pattern is Pattern.DASHED_OUTLINE)
    etree.SubElement(found, qn("a:prstDash")).set("val", "dash" if is_dashed else "solid")
    return found


def add_swatch(group: GroupShape, box: Box, key: str) -> None:
    """Draw the legend's box of a status or state with its sign, as shapes of a group."""
    look = STATUS_CLASS[key]
    field = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
    _draw(field, fill_xml(key), line_xml(key, points=0.75))
    size = box.height * 0.62
    for shape, shift, width, height in _SHAPES[look.sign]:
        middle, level = box.left + box.width / 2 + shift * size, box.top + box.height / 2
        w, h = width * size, height * size
        sign = group.shapes.add_shape(shape, Mm(middle - w / 2), Mm(level - h / 2), Mm(w), Mm(h))
        # As on the map: rings are white with a line of ink, the others ink with a white edge.
        ring = look.sign in (Sign.CIRCLE, Sign.TWO_CIRCLES)
        fill, edge = ("#ffffff", INK) if ring else (INK, "#ffffff")
        _draw(sign, _solid(fill), _line(edge, 0.75))


def _draw(shape: Any, fill: etree._Element, line: etree._Element) -> None:
    flatten(shape)
    properties = shape._element.spPr
    properties.append(fill)
    properties.append(line)


def _solid(value: str) -> etree._Element:
    found = etree.Element(qn("a:solidFill"))
    etree.SubElement(found, qn("a:srgbClr")).set("val", _bare(value))
    return found


def _line(value: str, points: float) -> etree._Element:
    found = etree.Element(qn("a:ln"), {"w": str(Pt(points))})
    found.append(_solid(value))
    return found


def _bare(value: str) -> str:
    return str(colour(value))
