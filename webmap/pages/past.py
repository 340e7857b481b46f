"""Pages as of then: `?frozen=NAME` or `?as_of=MOMENT` draws pages and prints from the data of that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, has_request_context, request
from sqlalchemy.orm import Session

from geodata.store.asof import last_sequence, sequence_at
from geodata.store.frozen_sets import get_frozen_set
from webmap.app.errors import BadParameter
from webmap.words.dates import VIETNAM

_NAMES = ("frozen", "as_of")
# What is about now, whatever is looked at: entering data, accounts, files of pages.
_ABOUT_NOW = ("account.", "assets.", "health.", "desk.", "periods.", "frozen.", "target_", "office.")


@dataclass(frozen=True)
class Past:
    """A time that the reader asked for: the last import that counts, by a frozen set's name or a moment."""

    sequence: int
    name: str | None = None
    moment: datetime | None = None


def init_past(app: Flask) -> None:
    """Carry the asked-for time along in links, and let forms carry it by `past_fields`."""
    app.url_defaults(_keep_past)
    app.jinja_env.globals.update(past_fields=past_fields, address_of_now=address_of_now)


def past_asked(session: Session) -> Past | None:
    """Return the time that the request asks for, None where it asks for the latest data.

    Raises
    ------
    geodata.errors.UnknownThing
        For a name that no frozen set has.
    webmap.pages.error_pages.BadParameter
        For a text that is no moment.
    """
    if not has_request_context():
        return None
    name, moment = request.args.get("frozen"), request.args.get("as_of")
    if name:
        kept = get_frozen_set(session, name)
        return Past(kept.sequence, name=kept.name)
    if moment:
        at = _moment(moment)
        return Past(sequence_at(session, at), moment=at)
    return None


def sequence_asked(session: Session) -> int:
    """Return the last import that counts for this request."""
    past = past_asked(session)
    return last_sequence(session) if past is None else past.sequence


def past_fields() -> tuple[tuple[str, str], ...]:
    """Return what a form that leads to another page of the same time must carry: (name, value)."""
    return tuple((name, value) for name in _NAMES if (value := request.args.get(name)))


def address_of_now() -> str:
    """Return the address of the page being shown, of the latest data."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name not in _NAMES]
    return f"{request.path}?{urlencode(rest)}" if rest else request.path


def _moment(text: str) -> datetime:
    """Read a moment in Vietnam's time: `2025-01-10T17:00`; a day alone means its end."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadParameter("past.no_moment", text=text) from None
    if len(text) <= len("2025-01-10"):
        at = at.replace(hour=23, minute=59, second=59)
    return at if at.tzinfo is not None else at.replace(tzinfo=VIETNAM)


def _keep_past(endpoint: str, values: dict[str, Any]) -> None:
    if not has_request_context() or endpoint.startswith(_ABOUT_NOW):
        return
    for name in _NAMES:
        if name not in values and request.args.get(name):
            values[name] = request.args[name]
