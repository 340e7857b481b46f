"""Signing in and out: who a browser stands for, how long, and how often a password may be tried.

The browser's cookie is signed and holds a token; the store decides whether the token still signs anybody in.
The cookie ends with the browser, and after two hours in which nothing was asked; a sign-in ends after a day's
work (`geodata.store.sign_ins.LONGEST`), at signing out, and when the account is closed or gets a password.
"""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from flask import Flask, Response, current_app, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError

from geodata.store.passwords import Passwords, check_password
from geodata.store.sign_ins import end_other_sign_ins, end_sign_in, signed_in_name, start_sign_in
from geodata.store.users import StoredUser, account_name, find_user, renew_hash, set_password
from webmap.app.errors import TooManyAttempts, WrongPassword
from webmap.app.network import network_of
from webmap.app.portal import portal
from webmap.app.settings import Settings
from webmap.people.bodies import REFUSED, hold_body
from webmap.people.permissions import Person, current_person, person_of, sign_in_address

log = logging.getLogger(__name__)

IDLE = timedelta(hours=2)
_WINDOW = timedelta(minutes=15).total_seconds()
# An office's people often share one address.
_TRIES_BY_NAME, _TRIES_BY_ADDRESS = 10, 50


@dataclass(frozen=True, eq=False)
class Account(UserMixin):
    """Whom Flask-Login takes the browser for; its id is the token, so that one sign-in can be ended."""

    person: Person
    token: str = field(repr=False)

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token


@dataclass(frozen=True)
class Door:
    """What checks who comes in: passwords, and how often they were tried."""

    passwords: Passwords
    by_name: Attempts = field(default_factory=lambda: Attempts(_TRIES_BY_NAME, _WINDOW))
    by_address: Attempts = field(default_factory=lambda: Attempts(_TRIES_BY_ADDRESS, _WINDOW))


class PortalSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, renewed with each page of a signed-in person, never sent with shared files."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie; an answer that caches share must neither carry one nor differ by it."""
        if not response.cache_control.public:
            super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Tell whether the answer carries the cookie: its signature holds the time it was last renewed."""
        return session.modified or "_user_id" in session


def init_accounts(app: Flask, settings: Settings, passwords: Passwords) -> None:
    """Let people sign in; call before requests are held against the permission table."""
    app.config.update(PERMANENT_SESSION_LIFETIME=IDLE, WTF_CSRF_TIME_LIMIT=None)
    if settings.public_url.startswith("https:"):
        # The browser keeps a name with this prefix to this host, and to TLS.
        app.config["SESSION_COOKIE_NAME"] = "__Host-session"
    app.session_interface = PortalSessions()
    app.extensions["door"] = Door(passwords)
    manager = LoginManager()
    # It would sign people out whose address changes, as in offices with two lines; tokens can be ended.
    manager.session_protection = None
    manager.user_loader(_find_account)
    manager.init_app(app, add_context_processor=False)
    app.context_processor(lambda: {"person": current_person(), "sign_in_address": sign_in_address})


def init_forms(app: Flask) -> None:
    """Refuse bodies that are too long, then forms without a token; call after the table is asked.

    In this order nobody can make the portal read a large upload that they may not send.
    """

    @app.before_request
    def _hold_body() -> None:
        if request.method not in ("GET", "HEAD") or request.content_length or REFUSED in request.environ:
            hold_body()

    CSRFProtect(app)


def sign_in(name: str, password: str) -> None:
    """Sign the person of the request in.

    Raises
    ------
    webmap.pages.error_pages.WrongPassword
        For an unknown name, a closed account and a wrong password alike, after the same time.
    webmap.pages.error_pages.TooManyAttempts
        Where the account or the address has tried too often; nothing is checked then.
    """
    user = _checked(account_name(name), password)
    sign_out()
    token = start_sign_in(portal().store, user.name)
    # What the browser had before is not carried over: neither its tokens nor anything planted there.
    session.clear()
    login_user(Account(person_of(user), token))
    log.info("%s signed in from %s", user.name, request.remote_addr)


def sign_out() -> None:
    """Sign the person of the request out on this machine; a visitor stays one."""
    if current_user.is_authenticated:
        end_sign_in(portal().store, current_user.token)
    session.clear()
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]


def sign_out_elsewhere() -> int:
    """Sign the person of the request out on all other machines, and return on how many."""
    return end_other_sign_ins(portal().store, current_user.token)


def change_password(current: str, wanted: str) -> None:
    """Give the person of the request another password, and sign them out on all other machines.

    Raises
    ------
    webmap.pages.error_pages.WrongPassword, TooManyAttempts
        As `sign_in`, for the current password.
    geodata.store.passwords.BadPassword
        Where the wanted one is easily guessed.
    """
    user = _checked(current_user.person.name, current)
    check_password(wanted, name=user.name)
    kept = _door().passwords.hash(wanted)
    set_password(portal().store, user.name, kept, by=user.name, keep=current_user.token)


def _checked(name: str, password: str) -> StoredUser:
    """Return the open account that a password opens."""
    door, network = _door(), network_of(request.remote_addr)
    wait = door.by_address.take(network) or door.by_name.take(name)
    if wait:
        log.warning("%r may not try again for %s s, asked from %s", name, wait, request.remote_addr)
        raise TooManyAttempts("account.too_many", minutes=-(-wait // 60), seconds=wait)
    with portal().store.session() as stored:
        user = find_user(stored, name)
    is_open = user is not None and user.is_active
    kept = user.password_hash if user is not None and is_open else None
    if not door.passwords.match(kept, password) or user is None:
        log.warning("wrong name or password for %r from %s", name, request.remote_addr)
        raise WrongPassword("account.wrong")
    door.by_name.forget(name)
    if door.passwords.is_outdated(user.password_hash):
        renew_hash(portal().store, user.name, door.passwords.hash(password))
    return user


def _find_account(token: str) -> Account | None:
    """Return whom a token signs in; nobody where the store cannot tell, so that pages for all still open."""
    try:
        with portal().store.session() as stored:
            name = signed_in_name(stored, token)
            user = None if name is None else find_user(stored, name)
    except SQLAlchemyError as problem:
        log.error("sign-ins cannot be read", exc_info=problem)
        return None
    return None if user is None else Account(person_of(user), token)


def _door() -> Door:
    door: Door = current_app.extensions["door"]
    return door


_LONGEST_KEY = 64


class Attempts:
    """Lets a key try so often within a stretch of time, then makes it wait until the oldest try is past.

    What is refused is not counted: who goes on trying does not wait for ever. A restart forgets everything.

    Parameters
    ----------
    most : int
        Tries within the stretch.
    within : float
        The stretch, in seconds.
    most_keys : int
        How many keys are remembered; above it the one that tried longest ago is forgotten.
    clock : callable
        Seconds that only ever grow.
    """

    def __init__(
        self,
        most: int,
        within: float,
        *,
        most_keys: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._within, self._most_keys, self._clock = most, within, most_keys, clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> int:
        """Count a try and return 0, or return how many seconds the key has to wait."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(key[:_LONGEST_KEY], deque())
            while tries and tries[0] <= now - self._within:
                tries.popleft()
            if len(tries) >= self._most:
                return math.ceil(tries[0] + self._within - now)
            tries.append(now)
            self._tries.move_to_end(key[:_LONGEST_KEY])
            while len(self._tries) > self._most_keys:
                self._tries.popitem(last=False)
        return 0

    def forget(self, key: str) -> None:
        """Forget a key's tries: it succeeded."""
        with self._lock:
            self._tries.pop(key[:_LONGEST_KEY], None)

    def __len__(self) -> int:
        return len(self._tries)
