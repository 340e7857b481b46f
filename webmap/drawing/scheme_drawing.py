"""The drawn layer as one SVG to take away: title, map with names and values, legend, source."""

from __future__ import annotations

from dataclasses import replace

from geodata.boundaries.thinning import ThinnedCoverage
from layers.joining.layer import Layer
from webmap.drawing import symbols
from webmap.drawing.drawing import Lettering
from webmap.drawing.layer_drawing import draw_layer
from webmap.drawing.legend_strip import draw_strip, strip_height
from webmap.words.dates import format_date, format_period
from webmap.words.numbers import format_count
from webmap.words.scheme import Scheme, scheme_legend
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_WIDTH, _MAP_HEIGHT, _HEAD = 190.0, 125.0, 17.0


def draw_scheme(
    layer: Layer,
    scheme: Scheme,
    foot: str,
    *,
    crs: str,
    thin: ThinnedCoverage | None,
    word: Translator,
    on_screen: bool = False,
) -> str:
    """Return an SVG document of the layer as the page draws it; at least one unit has an outline.

    Parameters
    ----------
    layer : Layer
    scheme : Scheme
    foot : str
        What is said under the legend: how the classes were made, and the unit.
    crs : str
        The projected system of the district.
    thin : ThinnedCoverage or None
        The outlines thinned, where they are very many.
    word : Translator
    on_screen : bool
        Whether it takes whatever width it is given: then no ratio of lengths is written, only the bar.
    """
    title = f"{layer.indicator.name(word.lang)}, {format_period(layer.period, word.lang)}"
    lettering = Lettering(group="." if word.lang == "vi" else ",", north=word(_("N")))
    drawn = draw_layer(
        layer,
        word,
        crs=crs,
        thin=thin,
        width=_WIDTH,
        height=_MAP_HEIGHT,
        lettering=replace(lettering, scale="%.0s") if on_screen else lettering,
        label=title,
        scheme=scheme,
    )
    assert drawn is not None, "a layer without outlines is not drawn"
    legend = scheme_legend(layer, scheme, word)
    below = _HEAD + _MAP_HEIGHT + 4
    under = below + strip_height(len(legend))
    notes = _notes(layer, foot, word)
    height = under + len(notes) * 5 + 4
    inside = symbols.text_line(title, 2, 7, points=14, weight=700)
    inside += symbols.text_line(_place(layer, word), 2, 13, points=9)
    # Inside of a drawing lengths are its own units, which stand for millimetres already.
    size = f'width="{_WIDTH:g}mm" height="{_MAP_HEIGHT:g}mm"'
    inside += drawn.svg.replace(size, f'y="{_HEAD:g}" width="{_WIDTH:g}" height="{_MAP_HEIGHT:g}"', 1)
    entries = [
        (scheme.look_of(line.key), f"{line.label}: {format_count(line.count, word.lang)}") for line in legend
    ]
    inside += draw_strip(entries, left=2, top=below, width=_WIDTH)
    for place, note in enumerate(notes):
        inside += symbols.text_line(note, 2, under + 4 + place * 5, points=8)
    paper = f'<rect width="{_WIDTH:g}" height="{height:g}" fill="#ffffff"/>'
    return symbols.document(paper + inside, width=_WIDTH, height=height, label=title)


def _place(layer: Layer, word: Translator) -> str:
    day = format_date(layer.vintage.valid_from, word.lang)
    return word(_("units valid from %(day)s"), day=day)


def _notes(layer: Layer, foot: str, word: Translator) -> tuple[str, ...]:
    sequence = word(_("Data as of import %(sequence)s"), sequence=layer.sequence)
    outline = "" if layer.is_official_outline else word(_("for illustration, not an official boundary"))
    sample = word("Sample data: not for reporting") if layer.is_sample else ""
    last = " · ".join(text for text in (sequence, outline, sample) if text)
    draft = word(_("These figures are not approved yet: a draft, not for reporting."))
    return tuple(text for text in (draft if layer.has_unapproved else "", foot, last) if text)
