"""Fills and signs of the status legend for Leaflet, which draws paths: patterns are named, signs are cut in.

Signs are the print's own shapes (`webmap.drawing.symbols`), so that screen and paper show the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from layers.status_classes import STATUS_CLASSES, Pattern, Sign, StatusClass
from webmap.drawing import symbols

OUTLINE = symbols.OUTLINE
OUTLINE_ON_DARK = "#d3b4b9"
# Squares of pixels that repeat; the distance of lines and dots is about that of the legend's boxes.
_TILES = {
    Pattern.HATCH: (
        '<rect width="8" height="8" fill="{fill}"/>'
        '<path d="M-2 2 2 -2M0 8 8 0M6 10 10 6" stroke="{ink}" stroke-width="1"/>'
    ),
    Pattern.DOTS: (
        '<rect width="7" height="7" fill="{fill}"/><circle cx="3.5" cy="3.5" r="0.9" fill="{ink}"/>'
    ),
}
_SIDES = {Pattern.HATCH: 8, Pattern.DOTS: 7}
_SIGN_BOX = 6.0


def fill_of(one: StatusClass) -> str:
    """Return what a path of this class is filled with: its colour, or the address of its pattern."""
    return f"url(#pattern-{one.key})" if one.pattern in _TILES else one.fill


def definitions(looks: Sequence[StatusClass] = ()) -> Markup:
    """Return the hidden SVG with the patterns, once a document; `looks` are others than statuses'."""
    patterns = "".join(
        f'<pattern id="pattern-{one.key}" width="{_SIDES[one.pattern]}" height="{_SIDES[one.pattern]}" '
        f'patternUnits="userSpaceOnUse">'
        f"{_TILES[one.pattern].format(fill=one.fill, ink=symbols.GREY)}</pattern>"
        for one in (*STATUS_CLASSES, *looks)
        if one.pattern in _TILES
    )
    return Markup(
        f'<svg class="definitions" width="0" height="0" aria-hidden="true"><defs>{patterns}</defs></svg>'
    )


def sign_svg(one: StatusClass) -> Markup:
    """Return a class's sign as a small picture; empty where it has none."""
    if one.sign is Sign.NONE:
        return Markup()
    shape = symbols.sign(one.sign, _SIGN_BOX / 2, _SIGN_BOX / 2, _SIGN_BOX * 0.75)
    drawn = symbols.document(shape, width=_SIGN_BOX, height=_SIGN_BOX, scalable=True)
    return Markup(f'<span class="sign" aria-hidden="true">{drawn}</span>')
