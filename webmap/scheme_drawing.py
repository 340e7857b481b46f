"""The drawn layer as one SVG to take away: title, map with names and values, legend, source."""

from __future__ import annotations

import shapely

from layers.layer import Layer
from webmap.choropleth.legend import LegendLine
from webmap.choropleth.scheme import Scheme, scheme_legend
from webmap.dates import format_date, format_period
from webmap.layer_drawing import draw_layer
from webmap.mapdrawing import symbols
from webmap.mapdrawing.drawing import Lettering
from webmap.translations import Translator
from webmap.translations import marked as _

_WIDTH, _MAP_HEIGHT, _HEAD, _LINE = 190.0, 125.0, 17.0, 6.0
_COLUMNS = 3


def draw_scheme(layer: Layer, scheme: Scheme, foot: str, *, word: Translator) -> str:
    """Return an SVG document of the layer as the page draws it; at least one unit has an outline.

    Parameters
    ----------
    layer : Layer
    scheme : Scheme
    foot : str
        What is said under the legend: how the classes were made, and the unit.
    word : Translator
    """
    title = f"{layer.indicator.name(word.lang)}, {format_period(layer.period, word.lang)}"
    drawn = draw_layer(
        layer,
        word,
        width=_WIDTH,
        height=_MAP_HEIGHT,
        lettering=Lettering(group="." if word.lang == "vi" else ","),
        label=title,
        scheme=scheme,
    )
    assert drawn is not None, "a layer without outlines is not drawn"
    legend = scheme_legend(layer, scheme, word)
    rows = -(-len(legend) // _COLUMNS)
    below = _HEAD + _MAP_HEIGHT + 4
    notes = _notes(layer, foot, word)
    height = below + rows * _LINE + len(notes) * 5 + 4
    inside = symbols.text_line(title, 2, 7, points=14, weight=700)
    inside += symbols.text_line(_place(layer, word), 2, 13, points=9)
    # Inside of a drawing lengths are its own units, which stand for millimetres already.
    size = f'width="{_WIDTH:g}mm" height="{_MAP_HEIGHT:g}mm"'
    inside += drawn.svg.replace(size, f'y="{_HEAD:g}" width="{_WIDTH:g}" height="{_MAP_HEIGHT:g}"', 1)
    inside += "".join(_entry(scheme, line, place, below) for place, line in enumerate(legend))
    for place, note in enumerate(notes):
        inside += symbols.text_line(note, 2, below + rows * _LINE + 4 + place * 5, points=8)
    paper = f'<rect width="{_WIDTH:g}" height="{height:g}" fill="#ffffff"/>'
    return symbols.document(paper + inside, width=_WIDTH, height=height, label=title)


def _entry(scheme: Scheme, line: LegendLine, place: int, top: float) -> str:
    x = 2 + (place % _COLUMNS) * _WIDTH / _COLUMNS
    y = top + (place // _COLUMNS) * _LINE
    look = scheme.look_of(line.key)
    box = shapely.box(x, y, x + 8, y + 4.4)
    sign = symbols.sign(look.sign, x + 4, y + 2.2, 3.0)
    text = symbols.text_line(f"{line.label}: {line.count}", x + 10, y + 3.4, points=9)
    return symbols.area(box, look) + symbols.borders(box) + sign + text


def _place(layer: Layer, word: Translator) -> str:
    day = format_date(layer.vintage.valid_from, word.lang)
    return word(_("units valid from %(day)s"), day=day)


def _notes(layer: Layer, foot: str, word: Translator) -> tuple[str, ...]:
    sequence = word(_("Data as of import %(sequence)s"), sequence=layer.sequence)
    outline = "" if layer.is_official_outline else word(_("for illustration, not an official boundary"))
    sample = word("Sample data: not for reporting") if layer.is_sample else ""
    last = " · ".join(text for text in (sequence, outline, sample) if text)
    return tuple(text for text in (foot, last) if text)
