"""The legend's boxes of a drawn layer on a page: statuses, coloured classes, circles by size."""

from __future__ import annotations

from markupsafe import Markup

from layers.status_classes import STATUS_CLASS, Pattern
from webmap.choropleth.difference_document import look_of
from webmap.choropleth.scheme import LARGEST_RADIUS, Scheme
from webmap.drawing.symbols import GREY, OUTLINE
from webmap.status_marks import status_swatch

_WIDTH, _HEIGHT = 30, 17


def swatch(scheme: Scheme, key: str, radius: float = 0.0) -> Markup:
    """Return the box of a legend line; with a radius in pixels the circle of that size."""
    if key in STATUS_CLASS:
        return status_swatch(key)
    fill = scheme.look_of(key).fill
    if radius:
        return circle(fill, radius)
    return Markup(
        f'<span class="swatch" aria-hidden="true"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<rect x="0.5" y="0.5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" fill="{fill}" '
        f'stroke="{OUTLINE}"/></svg></span>'
    )


def circle(fill: str, radius: float) -> Markup:
    """Return a circle of a radius in pixels, as wide as the largest one so that all stand in one line."""
    side, height = 2 * (LARGEST_RADIUS + 1), 2 * (radius + 1)
    return Markup(
        f'<span class="swatch swatch-circle" aria-hidden="true">'
        f'<svg width="{side:g}" height="{height:g}" viewBox="0 0 {side:g} {height:g}">'
        f'<circle cx="{side / 2:g}" cy="{height / 2:g}" r="{radius:g}" fill="{fill}" '
        f'stroke="{OUTLINE}"/></svg></span>'
    )


def difference_swatch(key: str) -> Markup:
    """Return the box of a class of a difference: its colour, hatched where it falls."""
    if key in STATUS_CLASS:
        return status_swatch(key)
    look = look_of(key)
    hatch = (
        f'<path d="M-2 11 9 0M-2 19 17 0M4 21 25 0M12 21 31 2M20 21 31 10" stroke="{GREY}" fill="none"/>'
        if look.pattern is Pattern.HATCH
        else ""
    )
    return Markup(
        f'<span class="swatch" aria-hidden="true"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<rect x="0.5" y="0.5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" fill="{look.fill}" '
        f'stroke="{OUTLINE}"/>{hatch}</svg></span>'
    )
