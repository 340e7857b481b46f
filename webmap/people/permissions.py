"""Who may call what: the one table, endpoint → roles, and the person whom a request belongs to.

Who may not yet is sent to sign in, and back: to a path of this portal, never to an address elsewhere.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Flask, abort, current_app, has_request_context, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from geodata.store.users import StoredUser
from geodata.store.vocabulary import Role
from layers.audience import Audience
from webmap.app.settings import Settings

TABLE = Path(__file__).parent / "permissions.toml"
ANYONE, SIGNED_IN = "anyone", "signed_in"

_AUDIENCES = {
    Role.VIEWER: Audience.PUBLIC,
    Role.LEADER: Audience.INTERNAL,
    Role.PLANNER: Audience.INTERNAL,
    Role.CLERK: Audience.INTERNAL,
    Role.ADMIN: Audience.INTERNAL,
    Role.POLICE: Audience.POLICE,
}
_LONGEST = 2000
_OWN_PAGES = "account"


class PermissionTableError(Exception):
    """The permission table does not fit the application's routes; the message says where."""


@dataclass(frozen=True)
class Person:
    """Whom a request belongs to; `name` is None for a visitor, `role` None for one who may not read.

    `offices` and `unit_codes` are what a clerk reports for.
    """

    name: str | None
    role: Role | None
    offices: tuple[str, ...] = ()
    unit_codes: tuple[str, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return self.name is not None

    @property
    def audience(self) -> Audience:
        """What this person may see of the indicators."""
        return Audience.PUBLIC if self.role is None else _AUDIENCES[self.role]


def person_of(user: StoredUser) -> Person:
    """Return the person of an account."""
    return Person(user.name, user.role, user.offices, user.unit_codes)


def init_permissions(app: Flask, settings: Settings) -> None:
    """Hold every request against the table; call after all routes are registered."""
    table = read_table(TABLE)
    check_table(table, {rule.endpoint for rule in app.url_map.iter_rules()})
    app.extensions["permissions"] = table
    app.extensions["visitor"] = Person(None, Role.VIEWER if settings.open_reading else None)

    @app.before_request
    def _hold_against_table() -> Response | None:
        if request.endpoint is None or may_open(request.endpoint):
            return None
        return _refuse()


def current_person() -> Person:
    """Return whom the request belongs to: a visitor, unless somebody is signed in."""
    if has_request_context() and current_user.is_authenticated:
        person: Person = current_user.person
        return person
    visitor: Person = current_app.extensions["visitor"]
    return visitor


def may_open(endpoint: str) -> bool:
    """Tell whether the person of the request may call a route: links to others are not shown."""
    allowed: frozenset[str] = current_app.extensions["permissions"][endpoint]
    # Files for everybody are sent without asking the store who wants them.
    return ANYONE in allowed or may_call(allowed, current_person())


def may_call(allowed: frozenset[str], person: Person) -> bool:
    """Tell whether a person is among those whom a line of the table allows."""
    if ANYONE in allowed or (SIGNED_IN in allowed and person.is_signed_in):
        return True
    return person.role is not None and (person.role in allowed or Role.VIEWER in allowed)


def read_table(path: Path) -> dict[str, frozenset[str]]:
    """Read the table; a role that does not exist is refused."""
    table: dict[str, frozenset[str]] = {}
    for endpoint, given in tomllib.loads(path.read_text(encoding="utf-8")).items():
        roles = frozenset([given] if isinstance(given, str) else given)
        unknown = roles - {ANYONE, SIGNED_IN, *Role}
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


def _refuse() -> Response:
    """Send a visitor who opens a page to sign in; answer all else with the page that says why not."""
    accepts = request.accept_mimetypes
    opens_page = request.method in ("GET", "HEAD") and (not accepts or accepts.accept_html)
    if current_person().is_signed_in or not opens_page:
        abort(403)
    return redirect(sign_in_address(), 303)


def sign_in_address() -> str:
    """Return the address of the sign-in page that leads back to the page being shown, if it is one."""
    return url_for("account.sign_in", next=_this_page())


def safe_path(text: str | None) -> str | None:
    """Return a path of this portal as it is, and None for anything that could lead elsewhere.

    `//host`, `/\\host` and a tab or line end between the slashes are all read by browsers as another host.
    """
    if not text or len(text) > _LONGEST or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(letter) <= ord(" ") or ord(letter) == 0x7F for letter in text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text


def _this_page() -> str | None:
    """Return the path being shown with its parameters; None where it cannot be opened by a link."""
    if request.method not in ("GET", "HEAD") or request.blueprint == _OWN_PAGES:
        return None
    query = request.query_string.decode("ascii", "ignore")
    path = quote(request.path) + (f"?{query}" if query else "")
    # Without `next` one comes to the overview anyway.
    return None if path == "/" else safe_path(path)
