"""What an address asks for: period, vintage, reader and time; the snapshot and the layers that answer it.

`?frozen=NAME` or `?as_of=MOMENT` draws pages and prints from the data of that time, and is carried along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request
from sqlalchemy.orm import Session

from geodata.store.frozen_sets import get_frozen_set
from geodata.store.imports import last_sequence, sequence_at
from geodata.store.targets import read_resolutions
from geodata.store.units import StoredVintage, read_vintages
from layers.audience import Audience, Sight, sight_of
from layers.errors import UnknownVintage
from layers.joining.layer import MANY_UNITS, Layer
from layers.joining.reading import Reading, periods_reported
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period, PeriodKind
from webmap.app.cache import kept
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.people.permissions import current_person
from webmap.words.dates import VIETNAM, read_day, today

_KEPT, _KEPT_COMMON = 12, 3
_KEPT_LAYERS = 6
_NAMES = ("frozen", "as_of")
# What is about now, whatever is looked at: entering data, accounts, files of pages.
_ABOUT_NOW = ("account.", "assets.", "health.", "desk.", "periods.", "frozen.", "target_", "office.")


@dataclass(frozen=True)
class Asked:
    """What the reader asks for; `periods` are all that have figures for this reader, latest first."""

    reading: Reading
    periods: tuple[Period, ...]

    @property
    def snapshot(self) -> Snapshot:
        """What it is drawn from."""
        return self.reading.snapshot

    @property
    def period(self) -> Period:
        """The period asked for, else the latest year that has figures."""
        return self.reading.period

    @property
    def vintage(self) -> StoredVintage | None:
        """The vintage asked for; None where the period decides."""
        return self.reading.vintage

    @property
    def sight(self) -> Sight:
        """What the reader may see."""
        return self.reading.sight

    def seen_by(self, audience: Audience) -> Asked:
        """Return the same for another audience."""
        return replace(self, reading=self.reading.seen_by(audience))

    @property
    def choices(self) -> tuple[Period, ...]:
        """The periods to choose from, latest first: those that have figures, and the one shown."""
        return tuple(sorted({*self.periods, self.period}, reverse=True))

    @property
    def drawn_on(self) -> StoredVintage:
        """The vintage that is drawn: the one asked for, else the period's."""
        return self.reading.drawn_on

    @property
    def place(self) -> dict[str, str]:
        """What links to other pages carry: the period, and the vintage where it is not the period's."""
        usual = self.snapshot.vintage_of(self.period)
        if self.vintage is None or self.vintage == usual:
            return {"period": str(self.period)}
        return {"period": str(self.period), "at": self.vintage.valid_from.isoformat()}


def asked(*, more_periods: Iterable[Period] = (), period: Period | None = None) -> Asked:
    """Read `?period=` and `?at=` of the request; without them the latest year that has figures.

    Parameters
    ----------
    more_periods : iterable of Period
        Others that the page draws too, such as those of a time series.
    period : Period or None
        The period, where the page's address gives it by another name.

    Raises
    ------
    layers.errors.NotAPeriod, UnknownVintage
        For a text that is no period, and for a day on which no units are known.
    """
    with portal().store.session() as session:
        sequence = sequence_asked(session)
        periods = _reported(session, sequence)
        text = request.args.get("period")
        if period is None:
            period = Period.parse(text) if text else _default(session, periods)
        snapshot = _snapshot(session, sequence, (period, *more_periods))
    vintage = _vintage(snapshot, request.args.get("at"))
    return Asked(Reading(reader(), snapshot, period, vintage), periods)


def units_known() -> bool:
    """Tell whether any boundaries have been loaded."""
    with portal().store.session() as session:
        return bool(read_vintages(session, as_of=sequence_asked(session)))


def reader() -> Sight:
    """Return what the person of the request may see: by the store of now, whatever time is asked for."""
    if "sight" not in g:
        with portal().store.session() as session:
            g.sight = sight_of(session, current_person().audience)
    sight: Sight = g.sight
    return sight


def snapshot_of(periods: Iterable[Period]) -> Snapshot:
    """Return the snapshot that can draw the periods: of the latest data, or of the time that is asked for."""
    with portal().store.session() as session:
        return _snapshot(session, sequence_asked(session), periods)


def _snapshot(session: Session, sequence: int, periods: Iterable[Period]) -> Snapshot:
    """Read a snapshot, or take it from those kept: nothing is overwritten, so none grows stale."""
    wanted = tuple(sorted(set(periods)))

    def make() -> Snapshot:
        profile = portal().profile
        first = partial(read_snapshot, session, profile, periods=(), as_of=sequence)
        common = cast(Snapshot, kept("units and targets", _KEPT_COMMON).get(sequence, first))
        return read_snapshot(session, profile, periods=wanted, as_of=sequence, beside=common)

    return cast(Snapshot, kept("snapshots", _KEPT).get((sequence, wanted), make))


def _reported(session: Session, sequence: int) -> tuple[Period, ...]:
    read = partial(periods_reported, session, portal().profile, reader(), as_of=sequence)
    return cast("tuple[Period, ...]", kept("reported periods", _KEPT).get((sequence, reader()), read))


def _default(session: Session, periods: tuple[Period, ...]) -> Period:
    """Return the latest year that has figures; without any the year that the latest resolution is for."""
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    resolutions = read_resolutions(session)
    fallback = Period(resolutions[-1].year if resolutions else today().year)
    return next(iter(years or periods), fallback)


def _vintage(snapshot: Snapshot, day: str | None) -> StoredVintage | None:
    return vintage_on(snapshot, day) if day else None


def vintage_on(snapshot: Snapshot, day: str) -> StoredVintage:
    """Return the vintage that is valid on a day of an address; `UnknownVintage` if there is none."""
    try:
        asked_for = read_day(day)
    except ValueError:
        raise UnknownVintage("vintage.not_a_day", text=day) from None
    found = next((v for v in snapshot.vintages if v.holds(asked_for)), None)
    if found is None:
        raise UnknownVintage("vintage.none_on", day=asked_for)
    return found


def draws_many(wanted: Asked) -> bool:
    """Tell whether what is asked for has so many units that they are drawn on one canvas."""
    return len(wanted.snapshot.communes(wanted.drawn_on)) >= MANY_UNITS


def layer_of(
    wanted: Asked, indicator: str, *, period: Period | None = None, vintage: StoredVintage | None = None
) -> Layer:
    """Return the layer of an indicator, by default of what is asked for; raises as `build_layer` does.

    Joining twelve communes takes no time, joining all of the country's takes seconds: such layers are kept.
    """
    reading = wanted.reading
    if period is not None or vintage is not None:
        reading = reading.at(period or wanted.period, vintage or wanted.vintage)
    if len(reading.communes) < MANY_UNITS:
        return reading.layer(indicator)
    # Another reader may not see the indicator: the sight is part of the key, and a refusal is no value.
    key = (reading.snapshot.sequence, indicator, reading.period, reading.drawn_on, reading.sight)
    return cast(Layer, kept("layers", _KEPT_LAYERS).get(key, partial(reading.layer, indicator)))


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
