"""How a status or state looks on a page: the legend's box, its sign alone, its style sheet.

A page writes each shape once, at its end, and refers to it wherever it stands: a table of 600 cells would be
half a megabyte otherwise. The shapes are those of the maps (`webmap.drawing.symbols`).
"""

from __future__ import annotations

from flask import Flask, g, render_template
from markupsafe import Markup

from layers.status_classes import STATUS_CLASS, STATUS_CLASSES, Pattern, Sign, StatusClass
from webmap.drawing import symbols
from webmap.drawing.symbols import GREY, OUTLINE
from webmap.pages.language import current_translator
from webmap.words.layer import say_legend
from webmap.words.scheme import LARGEST_RADIUS, Scheme
from webmap.words.scheme_looks import look_of

_BOX = (9.0, 5.0)
_SIGN_BOX = 5.0
_GREY = symbols.GREY
_GROUNDS = {
    Pattern.HATCH: (f"repeating-linear-gradient(135deg, transparent 0 4px, {_GREY}66 4px 5px)"),
    Pattern.DOTS: f"radial-gradient({_GREY} 1px, transparent 1.2px) 0 0 / 7px 7px",
}


def init_status_marks(app: Flask) -> None:
    """Give templates the marks."""
    app.jinja_env.globals.update(
        status_swatch=status_swatch,
        status_sign=status_sign,
        status_name=status_name,
        mark_definitions=mark_definitions,
    )


def render_alone(template: str, **values: object) -> str:
    """Return one page of many: it ends with the marks that it has used, not with those of pages before it."""
    g.pop("marks", None)
    return render_template(template, **values)


def status_swatch(key: str) -> Markup:
    """Return the legend's box of a status or state; it stands beside the word and says nothing itself."""
    identity = _used("swatch", key)
    width, height = _BOX
    return Markup(
        f'<span class="swatch" aria-hidden="true"><svg viewBox="0 0 {width:g} {height:g}">'
        f'<use href="#{identity}" width="{width:g}" height="{height:g}"/></svg></span>'
    )


def status_sign(key: str) -> Markup:
    """Return the sign of a status alone, for a place that has its fill; empty where it has no sign."""
    if STATUS_CLASS[key].sign is Sign.NONE:
        return Markup("")
    return Markup(
        f'<svg class="sign" viewBox="0 0 {_SIGN_BOX:g} {_SIGN_BOX:g}" aria-hidden="true">'
        f'<use href="#{_used("sign", key)}"/></svg>'
    )


def status_name(key: str) -> str:
    """Return the name of a status or state in the reader's language."""
    return say_legend(key, current_translator())


def mark_definitions() -> Markup:
    """Return the shapes that the page has referred to; every page ends with them."""
    used = sorted(g.get("marks", ()))
    if not used:
        return Markup("")
    shapes = "".join(_definition(kind, key) for kind, key in used)
    return Markup(f'<svg class="definitions" width="0" height="0" aria-hidden="true">{shapes}</svg>')


def status_style() -> str:
    """Return the style sheet of statuses: `fill-KEY` for a ground with its ink, `bar-KEY` for a bar."""
    return "".join(_rule(look) for look in STATUS_CLASSES)


def _used(kind: str, key: str) -> str:
    marks: set[tuple[str, str]] = g.setdefault("marks", set())
    marks.add((kind, key))
    return f"{kind}-{key}"


def _definition(kind: str, key: str) -> str:
    if kind == "swatch":
        return symbols.swatch(key).replace("<svg ", f'<svg id="swatch-{key}" ', 1)
    middle = _SIGN_BOX / 2
    sign = symbols.sign(STATUS_CLASS[key].sign, middle, middle, 0.8 * _SIGN_BOX)
    return f'<g id="sign-{key}">{sign}</g>'


def _rule(look: StatusClass) -> str:
    image = f"{_GROUNDS[look.pattern]}, " if look.pattern in _GROUNDS else ""
    dashed = (
        f" outline: 1px dashed {_GREY}; outline-offset: -3px;"
        if look.pattern is Pattern.DASHED_OUTLINE
        else ""
    )
    # A bar of a status without a colour of its own would be white on white.
    bar = look.fill if look.sign is not Sign.NONE else _GREY
    return (
        f".fill-{look.key} {{ background: {image}{look.fill}; color: {look.text};{dashed} }}\n"
        f".bar-{look.key} {{ fill: {bar}; }}\n"
    )


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
