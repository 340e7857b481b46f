"""Every target of the resolution in words, clause by clause: value, target, status, trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.store.targets import StoredTarget
from layers.audience import is_public
from layers.catalogue import Indicator
from layers.joining.layer import Layer
from layers.joining.summary import Summary, TargetLine
from webmap.pages.address import Asked
from webmap.words.district import Trend, say_both, say_communes, trend_of
from webmap.words.layer import say_closing, say_gap, say_status, say_target, say_value
from webmap.words.origin import say_basis
from webmap.words.summary_sentence import say_hidden, say_listed
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class ClauseLine:
    """A target in words, for one row of the table; an empty text says nothing."""

    code: str
    name: str
    status_key: str
    status: str
    value: str
    both: str
    target: str
    assigned_by: str
    gap: str
    closing: str
    basis: str
    trend: Trend | None
    communes: str
    due: date
    owner: str
    is_internal: bool


@dataclass(frozen=True)
class ClauseSection:
    """A clause with the lines that this reader may see; `hidden` says how many there are besides."""

    code: str
    title: str
    counts: str
    lines: tuple[ClauseLine, ...]
    hidden: str


def clause_sections(here: Asked, summary: Summary, word: Translator) -> list[ClauseSection]:
    """Return the resolution's clauses with the lines that the reader may see."""
    if summary.resolution is None:
        return []
    by_clause = summary.by_clause
    sections = []
    for clause in summary.resolution.clauses:
        lines, hidden = by_clause.get(clause["code"], ()), summary.hidden_by_clause.get(clause["code"], 0)
        if lines or hidden:
            sections.append(
                ClauseSection(
                    code=clause["code"],
                    title=word.pick(clause["title_vi"], clause["title_en"]),
                    counts=say_listed(lines, word) if lines else "",
                    lines=tuple(_line(here, line, word) for line in lines),
                    hidden=say_hidden(hidden, word),
                )
            )
    return sections


def _line(here: Asked, line: TargetLine, word: Translator) -> ClauseLine:
    layer, district = line.layer, line.layer.district
    indicator = layer.indicator
    return ClauseLine(
        code=indicator.code,
        name=indicator.name(word.lang),
        status_key=district.legend_key,
        status=say_status(district.judgement, district.figure, word),
        value=say_value(indicator, district.figure, district.target, word),
        both=say_both(layer, word),
        target=_target(layer, line.target, word),
        assigned_by=_assigned_by(line.target, word),
        gap=say_gap(indicator, district.judgement, word),
        closing=say_closing(indicator, district.judgement, word),
        basis=say_basis(district.figure, word),
        trend=trend_of(layer, here.snapshot.compared_with(indicator, here.period), word),
        communes=say_communes(layer, word),
        due=line.target.due,
        owner=layer.office or word(_("not assigned yet")),
        is_internal=not is_public(indicator),
    )


def _target(layer: Layer, target: StoredTarget, word: Translator) -> str:
    """Write the target that binds in this period; without one there is none to write."""
    if layer.district.target is None and target.value_source == "assigned" and target.value is None:
        return word(_("assigned later (not entered yet)"))
    return say_target(layer.indicator, layer.district.target, layer.district.previous, word)


def _assigned_by(target: StoredTarget, word: Translator) -> str:
    if target.assigned_by is None or target.value is not None:
        return ""
    return word(_("assigned by %(body)s"), body=target.assigned_by)


@dataclass(frozen=True)
class Fallen:
    """An indicator that fell though it is to be kept up; `where` says in words where it did."""

    indicator: Indicator
    where: str


def fallen_lines(summary: Summary, word: Translator) -> tuple[Fallen, ...] | None:
    """Return what fell, the whole district first, then by how many communes.

    None where nothing can be said: no target is to be kept up, or none has figures of the period before.
    """
    kept_up = [layer for layer in summary.layers if layer.indicator.maintain and _has_before(layer)]
    if not kept_up:
        return None
    counted = [
        (layer, layer.district.judgement.fell, sum(value.judgement.fell for value in layer.units))
        for layer in kept_up
    ]
    counted.sort(key=lambda one: (not one[1], -one[2]))
    return tuple(
        Fallen(layer.indicator, _where(district, communes, word))
        for layer, district, communes in counted
        if district or communes
    )


def _has_before(layer: Layer) -> bool:
    return layer.district.earlier is not None or any(value.earlier is not None for value in layer.units)


def _where(district: bool, communes: int, word: Translator) -> str:
    if district:
        return word(_("in the district as a whole"))
    return word.ngettext("in %(n)s commune", "in %(n)s communes", communes)
