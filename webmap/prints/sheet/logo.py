"""The office's logo on a page: what is said of it; its bytes go to the typesetter once a document."""

from __future__ import annotations

import base64
import struct
from typing import TypedDict

from webmap.office.office import Office
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

# Where a PNG says its width and height.
_SIZE = slice(16, 24)


class SaidLogo(TypedDict):
    """How wide the logo is for its height, and what it says to whoever cannot see it."""

    ratio: float
    alt: str


def said_logo(png: bytes | None, office: Office, word: Translator) -> SaidLogo | None:
    """Return how wide the logo is for its height, and what it says to whoever cannot see it."""
    if png is None:
        return None
    width, height = struct.unpack(">II", png[_SIZE])
    alt = word(_("Logo of %(office)s"), office=office.name) if office.name else word(_("Logo of the office"))
    return {"ratio": width / height, "alt": alt}


def drawn_logo(png: bytes | None) -> str | None:
    """Return the picture as text, which the typesetter reads faster: a drawing that has nothing but it."""
    if png is None:
        return None
    width, height = struct.unpack(">II", png[_SIZE])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )
