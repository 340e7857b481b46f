"""Which pages a pack or an atlas has: what can be printed, in order, and what cannot, said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.layer import Layer
from webmap.errors import BadParameter
from webmap.sheet.material import Material
from webmap.sheet.order import ATLAS, COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.summary_sentence import say_hidden
from webmap.translations import marked as _

MOST_PARTS = 400
"""More than this is no document that anybody leafs through; a country's communes are printed one by one."""


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
    pack = _atlas(material) if material.order.kind == ATLAS else _chosen(material)
    if len(pack.parts) > MOST_PARTS:
        raise BadParameter("pack.too_many_parts", n=len(pack.parts), most=MOST_PARTS)
    if not pack.parts:
        raise BadParameter("pack.nothing_to_print")
    return pack


def _atlas(material: Material) -> Pack:
    word, summary = material.word, material.summary
    parts = [(word(_("Overview")), Part(TARGETS)), (word(_("Overview")), Part(HEAT))]
    titles = {} if summary.resolution is None else {c["code"]: c for c in summary.resolution.clauses}
    for code, lines in summary.in_clauses:
        title = word.pick(titles[code]["title_vi"], titles[code]["title_en"]) if code in titles else ""
        group = f"{code}. {title}" if title else code
        parts += [(group, Part(SHEET, line.layer.indicator.code)) for line in lines]
    communes = sorted(material.communes, key=lambda unit: unit.name)
    parts += [(word(_("Communes")), Part(COMMUNE, unit.code)) for unit in communes]
    missing = [say_hidden(summary.hidden, word)] if summary.hidden else []
    return Pack(tuple(parts), (*missing, *_without_figures(material, [part for _group, part in parts])))


def _chosen(material: Material) -> Pack:
    """Keep what can be printed of the chosen parts; what cannot is told apart, never dropped in silence."""
    word = material.word
    shown: list[tuple[str, Part]] = []
    hidden, unknown = 0, []
    codes = {unit.code for unit in material.communes}
    for part in material.order.parts:
        if part.kind == SHEET and part.subject not in material.profile.indicators:
            unknown.append(part.subject or "")
        elif part.kind == SHEET and not material.may_see(part.subject or ""):
            hidden += 1
        elif part.kind == COMMUNE and part.subject not in codes:
            unknown.append(part.subject or "")
        else:
            shown.append(("", part))
    missing = [say_hidden(hidden, word)] if hidden else []
    if unknown:
        missing.append(
            word(
                _("Not among the lines and communes of this period, so not printed: %(codes)s."),
                codes=", ".join(unknown),
            )
        )
    return Pack(tuple(shown), (*missing, *_without_figures(material, [part for _group, part in shown])))


def _without_figures(material: Material, parts: Sequence[Part]) -> list[str]:
    """Name the lines that have no figure at all in the period: their pages say so too."""
    word = material.word
    layers = [material.layer(part.subject or "") for part in parts if part.kind == SHEET]
    empty = [layer.indicator.name(word.lang) for layer in layers if _is_empty(layer)]
    return [word(_("Without any figure in this period: %(names)s."), names="; ".join(empty))] if empty else []


def _is_empty(layer: Layer) -> bool:
    return not layer.has_values and layer.district.figure.value is None
