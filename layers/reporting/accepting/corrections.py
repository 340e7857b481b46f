"""What was corrected: a value's history, and a period's corrections with what they did to statuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from geodata.store.imports import ImportRecord, get_import
from geodata.store.observation_history import Replacement, read_history, read_replacements
from geodata.store.observations import ObservationEntry
from geodata.store.units import UnitKey
from layers.audience import Sight
from layers.catalogue import Profile
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from layers.reporting.accepting.statuses import Statuses
from layers.rules.judgement import Status


@dataclass(frozen=True)
class ValueRecord:
    """One record of a value: what it was before (None: nothing), what it became, and the import.

    `source` says who, when (UTC), from which file and with which reason; its `undoes` is set for an undo.
    """

    before: ObservationEntry | None
    after: ObservationEntry
    source: ImportRecord

    @property
    def change_percent(self) -> Fraction | None:
        """By how much the value changed, in percent of the old one; None where that says nothing."""
        if self.before is None:
            return None
        return change_percent(self.before.value, self.after.value)


@dataclass(frozen=True)
class Correction(ValueRecord):
    """A record that took the place of another one, and the status before and after its import."""

    status_before: Status | None = None
    status_after: Status | None = None

    @property
    def changes_status(self) -> bool:
        """Whether the judgement became another one."""
        return self.status_before is not self.status_after


def change_percent(before: Decimal | None, after: Decimal | None) -> Fraction | None:
    """Return (after − before) / |before| × 100; None where one is missing or `before` is 0."""
    if before is None or after is None or before == 0:
        return None
    return (Fraction(after) - Fraction(before)) * 100 / abs(Fraction(before))


def value_history(
    session: Session, indicator: str, unit: UnitKey, period: Period | str, *, as_of: int | None = None
) -> tuple[ValueRecord, ...]:
    """Return every record of a value, the latest first; each basis and product for itself.

    Whether the reader may see the indicator is the caller's to know.
    """
    found = read_history(session, unit, indicator, str(period), as_of=as_of)
    source = _sources(session)
    return tuple(ValueRecord(one.before, one.after, source(one.import_seq)) for one in found)


def corrections(
    session: Session,
    profile: Profile,
    period: Period,
    *,
    sight: Sight,
    as_of: int | None = None,
) -> tuple[Correction, ...]:
    """Return a period's corrections, the latest first: old → new, reason, effect on the status.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
    profile : Profile
    period : Period
    sight : Sight
        What the reader may see: what they may not see is left out.
    as_of : int or None
        The last import sequence that counts.
    """
    seen = [code for code, indicator in profile.indicators.items() if sight.sees(indicator)]
    found = [
        one
        for one in read_replacements(session, str(period), indicators=seen, as_of=as_of)
        if one.before is not None and not one.before.withdrawn
    ]
    source = _sources(session)
    statuses = _StatusesAround(session, profile, period, sight, found)
    return tuple(
        Correction(
            one.before,
            one.after,
            source(one.import_seq),
            statuses.of(one, one.import_seq - 1),
            statuses.of(one, one.import_seq),
        )
        for one in found
    )


def _sources(session: Session) -> Callable[[int], ImportRecord]:
    known: dict[int, ImportRecord] = {}

    def source(sequence: int) -> ImportRecord:
        if sequence not in known:
            known[sequence] = get_import(session, sequence)
        return known[sequence]

    return source


class _StatusesAround:
    """Statuses just before and just after the imports that corrected something; each is read once."""

    def __init__(
        self,
        session: Session,
        profile: Profile,
        period: Period,
        sight: Sight,
        corrected: list[Replacement],
    ) -> None:
        self._session = session
        self._profile = profile
        self._period = period
        self._sight = sight
        self._indicators: dict[int, set[str]] = {}
        for one in corrected:
            for sequence in (one.import_seq - 1, one.import_seq):
                self._indicators.setdefault(sequence, set()).add(one.after.indicator)
        self._statuses: dict[int, Statuses] = {}

    def of(self, one: Replacement, sequence: int) -> Status | None:
        """Return the status of a corrected value as of a sequence."""
        if sequence not in self._statuses:
            snapshot = read_snapshot(
                self._session,
                self._profile,
                periods=[self._period],
                indicators=sorted(self._indicators[sequence]),
                as_of=sequence,
            )
            self._statuses[sequence] = Statuses(snapshot, self._sight)
        return self._statuses[sequence].of(one.after)
