"""What an address asks for: period, vintage and reader; and the snapshot of the store that answers it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from flask import current_app, request
from sqlalchemy.orm import Session

from geodata.store.asof import last_sequence
from geodata.store.observations import reported_periods
from geodata.store.units import StoredVintage
from layers.audience import Audience
from layers.errors import UnknownVintage
from layers.periods import Period, PeriodKind
from layers.reading import Snapshot, read_snapshot
from webmap.portal import portal

_KEPT = 12


@dataclass(frozen=True)
class Asked:
    """What the reader asks for, with the snapshot it is drawn from.

    `periods` are all that have figures, latest first; `vintage` is None where the period decides.
    """

    snapshot: Snapshot
    period: Period
    periods: tuple[Period, ...]
    vintage: StoredVintage | None
    audience: Audience

    @property
    def choices(self) -> tuple[Period, ...]:
        """The periods to choose from, latest first: those that have figures, and the one shown."""
        return tuple(sorted({*self.periods, self.period}, reverse=True))

    @property
    def drawn_on(self) -> StoredVintage:
        """The vintage that is drawn: the one asked for, else the period's."""
        vintage = self.vintage or self.snapshot.vintage_of(self.period)
        if vintage is None:
            raise UnknownVintage("vintage.none", period=str(self.period))
        return vintage


@dataclass
class SnapshotCache:
    """The latest snapshots by sequence and periods: nothing is overwritten, so none grows stale."""

    _kept: OrderedDict[tuple[int, tuple[str, ...]], Snapshot] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, session: Session, periods: Iterable[Period], as_of: int | None) -> Snapshot:
        """Return the snapshot of a sequence (the last by default) that can draw the periods."""
        sequence = last_sequence(session) if as_of is None else as_of
        asked = sorted(set(periods))
        key = (sequence, tuple(str(period) for period in asked))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        snapshot = read_snapshot(session, portal().profile, periods=asked, as_of=sequence)
        with self._lock:
            self._kept[key] = snapshot
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return snapshot


def asked(*, more_periods: Iterable[Period] = ()) -> Asked:
    """Read `?period=` and `?at=` of the request; without them the latest year that has figures.

    Parameters
    ----------
    more_periods : iterable of Period
        Others that the page draws too, such as those of a time series.

    Raises
    ------
    layers.errors.NotAPeriod, UnknownVintage
        For a text that is no period, and for a day on which no units are known.
    """
    with portal().store.session() as session:
        periods = _reported(session)
        text = request.args.get("period")
        period = _default(periods) if not text else Period.parse(text)
        snapshot = _cache().get(session, (period, *more_periods), None)
    return Asked(snapshot, period, periods, _vintage(snapshot, request.args.get("at")), reader())


def reader() -> Audience:
    """Return who reads; until there is sign-in everybody is the public."""
    return Audience.PUBLIC


def _cache() -> SnapshotCache:
    cache: SnapshotCache = current_app.extensions.setdefault("snapshots", SnapshotCache())
    return cache


def _reported(session: Session) -> tuple[Period, ...]:
    return tuple(sorted((Period.parse(text) for text in reported_periods(session)), reverse=True))


def _default(periods: tuple[Period, ...]) -> Period:
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    return next(iter(years or periods), Period(date.today().year))


def _vintage(snapshot: Snapshot, day: str | None) -> StoredVintage | None:
    if not day:
        return None
    try:
        asked_for = date.fromisoformat(day)
    except ValueError:
        raise UnknownVintage("vintage.not_a_day", text=day) from None
    found = next((v for v in snapshot.vintages if v.holds(asked_for)), None)
    if found is None:
        raise UnknownVintage("vintage.none_on", day=asked_for)
    return found
