"""The audit: who did what to what, and when; entries are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from geodata.store.models import AuditEntry


def note(
    session: Session, person: str, action: str, subject: str, details: Mapping[str, Any] | None = None
) -> None:
    """Write an entry in the transaction that does the thing: neither is kept without the other.

    Parameters
    ----------
    person : str
        An account's name, or the command's user.
    action : str
        What was done, in a few English words: `set password`.
    subject : str
        Kind and name of what it was done to: `user:lan`.
    details : mapping or None
        What else a reader of the audit needs; JSON values, no secrets.
    """
    session.add(
        AuditEntry(
            happened_at=datetime.now(UTC),
            person=person,
            action=action,
            subject=subject,
            details=dict(details or {}),
        )
    )
