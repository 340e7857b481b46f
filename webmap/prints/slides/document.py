"""Slides of a print's material: cover, the parts that are asked for in their order, what lacks, origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from layers.catalogue.vocabulary import Visibility
from layers.joining.layer import Layer
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import Pack
from webmap.prints.sheet.page_frame import marks
from webmap.prints.slides.commune_slides import add_commune_slides
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.frame_slides import add_closing, add_cover, add_missing
from webmap.prints.slides.heat_slides import add_heat_slides
from webmap.prints.slides.indicator_slide import add_indicator_slide
from webmap.prints.slides.target_slides import add_target_slides


def slides_document(material: Material, pack: Pack, *, title: str, report: Callable[[float], None]) -> bytes:
    """Return the presentation; the same material and pack give the same bytes.

    Parameters
    ----------
    material : Material
        What the order's audience may see, as of its sequence.
    pack : Pack
        The parts, in the order that they are shown, and what is missing.
    title : str
        What stands on the cover.
    report : callable
        Told after each slide how far the work is (0–1); what it raises ends the work.
    """
    found = [part for _group, part in pack.parts]
    deck = Deck.open(material, title=title, marks=_marks(material, found))
    add_cover(deck, title)
    for at, part in enumerate(found, start=1):
        for _slide in _add_part(deck, part):
            report(at / (len(found) + 2))
    add_missing(deck, pack.missing)
    add_closing(deck)
    report((len(found) + 1) / (len(found) + 2))
    made = deck.save()
    report(1.0)
    return made


def _add_part(deck: Deck, part: Part) -> Iterator[None]:
    if part.kind == TARGETS:
        yield from add_target_slides(deck)
    elif part.kind == HEAT:
        yield from add_heat_slides(deck)
    elif part.kind == COMMUNE:
        yield from add_commune_slides(deck, part.subject or "")
    else:
        add_indicator_slide(deck, part.subject or "")
        yield


def _marks(material: Material, parts: Sequence[Part]) -> list[str]:
    """Return what must be seen first on every slide: one slide is easily shown without the others."""
    layers = _layers(material, parts)
    internal = any(Visibility(layer.indicator.visibility) is not Visibility.PUBLIC for layer in layers)
    return marks(
        material.word,
        sample=material.reading.snapshot.is_sample,
        visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
        draft=material.order.draft or any(layer.has_unapproved for layer in layers),
    )


def _layers(material: Material, parts: Sequence[Part]) -> list[Layer]:
    """Return the layers that are shown; cover, tables and communes draw on all of the summary."""
    chosen = [material.reading.layer(part.subject or "") for part in parts if part.kind == SHEET]
    return [*material.reading.summary.layers, *chosen]
