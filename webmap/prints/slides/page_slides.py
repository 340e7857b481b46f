"""The pages of a print that has no slides of its own, set anew at a slide's size and type, as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from webmap.paper.papers import PAPERS
from webmap.paper.typesetting import typeset
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.pictures import DOTS_PER_INCH, Picture, flat, place
from webmap.words.translations import marked as _

_TOP, _BODY = LAYOUT.boxes["answer"].top, LAYOUT.boxes["body"]
_PLACE = Box(_BODY.left, _TOP, _BODY.width, _BODY.bottom - _TOP)
_A4 = PAPERS["a4", "landscape"]
# As wide as it is on paper, with type so much larger that nothing is under what a slide may have.
_PAPER = replace(
    _A4,
    name="slide",
    width=_PLACE.width,
    height=_PLACE.height,
    margin={"left": 0, "right": 0, "top": 0, "bottom": 9},
    title_width=_PLACE.width,
    type={name: points * LAYOUT.small / _A4.type["least"] for name, points in _A4.type.items()},
)
# The slide itself says whose it is, and what must be seen first.
_HEADLESS = {"marks": [], "office": {"parent": "", "name": "", "annex": "", "blank": "", "logo": None}}


def add_page_slides(deck: Deck, content: Mapping[str, Any]) -> Iterator[None]:
    """Add a slide for each page of what a Typst part sets, one at each step."""
    page = {**content, **_HEADLESS, "paper": asdict(_PAPER)}
    drawn = typeset("document", {"parts": [page], **page}, file_format="png", dots_per_inch=DOTS_PER_INCH)
    for at, png in enumerate(drawn, start=1):
        said = {"page": at, "pages": len(drawn)}
        more = deck.material.word(_(" (%(page)s of %(pages)s)"), **said) if len(drawn) > 1 else ""
        slide = deck.add_slide([content["title"] + more], notes=content["sources"])
        place(slide, _PLACE, Picture(flat(png), f"{content['title']}, {content['subtitle']}{more}"))
        yield
