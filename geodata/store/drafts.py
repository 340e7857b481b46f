"""Drafts in the store: a kept file with what was said and mended, changed in place until it is settled."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from geodata.errors import GeodataError, UnknownThing
from geodata.store.database import Store
from geodata.store.files import keep_file, path_of, record_file
from geodata.store.models import Draft


class DraftSettled(GeodataError):
    """The draft was loaded whole or discarded; it cannot be changed any more."""


class DraftState(StrEnum):
    """Whether a draft can still be mended and loaded."""

    OPEN = "open"
    COMMITTED = "committed"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class StoredDraft:
    """A draft; moments are UTC.

    `overrides` is a cell's new content by sheet and cell, `answers` what was said to questions, `mapping`
    what the columns of an office's own sheet are, `settled` the import of each part that was loaded.
    """

    id: str
    path: Path
    file_sha256: str
    file_name: str
    person: str
    office: str | None
    period: str | None
    valid_on: date | None
    mapping: Mapping[str, Any]
    answers: Mapping[str, str]
    overrides: Mapping[str, Mapping[str, str]]
    settled: Mapping[str, int]
    state: DraftState
    created_at: datetime
    updated_at: datetime


def keep_draft(
    store: Store,
    file: Path,
    file_name: str,
    *,
    person: str,
    office: str | None = None,
    period: str | None = None,
    valid_on: date | None = None,
    mapping: Mapping[str, Any] | None = None,
) -> StoredDraft:
    """Keep a file as a draft of its own; it brings no figure yet."""
    kept, now = keep_file(store, file), datetime.now(UTC)
    with store.writing() as session:
        record_file(session, kept, file_name)
        row = Draft(
            id=uuid.uuid4().hex,
            file_sha256=kept.sha256,
            file_name=file_name,
            person=person,
            office=office,
            period=period,
            valid_on=valid_on,
            mapping=dict(mapping or {}),
            answers={},
            overrides={},
            settled=[],
            state=DraftState.OPEN,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        session.flush()
        return _stored(store, row)


def get_draft(store: Store, session: Session, draft_id: str) -> StoredDraft:
    """Return a draft; `UnknownThing` if there is none of that id."""
    row = session.get(Draft, draft_id)
    if row is None:
        raise UnknownThing("draft.unknown", id=draft_id)
    return _stored(store, row)


def list_drafts(store: Store, session: Session, *, person: str | None = None) -> tuple[StoredDraft, ...]:
    """Return the open drafts, of a person or of all, the one changed last first."""
    statement = select(Draft).where(Draft.state == DraftState.OPEN).order_by(Draft.updated_at.desc())
    if person is not None:
        statement = statement.where(Draft.person == person)
    return tuple(_stored(store, row) for row in session.scalars(statement))


def change_draft(store: Store, draft_id: str, change: Callable[[Draft], None]) -> StoredDraft:
    """Change an open draft in one transaction.

    Raises
    ------
    UnknownThing, DraftSettled
    """
    with store.writing() as session:
        return change_draft_in(store, session, draft_id, change)


def change_draft_in(
    store: Store, session: Session, draft_id: str, change: Callable[[Draft], None]
) -> StoredDraft:
    """Change an open draft within a transaction that does more, such as the import of a part."""
    row = session.get(Draft, draft_id)
    if row is None:
        raise UnknownThing("draft.unknown", id=draft_id)
    if row.state != DraftState.OPEN:
        raise DraftSettled("draft.settled", id=draft_id, state=row.state)
    change(row)
    row.updated_at = datetime.now(UTC)
    session.flush()
    return _stored(store, row)


def forget_drafts(session: Session, *, open_before: datetime, settled_before: datetime) -> int:
    """Delete drafts that were last touched before a moment, and return how many; their files stay."""
    is_open = Draft.state == DraftState.OPEN
    old = or_(
        and_(is_open, Draft.updated_at < open_before), and_(~is_open, Draft.updated_at < settled_before)
    )
    return session.execute(delete(Draft).where(old)).rowcount  # type: ignore[attr-defined]


def _stored(store: Store, row: Draft) -> StoredDraft:
    return StoredDraft(
        id=row.id,
        path=path_of(store, row.file_sha256),
        file_sha256=row.file_sha256,
        file_name=row.file_name,
        person=row.person,
        office=row.office,
        period=row.period,
        valid_on=row.valid_on,
        mapping=row.mapping,
        answers=row.answers,
        overrides=row.overrides,
        settled={one["part"]: one["sequence"] for one in row.settled},
        state=DraftState(row.state),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
