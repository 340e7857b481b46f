"""Units, vintages and predecessors: written by an import, read as of a day and a sequence."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import Unit, UnitPredecessor, UnitRecord, Vintage
from geodata.store.vocabulary import UnitKind


class UnitKey(NamedTuple):
    """Identity of a unit: codes are reused, so a code needs the day it became valid.

    A tuple, because every value is looked up by one.
    """

    code: str
    valid_from: date


@dataclass(frozen=True)
class StoredUnit:
    """A unit as an import recorded it.

    `geometry` is a MultiPolygon in EPSG:4326 (None for the district's own bodies), `area_ha` its area in
    VN-2000, `natural_area_ha` the published natural area; both in hectares.
    """

    key: UnitKey
    name: str
    kind: str
    valid_to: date | None = None
    parent_code: str | None = None
    geometry: BaseGeometry | None = None
    area_ha: Decimal | None = None
    natural_area_ha: Decimal | None = None
    source_crs: str | None = None
    is_official: bool = False

    @property
    def code(self) -> str:
        """The General Statistics Office code."""
        return self.key.code

    @property
    def is_commune(self) -> bool:
        """Whether it is of the commune level: neither the district nor its own bodies."""
        return self.kind not in (UnitKind.DISTRICT, UnitKind.OWN_BODIES)


@dataclass(frozen=True)
class StoredVintage:
    """A set of units, valid from a day to a day (None: until further notice)."""

    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        """Tell whether a day falls within it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def write_vintage(batch: Batch, vintage: StoredVintage, units: Iterable[StoredUnit]) -> int:
    """Write a vintage and its units; return how many units."""
    batch.session.add(
        Vintage(import_seq=batch.sequence, valid_from=vintage.valid_from, valid_to=vintage.valid_to)
    )
    written = 0
    ids = unit_ids(batch.session)
    for unit in units:
        batch.session.add(_unit_row(batch, unit, ids))
        written += 1
    batch.session.flush()
    return written


def write_predecessors(batch: Batch, pairs: Iterable[tuple[UnitKey, UnitKey]]) -> int:
    """Write (successor, predecessor) pairs; return how many."""
    ids = unit_ids(batch.session)
    rows = [
        UnitPredecessor(
            import_seq=batch.sequence, successor_id=ids[successor], predecessor_id=ids[predecessor]
        )
        for successor, predecessor in pairs
    ]
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def read_vintages(session: Session, *, as_of: int | None = None) -> tuple[StoredVintage, ...]:
    """Return the vintages, earliest first; an open one is closed by the day before the next begins."""
    rows = session.scalars(current_rows(Vintage, [Vintage.valid_from], as_of=as_of))
    found = sorted((StoredVintage(row.valid_from, row.valid_to) for row in rows), key=lambda v: v.valid_from)
    closed = [
        StoredVintage(earlier.valid_from, _day_before(later.valid_from))
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from
        else earlier
        for earlier, later in itertools.pairwise(found)
    ]
    return (*closed, *found[-1:])


def vintage_on(session: Session, day: date, *, as_of: int | None = None) -> StoredVintage | None:
    """Return the vintage valid on a day, if any."""
    return next((v for v in read_vintages(session, as_of=as_of) if v.holds(day)), None)


def read_units(
    session: Session, vintage: StoredVintage, *, as_of: int | None = None
) -> tuple[StoredUnit, ...]:
    """Return the units of a vintage by code: communes, the district, the pseudo-unit of its own bodies."""
    statement = current_rows(UnitRecord, [UnitRecord.unit_id], as_of=as_of)
    keys = {key_id: key for key, key_id in unit_ids(session).items()}
    units = (_stored(row, keys[row.unit_id]) for row in session.scalars(statement))
    return tuple(sorted((u for u in units if u.key.valid_from == vintage.valid_from), key=lambda u: u.key))


def units_valid_on(session: Session, day: date, *, as_of: int | None = None) -> tuple[StoredUnit, ...]:
    """Return the units of the vintage valid on a day; none if no vintage is."""
    vintage = vintage_on(session, day, as_of=as_of)
    return () if vintage is None else read_units(session, vintage, as_of=as_of)


def read_predecessors(session: Session, *, as_of: int | None = None) -> dict[UnitKey, tuple[UnitKey, ...]]:
    """Return, for each successor, the units it was made of."""
    key = [UnitPredecessor.successor_id, UnitPredecessor.predecessor_id]
    keys = {key_id: unit for unit, key_id in unit_ids(session).items()}
    found: dict[UnitKey, list[UnitKey]] = {}
    for row in session.scalars(current_rows(UnitPredecessor, key, as_of=as_of)):
        found.setdefault(keys[row.successor_id], []).append(keys[row.predecessor_id])
    return {successor: tuple(sorted(parts)) for successor, parts in found.items()}


def unit_ids(session: Session) -> dict[UnitKey, int]:
    """Return the row id of every unit's identity."""
    rows = session.execute(select(Unit.code, Unit.valid_from, Unit.id))
    return {UnitKey(code, valid_from): unit_id for code, valid_from, unit_id in rows}


def _unit_row(batch: Batch, unit: StoredUnit, ids: dict[UnitKey, int]) -> UnitRecord:
    if unit.key not in ids:
        identity = Unit(code=unit.key.code, valid_from=unit.key.valid_from)
        batch.session.add(identity)
        batch.session.flush()
        ids[unit.key] = identity.id
    bounds = (None,) * 4 if unit.geometry is None else unit.geometry.bounds
    return UnitRecord(
        import_seq=batch.sequence,
        unit_id=ids[unit.key],
        name=unit.name,
        kind=str(unit.kind),
        valid_to=unit.valid_to,
        parent_code=unit.parent_code,
        geometry=_as_multipolygon(unit.geometry),
        min_x=bounds[0],
        min_y=bounds[1],
        max_x=bounds[2],
        max_y=bounds[3],
        area_ha=unit.area_ha,
        natural_area_ha=unit.natural_area_ha,
        source_crs=unit.source_crs,
        is_official=unit.is_official,
    )


def _stored(row: UnitRecord, key: UnitKey) -> StoredUnit:
    return StoredUnit(
        key,
        row.name,
        row.kind,
        row.valid_to,
        row.parent_code,
        row.geometry,
        row.area_ha,
        row.natural_area_ha,
        row.source_crs,
        row.is_official,
    )


def _as_multipolygon(geometry: BaseGeometry | None) -> BaseGeometry | None:
    if geometry is None or geometry.geom_type == "MultiPolygon":
        return geometry
    return MultiPolygon([geometry])


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
