"""Sign-ins: one row for each machine that a person is signed in on, so that signing out holds everywhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.store.audit import note
from geodata.store.database import Store
from geodata.store.models import SignIn, User

# The longest that one sign-in lasts, however busy the person is: a working day.
LONGEST = timedelta(hours=12)
_TOKEN_BYTES = 32


def start_sign_in(store: Store, name: str, *, now: datetime | None = None) -> str:
    """Sign a person in and return the token that their browser will show.

    Parameters
    ----------
    name : str
        Name of an active account, in its one spelling.
    now : datetime or None
        The moment; None is the present one.
    """
    moment = now or datetime.now(UTC)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with store.writing() as session:
        user = session.scalars(select(User).where(User.name == name, User.is_active)).one_or_none()
        if user is None:
            raise UnknownThing("user.unknown", name=name)
        forget_sign_ins(session, before=moment - LONGEST)
        session.add(SignIn(token_sha256=_hashed(token), user_id=user.id, started_at=moment))
        note(session, name, "sign in", f"user:{name}")
    return token


def signed_in_name(session: Session, token: str, *, now: datetime | None = None) -> str | None:
    """Return the name of the active account that a token signs in; None where it does not, or no longer."""
    since = (now or datetime.now(UTC)) - LONGEST
    statement = (
        select(User.name)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.token_sha256 == _hashed(token), SignIn.ended_at.is_(None))
        .where(SignIn.started_at >= since, User.is_active)
    )
    return session.scalars(statement).one_or_none()


def end_sign_in(store: Store, token: str) -> None:
    """Sign a person out on one machine; an unknown token is as good as signed out."""
    with store.writing() as session:
        row = session.get(SignIn, _hashed(token))
        if row is None or row.ended_at is not None:
            return
        row.ended_at = datetime.now(UTC)
        name = session.get_one(User, row.user_id).name
        note(session, name, "sign out", f"user:{name}")


def end_other_sign_ins(store: Store, token: str) -> int:
    """Sign the person of a token out on all other machines, and return on how many.

    Browsers that were known to the account are known no longer.
    """
    with store.writing() as session:
        row = session.get(SignIn, _hashed(token))
        if row is None:
            return 0
        count = end_sign_ins_of(session, row.user_id, keep=token)
        user = session.get_one(User, row.user_id)
        user.browsers_era += 1
        note(session, user.name, "sign out elsewhere", f"user:{user.name}", {"sign_ins": count})
        return count


def end_sign_ins_of(session: Session, user_id: int, *, keep: str | None = None) -> int:
    """End an account's sign-ins within a transaction, but for that of the token `keep`; return how many."""
    statement = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if keep is not None:
        statement = statement.where(SignIn.token_sha256 != _hashed(keep))
    return session.execute(statement.values(ended_at=datetime.now(UTC))).rowcount  # type: ignore[attr-defined]


def forget_sign_ins(session: Session, *, before: datetime) -> int:
    """Delete sign-ins that began before a moment, and return how many."""
    statement = delete(SignIn).where(SignIn.started_at < before)
    return session.execute(statement).rowcount  # type: ignore[attr-defined]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
