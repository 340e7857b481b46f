"""Pages of a print, set by Typst: a single part, or a pack with its cover and contents."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import unescape

from webmap.drawing.glyphs import text_outline
from webmap.drawing.symbols import escaped
from webmap.paper.order import file_name_of
from webmap.paper.typesetting import typeset
from webmap.prints.sheet.logo import drawn_logo
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack_content import Report, pack_content, part_content
from webmap.prints.sheet.page_kind import PageKind
from webmap.prints.sheet.picture_pages import packed

_WORDED = 0.8
_IMAGE = re.compile(r"<image\b([^>]*)/>")
_DATA = re.compile(r'xlink:href="data:image/svg\+xml;base64,([^"]+)"')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_SIZE = re.compile(r' (?:width|height)="[^"]*"')
_KEPT = ("fill", "stroke", "stroke-width", "stroke-linejoin", "paint-order")


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


def self_contained(page: bytes) -> bytes:
    """Return an SVG page with every picture inlined and every letter an outline.

    Typst writes its own text as outlines but embeds pictures as they are; the names on a map would then be
    drawn in whatever font the reader's machine has.
    """
    return _IMAGE.sub(_inlined, page.decode()).encode()


def _inlined(image: re.Match[str]) -> str:
    data = _DATA.search(image.group(1))
    if data is None:
        return image.group(0)
    placed = dict(_ATTRIBUTE.findall(_DATA.sub("", image.group(1))))
    source = _TEXT.sub(_outlined, base64.b64decode(data.group(1)).decode())
    opening, rest = source[: source.index(">")], source[source.index(">") :]
    opening = _SIZE.sub("", opening)
    sized = f'{opening} width="{placed["width"]}" height="{placed["height"]}"{rest}'
    move = f' transform="{placed["transform"]}"' if "transform" in placed else ""
    return f"<g{move}>{sized}</g>"


def _outlined(text: re.Match[str]) -> str:
    given = dict(_ATTRIBUTE.findall(text.group(1)))
    said = unescape(text.group(2))
    outline = text_outline(
        said,
        float(given["x"]),
        float(given["y"]),
        size=float(given["font-size"]),
        weight=int(given.get("font-weight", 400)),
        anchor=given.get("text-anchor", "start"),
    )
    look = " ".join(f'{name}="{given[name]}"' for name in _KEPT if name in given)
    return f'<path aria-label="{escaped(said)}" d="{outline}" {look}/>'
