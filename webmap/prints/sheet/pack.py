"""Which pages a pack or an atlas has: what can be printed, in order, and what cannot, said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.joining.layer import Layer
from webmap.app.errors import BadParameter
from webmap.paper.order import ATLAS, COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.sheet.material import Material
from webmap.words.clauses import clause_title, say_clause
from webmap.words.summary_sentence import say_hidden
from webmap.words.translations import marked as _

MOST_PARTS = 400
"""More than this is no document that anybody leafs through; a country's communes are printed one by one."""

_HIDDEN, _UNKNOWN, _EMPTY = "hidden", "unknown", "empty"
_EMPTY_TABLES = {
    TARGETS: _("No target is set for this period, so there is no table of targets."),
    HEAT: _("No line has figures of communes, so there is no heat table."),
}


@dataclass(frozen=True)
class Pack:
    """The parts that are printed, each with the group it stands under in the contents, and what is missing.

    `missing` are sentences: parts that were chosen and cannot be printed, and those without figures.
    """

    parts: tuple[tuple[str, Part], ...]
    missing: tuple[str, ...]


def pack_of(material: Material) -> Pack:
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
    pack = _atlas(material) if is_atlas else chosen_pack(material, material.order.parts)
    if len(pack.parts) > MOST_PARTS:
        raise BadParameter("pack.too_many_parts", n=len(pack.parts), most=MOST_PARTS)
    if not pack.parts:
        raise BadParameter("pack.nothing_to_print")
    return pack


def chosen_pack(material: Material, parts: Sequence[Part]) -> Pack:
    """Return what can be printed of some parts, in their order; what cannot is never dropped in silence."""
    word = material.word
    reasons = [_why_not(material, part) for part in parts]
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
        word(_EMPTY_TABLES[part.kind]) for part in parts if part not in shown and part.subject is None
    ]
    return Pack(tuple(("", part) for part in shown), (*missing, *_without_figures(material, shown)))


def _why_not(material: Material, part: Part) -> str | None:
    """Return why a part cannot be printed; None where it can."""
    if part.kind == TARGETS:
        return None if material.reading.summary.lines else _EMPTY
    if part.kind == HEAT:
        return None if any(layer.units for layer in material.reading.summary.layers) else _EMPTY
    if part.kind == COMMUNE:
        return None if any(unit.code == part.subject for unit in material.reading.communes) else _UNKNOWN
    indicator = material.reading.profile.indicators.get(part.subject or "")
    if indicator is None:
        return _UNKNOWN
    return None if material.reading.sight.sees(indicator) else _HIDDEN


def _atlas(material: Material) -> Pack:
    word, summary = material.word, material.reading.summary
    tables = chosen_pack(material, (Part(TARGETS), Part(HEAT)))
    parts = [(word(_("Overview")), part) for _group, part in tables.parts]
    for code, lines in summary.in_clauses:
        group = say_clause(code, clause_title(summary, code, word))
        parts += [(group, Part(SHEET, line.layer.indicator.code)) for line in lines]
    communes = sorted(material.reading.communes, key=lambda unit: unit.name)
    parts += [(word(_("Communes")), Part(COMMUNE, unit.code)) for unit in communes]
    missing = [say_hidden(summary.hidden, word)] if summary.hidden else []
    without = _without_figures(material, [part for _group, part in parts])
    return Pack(tuple(parts), (*missing, *tables.missing, *without))


def _without_figures(material: Material, parts: Sequence[Part]) -> list[str]:
    """Name the lines that have no figure at all in the period: their pages say so too."""
    word = material.word
    layers = [material.reading.layer(part.subject or "") for part in parts if part.kind == SHEET]
    empty = [layer.indicator.name(word.lang) for layer in layers if _is_empty(layer)]
    return [word(_("Without any figure in this period: %(names)s."), names="; ".join(empty))] if empty else []


def _is_empty(layer: Layer) -> bool:
    return not layer.has_values and layer.district.figure.value is None
