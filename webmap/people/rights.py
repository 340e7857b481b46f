"""Who of the signed-in may enter what: planners and administrators all, others what they report."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from sqlalchemy.orm import Session

from geodata.store.imports import ImportRecord, get_import
from geodata.store.settings import keys_of_import
from geodata.store.vocabulary import Role
from layers.catalogue import Indicator
from layers.joining.snapshot import Snapshot
from layers.offices.owners import owners_of
from layers.offices.reporters import Reporter
from webmap.people.permissions import Person, current_person, may_open

_ALL = (Role.PLANNER, Role.ADMIN)
_REPORTERS = (Role.CLERK, Role.POLICE, *_ALL)


def may_enter(person: Person, snapshot: Snapshot, indicator: Indicator, unit_code: str | None) -> bool:
    """Tell whether a person may enter something about an indicator of a unit (None: the district)."""
    if person.role in _ALL:
        return True
    if person.role not in _REPORTERS:
        return False
    reporter = Reporter(person.offices, person.unit_codes)
    owners = owners_of(snapshot.profile, snapshot.settings)
    code = unit_code or snapshot.profile.district.code
    return reporter.why_not(indicator, code, owners, snapshot.profile) is None


def may_report_for(person: Person, office: str) -> bool:
    """Tell whether a person reports for an office; lines without one are the planners'."""
    return person.role in _ALL or (person.role in _REPORTERS and office in person.offices)


def is_reporter() -> bool:
    """Tell whether the person of the request enters data at all."""
    return current_person().role in _REPORTERS


def may_change(session: Session, record: ImportRecord) -> bool:
    """Tell whether the person may make what an import brought; of an undo, what the undone one brought.

    Settings that no page enters are an administrator's, since whoever runs commands has the whole machine.
    """
    while record.undoes is not None:
        record = get_import(session, record.undoes)
    routes = tuple(_routes_of(session, record))
    if None in routes:
        return current_person().role is Role.ADMIN
    return all(may_open(route) for route in routes if route is not None)


def _routes_of(session: Session, record: ImportRecord) -> Iterator[str | None]:
    """Yield the routes that make such changes; None for a setting that no page enters."""
    table = _table()
    if record.kind in table["kinds"]:
        yield table["kinds"][record.kind]
    for key in keys_of_import(session, record.sequence):
        yield table["settings"].get(key.partition(".")[0])


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("webmap.people") / "undo_rights.toml").read_text(encoding="utf-8"))
