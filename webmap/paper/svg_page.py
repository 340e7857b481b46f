"""A page set as SVG, made whole: pictures inlined, their text turned into outlines.

Typst writes its own text as outlines but embeds pictures as they are; the names on a map would then be drawn
in whatever font the reader's machine has.
"""

from __future__ import annotations

import base64
import re
from html import unescape

from webmap.drawing.glyphs import text_outline
from webmap.drawing.symbols import escaped

_IMAGE = re.compile(r"<image\b([^>]*)/>")
_DATA = re.compile(r'xlink:href="data:image/svg\+xml;base64,([^"]+)"')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_SIZE = re.compile(r' (?:width|height)="[^"]*"')
_KEPT = ("fill", "stroke", "stroke-width", "stroke-linejoin", "paint-order")


def self_contained(page: bytes) -> bytes:
    """Return the page with every picture inlined and every letter an outline."""
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
