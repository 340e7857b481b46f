"""The meeting's table on slides: a clause each, or several where its lines are many, headings repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pptx.enum.text import PP_ALIGN

from webmap.prints.sheet.targets_content import TargetRow, targets_content
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.fitting import fitted
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import add_text
from webmap.prints.slides.tables import Cell, Column, Row, add_table, parted
from webmap.words.summary_sentence import say_listed
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

# Millimetres: number, line, unit, plan, result, two percentages, status, office.
_WIDTHS = (12, 80, 37, 34, 36, 22, 22, 38, 33.6)
_RIGHT = frozenset({3, 4, 5, 6})
_STATUS = 7
_NOTES = 12.0


def add_target_slides(deck: Deck) -> Iterator[None]:
    """Add the table's slides, one at each step."""
    material, word = deck.material, deck.material.word
    content = targets_content(material)
    columns = [
        Column(head, width, PP_ALIGN.RIGHT if at in _RIGHT else PP_ALIGN.LEFT)
        for at, (head, width) in enumerate(zip(content["heads"], _WIDTHS, strict=True))
    ]
    body = LAYOUT.boxes["body"]
    place = Box(body.left, LAYOUT.boxes["answer"].top, body.width, body.bottom - LAYOUT.boxes["answer"].top)
    for clause in content["clauses"]:
        pages = parted([_row(row) for row in clause["rows"]], columns, place.height - _NOTES)
        said = say_listed(material.reading.summary.by_clause[clause["code"]], word).removesuffix(".")
        for at, page in enumerate(pages, start=1):
            titles = _titles(clause["title"], said, (at, len(pages)), word)
            slide = deck.add_slide(titles, notes=[*content["notes"], *content["sources"]])
            label = word(_("Table: targets of clause %(code)s"), code=clause["code"])
            add_table(slide, place, page, label=label, lang=word.lang)
            notes = _notes_of(page.rows, content["notes"])
            if notes:
                box = Box(place.left, place.bottom - _NOTES + 1, place.width, _NOTES - 1)
                text, points = fitted([notes], box.width, box.height, (LAYOUT.small,))
                add_text(slide, box, [text], points=points, lang=word.lang)
            yield


def _row(row: TargetRow) -> Row:
    return [Cell(text, key=row["key"] if at == _STATUS else None) for at, text in enumerate(row["cells"])]


def _titles(title: str, said: str, page: tuple[int, int], word: Translator) -> list[str]:
    """Return the clause with how its targets stand; where it goes on, on which slide of how many."""
    at, pages = page
    more = word(_(" (%(page)s of %(pages)s)"), page=at, pages=pages) if pages > 1 else ""
    return [f"{title}: {said}{more}", f"{said}{more}"]


def _notes_of(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """Return those notes that a mark on this slide points to; how many are hidden is said on each."""
    shown = " ".join(cell.text for row in rows for cell in row)
    return "; ".join(note for note in notes if _is_pointed_at(note, shown))


def _is_pointed_at(note: str, shown: str) -> bool:
    if not note.startswith(("(", "≈")):
        return True
    marks = [part.split(" ", 1)[0].strip("()") for part in note.split("; ")]
    return any(f"({mark}" in shown or f" {mark})" in shown or f", {mark}" in shown for mark in marks)
