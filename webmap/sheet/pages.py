"""Pages of a print, set by Typst: each part worded as plain JSON, all in one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from webmap.sheet.commune_content import commune_content
from webmap.sheet.content import sheet_content
from webmap.sheet.heat_content import heat_content
from webmap.sheet.material import Material
from webmap.sheet.order import COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.sheet.svg_page import self_contained
from webmap.sheet.targets_content import targets_content
from webmap.sheet.typesetting import typeset

_CONTENT: Mapping[str, Callable[[Material, str], dict[str, Any]]] = {
    SHEET: lambda material, subject: sheet_content(material.layer(subject), material),
    TARGETS: lambda material, _subject: targets_content(material),
    HEAT: lambda material, _subject: heat_content(material),
    COMMUNE: commune_content,
}


def part_content(material: Material, part: Part) -> dict[str, Any]:
    """Return what the template of a part sets."""
    return {"kind": part.kind, **_CONTENT[part.kind](material, part.subject or "")}


def set_pages(material: Material, parts: Sequence[Part]) -> bytes:
    """Return the file of one part; of a picture with several pages it is the first, which has the map."""
    (part,) = parts
    order = material.order
    content = part_content(material, part)
    pages = typeset("document", {"parts": [content], **content}, file_format=order.format)
    return self_contained(pages[0]) if order.format == "svg" else pages[0]
