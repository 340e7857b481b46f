"""Undo an import by a new one: former values come back, first ones are withdrawn, nothing is deleted.

An import is in force unless an undo in force undoes it. The former value of a key is that of the last
import in force before the undone one; undos themselves bring no values of their own. So an undo undone
brings back what it took away, and two imports undone in any order leave the same values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from geodata.errors import GeodataError, refuse_unless_accepted
from geodata.findings import Finding, Findings, warning
from geodata.store.database import Store
from geodata.store.imports import Batch, ImportRecord, get_import, importing
from geodata.store.keys import KEYED, NEVER_UNDONE
from geodata.store.models import Base, Import, UnitRecord
from geodata.store.undo_rows import OnConflict, RowsUndone
from geodata.store.vocabulary import ImportKind


class AlreadyUndone(GeodataError):
    """The import is undone already; undo the undo to have it back."""


class NotUndoable(GeodataError):
    """The import brought what is never undone, such as a step of an office's period."""


class UnitsInUse(GeodataError):
    """Undoing would take away units that other imports speak of."""


class StepOfPeriod(GeodataError):
    """A period is opened again by a step of its own, with a reason, not by an undo."""


@dataclass(frozen=True)
class UndoConflict:
    """A later import in force that touched the same keys; `rows` of them, `table` the kind of row."""

    sequence: int
    kind: str
    person: str
    loaded_at: datetime
    file_name: str | None
    table: str
    rows: int


@dataclass(frozen=True)
class UndoPreview:
    """What an undo would do where later imports keep their values.

    Parameters
    ----------
    record : ImportRecord
        The import to be undone.
    restored, withdrawn : int
        Rows whose former value comes back, and first values that are withdrawn.
    conflicts : tuple of UndoConflict
        Latest first; their rows are not among `restored` and `withdrawn`.
    """

    record: ImportRecord
    restored: int = 0
    withdrawn: int = 0
    conflicts: tuple[UndoConflict, ...] = ()

    @property
    def findings(self) -> Findings:
        """The conflicts as warnings: to undo all the same needs a written reason."""
        return Findings(
            tuple(
                warning(
                    "undo.later_import",
                    sequence=one.sequence,
                    person=one.person,
                    moment=one.loaded_at,
                    file_name=one.file_name or one.kind,
                    rows=one.rows,
                )
                for one in self.conflicts
            )
        )


def preview_undo(session: Session, sequence: int) -> UndoPreview:
    """Tell what undoing an import would restore and withdraw, and which later imports are in the way.

    Raises
    ------
    UnknownThing
        For a number that no import has.
    AlreadyUndone
    StepOfPeriod
        For an office's period that was submitted, approved, locked or opened.
    UnitsInUse
        For boundaries whose units figures, targets or incidents of other imports speak of.
    """
    return _previewed(session, sequence)


def undo_import(
    store: Store,
    sequence: int,
    *,
    person: str,
    reason: str | None = None,
    on_conflict: OnConflict = OnConflict.KEEP_LATER,
    refusals: Callable[[Session], Iterable[Finding]] = lambda _session: (),
) -> Batch:
    """Undo an import, the latest or an earlier one, in one transaction; return the new import.

    Parameters
    ----------
    store : Store
    sequence : int
        Of the import to undo.
    person : str
    reason : str or None
        Why; needed where later imports touched the same keys.
    on_conflict : OnConflict
        Whether later imports keep their values of such keys, or the former ones come back over them.
    refusals : callable
        Returns what else speaks against it, asked within the transaction.

    Raises
    ------
    Refused
        For conflicts without a reason, and for errors of `refusals`; its findings list them. Nothing was
        changed.
    UnknownThing, AlreadyUndone, StepOfPeriod, UnitsInUse
        See `preview_undo`.
    """
    with store.session() as session:
        preview = preview_undo(session, sequence)
    refuse_unless_accepted(preview.findings, reason)
    with importing(
        store,
        ImportKind.UNDO,
        person,
        reason=reason,
        undoes=sequence,
        is_sample=preview.record.is_sample,
        findings=preview.findings,
    ) as batch:
        # What came in between counts too: the transaction sees it, and refuses as before.
        again = _previewed(batch.session, sequence, own=batch.sequence)
        refuse_unless_accepted(again.findings + refusals(batch.session), reason)
        passed_over = _not_in_force(batch.session, sequence, batch.sequence)
        counted: Counter[str] = Counter()
        for keyed in KEYED:
            counted.update(RowsUndone(keyed, sequence, passed_over).write(batch, on_conflict))
        batch.summary.update(counted)
    return batch


