"""Slides of a print's material: cover, the parts that are asked for in their order, what lacks, origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from layers.joining.layer import Layer
from webmap.paper.order import Part
from webmap.paper.papers import PAPERS
from webmap.paper.typesetting import typeset
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import Pack
from webmap.prints.sheet.page_frame import marks
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.frame_slides import add_closing, add_cover, add_missing
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
    margin={"left": 0, "right": 0, "top": 2, "bottom": 9},
    title_width=_PLACE.width,
    type={name: points * LAYOUT.small / _A4.type["least"] for name, points in _A4.type.items()},
)
# The slide itself says whose it is, and what must be seen first.
_HEADLESS = {"marks": [], "office": {"parent": "", "name": "", "annex": "", "blank": "", "logo": None}}


def slides_document(
    material: Material,
    pack: Pack,
    part_slides: Callable[[Deck, Part], Iterator[None]],
    *,
    title: str,
    report: Callable[[float], None],
) -> bytes:
    """Return the presentation; the same material and pack give the same bytes.

    Parameters
    ----------
    material : Material
        What the order's audience may see, as of its sequence.
    pack : Pack
        The parts, in the order that they are shown, and what is missing.
    part_slides : callable
        Adds the slides of a part, one at each step.
    title : str
        What stands on the cover.
    report : callable
        Told after each slide how far the work is (0–1); what it raises ends the work.
    """
    found = [part for _group, part in pack.parts]
    deck = Deck.open(material, title=title, marks=_marks(material, pack.layers))
    add_cover(deck, title)
    for at, part in enumerate(found, start=1):
        for _slide in part_slides(deck, part):
            report(at / (len(found) + 2))
    add_missing(deck, pack.missing)
    add_closing(deck)
    report((len(found) + 1) / (len(found) + 2))
    made = deck.save()
    report(1.0)
    return made


def add_page_slides(deck: Deck, content: Mapping[str, Any]) -> Iterator[None]:
    """Add what has no slides of its own: its pages, each set at a slide's size, as pictures."""
    page = {**content, **_HEADLESS, "paper": asdict(_PAPER)}
    drawn = typeset("document", {"parts": [page], **page}, file_format="png", dots_per_inch=DOTS_PER_INCH)
    for at, png in enumerate(drawn, start=1):
        said = {"page": at, "pages": len(drawn)}
        more = deck.material.word(_(" (%(page)s of %(pages)s)"), **said) if len(drawn) > 1 else ""
        slide = deck.add_slide([content["title"] + more], notes=content["sources"])
        place(slide, _PLACE, Picture(flat(png), f"{content['title']}, {content['subtitle']}{more}"))
        yield


def _marks(material: Material, chosen: Sequence[Layer]) -> list[str]:
    """Return what must be seen first on every slide: one slide is easily shown without the others."""
    # Cover, tables and communes draw on all of the summary.
    layers = [*material.reading.summary.layers, *chosen]
    return marks(
        material.word,
        sample=material.reading.snapshot.is_sample,
        layers=layers,
        draft=material.order.draft or any(layer.has_unapproved for layer in layers),
    )
