"""The office's logo on a page: its picture as part of the data, for the typesetter reads no file of ours."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from typing import Any

from geodata.store import Store
from geodata.store.files import path_of
from webmap.office import Office
from webmap.translations import Translator
from webmap.translations import marked as _

# Where a PNG says its width and height.
_SIZE = slice(16, 24)


def named_logo(office: Office, word: Translator) -> dict[str, Any] | None:
    """Return the logo as a page's data names it: its SHA-256 and what it says to whoever cannot see it."""
    if not office.logo:
        return None
    alt = word(_("Logo of %(office)s"), office=office.name) if office.name else word(_("Logo of the office"))
    return {"sha256": office.logo, "alt": alt}


def with_logo(content: Mapping[str, Any], store: Store) -> Mapping[str, Any]:
    """Return a page's data with the picture of the logo that it names, and how wide it is for its height."""
    logo = content["office"]["logo"]
    if logo is None:
        return content
    png = path_of(store, logo["sha256"]).read_bytes()
    width, height = struct.unpack(">II", png[_SIZE])
    drawn = {**logo, "svg": _wrapped(png, width, height), "ratio": width / height}
    return {**content, "office": {**content["office"], "logo": drawn}}


def _wrapped(png: bytes, width: int, height: int) -> str:
    """Return the picture as text: a drawing that has nothing but it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )
