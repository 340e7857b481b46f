"""Texts in Word: whatever a person wrote comes out as text, and nothing in it can break the file."""

from __future__ import annotations

import re

from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# XML 1.0 has no place for these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return a text without the characters that XML forbids; markup in it stays, as text."""
    return _FORBIDDEN.sub("", text)


def write(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    points: float | None = None,
) -> Run:
    """Add a text to a paragraph; a new line in it is a line break.

    Parameters
    ----------
    bold, italic : bool or None
        None leaves it to the paragraph's style.
    points : float or None
        Size of the type, by default the style's.
    """
    run = paragraph.add_run(plain(text))
    run.bold, run.italic = bold, italic
    if points is not None:
        run.font.size = Pt(points)
    return run
