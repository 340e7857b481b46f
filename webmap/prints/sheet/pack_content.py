"""A pack or an atlas as the data of one document: cover, contents, and the pages of each part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from webmap.paper.order import ATLAS, COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.sheet.commune_content import commune_content
from webmap.prints.sheet.content import sheet_content
from webmap.prints.sheet.heat_content import heat_content
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import Pack, pack_of
from webmap.prints.sheet.page_frame import frame_content, say_subject, summary_marks
from webmap.prints.sheet.sources import summary_sources
from webmap.prints.sheet.targets_content import targets_content
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import marked as _

Report = Callable[[float], None]

_CONTENT: Mapping[str, Callable[[Material, str], dict[str, Any]]] = {
    SHEET: lambda material, subject: sheet_content(material.reading.layer(subject), material),
    TARGETS: lambda material, _subject: targets_content(material),
    HEAT: lambda material, _subject: heat_content(material),
    COMMUNE: commune_content,
}


def part_content(material: Material, part: Part) -> dict[str, Any]:
    """Return what the template of a part sets."""
    return {"kind": part.kind, **_CONTENT[part.kind](material, part.subject or "")}


def pack_title(material: Material) -> str:
    """Name the document: an atlas, or a pack as its template is called."""
    if material.order.kind == ATLAS:
        return material.word(_("Atlas of all targets and communes"))
    return material.order.pack or material.word(_("Meeting pack"))


def pack_content(material: Material, report: Report) -> dict[str, Any]:
    """Return what the template `document` sets: a cover with contents, then the parts.

    Parameters
    ----------
    report : callable
        Told how far the wording is (0–1).
    """
    word, pack = material.word, pack_of(material)
    parts = []
    for at, (_group, part) in enumerate(pack.parts):
        report(at / len(pack.parts))
        parts.append(part_content(material, part))
    unapproved = any(layer.has_unapproved for layer in material.reading.summary.layers)
    return {
        **frame_content(material),
        "title": pack_title(material),
        "subtitle": say_subject(material),
        "unit": "",
        "marks": summary_marks(material, unapproved=unapproved),
        "cover": {
            "summary": say_summary(material.reading.summary, word),
            "contents_title": word(_("Contents")),
            "page_title": word(_("Page")),
            "groups": _contents(pack, parts),
            "missing_title": word(_("Not in this document, or without figures")),
            "missing": list(pack.missing),
        },
        "sources": summary_sources(material.reading.summary, material.reading.snapshot, material.order, word),
        "parts": parts,
    }


def _contents(pack: Pack, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of the contents by group; a line names its part by number."""
    numbered = enumerate(zip((group for group, _part in pack.parts), parts, strict=True))
    return [
        {"title": group, "lines": [{"part": at, "title": part["title"]} for at, (_group, part) in lines]}
        for group, lines in groupby(numbered, key=lambda one: one[1][0])
    ]
