"""The slide of an indicator: its message, the map, and beside it the communes as a chart or a table."""

from __future__ import annotations

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide

from geodata.names import split_type
from layers.joining.layer import Layer
from webmap.prints.sheet.content import answer_lines
from webmap.prints.sheet.sources import source_lines
from webmap.prints.sheet.value_table import value_table
from webmap.prints.slides.chart import add_chart
from webmap.prints.slides.commune_bars import MOST_BARS, commune_bars, is_countable, say_target_name
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.district_number import add_district_chart, add_district_number
from webmap.prints.slides.fitting import fitted
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.legend import Entry, add_legend
from webmap.prints.slides.lettering import add_text
from webmap.prints.slides.messages import say_messages
from webmap.prints.slides.pictures import map_picture, place
from webmap.prints.slides.tables import Cell, Column, add_table, parted
from webmap.words.district import says_more_as_number
from webmap.words.layer import say_legend, say_status, say_value
from webmap.words.scheme import say_reading
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_ANSWER_SIZES = (LAYOUT.answer, LAYOUT.small)


def add_indicator_slide(deck: Deck, code: str) -> None:
    """Add the slide of an indicator.

    Raises
    ------
    layers.errors.UnknownIndicator, layers.errors.NotVisible
        If the catalogue has no such indicator, or the audience may not see it.
    """
    layer, word = deck.material.reading.layer(code), deck.material.word
    slide = deck.add_slide(say_messages(layer, word), notes=_notes(layer, deck))
    _add_answer(slide, layer, deck)
    as_number = says_more_as_number(layer, word)
    drawn = None if as_number else map_picture(layer, deck.material)
    if drawn is None:
        add_district_number(slide, layer, deck, LAYOUT.boxes["left"])
    if not layer.units:
        add_district_chart(slide, layer, deck, LAYOUT.boxes["chart"])
        return
    left_out: tuple[str, ...] = ()
    if drawn is not None:
        picture, left_out = drawn
        place(slide, LAYOUT.boxes["map"], picture)
        add_legend(slide, LAYOUT.boxes["legend"], [Entry(e.key, e.count) for e in layer.legend], word)
    remarks = _add_communes(slide, layer, deck)
    if left_out:
        remarks.append(
            word.ngettext(
                "%(n)s name found no place on the map",
                "%(n)s names found no place on the map",
                len(left_out),
            )
        )
    _add_remarks(slide, [as_number or say_reading(layer, word), *remarks], word)


def _add_answer(slide: Slide, layer: Layer, deck: Deck) -> None:
    """Say under the title how far the target is, how many communes meet it, and what is provisional."""
    word, box = deck.material.word, LAYOUT.boxes["answer"]
    said = answer_lines(layer, deck.material.reading.profile, word)
    texts = [text for text in (said["target"], said["communes"], said["both"]) if text]
    candidates = [" · ".join(texts[:n]) for n in range(len(texts), 0, -1)] or [""]
    text, points = fitted(candidates, box.width, box.height, _ANSWER_SIZES)
    if text:
        add_text(slide, box, [text], points=points, lang=word.lang, anchor=MSO_ANCHOR.MIDDLE)


def _add_communes(slide: Slide, layer: Layer, deck: Deck) -> list[str]:
    """Draw the communes as bars, or as a table where bars say nothing; return what is to be remarked."""
    word, box = deck.material.word, LAYOUT.boxes["chart"]
    found = commune_bars(layer, word)
    if not is_countable(layer) or not found.has_numbers:
        return _add_rows(slide, layer, word, box)
    unit, target_name = layer.indicator.unit(word.lang), say_target_name(layer, word)
    title = word(_("By commune (%(unit)s)"), unit=unit)
    if any(bar.target is not None for bar in found.bars):
        title += word(_("; dashed: %(target)s"), target=target_name[:1].lower() + target_name[1:])
    add_chart(
        slide,
        box,
        found.bars,
        style=found.style,
        title=title,
        target_name=target_name,
        label=word(_("Chart: %(indicator)s by commune"), indicator=layer.indicator.name(word.lang)),
        word=word,
    )
    return [*_say_others(found.others, word), *found.gaps]


def _add_rows(slide: Slide, layer: Layer, word: Translator, box: Box) -> list[str]:
    """Write the communes as a table: name, value, status."""
    columns = [
        Column(word(_("Commune")), box.width - 74),
        Column(word(_("Value")), 26),
        Column(word(_("Status")), 48),
    ]
    rows = [
        [
            Cell(split_type(value.unit.name)[1], lines=2),
            Cell(say_value(layer.indicator, value.figure, value.target, word)),
            Cell(say_legend(value.legend_key, word), key=value.legend_key),
        ]
        for value in layer.by_gap()[:MOST_BARS]
    ]
    shown = parted(rows, columns, box.height)[0]
    label = word(_("Table: %(indicator)s by commune"), indicator=layer.indicator.name(word.lang))
    add_table(slide, box, shown, label=label, lang=word.lang)
    return _say_others(len(layer.units) - len(shown.rows), word)


def _say_others(others: int, word: Translator) -> list[str]:
    if not others:
        return []
    return [word.ngettext("and %(n)s other commune that lags less", "and %(n)s others that lag less", others)]


def _add_remarks(slide: Slide, texts: list[str], word: Translator) -> None:
    box = LAYOUT.boxes["remarks"]
    said = "; ".join(text.rstrip(".") for text in texts if text) + "."
    text, points = fitted([said], box.width, box.height, (LAYOUT.small,))
    add_text(slide, box, [text], points=points, lang=word.lang)


def _notes(layer: Layer, deck: Deck) -> list[str]:
    """Return what who speaks may be asked: status in full, sources, basis, marks, every commune's value."""
    material, word = deck.material, deck.material.word
    indicator, district = layer.indicator, layer.district
    denominator = material.reading.profile.indicators.get(indicator.denominator or "")
    table = value_table(layer, word, denominator=denominator)
    said = answer_lines(layer, material.reading.profile, word)
    heads = table["heads"]
    return [
        f"{said['where']}: {said['value']}. {say_status(district.judgement, district.figure, word)}.",
        *(said[key] for key in ("target", "communes", "both") if said[key]),
        say_reading(layer, word),
        *("; ".join(_pair(h, c) for h, c in zip(heads, row["cells"], strict=True)) for row in table["rows"]),
        *table["notes"],
        indicator.note(word.lang),
        *source_lines(layer, material.order, word),
    ]


def _pair(head: str, cell: str) -> str:
    return f"{head}: {cell or '–'}"
