"""Slides of a print's material: cover, the parts that are asked for in their order, what lacks, origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from layers.catalogue.vocabulary import Visibility
from layers.joining.layer import Layer
from webmap.paper.order import Part
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import Pack
from webmap.prints.sheet.page_frame import marks
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.frame_slides import add_closing, add_cover, add_missing


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


def _marks(material: Material, chosen: Sequence[Layer]) -> list[str]:
    """Return what must be seen first on every slide: one slide is easily shown without the others."""
    # Cover, tables and communes draw on all of the summary.
    layers = [*material.summary.layers, *chosen]
    internal = any(Visibility(layer.indicator.visibility) is not Visibility.PUBLIC for layer in layers)
    return marks(
        material.word,
        sample=material.snapshot.is_sample,
        visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
        draft=material.order.draft or any(layer.has_unapproved for layer in layers),
    )
