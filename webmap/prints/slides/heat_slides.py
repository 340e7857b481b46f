"""The heat table on slides: commune × indicator, by status and sign, in as many tables as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pptx.enum.text import PP_ALIGN

from geodata.names import split_type
from layers.joining.layer import Layer
from layers.joining.ranking import Standing
from webmap.prints.sheet.sources import summary_sources
from webmap.prints.slides.commune_bars import MOST_BARS
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.fitting import shortened, width_of
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.legend import Entry, add_legend
from webmap.prints.slides.lettering import add_text
from webmap.prints.slides.tables import Cell, Column, Row, TablePage, add_table, parted
from webmap.ranking.heat import Cell as HeatCell
from webmap.ranking.heat import HeatRow, heat_keys, heat_rows
from webmap.words.numbers import without_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_NAME, _TARGET = 84.0, 25.0
_LEAST, _INSET = 15.0, 0.8
_POINTS = LAYOUT.tables[-1]
_LEGEND, _NOTE = 16.0, 7.0
_ROOM = LAYOUT.boxes["body"].width - _NAME - _TARGET


def add_heat_slides(deck: Deck) -> Iterator[None]:
    """Add the heat table's slides, one at each step; communes stand in the order of the ranking."""
    material, word = deck.material, deck.material.word
    layers = [layer for layer in material.reading.summary.layers if layer.units]
    standings = material.reading.standings
    shown = _shown(standings, layers, word)
    rows = heat_rows(layers, [one.unit for one in shown], word)
    top, body = LAYOUT.boxes["answer"].top, LAYOUT.boxes["body"]
    place = Box(body.left, top, body.width, body.bottom - top)
    notes = [
        *_notes(standings, len(shown), word),
        *summary_sources(material.reading.summary, material.reading.snapshot, material.order, word),
    ]
    pages = _pages(rows, shown, place.height - _LEGEND - _NOTE, word)
    titles = _titles(standings, word)
    for at, page in enumerate(pages, start=1):
        more = word(_(" (%(page)s of %(pages)s)"), page=at, pages=len(pages)) if len(pages) > 1 else ""
        slide = deck.add_slide([title + more for title in titles], notes=notes)
        label = word(_("Heat table: status by target and commune"))
        add_table(slide, place, page, label=label, lang=word.lang)
        legend = Box(place.left, place.bottom - _LEGEND - _NOTE + 2, place.width, _LEGEND)
        end = add_legend(slide, legend, [Entry(key) for key in heat_keys(layers)], word)
        note = Box(place.left, end, place.width, _NOTE)
        said = shortened(" ".join(_notes(standings, len(shown), word)), note.width, 1, LAYOUT.small)
        add_text(slide, note, [said], points=LAYOUT.small, lang=word.lang)
        yield


def _shown(standings: Sequence[Standing], layers: Sequence[Layer], word: Translator) -> Sequence[Standing]:
    """Return all communes, or of very many those that lag most, as many as stand beside one another."""
    if len(standings) <= MOST_BARS:
        return standings
    first = standings[:MOST_BARS]
    return first[: _most_columns(heat_rows(layers, [one.unit for one in first], word))]


def _pages(
    rows: Sequence[HeatRow], shown: Sequence[Standing], height: float, word: Translator
) -> list[TablePage]:
    """Return the tables of the slides: blocks of communes, and within each the rows that fit."""
    head = [Column(word(_("Target line")), _NAME), Column(word(_("Target value")), _TARGET, PP_ALIGN.RIGHT)]
    blocks = -(-len(shown) // _most_columns(rows))
    size = -(-len(shown) // blocks)
    found: list[TablePage] = []
    for start in range(0, len(shown), size):
        block = shown[start : start + size]
        width = min(_ROOM / len(block), 2 * _LEAST)
        names = [_short(split_type(one.unit.name)[1], width) for one in block]
        columns = [*head, *(Column(name, width, PP_ALIGN.CENTER, _INSET) for name in names)]
        cells = [_row(row, slice(start, start + size), word) for row in rows]
        found += parted(cells, columns, height, sizes=(_POINTS,))
    return found


def _most_columns(rows: Sequence[HeatRow]) -> int:
    """Return how many communes stand beside one another, so that the longest value has its line."""
    values = [_value(cell) for row in rows for cell in row.cells]
    widest = max(width_of(value, _POINTS) for value in values)
    return max(int(_ROOM / max(_LEAST, widest + 2 * _INSET)), 1)


def _row(row: HeatRow, columns: slice, word: Translator) -> Row:
    indicator = row.layer.indicator
    unit = indicator.unit(word.lang)
    target = without_unit(row.target, unit).removesuffix(unit if unit == "%" else "")
    cells = [Cell(_value(cell), key=cell.key) for cell in row.cells[columns]]
    return [Cell(f"{indicator.name(word.lang)} ({unit})"), Cell(target), *cells]


def _value(cell: HeatCell) -> str:
    """Return a value without its unit, which stands beside the line's name."""
    return cell.value.removesuffix("%") or "–"


def _short(name: str, width: float) -> str:
    """Return a name that takes at most three lines of a column."""
    return shortened(name, width - 2 * _INSET, 3, _POINTS, bold=True)


def _titles(standings: Sequence[Standing], word: Translator) -> list[str]:
    if not any(one.judged for one in standings):
        return [word(_("No target of a commune is judged yet"))]
    ranked = [one for one in standings if one.rank is not None and one.missed]
    if not ranked:
        return [word(_("No commune misses a target it is judged by"))]
    most = ranked[0]
    named = word.ngettext(
        "%(commune)s lags most: it misses the only target it is judged by",
        "%(commune)s lags most: it misses %(missed)s of %(judged)s targets it is judged by",
        most.judged,
        commune=split_type(most.unit.name)[1],
        missed=most.missed,
        judged=most.judged,
    )
    return [named, word(_("Which commune misses which target"))]


def _notes(standings: Sequence[Standing], shown: int, word: Translator) -> list[str]:
    said = [word(_("Communes by rank, the one that lags most first."))]
    others = len(standings) - shown
    if others > 0:
        said.append(word.ngettext("%(n)s other commune lags less.", "%(n)s others lag less.", others))
    unranked = [split_type(one.unit.name)[1] for one in standings if one.rank is None]
    if unranked and len(unranked) < len(standings):
        said.append(word(_("Without a rank, for too few figures: %(names)s."), names=", ".join(unranked)))
    return said
