"""Frozen sets: a sequence with a name, that pages and prints can be drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import GeodataError, UnknownThing
from geodata.names import legible
from geodata.store.audit import note
from geodata.store.database import Store
from geodata.store.imports import last_sequence
from geodata.store.models import FrozenSet

LONGEST_NAME = 100


class BadName(GeodataError):
    """A frozen set cannot be called so."""


@dataclass(frozen=True)
class StoredFrozenSet:
    """A name for the data as of a sequence; `created_at` is UTC."""

    name: str
    sequence: int
    created_at: datetime
    person: str


def freeze(store: Store, name: str, *, person: str, sequence: int | None = None) -> StoredFrozenSet:
    """Give the data as it stands (or as of a sequence) a name, once.

    Raises
    ------
    BadName
        For an empty or overlong name, and for one that is given already.
    UnknownThing
        For a sequence that no import has.
    """
    name = " ".join(legible(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise BadName("frozen.bad_name", name=name, longest=LONGEST_NAME)
    with store.writing() as session:
        last = last_sequence(session)
        wanted = last if sequence is None else sequence
        if not 0 < wanted <= last:
            raise UnknownThing("import.unknown", sequence=wanted)
        if session.scalars(select(FrozenSet).where(FrozenSet.name == name)).first() is not None:
            raise BadName("frozen.name_taken", name=name)
        row = FrozenSet(name=name, sequence=wanted, created_at=datetime.now(UTC), person=person)
        session.add(row)
        session.flush()
        note(session, person, "freeze", f"frozen_set:{name}", {"sequence": wanted})
        return _stored(row)


def list_frozen_sets(session: Session) -> tuple[StoredFrozenSet, ...]:
    """Return all frozen sets, the latest first."""
    rows = session.scalars(select(FrozenSet).order_by(FrozenSet.created_at.desc(), FrozenSet.id.desc()))
    return tuple(_stored(row) for row in rows)


def get_frozen_set(session: Session, name: str) -> StoredFrozenSet:
    """Return the frozen set of a name; `UnknownThing` if there is none."""
    row = session.scalars(select(FrozenSet).where(FrozenSet.name == name)).first()
    if row is None:
        raise UnknownThing("frozen.unknown", name=name)
    return _stored(row)


def _stored(row: FrozenSet) -> StoredFrozenSet:
    return StoredFrozenSet(row.name, row.sequence, row.created_at, row.person)
