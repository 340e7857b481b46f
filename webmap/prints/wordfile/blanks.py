"""Marked blanks: what only people can write, in a content control that goes once something is typed.

The control is one for any text: LibreOffice shows no highlighting in one for plain text.
"""

from __future__ import annotations

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from webmap.prints.wordfile.texts import plain

_CONTROL = (
    f"<w:sdt {nsdecls('w')}><w:sdtPr><w:tag/><w:id/><w:temporary/><w:showingPlcHdr/></w:sdtPr>"
    '<w:sdtContent><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t/></w:r>'
    "</w:sdtContent></w:sdt>"
)
TAG = "blank"
"""What every blank is tagged with, so that a program finds those that are left."""


def add_blank(paragraph: Paragraph, text: str) -> None:
    """Add `[text]`, highlighted: one click chooses all of it, and what is typed takes its place.

    `pages.saved` numbers the controls of a document.
    """
    control = parse_xml(_CONTROL)
    control.find(".//" + qn("w:tag")).set(qn("w:val"), TAG)
    said = control.find(".//" + qn("w:t"))
    said.text = f"[{plain(text)}]"
    paragraph._p.append(control)
