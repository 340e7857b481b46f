"""The steps of offices' periods: added, never changed; the last one of a period says how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import Import, PeriodEvent
from geodata.store.vocabulary import PeriodStatus


@dataclass(frozen=True)
class StoredPeriodEvent:
    """A step of an office's period; `happened_at` is UTC, `import_seq` where it stands among all imports."""

    office: str
    period: str
    status: PeriodStatus
    person: str
    happened_at: datetime
    reason: str | None
    import_seq: int


def write_period_event(batch: Batch, office: str, period: str, status: PeriodStatus) -> None:
    """Write a step; person, time and reason are the import's."""
    batch.session.add(
        PeriodEvent(import_seq=batch.sequence, office=office, period=period, status=str(status))
    )
    batch.session.flush()


def read_period_statuses(
    session: Session, *, as_of: int | None = None
) -> dict[tuple[str, str], StoredPeriodEvent]:
    """Return the last step of each office's period, by (office, period); what has none is open."""
    key = [PeriodEvent.office, PeriodEvent.period]
    rows = session.scalars(current_rows(PeriodEvent, key, as_of=as_of)).all()
    return {(row.office, row.period): _event(row, session) for row in rows}


def read_period_history(session: Session, office: str, period: str) -> tuple[StoredPeriodEvent, ...]:
    """Return all steps of an office's period, the latest first."""
    statement = (
        select(PeriodEvent)
        .where(PeriodEvent.office == office, PeriodEvent.period == period)
        .order_by(PeriodEvent.import_seq.desc())
    )
    return tuple(_event(row, session) for row in session.scalars(statement))


def _event(row: PeriodEvent, session: Session) -> StoredPeriodEvent:
    brought = session.get_one(Import, row.import_seq)
    return StoredPeriodEvent(
        row.office,
        row.period,
        PeriodStatus(row.status),
        brought.person,
        brought.loaded_at,
        brought.reason,
        row.import_seq,
    )
