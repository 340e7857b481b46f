"""Signs and patterns of the status legend as SVG, drawn alike on the map and in the legend beside it."""

from __future__ import annotations

from markupsafe import Markup

from layers.status_classes import STATUS_CLASSES, Pattern, Sign, StatusClass

# In a square of 16; the ink is the colour of the text around it.
_SHAPES = {
    Sign.CIRCLE: '<circle cx="8" cy="8" r="5" fill="currentColor"/>',
    Sign.TWO_CIRCLES: (
        '<circle cx="4.2" cy="8" r="3.6" fill="currentColor"/>'
        '<circle cx="11.8" cy="8" r="3.6" fill="currentColor"/>'
    ),
    Sign.TRIANGLE: '<path d="M8 2 14.5 13.5H1.5Z" fill="currentColor"/>',
    Sign.CROSS: (
        '<path d="M3 3 13 13M13 3 3 13" fill="none" stroke="currentColor" stroke-width="3" '
        'stroke-linecap="round"/>'
    ),
    Sign.HOURGLASS: '<path d="M3 2H13L8 8 13 14H3L8 8Z" fill="currentColor"/>',
}
_TILES = {
    Pattern.HATCH: (
        '<rect width="8" height="8" fill="{fill}"/>'
        '<path d="M-2 2 2 -2M0 8 8 0M6 10 10 6" stroke="#8a939c" stroke-width="1.2"/>'
    ),
    Pattern.DOTS: (
        '<rect width="8" height="8" fill="{fill}"/>'
        '<circle cx="2" cy="2" r="1" fill="#5a6570"/><circle cx="6" cy="6" r="1" fill="#5a6570"/>'
    ),
}
OUTLINE = "#555555"


def fill_of(one: StatusClass) -> str:
    """Return what a shape of this class is filled with: its colour, or the address of its pattern."""
    return f"url(#pattern-{one.key})" if one.pattern in _TILES else one.fill


def definitions() -> Markup:
    """Return the hidden SVG that a document needs once: patterns and signs, to be used by name."""
    patterns = "".join(
        f'<pattern id="pattern-{one.key}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f"{_TILES[one.pattern].format(fill=one.fill)}</pattern>"
        for one in STATUS_CLASSES
        if one.pattern in _TILES
    )
    signs = "".join(
        f'<symbol id="sign-{sign}" viewBox="0 0 16 16">{shape}</symbol>' for sign, shape in _SHAPES.items()
    )
    return Markup(
        '<svg class="definitions" width="0" height="0" aria-hidden="true">'
        f"<defs>{patterns}{signs}</defs></svg>"
    )


def sign_svg(one: StatusClass) -> Markup:
    """Return a class's sign as a small picture in the class's ink; empty where it has none."""
    if one.sign is Sign.NONE:
        return Markup()
    return Markup(
        f'<svg class="sign" width="13" height="13" viewBox="0 0 16 16" color="{one.text}" aria-hidden="true">'
        f'<use href="#sign-{one.sign}"/></svg>'
    )


def swatch_svg(one: StatusClass) -> Markup:
    """Return a class's square for the legend: fill, outline and sign as on the map."""
    dashed = one.pattern is Pattern.DASHED_OUTLINE
    line = 'stroke-width="1.5" stroke-dasharray="4 3"' if dashed else 'stroke-width="0.75"'
    sign = (
        ""
        if one.sign is Sign.NONE
        else f'<use href="#sign-{one.sign}" x="7.5" y="4.5" width="13" height="13"/>'
    )
    return Markup(
        '<svg class="swatch" width="28" height="22" viewBox="0 0 28 22" aria-hidden="true" '
        f'color="{one.text}">'
        f'<rect data-key="{one.key}" x="1" y="1" width="26" height="20" fill="{fill_of(one)}" '
        f'stroke="{OUTLINE}" {line}/>{sign}</svg>'
    )
