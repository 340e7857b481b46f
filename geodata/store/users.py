"""People who sign in: accounts with a role, and the offices or communes they report for.

Accounts are no data of the district: they are changed in place, and the audit says who changed what.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import GeodataError, UnknownThing
from geodata.store.audit import note
from geodata.store.database import Store
from geodata.store.models import User
from geodata.store.sign_ins import end_sign_ins_of
from geodata.store.vocabulary import Role

_NAME = re.compile(r"[^\W_][\w.@-]{1,63}")
# Records name a visitor so; an account of that name could not be told from one.
_RESERVED = frozenset({"khách"})


class BadAccount(GeodataError):
    """An account cannot be made as it is given."""


@dataclass(frozen=True)
class StoredUser:
    """An account; `password_hash` is argon2's.

    `offices` are the names of reporting offices, `unit_codes` the communes that a clerk reports for. Known
    browsers are so in their `browsers_era` only; tries at the password before `unlocked_at` do not count.
    """

    name: str
    role: Role
    offices: tuple[str, ...]
    unit_codes: tuple[str, ...]
    is_active: bool
    created_at: datetime
    password_hash: str = field(repr=False)
    browsers_era: int
    unlocked_at: datetime | None


def account_name(text: str) -> str:
    """Return the one spelling of an account's name: `Lan.Nguyễn ` and `lan.nguyễn` are the same account."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


def add_user(
    store: Store,
    name: str,
    role: str,
    password_hash: str,
    *,
    by: str,
    offices: Iterable[str] = (),
    unit_codes: Iterable[str] = (),
) -> StoredUser:
    """Make an account.

    Parameters
    ----------
    store : Store
    name : str
        Letters, digits and `. _ - @`; kept in its one spelling (`account_name`).
    role : str
        A `Role`; a clerk needs an office or a commune.
    password_hash : str
        From `Passwords.hash`.
    by : str
        Who makes it, for the audit.
    offices, unit_codes : iterable of str
        What the person reports for.

    Raises
    ------
    BadAccount
        For a name that cannot be one or is taken, an unknown role, and a clerk of nothing.
    """
    spelled = account_name(name)
    cleaned = tuple(dict.fromkeys(" ".join(office.split()) for office in offices if office.strip()))
    units = tuple(dict.fromkeys(unit_codes))
    _check(spelled, role, (*cleaned, *units))
    with store.writing() as session:
        if _row(session, spelled) is not None:
            raise BadAccount("user.exists", name=spelled)
        row = User(
            name=spelled,
            role=str(role),
            password_hash=password_hash,
            offices=list(cleaned),
            unit_codes=list(units),
            is_active=True,
            created_at=datetime.now(UTC),
            browsers_era=0,
        )
        session.add(row)
        details = {"role": str(role), "offices": list(cleaned), "unit_codes": list(units)}
        note(session, by, "add user", f"user:{spelled}", details)
        return _stored(row)


def find_user(session: Session, name: str) -> StoredUser | None:
    """Return the account of a name in any spelling, active or not; None if there is none."""
    row = _row(session, account_name(name))
    return None if row is None else _stored(row)


def list_users(session: Session) -> tuple[StoredUser, ...]:
    """Return all accounts by name."""
    return tuple(_stored(row) for row in session.scalars(select(User).order_by(User.name)))


def set_password(store: Store, name: str, password_hash: str, *, by: str, keep: str | None = None) -> None:
    """Give an account another password, and sign its person out everywhere.

    Parameters
    ----------
    keep : str or None
        Token of the one sign-in that stays: where the person changed the password themselves.
    """
    with store.writing() as session:
        row = _known(session, name)
        row.password_hash = password_hash
        row.browsers_era += 1
        end_sign_ins_of(session, row.id, keep=keep)
        note(session, by, "set password", f"user:{row.name}")


def renew_hash(store: Store, name: str, password_hash: str) -> None:
    """Keep the same password's hash at today's cost; nobody is signed out."""
    with store.writing() as session:
        _known(session, name).password_hash = password_hash


def unlock(store: Store, name: str, *, by: str) -> None:
    """Forgive an account all tries at its password, also where another process counts them."""
    with store.writing() as session:
        row = _known(session, name)
        row.unlocked_at = datetime.now(UTC)
        note(session, by, "unlock user", f"user:{row.name}")


def deactivate(store: Store, name: str, *, by: str) -> None:
    """Close an account and sign its person out at once; what they recorded keeps their name."""
    _set_active(store, name, False, by=by)


def activate(store: Store, name: str, *, by: str) -> None:
    """Open a closed account again."""
    _set_active(store, name, True, by=by)


def _set_active(store: Store, name: str, is_active: bool, *, by: str) -> None:
    with store.writing() as session:
        row = _known(session, name)
        row.is_active = is_active
        if not is_active:
            end_sign_ins_of(session, row.id)
        note(session, by, "activate user" if is_active else "deactivate user", f"user:{row.name}")


def _check(name: str, role: str, reports_for: tuple[str, ...]) -> None:
    if not _NAME.fullmatch(name):
        raise BadAccount("user.name_bad", name=name)
    if name in _RESERVED:
        raise BadAccount("user.name_reserved", name=name)
    if role not in set(Role):
        raise BadAccount("user.role_unknown", role=str(role), roles=", ".join(Role))
    if role == Role.CLERK and not reports_for:
        raise BadAccount("user.clerk_of_nothing", name=name)


def _row(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name)).one_or_none()


def _known(session: Session, name: str) -> User:
    row = _row(session, account_name(name))
    if row is None:
        raise UnknownThing("user.unknown", name=name)
    return row


def _stored(row: User) -> StoredUser:
    return StoredUser(
        name=row.name,
        role=Role(row.role),
        offices=tuple(row.offices),
        unit_codes=tuple(row.unit_codes),
        is_active=row.is_active,
        created_at=row.created_at,
        password_hash=row.password_hash,
        browsers_era=row.browsers_era,
        unlocked_at=row.unlocked_at,
    )
