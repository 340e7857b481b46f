"""Settings of the office: append-only like all else, so an old sheet keeps the settings it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from geodata.store.asof import current_rows
from geodata.store.imports import Batch
from geodata.store.models import OfficeSetting


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
