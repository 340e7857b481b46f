"""Text on a slide: runs of Arial with their language, and nothing in them that XML could not hold."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Mm, Pt

from webmap.drawing.symbols import INK
from webmap.prints.slides.layout import Box

FONT = "Arial"
"""What readers' machines have; LibreOffice replaces it by Liberation Sans, of the same widths."""

_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


def plain(text: str) -> str:
    """Return a text in one line, without the control characters that XML cannot hold."""
    joined = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").replace("\v", " ")
    return "".join(letter for letter in joined if letter >= " " and letter not in "\x7f\ufffe\uffff")


def colour(hexadecimal: str) -> RGBColor:
    """Return a colour of `#rrggbb`."""
    return RGBColor.from_string(hexadecimal.removeprefix("#").upper())


def write(
    paragraph: _Paragraph,
    text: str,
    *,
    points: float,
    lang: str,
    bold: bool = False,
    fill: str = INK,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:
    """Write a text as one run of a paragraph."""
    # Written as DrawingML at once: a deck has thousands of runs.
    run = etree.SubElement(paragraph._p, qn("a:r"))
    look = {"lang": _LANGUAGES[lang], "sz": str(Pt(points).centipoints), "b": str(int(bold))}
    properties = etree.SubElement(run, qn("a:rPr"), look)
    solid = etree.SubElement(properties, qn("a:solidFill"))
    etree.SubElement(solid, qn("a:srgbClr"), {"val": str(colour(fill))})
    etree.SubElement(properties, qn("a:latin"), {"typeface": FONT})
    etree.SubElement(run, qn("a:t")).text = plain(text)
    if align is not PP_ALIGN.LEFT:
        paragraph.alignment = align


def set_frame(frame: TextFrame, *, inset: float = 0.0, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP) -> None:
    """Make a text frame keep its size, wrap its lines, and have the same inset (mm) on all sides."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Mm(inset)


def add_text(
    slide: Slide,
    box: Box,
    texts: Sequence[str],
    *,
    points: float,
    lang: str,
    bold: bool = False,
    fill: str = INK,
    align: PP_ALIGN = PP_ALIGN.LEFT,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    gap: float = 0.0,
    name: str = "",
) -> None:
    """Write paragraphs into a box of a slide.

    Parameters
    ----------
    gap : float
        Points between two paragraphs.
    name : str
        What the box is called in the list of the slide's parts.
    """
    shape = slide.shapes.add_textbox(*box.emu)
    if name:
        shape.name = plain(name)
    set_frame(shape.text_frame, anchor=anchor)
    for at, text in enumerate(texts):
        paragraph = shape.text_frame.paragraphs[0] if at == 0 else shape.text_frame.add_paragraph()
        paragraph.space_after = Pt(gap)
        write(paragraph, text, points=points, lang=lang, bold=bold, fill=fill, align=align)
