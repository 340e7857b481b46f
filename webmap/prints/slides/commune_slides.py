"""A commune's slides: what it misses and what would close it, then what it meets or is not due yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pptx.enum.text import PP_ALIGN

from geodata.store.units import StoredUnit
from layers.joining.layer import Layer, UnitValue
from layers.joining.ranking import Standing
from layers.rules.judgement import Status
from layers.status_classes import STATUS_CLASSES
from webmap.prints.sheet.sources import summary_sources
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.legend import Entry, add_legend
from webmap.prints.slides.pictures import locator_picture, place
from webmap.prints.slides.tables import Cell, Column, Row, add_table, parted
from webmap.words.layer import say_legend, say_map_value, say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import unit_facts

Valued = tuple[Layer, UnitValue]

_BESIDE = 6.0
_UNSAID = (Status.UNJUDGED, None)


def add_commune_slides(deck: Deck, code: str) -> Iterator[None]:
    """Add a commune's slides, one at each step.

    Raises
    ------
    webmap.pages.error_pages.UnknownPage
        For a code that no commune of the order's vintage has.
    """
    material, word = deck.material, deck.material.word
    unit = material.commune(code)
    values = _values(material.reading.summary.layers, unit)
    standing = next((s for s in deck.material.reading.standings if s.unit.key == unit.key), None)
    missed = () if standing is None else standing.missed_values
    notes = [*_notes(values, word), *_sources(deck)]
    yield from _missed(deck, unit, standing, values, missed, notes)
    rest = [(layer, value) for layer, value in values if value.judgement.status not in _UNSAID]
    others = [one for one in rest if not _is_missed(one[1])]
    if others:
        yield from _others(deck, unit, others, values, notes)


def _missed(
    deck: Deck,
    unit: StoredUnit,
    standing: Standing | None,
    values: Sequence[Valued],
    missed: Sequence[Valued],
    notes: Sequence[str],
) -> Iterator[None]:
    """Add the slides of what is missed, the widest share first, with where the commune lies."""
    word, box = deck.material.word, LAYOUT.boxes["standing"]
    columns = [
        Column(word(_("Target line")), 86),
        Column(word(_("Value")), 42, PP_ALIGN.RIGHT),
        Column(word(_("Target value")), 36, PP_ALIGN.RIGHT),
        Column(word(_("Short by")), 50),
        Column(word(_("District")), 30, PP_ALIGN.RIGHT),
    ]
    locator = locator_picture(unit.code, deck.material)
    pages = parted([_missed_row(one, word) for one in missed], columns, box.height)
    for at, page in enumerate(pages, start=1):
        more = word(_(" (%(page)s of %(pages)s)"), page=at, pages=len(pages)) if len(pages) > 1 else ""
        titles = _titles(unit, standing, len(deck.material.reading.communes), word)
        slide = deck.add_slide([title + more for title in titles], notes=notes)
        if page.rows:
            label = word(_("Table: what %(commune)s misses"), commune=unit.name)
            add_table(slide, box, page, label=label, lang=word.lang)
        if locator is not None:
            place(slide, LAYOUT.boxes["locator"], locator)
        add_legend(slide, LAYOUT.boxes["statuses"], _entries(values), word)
        yield


def _others(
    deck: Deck, unit: StoredUnit, others: Sequence[Valued], values: Sequence[Valued], notes: Sequence[str]
) -> Iterator[None]:
    """Add the slides of what is met or not due: two tables side by side."""
    word, body = deck.material.word, LAYOUT.boxes["body"]
    top = LAYOUT.boxes["answer"].top
    width = (body.width - _BESIDE) / 2
    columns = [
        Column(word(_("Target line")), width - 75),
        Column(word(_("Value")), 38, PP_ALIGN.RIGHT),
        Column(word(_("Status")), 37),
    ]
    tables = parted([_other_row(one, word) for one in others], columns, body.bottom - top)
    pages = [tables[at : at + 2] for at in range(0, len(tables), 2)]
    for at, sides in enumerate(pages, start=1):
        more = word(_(" (%(page)s of %(pages)s)"), page=at, pages=len(pages)) if len(pages) > 1 else ""
        slide = deck.add_slide([_say_others(unit, values, word) + more], notes=notes)
        for side, page in enumerate(sides):
            box = Box(body.left + side * (width + _BESIDE), top, width, body.bottom - top)
            label = word(_("Table: what %(commune)s meets or is not due"), commune=unit.name)
            add_table(slide, box, page, label=label, lang=word.lang)
        yield


def _values(layers: Sequence[Layer], unit: StoredUnit) -> list[Valued]:
    return [(layer, value) for layer in layers for value in layer.units if value.unit.key == unit.key]


def _is_missed(value: UnitValue) -> bool:
    status = value.judgement.status
    return status is not None and status.is_missed


def _missed_row(one: Valued, word: Translator) -> Row:
    layer, value = one
    facts = unit_facts(layer, value, word)
    district = layer.district
    return [
        Cell(layer.indicator.name(word.lang)),
        Cell(facts.value, key=value.legend_key),
        Cell(facts.target),
        Cell("; ".join(text for text in (facts.gap, facts.closing) if text)),
        Cell(say_map_value(layer.indicator, district.figure, district.target, word) or "–"),
    ]


def _other_row(one: Valued, word: Translator) -> Row:
    layer, value = one
    return [
        Cell(layer.indicator.name(word.lang)),
        Cell(say_value(layer.indicator, value.figure, value.target, word)),
        Cell(say_legend(value.legend_key, word), key=value.legend_key),
    ]


def _titles(unit: StoredUnit, standing: Standing | None, communes: int, word: Translator) -> list[str]:
    if standing is None or not standing.judged:
        return [word(_("%(commune)s: nothing is judged in this period"), commune=unit.name)]
    said = word.ngettext(
        "%(commune)s misses %(missed)s of %(judged)s target it is judged by",
        "%(commune)s misses %(missed)s of %(judged)s targets it is judged by",
        standing.judged,
        commune=unit.name,
        missed=standing.missed,
        judged=standing.judged,
    )
    if standing.rank is None:
        return [f"{said}; {word(_('too few figures for a rank'))}", said]
    place = word(_("place %(rank)s of %(all)s of those that lag"), rank=standing.rank, all=communes)
    return [f"{said}; {place}", said]


def _say_others(unit: StoredUnit, values: Sequence[Valued], word: Translator) -> str:
    """Say how many targets the commune meets, how many are not due, and how many say nothing."""
    counts = Counter(value.judgement.status for _layer, value in values)
    met = counts[Status.MET] + counts[Status.EXCEEDED]
    silent = sum(counts[status] for status in _UNSAID)
    said = [
        word.ngettext(
            "%(commune)s meets %(n)s target", "%(commune)s meets %(n)s targets", met, commune=unit.name
        )
    ]
    if counts[Status.NOT_DUE]:
        said.append(word(_("%(n)s not due yet"), n=counts[Status.NOT_DUE]))
    if silent:
        said.append(word(_("%(n)s without data, not judged or not applicable"), n=silent))
    return "; ".join(said)


def _entries(values: Sequence[Valued]) -> list[Entry]:
    counts = Counter(value.legend_key for _layer, value in values)
    return [Entry(one.key, counts[one.key]) for one in STATUS_CLASSES if one.always or counts[one.key]]


def _notes(values: Sequence[Valued], word: Translator) -> list[str]:
    """Return a line for each target, those that the slides only count too."""
    said = []
    for layer, value in values:
        facts = unit_facts(layer, value, word)
        parts = (facts.value, facts.status, facts.gap, facts.closing, facts.basis, facts.note)
        text = "; ".join(part for part in parts if part and part != "–")
        said.append(f"{layer.indicator.name(word.lang)}: {text}")
    return said


def _sources(deck: Deck) -> list[str]:
    material = deck.material
    return summary_sources(material.reading.summary, material.reading.snapshot, material.order, material.word)
