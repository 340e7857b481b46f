"""Causes and remedies as the offices entered them, and for which missed lines nothing was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.store.remedies import StoredRemedy
from geodata.store.units import UnitKey
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import TargetLine
from webmap.words.dates import format_date
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class SaidRemedy:
    """What was entered about a unit, in sentences; `about` names it."""

    about: str
    text: str


def said_remedies(snapshot: Snapshot, layer: Layer, word: Translator) -> tuple[SaidRemedy, ...]:
    """Return what was entered about a line: of the district first, then of the communes that are drawn."""
    names: dict[UnitKey | None, str] = {value.unit.key: value.unit.name for value in layer.units}
    names[None] = word(_("The district as a whole"))
    return tuple(
        SaidRemedy(names[one.unit], _text(one, word))
        for one in snapshot.remedies_of(layer.indicator.code, layer.period)
        if one.unit in names
    )


def unexplained(snapshot: Snapshot, lines: Sequence[TargetLine]) -> tuple[Layer, ...]:
    """Return the lines that the district misses and nothing was entered about."""
    found = []
    for layer in (line.layer for line in lines):
        status = layer.district.judgement.status
        entered = snapshot.remedies_of(layer.indicator.code, layer.period)
        if status is not None and status.is_missed and not any(one.unit is None for one in entered):
            found.append(layer)
    return tuple(found)


def _text(one: StoredRemedy, word: Translator) -> str:
    deadline = "" if one.deadline is None else format_date(one.deadline, word.lang)
    said = (
        (_("Cause: %(text)s."), one.cause),
        (_("Remedy: %(text)s."), one.remedy),
        (_("Deadline: %(text)s."), deadline),
        (_("Responsible: %(text)s."), one.responsible),
    )
    # A person ends a sentence or not; it ends once.
    return " ".join(word(text, text=_one_line(given)) for text, given in said if given.strip())


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
