"""Keep checked outlines: a vintage with its communes, its district and the district's own bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import CheckedUnit
from geodata.findings import Finding
from geodata.store import Store, importing
from geodata.store.units import (
    StoredUnit,
    StoredVintage,
    UnitKey,
    read_units,
    read_vintages,
    vintage_on,
    write_predecessors,
    write_vintage,
)
from geodata.store.vocabulary import ImportKind, UnitKind


@dataclass(frozen=True)
class DistrictNames:
    """Codes and names of the district and of the pseudo-unit of its own bodies, for one vintage."""

    code: str
    name: str
    own_bodies_code: str
    own_bodies_name: str


def commit_boundaries(
    store: Store,
    units: Sequence[CheckedUnit],
    *,
    valid_from: date,
    valid_to: date | None,
    names: DistrictNames,
    person: str,
    file: Path | None = None,
    file_name: str | None = None,
    reason: str | None = None,
    findings: Iterable[Finding] = (),
    is_sample: bool = False,
    is_official: bool = False,
    predecessors_on: date | None = None,
) -> int:
    """Write a vintage in one import and return the import's sequence.

    Parameters
    ----------
    store : Store
    units : sequence of CheckedUnit
        All communes of the vintage; those of the same code and first day are superseded.
    valid_from, valid_to : date
        Span of the vintage; `valid_to` None means until further notice.
    names : DistrictNames
        The district is drawn as the union of its communes, also of those that stay as they are.
    person, file, file_name, reason, findings, is_sample
        See `geodata.store.imports.importing`.
    is_official : bool
        Whether the outlines come from the land administration; others are marked as for reference.
    predecessors_on : date or None
        A day of the vintage that `units[…].predecessors` belong to.
    """
    parent = names.code
    communes = [_stored(unit, valid_from, valid_to, parent, is_official) for unit in units]
    district = StoredUnit(
        UnitKey(names.code, valid_from),
        names.name,
        UnitKind.DISTRICT,
        valid_to=valid_to,
        geometry=_union([unit.geometry for unit in units] + _standing(store, units, valid_from)),
        is_official=is_official,
    )
    own_bodies = StoredUnit(
        UnitKey(names.own_bodies_code, valid_from),
        names.own_bodies_name,
        UnitKind.OWN_BODIES,
        valid_to=valid_to,
        parent_code=parent,
    )
    with importing(
        store,
        ImportKind.BOUNDARIES,
        person,
        file=file,
        file_name=file_name,
        reason=reason,
        is_sample=is_sample,
        findings=findings,
    ) as batch:
        write_vintage(batch, StoredVintage(valid_from, valid_to), [*communes, district, own_bodies])
        batch.summary["units"] = len(communes)
        if predecessors_on is not None:
            earlier = vintage_on(batch.session, predecessors_on)
            if earlier is not None:
                write_predecessors(batch, _pairs(units, valid_from, earlier.valid_from))
    return batch.sequence


def _standing(store: Store, units: Sequence[CheckedUnit], valid_from: date) -> list[BaseGeometry]:
    """Return the outlines of communes of the same first day that stay as they are."""
    superseded = {unit.code for unit in units}
    with store.session() as session:
        vintage = next((v for v in read_vintages(session) if v.valid_from == valid_from), None)
        standing = () if vintage is None else read_units(session, vintage)
    return [
        unit.geometry
        for unit in standing
        if unit.is_commune and unit.code not in superseded and unit.geometry is not None
    ]


def _stored(
    unit: CheckedUnit, valid_from: date, valid_to: date | None, parent: str, is_official: bool
) -> StoredUnit:
    return StoredUnit(
        key=UnitKey(unit.code, valid_from),
        name=unit.name,
        kind=unit.kind or UnitKind.XA,
        valid_to=valid_to,
        parent_code=parent,
        geometry=unit.geometry,
        area_ha=_decimal(unit.area_ha),
        natural_area_ha=_decimal(unit.natural_area_ha),
        source_crs=unit.source_crs,
        is_official=is_official,
    )


def _pairs(units: Sequence[CheckedUnit], valid_from: date, earlier: date) -> list[tuple[UnitKey, UnitKey]]:
    return [
        (UnitKey(unit.code, valid_from), UnitKey(part, earlier))
        for unit in units
        for part in unit.predecessors
    ]


def _union(outlines: Sequence[BaseGeometry]) -> BaseGeometry | None:
    if not outlines:
        return None
    union = shapely.union_all(outlines)
    polygons = [g for g in shapely.get_parts(union) if g.geom_type == "Polygon"]
    return MultiPolygon(polygons)


def _decimal(hectares: float | None) -> Decimal | None:
    """Keep areas to a square metre: more digits are only the float's."""
    return None if hectares is None else Decimal(repr(round(hectares, 4)))
