"""What only the district has, or one commune: a number with its context instead of a map of greys."""

from __future__ import annotations

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide

from layers.joining.layer import DistrictValue, Layer
from layers.rules.values import number_of
from webmap.prints.slides.chart import Bar, add_chart
from webmap.prints.slides.commune_bars import is_countable, number_style, say_target_name, target_of
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.fitting import fitted
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import add_text
from webmap.prints.slides.tables import Cell, Column, Row, add_table, parted
from webmap.words.layer import (
    say_closing,
    say_gap,
    say_legend,
    say_map_value,
    say_parts,
    say_status,
    say_target,
    say_value,
)
from webmap.words.origin import say_basis
from webmap.words.translations import marked as _

_NUMBER_HEIGHT = 36.0
_SIZES = (LAYOUT.number, 54, 44, 36, 28)
_HEAD_WIDTH = 52.0


def add_district_number(slide: Slide, layer: Layer, deck: Deck, box: Box) -> None:
    """Write the district's value large, and under it a table of what it is read against."""
    word = deck.material.word
    value = say_value(layer.indicator, layer.district.figure, layer.district.target, word)
    if value == "–":
        value = say_legend(layer.district.legend_key, word)
    text, points = fitted([value], box.width, _NUMBER_HEIGHT, _SIZES, bold=True)
    place = Box(box.left, box.top, box.width, _NUMBER_HEIGHT)
    add_text(slide, place, [text], points=points, lang=word.lang, bold=True, anchor=MSO_ANCHOR.MIDDLE)
    columns = [
        Column(word(_("Read against")), _HEAD_WIDTH),
        Column(word(_("District")), box.width - _HEAD_WIDTH),
    ]
    label = word(_("Table: %(indicator)s"), indicator=layer.indicator.name(word.lang))
    below = Box(box.left, box.top + _NUMBER_HEIGHT + 2, box.width, box.height - _NUMBER_HEIGHT - 2)
    page = parted(_rows(layer, deck), columns, below.height)[0]
    add_table(slide, below, page, label=label, lang=word.lang)


def add_district_chart(slide: Slide, layer: Layer, deck: Deck, box: Box) -> None:
    """Draw the district's value beside last year's and the target, where two of them are numbers."""
    word, district = deck.material.word, layer.district
    before = word(_("Same period of last year"))
    bars = [
        Bar(before, _before(layer), group=before),
        Bar(word(_("Result")), _float(layer, district), target_of(layer, district), district.legend_key),
    ]
    numbers = [n for bar in bars for n in (bar.number, bar.target) if n is not None]
    if not is_countable(layer) or bars[1].number is None or len(numbers) < 2:
        return
    target = say_target_name(layer, word)
    title = word(_("Result (%(unit)s)"), unit=layer.indicator.unit(word.lang))
    if bars[1].target is not None:
        title += word(_("; dashed: %(target)s"), target=target[:1].lower() + target[1:])
    add_chart(
        slide,
        box,
        [bar for bar in bars if bar.number is not None],
        style=number_style(layer, (district,), word),
        title=title,
        target_name=target,
        label=word(_("Chart: %(indicator)s"), indicator=layer.indicator.name(word.lang)),
        word=word,
    )


def _rows(layer: Layer, deck: Deck) -> list[Row]:
    """Return heading and text of what there is to say of the district."""
    word, indicator, district = deck.material.word, layer.indicator, layer.district
    denominator = deck.material.reading.profile.indicators.get(indicator.denominator or "")
    before = "" if district.previous is None else say_map_value(indicator, district.previous, None, word)
    gap = (say_gap(indicator, district.judgement, word), say_closing(indicator, district.judgement, word))
    status = say_status(district.judgement, district.figure, word)
    found = (
        (word(_("Target")), Cell(say_target(indicator, district.target, district.previous, word))),
        (word(_("Status")), Cell(status, key=district.legend_key)),
        (word(_("Gap")), Cell("; ".join(text for text in gap if text))),
        (word(_("Same period of last year")), Cell(before)),
        (word(_("Counted")), Cell(say_parts(indicator, district.figure, denominator, word))),
        (word(_("Basis")), Cell(say_basis(district.figure, word))),
        (word(_("Office in charge")), Cell(layer.office or word(_("not assigned yet")))),
    )
    return [[Cell(head, bold=True), cell] for head, cell in found if cell.text and cell.text != "–"]


def _float(layer: Layer, district: DistrictValue) -> float | None:
    number = number_of(layer.indicator, district.figure)
    return None if number is None else float(number)


def _before(layer: Layer) -> float | None:
    previous = layer.district.previous
    number = None if previous is None else number_of(layer.indicator, previous)
    return None if number is None else float(number)
