"""Causes and remedies: what is missed in a period, and what is entered about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.remedies import StoredRemedy, write_remedies
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import ImportKind
from layers.catalogue import Profile
from layers.errors import LayersError
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
from layers.offices.holding import Entry, hold
from layers.offices.rights import Rights
from layers.rules.judgement import Judgement

LONGEST_TEXT = 2000


class IncompleteRemedy(LayersError):
    """A remedy without a cause, or with a text that is too long."""


@dataclass(frozen=True)
class MissedLine:
    """An indicator that a unit misses (`unit` None: the district), with what was entered about it."""

    layer: Layer
    unit: StoredUnit | None
    judgement: Judgement
    remedy: StoredRemedy | None


def remedy_of(snapshot: Snapshot, indicator: str, period: str, unit: UnitKey | None) -> StoredRemedy | None:
    """Return what stands about one unit's figure, None where nothing was entered."""
    return next((r for r in snapshot.remedies_of(indicator, period) if r.unit == unit), None)


def missed_lines(snapshot: Snapshot, summary: Summary) -> tuple[MissedLine, ...]:
    """Return what the district and its communes miss, in the resolution's order, each with its remedy."""
    found: list[MissedLine] = []
    for layer in summary.layers:
        found += _missed_of(snapshot, layer)
    return tuple(found)


def enter_remedy(
    store: Store, profile: Profile, remedy: StoredRemedy, *, person: str, rights: Rights
) -> Batch:
    """Write what a person entered; it supersedes what stood, and an empty one withdraws it.

    Raises
    ------
    IncompleteRemedy
        For a remedy, deadline or name without a cause, and for overlong texts.
    Refused
        For what is not theirs to enter, and for a locked period. Nothing was changed.
    """
    texts = (remedy.cause, remedy.remedy, remedy.responsible)
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise IncompleteRemedy("remedy.too_long", longest=LONGEST_TEXT)
    is_empty = not any(texts) and remedy.deadline is None
    if not remedy.cause and not is_empty:
        raise IncompleteRemedy("remedy.no_cause")
    with importing(store, ImportKind.REMEDIES, person) as batch:
        unit_code = profile.district.code if remedy.unit is None else remedy.unit.code
        hold(batch.session, profile, rights, [Entry(remedy.indicator, unit_code, remedy.period)])
        written = _withdrawn(remedy) if is_empty else remedy
        batch.summary["added"] = write_remedies(batch, [written])
    return batch


def _missed_of(snapshot: Snapshot, layer: Layer) -> Iterable[MissedLine]:
    code, period = layer.indicator.code, str(layer.period)
    district = layer.district.judgement
    if _is_missed(district):
        yield MissedLine(layer, None, district, remedy_of(snapshot, code, period, None))
    for value in layer.by_gap():
        if _is_missed(value.judgement):
            entered = remedy_of(snapshot, code, period, value.unit.key)
            yield MissedLine(layer, value.unit, value.judgement, entered)


def _is_missed(judgement: Judgement) -> bool:
    return judgement.status is not None and judgement.status.is_missed


def _withdrawn(remedy: StoredRemedy) -> StoredRemedy:
    return StoredRemedy(remedy.indicator, remedy.unit, remedy.period, "", "", None, "", withdrawn=True)
