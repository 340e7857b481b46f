"""Which maps a report shows, and how they are drawn: with their legend, readable in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layers.joining.layer import Layer
from layers.status_classes import STATUS_CLASS
from webmap.drawing import Lettering, symbols
from webmap.drawing.layer_drawing import draw_layer
from webmap.drawing.legend_strip import draw_strip, strip_height
from webmap.pages.thin_outlines import thin_outlines
from webmap.paper.drawing_page import typeset_drawing
from webmap.prints.report.commune_sentences import missed_communes
from webmap.prints.sheet.content import map_label
from webmap.prints.sheet.material import Material
from webmap.words.dates import format_period
from webmap.words.district import place_name, says_more_as_number
from webmap.words.layer import say_legend
from webmap.words.numbers import format_count
from webmap.words.translations import marked as _

MOST_FIGURES = 8
"""Maps in one report: those of the themes, then where the largest share of communes misses the target."""

WIDTH, _MAP_HEIGHT, _GAP = 160.0, 90.0, 2.0
DOTS_PER_INCH = 200.0


@dataclass(frozen=True)
class MapFigure:
    """A map: what stands under it, what it says to those who cannot see it, and the PNG."""

    caption: str
    alt: str
    png: bytes


def chosen_layers(material: Material) -> tuple[Layer, ...]:
    """Return the layers that are worth a map: at most `MOST_FIGURES` of what the audience may see.

    The lead of each theme comes first, then what the largest share of communes misses. What has no outlines
    or no figures, or says more as a number, has no map.
    """
    wanted = _wanted(material)
    chosen = wanted[:MOST_FIGURES]
    return tuple(layer for layer in material.reading.summary.layers if layer in chosen)


def say_choice(material: Material) -> str:
    """Say by which rule maps were chosen, where there would be more; empty where all are there."""
    if len(_wanted(material)) <= MOST_FIGURES:
        return ""
    return material.word(
        _("Maps: the themes, then what the largest share of communes misses, %(n)s at most."), n=MOST_FIGURES
    )


def draw_figure(layer: Layer, material: Material) -> MapFigure:
    """Draw the map of a layer for a report."""
    word = material.word
    svg, left_out = _draw(layer, material)
    place, period = (
        place_name(layer, material.reading.profile, word),
        format_period(layer.period, word.lang),
    )
    # Within a sentence the type of a Vietnamese unit is written small.
    place = place[:1].lower() + place[1:] if word.lang == "vi" else place
    caption = ", ".join((layer.indicator.name(word.lang), place, period))
    if left_out:
        caption += ". " + word.ngettext(
            "%(n)s name found no place on the map; it is in the table.",
            "%(n)s names found no place on the map; they are in the table.",
            left_out,
        )
    alt = map_label(layer, word)
    png = typeset_drawing(svg, alt, word.lang, file_format="png", dots_per_inch=DOTS_PER_INCH)
    return MapFigure(caption, alt, png)


def _wanted(material: Material) -> list[Layer]:
    """Return what a map would be drawn of, the most wanted first."""
    leads = {theme.lead for theme in material.reading.profile.themes}
    worth = [
        layer
        for layer in material.reading.summary.layers
        if (layer.indicator.code in leads or missed_communes(layer)) and _is_worth_a_map(layer, material)
    ]
    return sorted(worth, key=lambda layer: (layer.indicator.code not in leads, -_missed_share(layer)))


def _is_worth_a_map(layer: Layer, material: Material) -> bool:
    return bool(layer.geometries) and layer.has_values and not says_more_as_number(layer, material.word)


def _missed_share(layer: Layer) -> Fraction:
    judged = layer.district.judged
    return Fraction(len(missed_communes(layer)), judged) if judged else Fraction(0)


def _draw(layer: Layer, material: Material) -> tuple[str, int]:
    """Return map over legend as one drawing, and how many names found no place."""
    word = material.word
    drawn = draw_layer(
        layer,
        word,
        crs=material.reading.profile.crs,
        thin=thin_outlines(layer),
        width=WIDTH,
        height=_MAP_HEIGHT,
        lettering=Lettering(
            names=9.0,
            least=8.0,
            north=word(_("N")),
            scale=word(_("Scale 1:%s")),
            group="." if word.lang == "vi" else ",",
        ),
    )
    assert drawn is not None, "a layer without outlines has no figure"
    entries = [
        (STATUS_CLASS[entry.key], f"{say_legend(entry.key, word)}: {format_count(entry.count, word.lang)}")
        for entry in layer.legend
    ]
    top = _MAP_HEIGHT + _GAP
    height = top + strip_height(len(entries))
    # Inside of a drawing lengths are its own units, which stand for millimetres already.
    size = f'width="{WIDTH:g}mm" height="{_MAP_HEIGHT:g}mm"'
    inside = drawn.svg.replace(size, f'width="{WIDTH:g}" height="{_MAP_HEIGHT:g}"', 1)
    inside += draw_strip(entries, left=0, top=top, width=WIDTH)
    paper = f'<rect width="{WIDTH:g}" height="{height:g}" fill="#ffffff"/>'
    return symbols.document(paper + inside, width=WIDTH, height=height), len(drawn.left_out)
