"""Entries held against whose they are to make, and against how far their periods are.

Figures of files, results by criterion, measured cover, remedies and undos alike are held within the
transaction that writes them, for pages, jobs and commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.errors import refuse_unless_accepted
from geodata.findings import Finding, Findings, Place, error
from geodata.store.period_events import read_period_statuses
from geodata.store.settings import read_office_settings
from geodata.store.vocabulary import PeriodStatus
from layers.catalogue import Profile
from layers.offices.owners import UNASSIGNED, offices_by_indicator, owners_of
from layers.offices.rights import Rights


@dataclass(frozen=True, slots=True)
class Entry:
    """What would be entered, changed or taken back about an indicator of a unit in a period.

    Parameters
    ----------
    indicator, unit_code, period : str
    place : Place or None
        Where it stands in a file.
    follows : bool
        Whether it only follows from a denominator entered with it: that is nobody's to enter, and is held
        against the period's state alone.
    """

    indicator: str
    unit_code: str
    period: str
    place: Place | None = None
    follows: bool = False


def hold(session: Session, profile: Profile, rights: Rights, entries: Iterable[Entry]) -> None:
    """Refuse entries that are not theirs to make, or whose period is locked.

    Call it within the transaction that writes: what was read before may hold no more, and what is raised
    undoes all that was written.

    Raises
    ------
    Refused
        With the findings of `refusals`.
    """
    refuse_unless_accepted(refusals(session, profile, rights, entries), None)


def refusals(session: Session, profile: Profile, rights: Rights, entries: Iterable[Entry]) -> Findings:
    """Return an error for each indicator or unit that is not theirs, and for each locked period.

    Parameters
    ----------
    session : Session
    profile : Profile
    rights : Rights
    entries : iterable of Entry
        Not gone through where nothing can be refused.
    """
    locked, settings = _locked(session), read_office_settings(session)
    if rights.are_all and not locked:
        return Findings()
    given = tuple(entries)
    theirs = refusals_by_rights(rights, profile, owners_of(profile, settings), given)
    return Findings((*theirs, *_refusals_by_lock(locked, offices_by_indicator(profile, settings), given)))


def locked_findings(session: Session, profile: Profile, entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """Return an error for each locked period written to, with how many values it is about."""
    locked = _locked(session)
    if not locked:
        return ()
    return _refusals_by_lock(locked, offices_by_indicator(profile, read_office_settings(session)), entries)


def refusals_by_rights(
    rights: Rights, profile: Profile, owners: Mapping[str, str], entries: Iterable[Entry]
) -> tuple[Finding, ...]:
    """Return an error for each indicator of others, and each unit, at the first entry of it."""
    found: dict[tuple[str, str], Finding] = {}
    for one in () if rights.are_all else entries:
        code = why_not(rights, profile, owners, one)
        if code is not None:
            subject = one.unit_code if code == "unit.not_yours" else one.indicator
            found.setdefault((code, subject), error(code, one.place, **_named(profile, one)))
    return tuple(found.values())


def why_not(rights: Rights, profile: Profile, owners: Mapping[str, str], entry: Entry) -> str | None:
    """Return the code of a finding where an entry is not theirs to make, or None where it is."""
    if rights.are_all or entry.follows:
        return None
    indicator = profile.indicators.get(entry.indicator)
    if indicator is None:
        return "indicator.not_yours"
    return rights.why_not(indicator, entry.unit_code, owners, profile)


def _named(profile: Profile, entry: Entry) -> dict[str, str]:
    known = profile.indicators.get(entry.indicator)
    return {
        "unit": entry.unit_code,
        "indicator": entry.indicator,
        "name_vi": entry.indicator if known is None else known.name_vi,
        "name_en": entry.indicator if known is None else known.name_en,
    }


def _locked(session: Session) -> frozenset[tuple[str, str]]:
    events = read_period_statuses(session)
    return frozenset(key for key, event in events.items() if event.status is PeriodStatus.LOCKED)


def _refusals_by_lock(
    locked: frozenset[tuple[str, str]], offices: Mapping[str, str], entries: Iterable[Entry]
) -> tuple[Finding, ...]:
    counts: dict[tuple[str, str], int] = {}
    for one in entries:
        key = (offices.get(one.indicator, UNASSIGNED), one.period)
        if key in locked:
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        error("period.locked", office=name or "–", period=period, values=count)
        for (name, period), count in sorted(counts.items())
    )
