"""Undoing an import of figures: what the store's undo asks, and that no locked period is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.errors import refuse_unless_accepted
from geodata.findings import Findings
from geodata.store import Store
from geodata.store.criteria import read_criterion_sets, results_of_import
from geodata.store.imports import Batch
from geodata.store.observation_history import lines_of_import
from geodata.store.undo import UndoPreview, preview_undo, undo_import
from geodata.store.undo_rows import OnConflict
from layers.catalogue import Grade, Profile
from layers.offices.periods import locked_findings


@dataclass(frozen=True)
class ReportUndo:
    """What an undo would do, and all that speaks against it: locked periods (errors), later imports."""

    preview: UndoPreview
    findings: Findings


def preview_report_undo(session: Session, profile: Profile, sequence: int) -> ReportUndo:
    """Tell what undoing an import would do; `geodata.store.undo.preview_undo` says what it raises."""
    preview = preview_undo(session, sequence)
    locked = locked_findings(session, profile, _touched(session, profile, sequence))
    return ReportUndo(preview, Findings(locked) + preview.findings)


def _touched(session: Session, profile: Profile, sequence: int) -> Iterator[tuple[str, str]]:
    """Yield (indicator, period) of each value and of each result by criterion that an import wrote."""
    yield from lines_of_import(session, sequence)
    grades = {one.code: one.grade for one in read_criterion_sets(session)}
    counted = {line.criteria_grade: line.code for line in profile.measured_lines if line.criteria_grade}
    for criterion_set, period in results_of_import(session, sequence):
        line = counted.get(Grade(grades[criterion_set]))
        if line is not None:
            yield line, period


def undo_report(
    store: Store,
    profile: Profile,
    sequence: int,
    *,
    person: str,
    reason: str | None = None,
    on_conflict: OnConflict = OnConflict.KEEP_LATER,
) -> Batch:
    """Undo an import by a new one.

    Raises
    ------
    Refused
        For a locked period, and for later imports of the same entries without a reason.
    UnknownThing, AlreadyUndone, NotUndoable, UnitsInUse
        See `geodata.store.undo.undo_import`.
    """
    with store.session() as session:
        refuse_unless_accepted(preview_report_undo(session, profile, sequence).findings, reason)
    return undo_import(store, sequence, person=person, reason=reason, on_conflict=on_conflict)
