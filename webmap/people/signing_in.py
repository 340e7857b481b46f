"""Signing in and out: who a browser stands for, how long, and how often a password may be tried.

The browser's cookie is signed and holds a token; the store decides whether the token still signs anybody in.
The cookie ends with the browser, and after two hours in which nothing was asked; a sign-in ends after a day's
work (`geodata.store.sign_ins.LONGEST`), at signing out, and when the account is closed or gets a password.

Wrong passwords are counted: from a browser that the account is known in, by that browser; from elsewhere by
account and network, by account, and by network. Only the counts of elsewhere can be filled by strangers, and
nobody has to pass them who signed in with the same browser before.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, after_this_request, current_app, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError

from geodata.store.passwords import Passwords, check_password
from geodata.store.settings import read_office_settings
from geodata.store.sign_ins import end_other_sign_ins, end_sign_in, signed_in_name, start_sign_in
from geodata.store.units import units_valid_on
from geodata.store.users import StoredUser, account_name, find_user, renew_hash, set_password
from layers.offices.owners import offices_of, owners_of
from webmap.app.errors import TooManyAttempts, WrongPassword
from webmap.app.network import network_of
from webmap.app.portal import portal
from webmap.app.secret import device_key
from webmap.app.settings import Settings
from webmap.people.attempts import Attempts, Turns
from webmap.people.bodies import REFUSED, hold_body
from webmap.people.devices import Devices
from webmap.people.permissions import Person, current_person, person_of, sign_in_address
from webmap.words.dates import today

log = logging.getLogger(__name__)

IDLE = timedelta(hours=2)
_WINDOW, _DAY = timedelta(minutes=15), timedelta(days=1)
_TRIES_OF_A_BROWSER = _TRIES_BY_NAME_AND_NETWORK = 10
# An office's people often share one address.
_TRIES_BY_NETWORK = 50
# From all networks together; then only known browsers and `users unlock` get through for the day.
_TRIES_BY_NAME = 100
_CHECKS_AT_ONCE, _CHECKS_IN_LINE = 2, 3


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
    """What checks who comes in: passwords, known browsers, and how often passwords were tried."""

    passwords: Passwords
    devices: Devices
    of_browser: Attempts = field(default_factory=lambda: _counter(_TRIES_OF_A_BROWSER))
    by_name_and_network: Attempts = field(default_factory=lambda: _counter(_TRIES_BY_NAME_AND_NETWORK))
    by_network: Attempts = field(default_factory=lambda: _counter(_TRIES_BY_NETWORK))
    by_name: Attempts = field(default_factory=lambda: _counter(_TRIES_BY_NAME, _DAY))
    turns: Turns = field(default_factory=lambda: Turns(_CHECKS_AT_ONCE, _CHECKS_IN_LINE))

    def counted(
        self, name: str, user: StoredUser | None, device: str | None, network: str
    ) -> tuple[tuple[Attempts, str], ...]:
        """Return the counters that a try takes from, each with its key."""
        if device is not None:
            return ((self.of_browser, device),)
        unlocked = user.unlocked_at if user is not None else None
        # Unlocked, an account has other keys, and with them nothing that was counted.
        account = f"{name} {unlocked}"
        counters = ((self.by_name_and_network, f"{account} {network}"), (self.by_name, account))
        if unlocked is not None and datetime.now(UTC) - unlocked < _WINDOW:
            return counters
        return (*counters, (self.by_network, network))


def _counter(most: int, within: timedelta = _WINDOW) -> Attempts:
    return Attempts(most, within.total_seconds())


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
    devices = Devices(device_key(settings.data_dir), settings.public_url.startswith("https:"))
    app.extensions["door"] = Door(passwords, devices)
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
    _remember_browser()
    log.info("%s signed in from %s", user.name, request.remote_addr)


def sign_out() -> None:
    """Sign the person of the request out on this machine; a visitor stays one."""
    if current_user.is_authenticated:
        end_sign_in(portal().store, current_user.token)
    session.clear()
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]


def sign_out_elsewhere() -> int:
    """Sign the person of the request out on all other machines, and return on how many."""
    count = end_other_sign_ins(portal().store, current_user.token)
    _remember_browser()
    return count


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
    check_password(wanted, name=user.name, local=local_names())
    with _door().turns.one(is_known=True):
        kept = _door().passwords.hash(wanted)
    set_password(portal().store, user.name, kept, by=user.name, keep=current_user.token)
    _remember_browser()


def local_names() -> tuple[str, ...]:
    """Return the names that everybody in the district knows: a password made of them is a common one."""
    here = portal()
    profile = here.profile
    with here.store.session() as stored:
        days = [vintage.valid_from for vintage in profile.vintages]
        units = [unit.name for day in days for unit in units_valid_on(stored, day)]
        offices = offices_of(owners_of(profile, read_office_settings(stored)))
    issuers = [heading.name for heading in profile.headings]
    return (profile.name_vi, profile.province_vi, profile.district.name_vi, *issuers, *units, *offices)


def _checked(name: str, password: str) -> StoredUser:
    """Return the open account that a password opens."""
    door, network = _door(), network_of(request.remote_addr)
    user = _find(name)
    device = door.devices.known(request.cookies, user, today())
    counted = door.counted(name, user, device, network)
    _take(counted, name)
    try:
        with door.turns.one(is_known=device is not None):
            kept = user.password_hash if user is not None and user.is_active else None
            if not door.passwords.match(kept, password) or user is None:
                log.warning("wrong name or password for %.80r from %s", name, request.remote_addr)
                raise WrongPassword("account.wrong")
            if door.passwords.is_outdated(user.password_hash):
                renew_hash(portal().store, user.name, door.passwords.hash(password))
    except WrongPassword:
        raise
    except Exception:
        _give_back(counted)
        raise
    _give_back(counted)
    return user


def _take(counted: tuple[tuple[Attempts, str], ...], name: str) -> None:
    """Count a try everywhere or nowhere."""
    for number, (attempts, key) in enumerate(counted):
        if wait := attempts.take(key):
            _give_back(counted[:number])
            log.warning("%.80r may not try for %s s, asked from %s", name, wait, request.remote_addr)
            minutes = -(-wait // 60)
            if attempts is _door().by_name:
                raise TooManyAttempts("account.locked", minutes=minutes, seconds=wait)
            raise TooManyAttempts("account.too_many", minutes=minutes, seconds=wait)


def _give_back(counted: tuple[tuple[Attempts, str], ...]) -> None:
    for attempts, key in counted:
        attempts.give_back(key)


def _remember_browser() -> None:
    """Make the browser of the request one of those that the person's account is known in."""
    devices, user = _door().devices, _find(current_user.person.name)
    if user is None:
        return

    @after_this_request
    def _set_cookie(response: Response) -> Response:
        devices.remember(response, user, today())
        return response


def _find(name: str) -> StoredUser | None:
    with portal().store.session() as stored:
        return find_user(stored, name)


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
