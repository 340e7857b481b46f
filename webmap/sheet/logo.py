"""The office's logo on a page: its picture as plain numbers, for the typesetter reads no file of ours."""

from __future__ import annotations

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
    """Return a page's data with the bytes of the logo that it names, and how wide it is for its height."""
    logo = content["office"]["logo"]
    if logo is None:
        return content
    png = path_of(store, logo["sha256"]).read_bytes()
    width, height = struct.unpack(">II", png[_SIZE])
    drawn = {**logo, "png": list(png), "ratio": width / height}
    return {**content, "office": {**content["office"], "logo": drawn}}
