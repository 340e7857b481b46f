"""What each person may enter: planners and administrators all, others what they report.

The only place where `Rights` are made; which pages a person may open is the route table's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from sqlalchemy.orm import Session

from geodata.store.imports import ImportRecord, get_import
from geodata.store.settings import keys_of_import
from geodata.store.users import find_user
from geodata.store.vocabulary import Role
from layers.catalogue import Indicator
from layers.joining.snapshot import Snapshot
from layers.offices.owners import owners_of
from layers.offices.rights import Rights
from webmap.people.permissions import Person, current_person, may_open, person_of

_OVERSEERS = (Role.PLANNER, Role.ADMIN)
_REPORTERS = (Role.CLERK, Role.POLICE)

OWNER = Rights(None, None, oversees=True, administers=True)
"""Of whoever runs commands: they have the whole machine."""


def rights_of(person: Person) -> Rights:
    """Return what a person may enter."""
    if person.role in _OVERSEERS:
        return Rights(None, None, oversees=True, administers=person.role is Role.ADMIN)
    if person.role in _REPORTERS:
        return Rights(frozenset(person.offices), frozenset(person.unit_codes))
    return Rights()


def current_rights() -> Rights:
    """Return what the person of the request may enter."""
    return rights_of(current_person())


def rights_of_account(session: Session, name: str) -> Rights:
    """Return what somebody may enter now, which may be less than when they asked for work."""
    user = find_user(session, name)
    return Rights() if user is None or not user.is_active else rights_of(person_of(user))


def may_enter(rights: Rights, snapshot: Snapshot, indicator: Indicator, unit_code: str | None) -> bool:
    """Tell whether something about an indicator of a unit (None: the district) may be entered."""
    owners = owners_of(snapshot.profile, snapshot.settings)
    code = unit_code or snapshot.profile.district.code
    return rights.why_not(indicator, code, owners, snapshot.profile) is None


def may_change(session: Session, record: ImportRecord) -> bool:
    """Tell whether the person may make what an import brought; of an undo, what the undone one brought.

    Settings that no page enters are an administrator's, since whoever runs commands has the whole machine.
    """
    while record.undoes is not None:
        record = get_import(session, record.undoes)
    routes = tuple(_routes_of(session, record))
    if None in routes:
        return current_rights().administers
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
