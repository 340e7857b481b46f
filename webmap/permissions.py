"""Who may call what: the one table, endpoint → roles, and the person whom a request belongs to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flask import Flask, abort, current_app, g, request

from layers.audience import Audience
from webmap.settings import Settings

TABLE = Path(__file__).parent / "permissions.toml"
ANYONE = "anyone"


class Role(StrEnum):
    """What a person is to the portal."""

    VIEWER = "viewer"
    LEADER = "leader"
    PLANNER = "planner"
    CLERK = "clerk"
    POLICE = "police"
    ADMIN = "admin"


_AUDIENCES = {
    Role.VIEWER: Audience.PUBLIC,
    Role.LEADER: Audience.INTERNAL,
    Role.PLANNER: Audience.INTERNAL,
    Role.CLERK: Audience.INTERNAL,
    Role.ADMIN: Audience.INTERNAL,
    Role.POLICE: Audience.POLICE,
}


class PermissionTableError(Exception):
    """The permission table does not fit the application's routes; the message says where."""


@dataclass(frozen=True)
class Person:
    """Whom a request belongs to; `name` is None for a visitor, `role` None for one who may not read."""

    name: str | None
    role: Role | None

    @property
    def audience(self) -> Audience:
        """What this person may see of the indicators."""
        return Audience.PUBLIC if self.role is None else _AUDIENCES[self.role]


def init_permissions(app: Flask, settings: Settings) -> None:
    """Hold every request against the table; call after all routes are registered."""
    table = read_table(TABLE)
    check_table(table, {rule.endpoint for rule in app.url_map.iter_rules()})
    app.extensions["permissions"] = table
    app.extensions["visitor"] = Person(None, Role.VIEWER if settings.open_reading else None)

    @app.before_request
    def _hold_against_table() -> None:
        if request.endpoint is not None and not may_open(request.endpoint):
            abort(403)


def current_person() -> Person:
    """Return whom the request belongs to: a visitor, also where the request is refused before it is read."""
    person: Person = g.get("person", current_app.extensions["visitor"])
    return person


def may_open(endpoint: str) -> bool:
    """Tell whether the person of the request may call a route: links to others are not shown."""
    return may_call(current_app.extensions["permissions"][endpoint], current_person())


def may_call(allowed: frozenset[str], person: Person) -> bool:
    """Tell whether a person is among those whom a line of the table allows."""
    if ANYONE in allowed:
        return True
    return person.role is not None and (person.role in allowed or Role.VIEWER in allowed)


def read_table(path: Path) -> dict[str, frozenset[str]]:
    """Read the table; a role that does not exist is refused."""
    table: dict[str, frozenset[str]] = {}
    for endpoint, given in tomllib.loads(path.read_text(encoding="utf-8")).items():
        roles = frozenset([given] if isinstance(given, str) else given)
        unknown = roles - {ANYONE, *Role}
        if unknown or not roles:
            raise PermissionTableError(
                f"{path.name}: {endpoint}: {', '.join(unknown) or 'no role'} is no role"
            )
        table[endpoint] = roles
    return table


def check_table(table: dict[str, frozenset[str]], endpoints: set[str]) -> None:
    """Refuse a route without a line, and a line without a route."""
    missing, idle = sorted(endpoints - set(table)), sorted(set(table) - endpoints)
    if missing:
        raise PermissionTableError(f"{TABLE.name} has no line for {', '.join(missing)}")
    if idle:
        raise PermissionTableError(f"{TABLE.name} lists {', '.join(idle)}, which are no routes")
