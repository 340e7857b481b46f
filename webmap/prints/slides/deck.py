"""A deck of slides: each with its message as title, foot, number, marks, and notes for who speaks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from webmap.drawing.symbols import GREY, INK
from webmap.paper.undated import undated
from webmap.prints.sheet.material import Material
from webmap.prints.slides.fitting import fitted, shortened, width_of
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import FONT, colour, plain, set_frame, write
from webmap.prints.slides.shapes import flatten
from webmap.prints.slides.template import empty_deck
from webmap.words.dates import format_period
from webmap.words.translations import marked as _

MARK_FILL = "#fff3bf"
_NUMBER_ID = "{C1FF6DA9-008F-8B48-92A6-B652298478BF}"
_BETWEEN_MARKS = 3.0


@dataclass(frozen=True)
class Deck:
    """The presentation that is made, what it is made of, and what must be seen first on every slide."""

    presentation: Presentation
    material: Material
    marks: tuple[str, ...]

    @classmethod
    def open(cls, material: Material, *, title: str, marks: Sequence[str]) -> Deck:
        """Return a deck without slides."""
        presentation = empty_deck(title=plain(title), code=material.order.code, word=material.word)
        return cls(presentation, material, tuple(marks))

    @property
    def lang(self) -> str:
        """The language of its texts."""
        return self.material.word.lang

    def add_slide(
        self,
        titles: Sequence[str],
        *,
        notes: Sequence[str] = (),
        box: Box | None = None,
        sizes: Sequence[float] = LAYOUT.titles,
        small_marks: bool = True,
    ) -> Slide:
        """Add a slide with its title.

        Parameters
        ----------
        titles : sequence of str
            The message, the fullest first; the first that fits its box is taken.
        notes : sequence of str
            Lines for who speaks: sources, basis, marks.
        box : Box or None
            Where the title stands, unless at its usual place.
        sizes : sequence of float
            Sizes that the title may have, in points.
        small_marks : bool
            Whether the marks stand in the foot; a slide that has them large does without.
        """
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[0])
        place = box or LAYOUT.boxes["title"]
        text, points = fitted([plain(t) for t in titles], place.width, place.height, sizes, bold=True)
        title = slide.shapes.title
        assert title is not None
        if box is not None:
            title.left, title.top, title.width, title.height = box.emu
        write(title.text_frame.paragraphs[0], text, points=points, lang=self.lang, bold=True)
        self._add_foot(slide)
        if small_marks:
            self._add_marks(slide, LAYOUT.boxes["marks"], points=LAYOUT.small)
        said = [plain(line) for line in (text, *notes) if line]
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = "\n".join(said)
        return slide

    def add_large_marks(self, slide: Slide, box: Box) -> None:
        """Write the marks large and flush left, as on the cover."""
        self._add_marks(slide, box, points=20, flush_right=False)

    def save(self) -> bytes:
        """Return the file; the same slides give the same bytes."""
        made = io.BytesIO()
        self.presentation.save(made)
        return undated(made.getvalue())

    def _add_foot(self, slide: Slide) -> None:
        order, word = self.material.order, self.material.word
        said = f"{order.code} · {format_period(order.period, word.lang)}"
        heading = self.material.office.name
        room = LAYOUT.boxes["foot"].width
        for placeholder in list[Any](slide.slide_layout.placeholders):
            kind = placeholder.placeholder_format.type
            if kind not in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
                continue
            slide.shapes.clone_placeholder(placeholder)
            shape: Any = slide.shapes[-1]
            paragraph = shape.text_frame.paragraphs[0]
            if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
                shape.name = word(_("Slide number"))
                _number(paragraph._p)
                continue
            shape.name = word(_("Foot"))
            text = shortened(f"{said} · {heading}" if heading else said, room, 1, LAYOUT.foot)
            write(paragraph, text, points=LAYOUT.foot, lang=self.lang, fill=GREY)

    def _add_marks(self, slide: Slide, box: Box, *, points: float, flush_right: bool = True) -> None:
        widths = [width_of(text, points, bold=True) + 6 for text in self.marks]
        left = box.left
        if flush_right:
            left += box.width - sum(widths) - _BETWEEN_MARKS * (len(widths) - 1)
        for text, width in zip(self.marks, widths, strict=True):
            place = Box(left, box.top, width, box.height)
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place.emu)
            shape.name = text
            flatten(shape)
            shape.fill.solid()
            shape.fill.fore_color.rgb = colour(MARK_FILL)
            shape.line.color.rgb, shape.line.width = colour(INK), Pt(1)
            set_frame(shape.text_frame, anchor=MSO_ANCHOR.MIDDLE)
            shape.text_frame.word_wrap = False
            write(
                shape.text_frame.paragraphs[0],
                text,
                points=points,
                lang=self.lang,
                bold=True,
                align=PP_ALIGN.CENTER,
            )
            left += width + _BETWEEN_MARKS


def _number(paragraph: etree._Element) -> None:
    """Put the field that says which slide it is."""
    found = etree.SubElement(paragraph, qn("a:fld"), {"id": _NUMBER_ID, "type": "slidenum"})
    properties = etree.SubElement(found, qn("a:rPr"), {"lang": "vi-VN"})
    etree.SubElement(properties, qn("a:latin"), {"typeface": FONT})
    etree.SubElement(found, qn("a:t")).text = "‹#›"
