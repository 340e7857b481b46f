"""The page of a report and what runs along its top: the page's number, not on the first, and the marks."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from webmap.prints.report.form import Setting
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import summary_marks
from webmap.prints.wordfile.field_codes import add_page_number
from webmap.prints.wordfile.texts import write

_SHORT, _LONG = 210, 297
_FROM_EDGE = 8
# A page on its side is bound at its top.
_ON_ITS_SIDE = {"top": 30, "bottom": 15, "left": 20, "right": 20}
LYING_WIDTH = _LONG - _ON_ITS_SIDE["left"] - _ON_ITS_SIDE["right"]


def set_page(document: Any, setting: Setting, material: Material) -> None:
    """Set the upright page of the text with its head."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_SHORT), Mm(_LONG)
    _set_margins(section, setting.margin)
    section.different_first_page_header_footer = True
    unapproved = any(layer.has_unapproved for layer in material.reading.summary.layers)
    marks = " · ".join(summary_marks(material, unapproved=unapproved))
    _write_head(section.first_page_header, marks, setting, numbered=False)
    _write_head(section.header, marks, setting, numbered=True)


def lay_page(document: Any) -> None:
    """Begin a new page, and go on with pages on their side under the same head."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_LONG), Mm(_SHORT)
    _set_margins(section, _ON_ITS_SIDE)
    section.different_first_page_header_footer = False


def _set_margins(section: Any, margin: Any) -> None:
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(margin[side]))
    section.header_distance = section.footer_distance = Mm(_FROM_EDGE)


def _write_head(header: Any, marks: str, setting: Setting, *, numbered: bool) -> None:
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if numbered:
        add_page_number(paragraph)
        for run in paragraph.runs:
            run.font.size = Pt(setting.page_number)
    if marks:
        line = header.add_paragraph() if numbered else paragraph
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(line, marks, bold=True, points=setting.table)
