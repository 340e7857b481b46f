"""What the page of incidents stands on: who may see it, the year and kind asked for, the counted squares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from geodata.store.imports import list_imports
from geodata.store.incidents import StoredIncident, read_incidents
from geodata.store.units import StoredUnit, StoredVintage
from geodata.store.vocabulary import ImportKind
from layers.errors import UnknownVintage
from layers.periods import Period
from layers.rules.values import Origin
from layers.themes.incident_map import IncidentMap, map_incidents
from webmap.app.cache import kept
from webmap.app.errors import BadParameter, NotForThisReader
from webmap.app.portal import portal
from webmap.pages.address import Asked, asked

_KEPT = 60


@dataclass(frozen=True)
class AskedIncidents:
    """What the reader asks for: a year, the units to draw it on, and the squares of a kind.

    `years` are those that have incidents, latest first.
    """

    wanted: Asked
    year: int
    years: tuple[int, ...]
    vintage: StoredVintage
    found: IncidentMap

    @property
    def communes(self) -> tuple[StoredUnit, ...]:
        """The communes of the vintage."""
        return self.wanted.snapshot.communes(self.vintage)

    @property
    def place(self) -> dict[str, str]:
        """What the frame's address carries."""
        usual = self.wanted.snapshot.vintage_of(Period(self.year))
        at = {} if self.vintage == usual else {"at": self.vintage.valid_from.isoformat()}
        kind = {} if self.found.kind is None else {"kind": self.found.kind}
        return {"period": str(self.year), **kind, **at}


def asked_incidents(given: Mapping[str, str]) -> AskedIncidents:
    """Read `period`, `kind` and `at` of what was given; of any period its whole year is counted.

    Raises
    ------
    NotForThisReader
        For a reader who may not see internal figures, while real data is loaded.
    BadParameter
        For a kind that does not occur in the year.
    """
    wanted = asked()
    if not wanted.sight.sees_incidents:
        raise NotForThisReader("incidents.not_open")
    years = cast(tuple[int, ...], kept("incident_years", 2).get(wanted.snapshot.sequence, _years))
    year = wanted.period.year if given.get("period") or not years else years[0]
    vintage = wanted.vintage or wanted.snapshot.vintage_of(Period(year))
    if vintage is None:
        raise UnknownVintage("vintage.none", period=str(year))
    kind = given.get("kind") or None
    key = (wanted.snapshot.sequence, year, kind, vintage)
    found = cast(IncidentMap, kept("incidents", _KEPT).get(key, lambda: _map(wanted, year, kind, vintage)))
    if kind is not None and kind not in found.kinds:
        raise BadParameter("incidents.unknown_kind", kind=kind, year=str(year))
    return AskedIncidents(wanted, year, years, vintage, found)


def incident_origins(wanted: Asked) -> tuple[Origin, ...]:
    """Return the imports that brought incidents, the latest first."""
    with portal().store.session() as session:
        records = list_imports(session, as_of=wanted.snapshot.sequence)
    return tuple(wanted.snapshot.origins[r.sequence] for r in records if r.kind == ImportKind.INCIDENTS)


def _map(wanted: Asked, year: int, kind: str | None, vintage: StoredVintage) -> IncidentMap:
    """Count what is kept of the year; the points themselves are not kept in memory."""
    incidents = _read(date(year, 1, 1), date(year, 12, 31), wanted.snapshot.sequence)
    crs = wanted.snapshot.profile.crs
    return map_incidents(incidents, wanted.snapshot.communes(vintage), crs=crs, kind=kind)


def _years() -> tuple[int, ...]:
    found = {incident.occurred_on.year for incident in _read(date.min, date.max, None)}
    return tuple(sorted(found, reverse=True))


def _read(first: date, last: date, as_of: int | None) -> tuple[StoredIncident, ...]:
    with portal().store.session() as session:
        return read_incidents(session, first, last, as_of=as_of)
