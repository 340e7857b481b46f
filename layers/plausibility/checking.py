"""All checks of one file's figures against each other, the store, and the units' neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from geodata.findings import Findings, Place
from geodata.store.observations import ObservationEntry, read_observations, reported_periods
from geodata.store.settings import read_office_settings
from geodata.store.units import StoredUnit, units_valid_on
from layers.catalogue import Profile
from layers.periods import Period, is_period
from layers.plausibility.adjacency import adjacent_units
from layers.plausibility.dates import early_estimates
from layers.plausibility.jumps import jumps
from layers.plausibility.known import gather, history_periods, period_before
from layers.plausibility.outliers import neighbours, own_history
from layers.plausibility.relations import grades_skipped, parts_not_total, parts_over_wholes
from layers.plausibility.rules import CheckRules, check_rules


def check_plausibility(
    session: Session,
    profile: Profile,
    entries: Sequence[ObservationEntry],
    place_of: Callable[[int], Place],
    *,
    today: date,
) -> Findings:
    """Return a warning for each figure of a file that is odd; one that stands already is not asked about.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
    profile : Profile
        Its `checks.toml` says what is odd.
    entries : sequence of ObservationEntry
    place_of : callable
        Given an entry's position, where it stands in the file.
    today : datetime.date
        The day the file is loaded.
    """
    rules = check_rules(profile)
    texts = sorted({entry.period for entry in entries})
    units = {unit.key: unit for text in texts for unit in _units(session, text)}
    reported = [Period.parse(text) for text in reported_periods(session) if is_period(text)]
    known = gather(
        profile,
        rules,
        units.values(),
        reported,
        entries,
        place_of,
        _standing(session, profile, rules, entries, reported),
        settings=read_office_settings(session),
        today=today,
    )
    found = [
        *own_history(known),
        *neighbours(known, adjacent_units(units.values())),
        *jumps(known),
        *parts_over_wholes(known),
        *parts_not_total(known),
        *grades_skipped(known),
        *early_estimates(known),
    ]
    return Findings(tuple(found))


def _units(session: Session, period: str) -> Sequence[StoredUnit]:
    return units_valid_on(session, Period.parse(period).last_day)


def _standing(
    session: Session,
    profile: Profile,
    rules: CheckRules,
    entries: Iterable[ObservationEntry],
    reported: Sequence[Period],
) -> Iterable[ObservationEntry]:
    """Return what stands, and stood before, of the file's indicators and of those they are compared with."""
    lines = {(entry.indicator, entry.period) for entry in entries}
    codes = {code for code, _ in lines} | rules.related
    periods = {text for _, text in lines}
    for code, text in lines:
        indicator, period = profile.indicators[code], Period.parse(text)
        before = period_before(indicator, period, reported)
        periods |= {str(p) for p in history_periods(indicator, period, reported)}
        periods |= set() if before is None else {str(before)}
    return read_observations(session, indicators=sorted(codes), periods=sorted(periods))
