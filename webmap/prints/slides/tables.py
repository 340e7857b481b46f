"""Native tables: measured before they are drawn, parted over slides where they are too long for one.

The first row is the heading, and is repeated on each slide. Type is as large as it can be without another
slide, and never smaller than 12 pt; a row is as high as its longest cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Mm, Pt

from layers.status_classes import STATUS_CLASS
from webmap.drawing.symbols import INK
from webmap.prints.slides.fitting import height_of, shortened, width_of, wrapped
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import plain, set_frame, write
from webmap.prints.slides.shapes import describe
from webmap.prints.slides.statuses import fill_xml, sign_letters

# "No Style, No Grid": what the cells say of themselves is all there is.
_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_HEAD_FILL, _RULE, _HAIRLINE = "EEF1F4", "1D2327", "8A949E"
_INSET_Y = 0.9


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width and the inset of its cells in millimetres, and how it is set."""

    head: str
    width: float
    align: PP_ALIGN = PP_ALIGN.LEFT
    inset: float = 1.6

    @property
    def room(self) -> float:
        """The width that a text has."""
        return self.width - 2 * self.inset


@dataclass(frozen=True)
class Cell:
    """A cell's text; with the `key` of a status it has its fill and, unless `is_bare`, its sign before it.

    `lines` is how many lines at most are shown of a text that may be of any length; None: all.
    """

    text: str
    key: str | None = None
    bold: bool = False
    is_bare: bool = False
    lines: int | None = None

    @property
    def shown(self) -> str:
        """The text with its sign."""
        sign = "" if self.key is None or self.is_bare else sign_letters(self.key)
        return plain(" ".join(text for text in (sign, self.text) if text))


Row = Sequence[Cell]


@dataclass(frozen=True)
class TablePage:
    """The part of a table that one slide has, and the size of its type."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    points: float

    @property
    def heights(self) -> list[float]:
        """The height of the heading and of each row, in millimetres."""
        return [_height(row, self.columns, self.points) for row in (_heading(self.columns), *self.rows)]


def parted(
    rows: Sequence[Row],
    columns: Sequence[Column],
    height: float,
    *,
    sizes: Sequence[float] = LAYOUT.tables,
) -> list[TablePage]:
    """Return the table slide by slide, each with its heading no higher than that (mm).

    It takes as few slides as at the smallest size; at that number the largest size is taken that parts no
    word, and the rows are spread evenly. A row that is higher than a slide has one to itself.
    """
    measured = {size: [_height(row, columns, size) for row in (_heading(columns), *rows)] for size in sizes}
    fewest = len(_spans(measured[sizes[-1]], height))
    fitting = [size for size in sizes[:-1] if not _cuts_words(rows, columns, size)]
    points = next((s for s in fitting if len(_spans(measured[s], height)) == fewest), sizes[-1])
    low, high = 0.0, height
    while high - low > 1.0:
        middle = (low + high) / 2
        if len(_spans(measured[points], middle)) > fewest:
            low = middle
        else:
            high = middle
    return [
        TablePage(tuple(columns), tuple(rows[start:end]), points)
        for start, end in _spans(measured[points], high)
    ]


def add_table(slide: Slide, box: Box, page: TablePage, *, label: str, lang: str) -> float:
    """Draw a table from the box's upper left; return where it ends (mm).

    Parameters
    ----------
    label : str
        What it shows, for those who cannot see it.
    """
    heights = page.heights
    place = Box(box.left, box.top, sum(column.width for column in page.columns), sum(heights))
    frame = slide.shapes.add_table(len(heights), len(page.columns), *place.emu)
    describe(frame, label)
    table: Any = frame.table
    table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _STYLE
    for drawn, column in zip(table.columns, page.columns, strict=True):
        drawn.width = Mm(column.width)
    rows = (_heading(page.columns), *page.rows)
    for at, (drawn, row, height) in enumerate(zip(table.rows, rows, heights, strict=True)):
        drawn.height = Mm(height)
        for cell, asked, column in zip(drawn.cells, row, page.columns, strict=True):
            _fill(cell, asked, column, points=page.points, lang=lang, is_head=at == 0)
    return place.bottom


def _spans(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Return which rows stand on each slide, from the heights of the heading and of the rows."""
    head, *rows = heights
    starts, used = [0], head
    for at, height in enumerate(rows):
        if at > starts[-1] and used + height > room:
            starts.append(at)
            used = head
        used += height
    return list(pairwise([*starts, len(rows)]))


def _cuts_words(rows: Sequence[Row], columns: Sequence[Column], points: float) -> bool:
    """Tell whether a word is wider than its column."""
    return any(
        width_of(word, points, bold=cell.bold) > column.room
        for row in (_heading(columns), *rows)
        for cell, column in zip(row, columns, strict=True)
        for word in cell.shown.split(" ")
    )


def _heading(columns: Sequence[Column]) -> list[Cell]:
    return [Cell(column.head, bold=True) for column in columns]


def _height(row: Row, columns: Sequence[Column], points: float) -> float:
    lines = [_lines(cell, column, points) for cell, column in zip(row, columns, strict=True)]
    return height_of(max(lines), points) + 2 * _INSET_Y


def _lines(cell: Cell, column: Column, points: float) -> int:
    return len(wrapped(_cut(cell, column, points), column.room, points, bold=cell.bold))


def _cut(cell: Cell, column: Column, points: float) -> str:
    if cell.lines is None:
        return cell.shown
    return shortened(cell.shown, column.room, cell.lines, points, bold=cell.bold)


def _fill(cell: _Cell, asked: Cell, column: Column, *, points: float, lang: str, is_head: bool) -> None:
    set_frame(cell.text_frame)
    cell.margin_left = cell.margin_right = Mm(column.inset)
    cell.margin_top = cell.margin_bottom = Mm(_INSET_Y)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    look = None if asked.key is None else STATUS_CLASS[asked.key]
    write(
        cell.text_frame.paragraphs[0],
        _cut(asked, column, points),
        points=points,
        lang=lang,
        bold=asked.bold,
        fill=INK if look is None else look.text,
        align=column.align,
    )
    properties = cell._tc.get_or_add_tcPr()
    # In the order that the schema asks for: lines, then the fill.
    properties.append(_line("a:lnB", _RULE if is_head else _HAIRLINE, 1.0 if is_head else 0.5))
    if asked.key is not None:
        properties.append(fill_xml(asked.key))
    elif is_head:
        solid = etree.SubElement(properties, qn("a:solidFill"))
        etree.SubElement(solid, qn("a:srgbClr")).set("val", _HEAD_FILL)


def _line(tag: str, colour: str, points: float) -> etree._Element:
    found = etree.Element(qn(tag), {"w": str(Pt(points))})
    solid = etree.SubElement(found, qn("a:solidFill"))
    etree.SubElement(solid, qn("a:srgbClr")).set("val", colour)
    return found
