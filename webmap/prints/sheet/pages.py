"""Pages of a print, set by Typst: a single part, or a pack with its cover and contents."""

from __future__ import annotations

from collections.abc import Mapping

from webmap.paper.order import file_name_of
from webmap.paper.svg_page import self_contained
from webmap.paper.typesetting import typeset
from webmap.prints.sheet.logo import drawn_logo
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack_content import Report, pack_content, part_content
from webmap.prints.sheet.page_kind import PageKind
from webmap.prints.sheet.picture_pages import packed

_WORDED = 0.8


def set_page(material: Material, pages: Mapping[str, PageKind]) -> bytes:
    """Return the file of one part; pictures of several pages come packed (`picture_pages`)."""
    order = material.order
    content = part_content(material, order.part, pages)
    made = typeset(
        "document", {"parts": [content], **content}, file_format=order.format, logo=drawn_logo(material.logo)
    )
    if order.format == "svg":
        made = tuple(map(self_contained, made))
    return packed(made, file_name_of(order.record, order.code))


def set_pack(material: Material, pages: Mapping[str, PageKind], report: Report, *, title: str) -> bytes:
    """Return a pack or an atlas as one PDF; `report` is told how far it is (0–1)."""
    content = pack_content(material, pages, lambda done: report(_WORDED * done), title=title)
    report(_WORDED)
    return typeset("document", content, logo=drawn_logo(material.logo))[0]