def _previewed(session: Session, sequence: int, *, own: int | None = None) -> UndoPreview:
    """Return the preview; `own` is the undo itself, where it is being written."""
    record = get_import(session, sequence)
    if record.kind == ImportKind.PERIODS:
        raise StepOfPeriod("undo.period_step", sequence=sequence)
    passed_over = _not_in_force(session, sequence, own)
    _refuse_what_stays(session, sequence)
    _refuse_units_in_use(session, sequence, passed_over)
    return _counted(session, UndoPreview(record), passed_over)


def _counted(session: Session, preview: UndoPreview, passed_over: Collection[int]) -> UndoPreview:
    sequence = preview.record.sequence
    conflicts: list[UndoConflict] = []
    for keyed in KEYED:
        undone = RowsUndone(keyed, sequence, passed_over)
        restored, withdrawn = undone.counts(session)
        table = keyed.model.__tablename__
        conflicts += (_conflict(session, later, table, rows) for later, rows in undone.later(session).items())
        preview = replace(
            preview, restored=preview.restored + restored, withdrawn=preview.withdrawn + withdrawn
        )
    return replace(preview, conflicts=tuple(sorted(conflicts, key=lambda c: -c.sequence)))


def _conflict(session: Session, sequence: int, table: str, rows: int) -> UndoConflict:
    by = get_import(session, sequence)
    return UndoConflict(sequence, by.kind, by.person, by.loaded_at, by.file_name, table, rows)


def _not_in_force(session: Session, undone: int, own: int | None) -> set[int]:
    """Return every import that brings no value once `undone` is undone: undone ones, and all undos."""
    statement = select(Import.sequence, Import.undoes).where(Import.undoes.is_not(None))
    undos = [
        (row.sequence, row.undoes) for row in session.execute(statement.order_by(Import.sequence.desc()))
    ]
    if undone in _undone([undo for undo in undos if undo[0] != own], set()):
        raise AlreadyUndone("undo.already", sequence=undone)
    return _undone(undos, {undone}) | {sequence for sequence, _ in undos}


def _undone(undos: Sequence[tuple[int, int]], out: set[int]) -> set[int]:
    """Return what is undone, given undos latest first: one that is undone itself undoes nothing."""
    for sequence, undoes in undos:
        if sequence not in out:
            out.add(undoes)
    return out


def _refuse_what_stays(session: Session, sequence: int) -> None:
    for model in NEVER_UNDONE:
        if session.scalar(select(model.id).where(model.import_seq == sequence).limit(1)) is not None:
            raise NotUndoable("undo.not_undoable", sequence=sequence)


def _refuse_units_in_use(session: Session, sequence: int, passed_over: Collection[int]) -> None:
    """Refuse to take away units that rows of other imports speak of."""
    former: Any = aliased(UnitRecord)
    gone = select(UnitRecord.unit_id).where(
        UnitRecord.import_seq == sequence,
        ~exists().where(
            former.unit_id == UnitRecord.unit_id,
            former.import_seq != sequence,
            former.import_seq.not_in(sorted(passed_over)),
        ),
    )
    for table in Base.metadata.sorted_tables:
        if "import_seq" not in table.c or table.name == UnitRecord.__tablename__:
            continue
        units = [c for c in table.c if any(key.column.table.name == "units" for key in c.foreign_keys)]
        if not units:
            continue
        others = select(table.c.import_seq).where(
            or_(*(column.in_(gone) for column in units)),
            table.c.import_seq != sequence,
            table.c.import_seq.not_in(sorted(passed_over)),
        )
        user = session.scalar(others.order_by(table.c.import_seq.desc()).limit(1))
        if user is not None:
            raise UnitsInUse("undo.units_in_use", sequence=sequence, by=user)
