"""A pack or an atlas as the data of one document: cover, contents, and the pages of each part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import TypedDict

from webmap.paper.order import Part
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import Pack, pack_of
from webmap.prints.sheet.page_frame import PageContent, frame_content, say_subject, summary_marks
from webmap.prints.sheet.page_kind import PageKind
from webmap.prints.sheet.sources import summary_sources
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import marked as _

Report = Callable[[float], None]


class PartContent(PageContent):
    """A part, with what its kind has beside what every page has."""

    kind: str


class ContentsLine(TypedDict):
    """A part in the contents, by its number."""

    part: int
    title: str


class ContentsGroup(TypedDict):
    """Parts that stand together in the contents."""

    title: str
    lines: list[ContentsLine]


class Cover(TypedDict):
    """What stands before the parts: how the targets stand, the contents, and what is missing."""

    summary: str
    contents_title: str
    groups: list[ContentsGroup]
    missing_title: str
    missing: list[str]


class PackContent(PageContent):
    """A document of several parts."""

    cover: Cover
    parts: list[PartContent]


def part_content(material: Material, part: Part, pages: Mapping[str, PageKind]) -> PartContent:
    """Return what the template of a part sets."""
    return {"kind": part.kind, **pages[part.kind].content(material, part.subject or "")}


def pack_content(
    material: Material, pages: Mapping[str, PageKind], report: Report, *, title: str
) -> PackContent:
    """Return what the template `document` sets: a cover with contents, then the parts.

    Parameters
    ----------
    pages : mapping
        The kinds of pages that there are.
    report : callable
        Told how far the wording is (0–1).
    """
    word, pack = material.word, pack_of(material, pages)
    parts = []
    for at, (_group, part) in enumerate(pack.parts):
        report(at / len(pack.parts))
        parts.append(part_content(material, part, pages))
    unapproved = any(layer.has_unapproved for layer in material.reading.summary.layers)
    return {
        **frame_content(material),
        "title": title,
        "subtitle": say_subject(material),
        "unit": "",
        "marks": summary_marks(material, unapproved=unapproved),
        "cover": {
            "summary": say_summary(material.reading.summary, word),
            "contents_title": word(_("Contents")),
            "groups": _contents(pack, parts),
            "missing_title": word(_("Not in this document, or without figures")),
            "missing": list(pack.missing),
        },
        "sources": summary_sources(material.reading.summary, material.reading.snapshot, material.order, word),
        "parts": parts,
    }


def _contents(pack: Pack, parts: list[PartContent]) -> list[ContentsGroup]:
    """Return the lines of the contents by group; a line names its part by number."""
    numbered = enumerate(zip((group for group, _part in pack.parts), parts, strict=True))
    return [
        {"title": group, "lines": [{"part": at, "title": part["title"]} for at, (_group, part) in lines]}
        for group, lines in groupby(numbered, key=lambda one: one[1][0])
    ]
