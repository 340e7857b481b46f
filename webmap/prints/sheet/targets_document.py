"""The meeting's table as a Word document: the very texts of the printed page, to be edited and pasted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from webmap.prints.sheet.head import Heading
from webmap.prints.sheet.targets_content import TargetsContent
from webmap.prints.wordfile.pages import new_document, saved
from webmap.prints.wordfile.tables import Column, Row, add_table
from webmap.prints.wordfile.texts import write

# Millimetres of an A4 page on its side, less the margins: number, line, unit, plan, result, two percentages,
# status, office.
_COLUMNS = (
    Column(10),
    Column(68),
    Column(22),
    Column(32, "right"),
    Column(32, "right"),
    Column(20, "right"),
    Column(20, "right"),
    Column(33),
    Column(30),
)
_PAGE = (297, 210)
_MARGIN = 15
_POINTS = 11.0
_DOTS = "." * 50


def targets_document(content: TargetsContent) -> bytes:
    """Return the document of what `targets_content` gives; the same content gives the same bytes.

    Headings are repeated on each page, a row is never parted between two, and nothing in a name can become
    markup.
    """
    document = new_document(
        title=content["title"],
        code=content["code"],
        lang=content["lang"],
        points=_POINTS,
        cell_points=_POINTS,
    )
    _set_page(document)
    _write_heading(document, content["office"])
    for text in content["marks"]:
        _line(document, text, bold=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, content["title"], bold=True, points=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, content["subtitle"], bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, content["summary"])
    add_table(document, _COLUMNS, _rows(content))
    for text in (*content["notes"], *content["sources"], f"{content['code']} · {content['origin_words']}"):
        _line(document, text, points=9)
    return saved(document)


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(side) for side in _PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)


def _write_heading(document: Any, office: Heading) -> None:
    """Write who issues it; dots to write the name on where nobody has entered it."""
    for name, bold in ((office["parent"], False), (office["name"], True)):
        if name:
            _line(document, name.upper(), bold=bold)
    if office["blank"]:
        _line(document, f"{_DOTS} {office['blank']}")
    if office["annex"]:
        _line(document, office["annex"])


def _rows(content: TargetsContent) -> Iterator[Row]:
    yield Row(tuple(content["heads"]), is_head=True)
    for clause in content["clauses"]:
        # The clause's title stays with its first line.
        yield Row((clause["title"],), is_bold=True, stays=True)
        for line in clause["rows"]:
            yield Row(tuple(line["cells"]))


def _line(
    document: Any,
    text: str,
    *,
    bold: bool = False,
    points: float | None = None,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    write(paragraph, text, bold=bold, points=points)
