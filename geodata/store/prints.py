"""The record of each printed file, found again by its short code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from geodata.errors import UnknownThing
from geodata.store.database import Store
from geodata.store.files import keep_bytes, record_file
from geodata.store.models import Print

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 10


@dataclass(frozen=True)
class PrintRecord:
    """One printed file: `record` is what it was made from, `code` a hash of that."""

    code: str
    record: dict[str, Any]
    sequence: int
    created_at: datetime
    person: str
    file_sha256: str
    media_type: str


def print_code(record: Mapping[str, Any]) -> str:
    """Return the short code of a print: ten letters and digits that cannot be misread (from SHA-256)."""
    canonical = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:8], "big")
    letters = []
    for _ in range(_CODE_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)


def find_print(store: Store, code: str) -> PrintRecord | None:
    """Return the print of a code, if there is one."""
    with store.session() as session:
        row = session.get(Print, code)
        return None if row is None else _record(row)


def get_print(store: Store, code: str) -> PrintRecord:
    """Return the print of a code; `UnknownThing` if there is none."""
    found = find_print(store, code)
    if found is None:
        raise UnknownThing("print.unknown", print=code)
    return found


def keep_print(
    store: Store, record: Mapping[str, Any], content: bytes, *, media_type: str, person: str, sequence: int
) -> PrintRecord:
    """Keep a printed file under its record's code; the same record asked again keeps the first file."""
    code = print_code(record)
    existing = find_print(store, code)
    if existing is not None:
        return existing
    kept = keep_bytes(store, content)
    with store.writing() as session:
        record_file(session, kept, f"{code}.{media_type.rsplit('/', 1)[-1].split('+')[0]}")
        row = Print(
            code=code,
            record=dict(record),
            sequence=sequence,
            created_at=datetime.now(UTC),
            person=person,
            file_sha256=kept.sha256,
            media_type=media_type,
        )
        session.add(row)
        session.flush()
        return _record(row)


def _record(row: Print) -> PrintRecord:
    return PrintRecord(
        row.code, row.record, row.sequence, row.created_at, row.person, row.file_sha256, row.media_type
    )
