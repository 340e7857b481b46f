"""Resolutions and their targets, a unit's own targets and roadmaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import Resolution, Target
from geodata.store.units import UnitKey, unit_ids


@dataclass(frozen=True)
class StoredResolution:
    """The document that sets targets; `clauses` is a list of {code, title_vi, title_en} in its order."""

    number: str
    issued_on: date
    issuer_vi: str
    issuer_en: str
    title_vi: str
    title_en: str
    year: int
    clauses: list[Any]


@dataclass(frozen=True)
class StoredTarget:
    """A target of a resolution; `unit` makes it a unit's own, `period` a step of a roadmap.

    `value` is empty while an assigned target has not been entered. `level` is `district` or
    `each_commune`; `commune_reading` is `judge`, `reference`, `own_only` or `none`.
    """

    resolution: str
    clause: str
    position: int
    indicator: str
    operator: str
    value: Decimal | None
    value_to: Decimal | None
    due: date
    level: str
    commune_reading: str
    value_source: str
    assigned_by: str | None = None
    unit: UnitKey | None = None
    period: str | None = None
    document: str | None = None
    document_date: date | None = None


def write_resolution(batch: Batch, resolution: StoredResolution) -> None:
    """Write a resolution; one of the same number is superseded."""
    values = {f.name: getattr(resolution, f.name) for f in fields(resolution)}
    batch.session.add(Resolution(import_seq=batch.sequence, **values))


def write_targets(batch: Batch, targets: Iterable[StoredTarget]) -> int:
    """Write targets, superseding those of the same resolution, indicator, unit and period."""
    ids = unit_ids(batch.session)
    rows = []
    for target in targets:
        values = {f.name: getattr(target, f.name) for f in fields(target) if f.name != "unit"}
        unit_id = None if target.unit is None else ids[target.unit]
        rows.append(Target(import_seq=batch.sequence, unit_id=unit_id, **values))
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def read_resolutions(session: Session, *, as_of: int | None = None) -> tuple[StoredResolution, ...]:
    """Return the resolutions, earliest year first."""
    rows = session.scalars(current_rows(Resolution, [Resolution.number], as_of=as_of))
    names = [f.name for f in fields(StoredResolution)]
    found = [StoredResolution(**{name: getattr(row, name) for name in names}) for row in rows]
    return tuple(sorted(found, key=lambda r: (r.year, r.issued_on, r.number)))


def read_targets(session: Session, *, as_of: int | None = None) -> tuple[StoredTarget, ...]:
    """Return all current targets in their resolution's order: the district's, units' own, roadmaps."""
    key = [Target.resolution, Target.indicator, Target.unit_id, Target.period]
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    names = [f.name for f in fields(StoredTarget) if f.name != "unit"]
    found = [
        StoredTarget(
            unit=None if row.unit_id is None else keys[row.unit_id],
            **{name: getattr(row, name) for name in names},
        )
        for row in session.scalars(current_rows(Target, key, as_of=as_of))
    ]
    return tuple(sorted(found, key=lambda t: (t.resolution, t.position)))
