"""The record of each print: found again by its short code, or by what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.store.database import Store
from geodata.store.files import KeptFile, record_file
from geodata.store.models import Print


@dataclass(frozen=True)
class PrintRecord:
    """One print.

    Parameters
    ----------
    code : str
        What stands on the sheet.
    record : dict
        What it was made from.
    made_sha256 : str
        Of the file as it was first made.
    file_sha256 : str or None
        Of the file that is kept; None where it is made again when it is asked for.
    only_sample : bool
        Whether nothing but invented data stood when it was made: then all of it was open.
    visibilities : mapping of str to str, or None
        Of the indicators on it when it was made; None of a print from before this was noted.
    """

    code: str
    record: dict[str, Any]
    sequence: int
    created_at: datetime
    person: str
    made_sha256: str
    file_sha256: str | None
    media_type: str
    only_sample: bool
    visibilities: Mapping[str, str] | None


def canonical_record(record: Mapping[str, Any]) -> bytes:
    """Return a record as bytes that do not depend on the order of its entries."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def record_hash(record: Mapping[str, Any]) -> str:
    """Return what the print of a record is found again by (SHA-256, hex); it is never shown."""
    return hashlib.sha256(canonical_record(record)).hexdigest()


def find_print(store: Store, record: Mapping[str, Any]) -> PrintRecord | None:
    """Return the print that was made from a record, if there is one."""
    with store.session() as session:
        row = _row_of(session, record_hash(record))
        return None if row is None else _read(row)


def get_print(store: Store, code: str) -> PrintRecord:
    """Return the print of a code; `UnknownThing` if there is none."""
    with store.session() as session:
        row = session.get(Print, code)
        if row is None:
            raise UnknownThing("print.unknown", print=code)
        return _read(row)


def keep_print(
    store: Store,
    code: str,
    record: Mapping[str, Any],
    *,
    made_sha256: str,
    kept: KeptFile | None,
    media_type: str,
    person: str,
    sequence: int,
    only_sample: bool,
    visibilities: Mapping[str, str],
) -> PrintRecord:
    """Write the record of a print; where somebody else was quicker with the same one, theirs stays."""
    with store.writing() as session:
        existing = _row_of(session, record_hash(record))
        if existing is not None:
            return _read(existing)
        if kept is not None:
            record_file(session, kept, f"{code}.{media_type.rsplit('/', 1)[-1].split('+')[0]}")
        row = Print(
            code=code,
            record=dict(record),
            record_sha256=record_hash(record),
            sequence=sequence,
            created_at=datetime.now(UTC),
            person=person,
            made_sha256=made_sha256,
            file_sha256=None if kept is None else kept.sha256,
            media_type=media_type,
            only_sample=only_sample,
            visibilities=dict(visibilities),
        )
        session.add(row)
        session.flush()
        return _read(row)


def _row_of(session: Session, sha256: str) -> Print | None:
    return session.scalars(select(Print).where(Print.record_sha256 == sha256)).one_or_none()


def _read(row: Print) -> PrintRecord:
    return PrintRecord(**{name: getattr(row, name) for name in PrintRecord.__dataclass_fields__})
