"""The way of a boundary file: read and check against the units known for that day, preview, commit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyproj import CRS
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.commit import DistrictNames, commit_boundaries
from geodata.boundaries.dissolve import dissolve_units, read_mergers
from geodata.boundaries.feature import CheckedUnit, KnownUnit
from geodata.boundaries.locate import not_degrees, systems_for
from geodata.boundaries.partition import Progress, untold
from geodata.boundaries.read import read_boundaries
from geodata.crs import Candidate
from geodata.errors import UnknownThing, refuse_unless_accepted
from geodata.findings import Findings, Wording
from geodata.store import Store
from geodata.store.imports import only_sample_loaded
from geodata.store.units import StoredUnit, UnitKey, read_units, read_vintages, vintage_on
from layers.catalogue import Profile

# How much of reading and checking a file is reading it.
_READ = 0.1


@dataclass(frozen=True)
class ReadBoundaries:
    """Outlines as they were read and checked; nothing has been touched.

    `added` and `changed` are the codes that a commit would write anew or supersede.
    """

    path: Path
    name: str
    valid_from: date
    valid_to: date | None
    units: tuple[CheckedUnit, ...]
    findings: Findings
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    predecessors_on: date | None = None


def read_boundary_file(
    store: Store,
    profile: Profile,
    path: Path,
    name: str,
    *,
    valid_from: date,
    valid_to: date | None = None,
    layer: str | None = None,
    crs: CRS | None = None,
    encoding: str = "auto",
    code_column: str | None = None,
    name_column: str | None = None,
    progress: Progress = untold,
) -> ReadBoundaries:
    """Read and check a file of outlines for a vintage.

    Its communes are compared with those that the store, else the profile, knows for `valid_from`; where
    neither knows any, each feature must bring code and name. Options as in
    `geodata.boundaries.read.read_boundaries`; `progress` is told how far the work is (0–1).
    """
    with store.session() as session:
        standing = _communes(session, valid_from)
        # Invented outlines say nothing about where real ones lie.
        believed = not only_sample_loaded(session)
        vintages = read_vintages(session) if believed else ()
        latest = _communes(session, max(v.valid_from for v in vintages)) if vintages else ()
    known = [_known(unit, believed=believed) for unit in standing] or _published_units(profile, valid_from)
    features, found = read_boundaries(
        path,
        name=name,
        layer=layer,
        crs=crs,
        encoding=encoding,
        code_column=code_column,
        name_column=name_column,
        known_names=[unit.name for unit in known],
    )
    surroundings = [unit.geometry for unit in latest if unit.geometry is not None]
    progress(_READ)
    units, checked = check_boundaries(
        features,
        known_units=known,
        surroundings=surroundings,
        progress=lambda share: progress(_READ + (1 - _READ) * share),
    )
    progress(1.0)
    added, changed = _compared(units, standing, valid_from)
    return ReadBoundaries(
        path, name, valid_from, valid_to, units, found + checked, added=added, changed=changed
    )


def systems_fitting(
    store: Store,
    path: Path,
    name: str,
    *,
    valid_from: date,
    layer: str | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
) -> tuple[tuple[Candidate, float | None, BaseGeometry], ...]:
    """Return the systems that a file without one may be in, each with its share on known outlines.

    Empty where the file names its system. See `geodata.boundaries.locate.systems_for`.
    """
    features, _found = read_boundaries(
        path, name=name, layer=layer, code_column=code_column, name_column=name_column
    )
    without = [f for f in features if f.crs is None or not_degrees(f)]
    return systems_for(without, known_outlines(store, valid_from)) if without else ()


def known_outlines(store: Store, valid_from: date) -> tuple[BaseGeometry, ...]:
    """Return the outlines that a file for a day is compared with: of that day, else of the latest vintage.

    In EPSG:4326; none where only the sample is loaded, for invented outlines say nothing about real ones.
    """
    with store.session() as session:
        if only_sample_loaded(session):
            return ()
        vintages = read_vintages(session)
        units = _communes(session, valid_from) or (
            _communes(session, max(v.valid_from for v in vintages)) if vintages else ()
        )
    return tuple(unit.geometry for unit in units if unit.geometry is not None)


def read_merger_file(
    store: Store, path: Path, name: str, *, valid_from: date, valid_to: date | None = None
) -> ReadBoundaries:
    """Read a table of mergers and dissolve the units valid on the day before.

    Raises
    ------
    UnknownThing
        Where no units are known for the day before.
    """
    before = date.fromordinal(valid_from.toordinal() - 1)
    with store.session() as session:
        standing = _communes(session, before)
        after = _communes(session, valid_from)
    if not standing:
        raise UnknownThing("dissolve.no_units", day=before)
    mergers, found = read_mergers(path, name=name)
    units, dissolved = dissolve_units([_known(unit) for unit in standing], mergers)
    added, changed = _compared(units, after, valid_from)
    return ReadBoundaries(
        path,
        name,
        valid_from,
        valid_to,
        units,
        found + dissolved,
        added=added,
        changed=changed,
        predecessors_on=before,
    )


def commit_boundary_file(
    store: Store,
    profile: Profile,
    read: ReadBoundaries,
    *,
    person: str,
    wording: Wording,
    accept_warnings: str | None = None,
    is_sample: bool = False,
    is_official: bool = False,
) -> int:
    """Write what was read as one import; return its sequence.

    `wording` names the area of a district that has ended (``boundaries.former_district``), in its own
    language as all units' names are.

    Raises
    ------
    Refused
        For errors, and for warnings without a reason. Nothing was changed.
    """
    findings = read.findings
    refuse_unless_accepted(findings, accept_warnings)
    return commit_boundaries(
        store,
        read.units,
        valid_from=read.valid_from,
        valid_to=read.valid_to,
        names=_district_names(profile, read.valid_from, wording),
        person=person,
        file=read.path,
        file_name=read.name,
        reason=accept_warnings,
        findings=findings,
        is_sample=is_sample,
        is_official=is_official,
        predecessors_on=read.predecessors_on,
    )


def _communes(session: Session, day: date) -> tuple[StoredUnit, ...]:
    """Return the communes of the vintage that begins on or holds the day."""
    vintage = vintage_on(session, day)
    return () if vintage is None else tuple(u for u in read_units(session, vintage) if u.is_commune)


def _known(unit: StoredUnit, *, believed: bool = True) -> KnownUnit:
    natural = None if unit.natural_area_ha is None else float(unit.natural_area_ha)
    return KnownUnit(unit.code, unit.name, unit.geometry if believed else None, natural)


def _published_units(profile: Profile, day: date) -> list[KnownUnit]:
    """Return the communes that the profile lists for the vintage of a day, with published natural areas."""
    for vintage in profile.vintages:
        holds = vintage.valid_from <= day and (vintage.valid_to is None or day <= vintage.valid_to)
        if holds and vintage.units is not None:
            with vintage.units.open(encoding="utf-8", newline="") as table:
                return [
                    KnownUnit(row["code"], row["name"], natural_area_ha=float(row["natural_area_ha"]))
                    for row in csv.DictReader(table)
                ]
    return []


def _compared(
    units: Sequence[CheckedUnit], standing: Sequence[StoredUnit], valid_from: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    there = {unit.key for unit in standing}
    codes = [unit.code for unit in units]
    changed = tuple(code for code in codes if UnitKey(code, valid_from) in there)
    return tuple(code for code in codes if code not in changed), changed


def _district_names(profile: Profile, valid_from: date, wording: Wording) -> DistrictNames:
    """Name the district; after its level ended it is only the area that it was."""
    ended = profile.district.valid_to is not None and valid_from > profile.district.valid_to
    name = profile.district.name_vi
    if ended:
        name = wording("boundaries.former_district", {"district": name[0].lower() + name[1:]})["vi"]
    return DistrictNames(
        code=profile.district.code,
        name=name,
        own_bodies_code=profile.own_bodies.code,
        own_bodies_name=profile.own_bodies.name_vi,
    )
