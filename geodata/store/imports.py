"""The one way in: an import is one transaction, with its file, its person and its sequence number.

What was current at a sequence is, of each key, the row of the highest import not above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from geodata.errors import UnknownThing
from geodata.findings import Finding
from geodata.store.database import Store
from geodata.store.files import keep_file, record_file
from geodata.store.kept_findings import plain_finding
from geodata.store.models import AuditEntry, Import
from geodata.store.vocabulary import ImportKind

# An undo brings nothing of its own: what it restores came with other imports.
_NO_DATA = tuple(
    str(kind)
    for kind in (
        ImportKind.RESOLUTION,
        ImportKind.CRITERIA,
        ImportKind.SETTINGS,
        ImportKind.PERIODS,
        ImportKind.UNDO,
    )
)


@dataclass
class Batch:
    """An import under way: rows written through `session` carry its `sequence`.

    `summary` (counts of what was added, changed, left unchanged…) is kept with the import.
    """

    session: Session
    sequence: int
    kind: str
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportRecord:
    """What is known of a past import; `loaded_at` is UTC."""

    sequence: int
    kind: str
    loaded_at: datetime
    person: str
    file_sha256: str | None
    file_name: str | None
    is_sample: bool
    reason: str | None
    undoes: int | None
    summary: dict[str, Any]
    findings: list[Any]


@contextmanager
def importing(
    store: Store,
    kind: str,
    person: str,
    *,
    file: Path | None = None,
    file_name: str | None = None,
    reason: str | None = None,
    is_sample: bool = False,
    undoes: int | None = None,
    findings: Iterable[Finding] = (),
) -> Iterator[Batch]:
    """Open an import: all that is written inside is committed together at the end, or not at all.

    Parameters
    ----------
    store : Store
    kind : str
        One of `geodata.store.vocabulary.ImportKind`.
    person : str
        Who loads it: an account's name, or the command's user.
    file : pathlib.Path or None
        The file as it came; a copy is kept under its SHA-256 before the transaction begins.
    file_name : str or None
        The name that the person gave it, where it differs from `file`'s.
    reason : str or None
        Why warnings were accepted.
    is_sample : bool
        Whether what it brings is invented.
    undoes : int or None
        Sequence of the import that this one undoes.
    findings : iterable of Finding
        Warnings and notes met on the way, kept with the import.
    """
    kept = None if file is None else keep_file(store, file)
    name = file_name or (file.name if file is not None else None)
    with store.writing() as session:
        if kept is not None and name is not None:
            record_file(session, kept, name)
        row = Import(
            kind=str(kind),
            loaded_at=datetime.now(UTC),
            person=person,
            file_sha256=None if kept is None else kept.sha256,
            file_name=name,
            is_sample=is_sample,
            reason=reason,
            undoes=undoes,
            summary={},
            findings=[plain_finding(finding) for finding in findings],
        )
        session.add(row)
        session.flush()
        batch = Batch(session, row.sequence, str(kind))
        yield batch
        row.summary = batch.summary
        session.add(
            AuditEntry(
                happened_at=row.loaded_at,
                person=person,
                action="import",
                subject=f"{kind}:{row.sequence}",
                details={"file": name, "reason": reason},
            )
        )


def list_imports(session: Session, *, as_of: int | None = None) -> tuple[ImportRecord, ...]:
    """Return all imports, latest first."""
    statement = select(Import).order_by(Import.sequence.desc())
    if as_of is not None:
        statement = statement.where(Import.sequence <= as_of)
    return tuple(_record(row) for row in session.scalars(statement))


def get_import(session: Session, sequence: int) -> ImportRecord:
    """Return one import; `UnknownThing` if there is none of that number."""
    row = session.get(Import, sequence)
    if row is None:
        raise UnknownThing("import.unknown", sequence=sequence)
    return _record(row)


def holds_data(session: Session) -> bool:
    """Tell whether anything but resolutions, criteria and settings was ever imported."""
    statement = select(Import.sequence).where(Import.kind.not_in(_NO_DATA))
    return session.scalars(statement.limit(1)).first() is not None


def only_sample_loaded(session: Session) -> bool:
    """Tell whether all data in the store is invented; a store without data is not.

    Resolutions, criteria and settings are no data: they stand in a sample store as they are in law.
    """
    flags = select(Import.is_sample).where(Import.kind.not_in(_NO_DATA)).order_by(Import.is_sample)
    return session.scalars(flags.limit(1)).first() is True


def any_sample_loaded(session: Session, *, as_of: int | None = None) -> bool:
    """Tell whether any import is invented data: then every page and sheet must say so."""
    statement = select(Import.sequence).where(Import.is_sample.is_(True))
    if as_of is not None:
        statement = statement.where(Import.sequence <= as_of)
    return session.scalars(statement.limit(1)).first() is not None


def _record(row: Import) -> ImportRecord:
    return ImportRecord(
        row.sequence,
        row.kind,
        row.loaded_at,
        row.person,
        row.file_sha256,
        row.file_name,
        row.is_sample,
        row.reason,
        row.undoes,
        row.summary,
        row.findings,
    )


def current_rows(
    model: Any,
    key: Sequence[InstrumentedAttribute[Any]],
    *,
    as_of: int | None,
    where: Sequence[Any] = (),
    with_withdrawn: bool = False,
) -> Select[Any]:
    """Return a SELECT of the rows of `model` that are current at a sequence.

    Parameters
    ----------
    model : mapped class with `import_seq`
    key : columns that identify what a row speaks of
    as_of : int or None
        The last import sequence that counts; None means all.
    where : conditions on key columns only, so that they never hide a newer row
    with_withdrawn : bool
        Whether keys whose current row withdraws them are given too.
    """
    rank = func.row_number().over(partition_by=list(key), order_by=[model.import_seq.desc(), model.id.desc()])
    ranked = select(model, rank.label("newest_first")).where(*where)
    if as_of is not None:
        ranked = ranked.where(model.import_seq <= as_of)
    inner = ranked.subquery()
    entity = aliased(model, inner)
    statement = select(entity).where(inner.c.newest_first == 1)
    if "withdrawn" in inner.c and not with_withdrawn:
        statement = statement.where(inner.c.withdrawn.is_(False))
    return statement


def last_sequence(session: Session) -> int:
    """Return the sequence of the latest import, 0 for an empty store."""
    return session.scalar(select(func.max(Import.sequence))) or 0


def sequence_at(session: Session, moment: datetime) -> int:
    """Return the last sequence loaded at or before a moment (UTC-aware), 0 if there was none."""
    return session.scalar(select(func.max(Import.sequence)).where(Import.loaded_at <= moment)) or 0
