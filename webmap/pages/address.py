"""What an address asks for: period, vintage and reader; and the snapshot of the store that answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from flask import g, request
from sqlalchemy.orm import Session

from geodata.store.observations import reported_periods
from geodata.store.targets import read_resolutions
from geodata.store.units import StoredVintage, read_vintages
from layers.audience import Audience, Sight, sight_of
from layers.errors import UnknownVintage
from layers.joining.reading import Reading
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period, PeriodKind
from webmap.app.cache import kept
from webmap.app.portal import portal
from webmap.pages.past import sequence_asked
from webmap.people.permissions import current_person
from webmap.words.dates import read_day, today

_KEPT, _KEPT_COMMON = 12, 3


@dataclass(frozen=True)
class Asked:
    """What the reader asks for; `periods` are all that have figures, latest first."""

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
    def read() -> tuple[Period, ...]:
        found = (Period.parse(text) for text in reported_periods(session, as_of=sequence))
        return tuple(sorted(found, reverse=True))

    return cast("tuple[Period, ...]", kept("reported periods", _KEPT).get(sequence, read))


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
