"""What every printed page has around its content: paper, heading, marks, code and address, subject."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypedDict

import segno

from layers.audience import is_public
from layers.joining.layer import Layer
from webmap.paper.papers import Paper
from webmap.prints.sheet.head import Heading, heading
from webmap.prints.sheet.material import Material
from webmap.words.dates import format_period
from webmap.words.district import capitalised, say_former
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


class PaperContent(TypedDict):
    """A paper as the templates read it."""

    name: str
    orientation: str
    width: float
    height: float
    margin: dict[str, float]
    map: tuple[float, float]
    side: tuple[float, float]
    title_width: float
    type: dict[str, float]
    row_inset: float
    fold: float | None


class PageFrame(TypedDict):
    """What stands around the content of a page."""

    lang: str
    paper: PaperContent
    office: Heading
    code: str
    address: str
    origin_words: str
    qr: str
    qr_alt: str
    page_words: str


class PageContent(PageFrame):
    """What every kind of page has beside its own content."""

    title: str
    subtitle: str
    unit: str
    marks: list[str]
    sources: list[str]


def frame_content(material: Material, paper: Paper | None = None) -> PageFrame:
    """Return what every page has: paper (the order's, unless its room was changed), heading, code, QR."""
    order, word = material.order, material.word
    address = order.address
    return {
        "lang": word.lang,
        "paper": _paper(paper or material.paper),
        "office": heading(material),
        "code": order.code,
        "address": address,
        "origin_words": word(_("Origin of this print: %(address)s"), address=address),
        "qr": _qr(address),
        "qr_alt": word(_("QR code of %(address)s"), address=address),
        "page_words": word(_("Page %(page)s of %(pages)s"), page="{page}", pages="{pages}"),
    }


def _paper(paper: Paper) -> PaperContent:
    return {
        "name": paper.name,
        "orientation": paper.orientation,
        "width": paper.width,
        "height": paper.height,
        "margin": dict(paper.margin),
        "map": paper.map,
        "side": paper.side,
        "title_width": paper.title_width,
        "type": dict(paper.type),
        "row_inset": paper.row_inset,
        "fold": paper.fold,
    }


def summary_marks(material: Material, *, unapproved: bool) -> list[str]:
    """Return what must be seen first on a page of many targets, `unapproved` of which are shown."""
    return marks(
        material.word,
        sample=material.reading.snapshot.is_sample,
        layers=material.reading.summary.layers,
        draft=material.order.draft or unapproved,
    )


def marks(word: Translator, *, sample: bool, layers: Iterable[Layer], draft: bool) -> list[str]:
    """Return what must be seen first: sample data, for internal use, a draft."""
    found = []
    if sample:
        found.append(word(_("Sample data: not for reports")))
    if not all(is_public(layer.indicator) for layer in layers):
        found.append(word(_("For internal use")))
    if draft:
        found.append(word(_("DRAFT")))
    return found


def say_subject(material: Material) -> str:
    """Head a page of many targets: the district, or the area that it had, and the period."""
    profile, period, word = material.reading.profile, material.order.period, material.word
    said, ended = format_period(period, word.lang), profile.district.valid_to
    if ended is None or period.last_day <= ended:
        return f"{profile.district.name(word.lang)}, {said}"
    return capitalised(f"{say_former(profile, word)}, {said}")


@lru_cache(maxsize=8)
def _qr(address: str) -> str:
    return str(segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True))
