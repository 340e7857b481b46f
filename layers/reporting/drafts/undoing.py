"""Undoing an import: what the store's undo asks, whose entries it takes back, and that no lock is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.findings import Findings
from geodata.store import Store
from geodata.store.criteria import read_criterion_sets, results_of_import
from geodata.store.imports import Batch
from geodata.store.observation_history import values_of_import
from geodata.store.remedies import remedies_of_import
from geodata.store.undo import UndoPreview, preview_undo, undo_import
from geodata.store.undo_rows import OnConflict
from layers.catalogue import Profile
from layers.offices.holding import Entry, refusals
from layers.offices.rights import Rights


@dataclass(frozen=True)
class ReportUndo:
    """What an undo would do, and all that speaks against it: what is others' or locked, later imports."""

    preview: UndoPreview
    findings: Findings


def preview_report_undo(session: Session, profile: Profile, rights: Rights, sequence: int) -> ReportUndo:
    """Tell what undoing an import would do; `geodata.store.undo.preview_undo` says what it raises."""
    preview = preview_undo(session, sequence)
    held = refusals(session, profile, rights, _taken_back(session, profile, sequence))
    return ReportUndo(preview, held + preview.findings)


def undo_report(
    store: Store,
    profile: Profile,
    sequence: int,
    *,
    person: str,
    rights: Rights,
    reason: str | None = None,
    on_conflict: OnConflict = OnConflict.KEEP_LATER,
) -> Batch:
    """Undo an import by a new one.

    Raises
    ------
    Refused
        For entries that are not theirs to make, for a locked period, and for later imports of the same
        entries without a reason.
    UnknownThing, AlreadyUndone, NotUndoable, UnitsInUse
        See `geodata.store.undo.undo_import`.
    """
    return undo_import(
        store,
        sequence,
        person=person,
        reason=reason,
        on_conflict=on_conflict,
        refusals=lambda session: refusals(session, profile, rights, _taken_back(session, profile, sequence)),
    )


def _taken_back(session: Session, profile: Profile, sequence: int) -> Iterator[Entry]:
    """Yield what an import entered: values, results by criterion, causes and remedies."""
    yield from _values(session, profile, sequence)
    grades = {one.code: one.grade for one in read_criterion_sets(session)}
    for criterion_set, unit, period in results_of_import(session, sequence):
        line = profile.line_of_criteria(grades[criterion_set])
        if line is not None:
            yield Entry(line.code, unit.code, period)
    for indicator, place, period in remedies_of_import(session, sequence):
        yield Entry(indicator, profile.district.code if place is None else place.code, period)


def _values(session: Session, profile: Profile, sequence: int) -> Iterator[Entry]:
    """Yield the values of an import; a rate follows from a denominator that came with it."""
    values = frozenset(values_of_import(session, sequence))
    for code, unit, period in sorted(values):
        indicator = profile.indicators.get(code)
        shared = None if indicator is None else indicator.denominator
        yield Entry(code, unit.code, period, follows=(shared, unit, period) in values)
