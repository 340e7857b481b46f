"""Incidents in the store: points that never leave the server, read for counting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.store.imports import Batch
from geodata.store.models import Incident
from geodata.store.units import UnitKey, unit_ids


@dataclass(frozen=True)
class StoredIncident:
    """A point event; longitude and latitude in degrees (EPSG:4326), `case_hash` a keyed hash.

    `case_key` is the number of its key; `former_hashes`, of one to be written, are those under the keys
    before it, in the order of their numbers from 1: a case that the store knows by one of them is the same.
    `date_precision` is `day`, `month` or `year`.
    """

    kind: str
    occurred_on: date
    longitude: float
    latitude: float
    date_precision: str = "day"
    severity: str | None = None
    case_hash: str | None = None
    case_key: int | None = None
    former_hashes: tuple[str, ...] = ()
    reported_on: date | None = None
    status: str | None = None
    unit: UnitKey | None = None
    note: str | None = None


_COLUMNS = tuple(
    name for name in StoredIncident.__dataclass_fields__ if name not in ("unit", "former_hashes")
)


def write_incidents(batch: Batch, incidents: Iterable[StoredIncident]) -> int:
    """Write incidents; return how many."""
    ids, known = unit_ids(batch.session), _known_cases(batch.session)
    rows = []
    for incident in incidents:
        values = {name: getattr(incident, name) for name in _COLUMNS}
        for case in enumerate(incident.former_hashes, start=1):
            if case in known:
                values["case_key"], values["case_hash"] = case
        unit_id = None if incident.unit is None else ids[incident.unit]
        rows.append(Incident(import_seq=batch.sequence, unit_id=unit_id, **values))
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def read_incidents(
    session: Session, first_day: date, last_day: date, *, kind: str | None = None, as_of: int | None = None
) -> tuple[StoredIncident, ...]:
    """Return the incidents of a span of days, both ends included; of each case the latest record."""
    statement = select(Incident).order_by(Incident.import_seq, Incident.id)
    if as_of is not None:
        statement = statement.where(Incident.import_seq <= as_of)
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    latest: dict[object, Incident] = {}
    for row in session.scalars(statement):
        latest[row.case_hash or row.origin_id or row.id] = row
    return tuple(
        StoredIncident(
            unit=None if row.unit_id is None else keys[row.unit_id],
            **{name: getattr(row, name) for name in _COLUMNS},
        )
        for row in latest.values()
        if not row.withdrawn
        and first_day <= row.occurred_on <= last_day
        and (kind is None or row.kind == kind)
    )


def _known_cases(session: Session) -> set[tuple[int, str]]:
    """Return the cases that the store knows, by key number and hash."""
    statement = select(Incident.case_key, Incident.case_hash).where(Incident.case_hash.is_not(None))
    return {(number, found) for number, found in session.execute(statement) if number and found}
