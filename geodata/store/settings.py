"""Settings of the office: append-only like all else, so an old sheet keeps the settings it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import Import, OfficeSetting


@dataclass(frozen=True)
class SettingChange:
    """A setting as an import found it and as it left it (None: not set); `loaded_at` is UTC."""

    key: str
    before: Any
    after: Any
    sequence: int
    person: str
    loaded_at: datetime
    undoes: int | None


def write_office_settings(batch: Batch, settings: Mapping[str, Any]) -> int:
    """Write settings by key; return how many. Values must be plain JSON."""
    batch.session.add_all(
        OfficeSetting(import_seq=batch.sequence, key=key, setting={"value": value})
        for key, value in settings.items()
    )
    batch.session.flush()
    return len(settings)


def read_office_settings(session: Session, *, as_of: int | None = None) -> dict[str, Any]:
    """Return the current settings by key."""
    rows = session.scalars(current_rows(OfficeSetting, [OfficeSetting.key], as_of=as_of))
    return {row.key: row.setting["value"] for row in rows}


def keys_of_import(session: Session, sequence: int) -> tuple[str, ...]:
    """Return the keys of the settings that an import wrote."""
    statement = select(OfficeSetting.key).where(OfficeSetting.import_seq == sequence).distinct()
    return tuple(session.scalars(statement.order_by(OfficeSetting.key)))


def read_setting_history(session: Session, *starts: str) -> tuple[SettingChange, ...]:
    """Return every change of the settings whose keys begin with one of `starts`, the latest first."""
    begins = or_(*(OfficeSetting.key.startswith(start, autoescape=True) for start in starts))
    statement = select(OfficeSetting, Import).join(Import, Import.sequence == OfficeSetting.import_seq)
    changes, standing = [], dict[str, Any]()
    for row, by in session.execute(statement.where(begins).order_by(OfficeSetting.id)):
        after = None if row.withdrawn else row.setting["value"]
        before = standing.get(row.key)
        standing[row.key] = after
        if before != after:
            changes.append(
                SettingChange(row.key, before, after, by.sequence, by.person, by.loaded_at, by.undoes)
            )
    return tuple(reversed(changes))
