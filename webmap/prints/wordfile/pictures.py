"""Pictures in Word, with a text for those who cannot see them."""

from __future__ import annotations

import io

from docx.shared import Mm
from docx.text.paragraph import Paragraph

from webmap.prints.wordfile.texts import plain


def add_picture(paragraph: Paragraph, png: bytes, *, width: float, alt: str) -> None:
    """Add a picture in its line.

    Parameters
    ----------
    png : bytes
    width : float
        Millimetres; the height follows.
    alt : str
        What it shows.
    """
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width))
    shape._inline.docPr.set("descr", plain(alt))
