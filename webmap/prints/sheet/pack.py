"""Which pages a pack or an atlas has: what can be printed, in order, and what cannot, said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.errors import NotVisible, UnknownIndicator
from layers.joining.layer import Layer
from webmap.app.errors import BadParameter, UnknownPage
from webmap.paper.order import ATLAS, COMMUNE, SHEET, Part
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_kind import INDICATOR, PageKind
from webmap.words.clauses import clause_title, say_clause
from webmap.words.summary_sentence import say_hidden
from webmap.words.translations import marked as _

MOST_PARTS = 400
"""More than this is no document that anybody leafs through; a country's communes are printed one by one."""

_HIDDEN, _UNKNOWN, _EMPTY = "hidden", "unknown", "empty"


@dataclass(frozen=True)
class Pack:
    """The parts that are printed, each with the group it stands under in the contents, and what is missing.

    `missing` are sentences: parts that were chosen and cannot be printed, and those without figures. `layers`
    are those of the indicators that parts are about.
    """

    parts: tuple[tuple[str, Part], ...]
    missing: tuple[str, ...]
    layers: tuple[Layer, ...]


def pack_of(material: Material, pages: Mapping[str, PageKind]) -> Pack:
    """Return the parts of the order, an atlas or a pack.

    Raises
    ------
    BadParameter
        Where there are more than `MOST_PARTS`, or nothing of what was chosen can be printed.
    """
    is_atlas = material.order.kind == ATLAS
    communes = len(material.reading.communes)
    if is_atlas and communes > MOST_PARTS:
        # Said before anything is joined, which of so many communes takes seconds.
        raise BadParameter("atlas.too_many_communes", communes=communes, most=MOST_PARTS)
    pack = _atlas(material, pages) if is_atlas else chosen_pack(material, material.order.parts, pages)
    if len(pack.parts) > MOST_PARTS:
        raise BadParameter("pack.too_many_parts", n=len(pack.parts), most=MOST_PARTS)
    if not pack.parts:
        raise BadParameter("pack.nothing_to_print")
    return pack


def chosen_pack(material: Material, parts: Sequence[Part], pages: Mapping[str, PageKind]) -> Pack:
    """Return what can be printed of some parts, in their order; what cannot is never dropped in silence."""
    word = material.word
    reasons = [_why_not(material, part, pages[part.kind]) for part in parts]
    shown = [part for part, reason in zip(parts, reasons, strict=True) if reason is None]
    hidden = reasons.count(_HIDDEN)
    unknown = [str(part) for part, reason in zip(parts, reasons, strict=True) if reason == _UNKNOWN]
    missing = [say_hidden(hidden, word)] if hidden else []
    if unknown:
        missing.append(
            word(
                _("Not among the lines and communes of this period, so not printed: %(codes)s."),
                codes=", ".join(unknown),
            )
        )
    missing += [
        word(pages[part.kind].when_empty)
        for part, reason in zip(parts, reasons, strict=True)
        if reason == _EMPTY
    ]
    layers = _layers(material, shown, pages)
    without = _without_figures(material, layers)
    return Pack(tuple(("", part) for part in shown), (*missing, *without), layers)


def _why_not(material: Material, part: Part, page: PageKind) -> str | None:
    """Return why a part cannot be printed; None where it can."""
    if page.subject is None:
        return _EMPTY if page.is_empty(material) else None
    try:
        page.subject.refuse(material, part.subject or "")
    except NotVisible:
        return _HIDDEN
    except (UnknownIndicator, UnknownPage):
        return _UNKNOWN
    return None


def _atlas(material: Material, pages: Mapping[str, PageKind]) -> Pack:
    word, summary = material.word, material.reading.summary
    tables = chosen_pack(
        material, [Part(code) for code, page in pages.items() if page.subject is None], pages
    )
    parts = [(word(_("Overview")), part) for _group, part in tables.parts]
    for code, lines in summary.in_clauses:
        group = say_clause(code, clause_title(summary, code, word))
        parts += [(group, Part(SHEET, line.layer.indicator.code)) for line in lines]
    communes = sorted(material.reading.communes, key=lambda unit: unit.name)
    parts += [(word(_("Communes")), Part(COMMUNE, unit.code)) for unit in communes]
    missing = [say_hidden(summary.hidden, word)] if summary.hidden else []
    layers = _layers(material, [part for _group, part in parts], pages)
    without = _without_figures(material, layers)
    return Pack(tuple(parts), (*missing, *tables.missing, *without), layers)


def _layers(material: Material, parts: Sequence[Part], pages: Mapping[str, PageKind]) -> tuple[Layer, ...]:
    return tuple(
        material.reading.layer(part.subject or "") for part in parts if pages[part.kind].subject is INDICATOR
    )


def _without_figures(material: Material, layers: Sequence[Layer]) -> list[str]:
    """Name the lines that have no figure at all in the period: their pages say so too."""
    word = material.word
    empty = [layer.indicator.name(word.lang) for layer in layers if _is_empty(layer)]
    return [word(_("Without any figure in this period: %(names)s."), names="; ".join(empty))] if empty else []


def _is_empty(layer: Layer) -> bool:
    return not layer.has_values and layer.district.figure.value is None
