"""A Word document in one typeface, and how it is saved: the same content gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from webmap.paper.undated import NO_DATE, undated
from webmap.prints.wordfile.field_codes import CAPTION
from webmap.prints.wordfile.tables import CELL_TEXT
from webmap.prints.wordfile.texts import plain

TYPEFACE = "Times New Roman"
"""What Vietnamese offices' documents are set in; the reader's Word has it."""

_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_INK = RGBColor(0, 0, 0)


def new_document(*, title: str, code: str, lang: str, points: float, cell_points: float) -> Any:
    """Return an empty document.

    Parameters
    ----------
    title, code : str
        Its title, and the print's code, which stands as its author.
    lang : str
        `vi` or `en`: what Word checks its spelling by.
    points, cell_points : float
        Sizes of the text and of tables.
    """
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments, about.language = plain(title), code, "", _LANGUAGES[lang]
    about.created = about.modified = datetime(*NO_DATE)
    _drop_thumbnail(document)
    _set_styles(document, lang, points)
    cells = document.styles.add_style(CELL_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    cells.base_style, cells.font.size = document.styles["Normal"], Pt(cell_points)
    cells.paragraph_format.space_before = cells.paragraph_format.space_after = Pt(1)
    return document


def saved(document: Any) -> bytes:
    """Return the file: drawings and controls numbered throughout, its parts without a date."""
    for number, element in enumerate(_numbered(document), start=1):
        attribute = qn("w:val") if element.tag == qn("w:id") else "id"
        element.set(attribute, str(number))
    made = io.BytesIO()
    document.save(made)
    return undated(made.getvalue())


def _drop_thumbnail(document: Any) -> None:
    """Leave out the picture of an empty page that python-docx's template brings along."""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _set_styles(document: Any, lang: str, points: float) -> None:
    styles = document.styles
    # A theme's typeface goes over the one that is named.
    for fonts in styles.element.iter(qn("w:rFonts")):
        for name in _THEMED:
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), TYPEFACE)
    for one in styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), _LANGUAGES[lang])
    normal = styles["Normal"]
    normal.font.name, normal.font.size = TYPEFACE, Pt(points)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), 1
    title = styles["Title"]
    # The template draws a line under it, and spaces its letters.
    for name in ("w:pBdr", "w:rPr"):
        for element in title.element.findall(".//" + qn(name)):
            element.getparent().remove(element)
    title.font.bold, title.paragraph_format.alignment = True, WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", CAPTION):
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(points), _INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(6), Pt(3)
        style.paragraph_format.line_spacing = 1


def _numbered(document: Any) -> Iterator[Any]:
    """Give every element of the body and of headers and footers whose number must be its own."""
    stories = [document.element.body]
    for section in document.sections:
        for story in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not story.is_linked_to_previous:
                stories.append(story._element)
    for story in stories:
        yield from story.iter(qn("wp:docPr"))
        yield from story.iterfind(".//" + qn("w:sdtPr") + "/" + qn("w:id"))
