"""An empty presentation of 16:9: one layout with title, foot and slide number, in Arial and the house's ink.

It is made of python-pptx' own template, which is of 4:3: places, type and colours are set on its master, so
that a slide which a reader adds looks like the others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Mm, Pt

from webmap.drawing.symbols import GREY, INK
from webmap.paper.undated import NO_DATE
from webmap.prints.slides.layout import LAYOUT
from webmap.prints.slides.lettering import FONT
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_KEPT = "Title Only"
_THEME = "/theme"
_ACCENT = "0B5394"
_PLACES = {
    PP_PLACEHOLDER.TITLE: "title",
    PP_PLACEHOLDER.BODY: "body",
    PP_PLACEHOLDER.FOOTER: "foot",
    PP_PLACEHOLDER.SLIDE_NUMBER: "number",
}


def empty_deck(*, title: str, code: str, word: Translator) -> Deck:
    """Return a presentation without slides; its properties have one date, whenever it is made."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(LAYOUT.width), Mm(LAYOUT.height)
    _keep_one_layout(deck, word(_("Title and content")))
    _place(deck)
    _set_type(deck)
    _set_theme(deck)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = title, code, code
    properties.created = properties.modified = datetime(*NO_DATE)
    properties.revision, properties.language = 1, word.lang
    properties.comments = properties.keywords = properties.subject = ""
    return deck


def _keep_one_layout(deck: Deck, name: str) -> None:
    for layout in list(deck.slide_layouts):
        if layout.name != _KEPT:
            deck.slide_layouts.remove(layout)
    (layout,) = deck.slide_layouts
    layout._element.cSld.set("name", name)
    # A date of its own would go with the day of the reader's machine.
    for holder in (deck.slide_master, layout):
        for placeholder in list(holder.placeholders):
            if placeholder.placeholder_format.type == PP_PLACEHOLDER.DATE:
                placeholder._element.getparent().remove(placeholder._element)


def _place(deck: Deck) -> None:
    for placeholder in deck.slide_master.placeholders:
        box = LAYOUT.boxes[_PLACES[placeholder.placeholder_format.type]]
        placeholder.left, placeholder.top, placeholder.width, placeholder.height = box.emu
        body = placeholder._element.txBody.find(qn("a:bodyPr"))
        for side in ("lIns", "tIns", "rIns", "bIns"):
            body.set(side, "0")
        # What would shrink by itself has been measured already.
        for fit in body.findall(qn("a:normAutofit")):
            body.remove(fit)


def _set_type(deck: Deck) -> None:
    """Set titles flush left in bold ink, the foot in grey, the number flush right."""
    master = deck.slide_master._element
    first = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    first.set("algn", "l")
    first.find(qn("a:defRPr")).set("b", "1")
    first.find(qn("a:defRPr")).set("sz", str(Pt(LAYOUT.titles[-1]).centipoints))
    _paint(first.find(qn("a:defRPr")), INK)
    for placeholder in deck.slide_master.placeholders:
        kind = placeholder.placeholder_format.type
        if kind == PP_PLACEHOLDER.TITLE:
            placeholder._element.txBody.find(qn("a:bodyPr")).set("anchor", "t")
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            level = placeholder._element.txBody.find(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}")
            level.set("algn", "l" if kind == PP_PLACEHOLDER.FOOTER else "r")
            level.find(qn("a:defRPr")).set("sz", str(Pt(LAYOUT.foot).centipoints))
            _paint(level.find(qn("a:defRPr")), GREY)


def _paint(properties: Any, colour: str) -> None:
    fill = properties.find(qn("a:solidFill"))
    for old in list(fill):
        fill.remove(old)
    etree.SubElement(fill, qn("a:srgbClr")).set("val", colour.removeprefix("#").upper())


def _set_theme(deck: Deck) -> None:
    """Name the typeface and the accent in the theme, for what readers add themselves."""
    part = next(
        rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith(_THEME)
    )
    theme = etree.fromstring(part.blob)
    for family in ("majorFont", "minorFont"):
        fonts = theme.find(f".//{qn('a:' + family)}")
        fonts.find(qn("a:latin")).set("typeface", FONT)
        for other in fonts.findall(qn("a:font")):
            fonts.remove(other)
    theme.find(f".//{qn('a:accent1')}/{qn('a:srgbClr')}").set("val", _ACCENT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
