"""Small drawings that templates ask for: the legend's swatches, bars and lines over time, all of them SVG."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from layers.layer import Layer
from webmap.language import current_translator
from webmap.layer_words import say_legend
from webmap.mapdrawing.drawing import draw_small_map
from webmap.mapdrawing.layer_map import layer_units
from webmap.mapdrawing.symbols import swatch
from webmap.portal import portal
from webmap.translations import Translator


def init_pictures(app: Flask) -> None:
    """Give templates the drawings."""
    app.jinja_env.globals.update(
        status_swatch=status_swatch, status_name=status_name, measure_bar=measure_bar
    )


@lru_cache(maxsize=64)
def status_swatch(key: str) -> Markup:
    """Return the legend's box of a status or state; it stands beside the word and says nothing itself."""
    return Markup('<span class="swatch" aria-hidden="true">') + Markup(swatch(key)) + Markup("</span>")


def status_name(key: str) -> str:
    """Return the name of a status or state in the reader's language."""
    return say_legend(key, current_translator())


def small_map(layer: Layer, label: str, word: Translator) -> Markup:
    """Return the small map of a layer."""
    units = layer_units(layer, word)
    if not units:
        return Markup("")
    return Markup(draw_small_map(units, crs=portal().profile.crs, label=label))


def measure_bar(
    share: Fraction | float, *, ticks: Sequence[Fraction | float] = (), key: str = "missed"
) -> Markup:
    """Return a bar filled to a share (0–1), with ticks at shares; the number stands beside it in words.

    `key` is the status whose colour it has.
    """
    filled = 100 * min(max(float(share), 0.0), 1.0)
    marks = "".join(
        f'<path d="M{100 * min(max(float(tick), 0.0), 1.0):.2f} -1V9" class="bar-tick"/>' for tick in ticks
    )
    return Markup(
        '<svg class="measure" viewBox="0 -1 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="M0 0H100V8H0Z" class="bar-ground"/><path d="M0 0H{filled:.2f}V8H0Z" class="bar-{key}"/>'
        f"{marks}</svg>"
    )
