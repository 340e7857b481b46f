"""What is due and has not been reported: by office, period, indicator and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.errors import Refused
from geodata.findings import Findings, error
from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.settings import write_office_settings
from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from geodata.store.vocabulary import ImportKind, PeriodStatus, State, UnitKind
from layers.audience import Sight
from layers.catalogue import CutOff, DataLevel, Indicator, Profile
from layers.catalogue.cut_offs import LATEST_DAY, MOST_DAYS
from layers.joining.figures import figures_on
from layers.joining.snapshot import Snapshot
from layers.offices.owners import UNASSIGNED, office_of, reporting_offices
from layers.offices.periods import status_of
from layers.periods import Period, PeriodKind, periods_of
from layers.reporting.lines.selection import is_reported_in


@dataclass(frozen=True)
class MissingLine:
    """An indicator that is due, with the units that have not reported it; of the district only, itself."""

    indicator: Indicator
    units: tuple[StoredUnit, ...]
    expected: int


@dataclass(frozen=True)
class DueReport:
    """An office's report of a period: due on a day, what is missing from it, how far the period is."""

    office: str
    period: Period
    counted_until: date
    due_on: date
    status: PeriodStatus
    lines: int
    missing: tuple[MissingLine, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every figure that is due is there."""
        return not self.missing

    @property
    def units_behind(self) -> tuple[StoredUnit, ...]:
        """The units that have not reported all, by code."""
        found = {unit.key: unit for line in self.missing for unit in line.units}
        return tuple(found[key] for key in sorted(found))


def last_due_periods(snapshot: Snapshot, on: date, office: str) -> tuple[Period, ...]:
    """Return the latest period of each kind whose cut-off day for the office has passed, on a day."""
    return tuple(
        sorted(
            max(
                (p for p in _recent(on, kind) if _due_on(snapshot, office, p) <= on), key=lambda p: p.last_day
            )
            for kind in PeriodKind
        )
    )


def due_reports(snapshot: Snapshot, *, on: date, sight: Sight) -> tuple[DueReport, ...]:
    """Return the reports whose cut-off day has passed on a day, with what they lack.

    Of each office it is the latest period of each length; earlier ones are history. Indicators are due in
    the lengths that their frequency asks for; where several end on one day, the longest stands for all: the
    year's report is that of December, the fourth quarter and the second half too.

    Parameters
    ----------
    snapshot : Snapshot
        Read for the periods of `periods_to_read`.
    on : datetime.date
        A report that is due this very day is due.
    sight : Sight
        What the reader may not see is not named.

    Returns
    -------
    tuple of DueReport
        By office, the earliest due first; complete ones too.
    """
    found = []
    for office in reporting_offices(snapshot.profile, snapshot.settings):
        for period in last_due_periods(snapshot, on, office):
            report = _report(snapshot, office, period, sight)
            if report is not None:
                found.append(report)
    return tuple(sorted(found, key=lambda r: (r.office, r.due_on, r.period)))


def periods_to_read(on: date) -> tuple[Period, ...]:
    """Return the periods that `due_reports` may ask the snapshot for on a day."""
    return tuple(period for kind in PeriodKind for period in _recent(on, kind))


def _report(snapshot: Snapshot, office: str, period: Period, sight: Sight) -> DueReport | None:
    vintage = snapshot.vintage_of(period)
    lines = [
        i
        for i in snapshot.profile.measured_lines
        if office_of(i, snapshot.settings) == office and _is_asked_in(i, period) and sight.sees(i)
    ]
    if vintage is None or not lines:
        return None
    cut_off = cut_off_of(snapshot.profile, snapshot.settings, office, period.kind)
    return DueReport(
        office,
        period,
        cut_off.counted_until(period),
        cut_off.due_on(period),
        status_of(snapshot.period_events, office, period),
        len(lines),
        tuple(_missing(snapshot, vintage, period, lines)),
    )


def _is_asked_in(indicator: Indicator, period: Period) -> bool:
    """Tell whether a period asks for an indicator: of those that end together only the longest does."""
    together = [
        p for kind in PeriodKind for p in periods_of(period.year, kind) if p.last_day == period.last_day
    ]
    asked = [p for p in together if is_reported_in(indicator, p)]
    return bool(asked) and max(asked) == period


def _missing(
    snapshot: Snapshot, vintage: StoredVintage, period: Period, lines: list[Indicator]
) -> Iterator[MissingLine]:
    communes = snapshot.communes(vintage)
    district = snapshot.unit_of_kind(vintage, UnitKind.DISTRICT)
    for indicator in lines:
        entered = snapshot.observations(indicator.code, period)
        by_communes = indicator.data_level is DataLevel.COMMUNE
        expected = communes if by_communes else () if district is None else (district,)
        lacking = tuple(u for u in expected if not _has(snapshot, indicator, u, period, entered))
        if lacking:
            yield MissingLine(indicator, lacking, len(expected))


def _has(
    snapshot: Snapshot,
    indicator: Indicator,
    unit: StoredUnit,
    period: Period,
    entered: Mapping[UnitKey, object],
) -> bool:
    """Tell whether a unit has said anything: that there is no figure yet is an answer too."""
    return unit.key in entered or figures_on(snapshot, indicator, unit, period)[0].state != State.NO_DATA


def _due_on(snapshot: Snapshot, office: str, period: Period) -> date:
    return cut_off_of(snapshot.profile, snapshot.settings, office, period.kind).due_on(period)


def _recent(on: date, kind: PeriodKind) -> tuple[Period, ...]:
    """Return the periods of a kind around a day: a cut-off lies within a year and a bit of a period's end."""
    return tuple(p for year in range(on.year - 2, on.year + 2) for p in periods_of(year, kind))


def cut_off_of(profile: Profile, settings: Mapping[str, Any], office: str, kind: PeriodKind) -> CutOff:
    """Return an office's cut-off for a kind of period: its setting, the setting for all, else the profile's.

    A setting is `{"days_after": 5, "closes_on": 14}`, under `cut_off.<kind>.<office>` or `cut_off.<kind>`.
    """
    own = _setting(settings, f"cut_off.{kind}.{office}") if office else None
    given = {c.office: c for c in profile.cut_offs if c.kind is kind}
    for_all = _setting(settings, f"cut_off.{kind}")
    for chosen in (own, given.get(office) if office else None, for_all):
        if isinstance(chosen, CutOff):
            return chosen
        if chosen is not None:
            return CutOff(kind, chosen["days_after"], chosen["closes_on"], office)
    return given[UNASSIGNED]


def set_cut_off(store: Store, chosen: CutOff, *, person: str) -> Batch:
    """Write an office's cut-off for a kind of period, or that of all which have none of their own.

    Raises
    ------
    Refused
        For a day that no month has, and for more days than a year.
    """
    closes = 1 if chosen.closes_on is None else chosen.closes_on
    if not 0 <= chosen.days_after <= MOST_DAYS or not 1 <= closes <= LATEST_DAY:
        raise Refused(Findings((error("cut_off.out_of_range", latest=LATEST_DAY, most=MOST_DAYS),)))
    key = f"cut_off.{chosen.kind}.{chosen.office}" if chosen.office else f"cut_off.{chosen.kind}"
    with importing(store, ImportKind.SETTINGS, person) as batch:
        setting = {"days_after": chosen.days_after, "closes_on": chosen.closes_on}
        batch.summary["added"] = write_office_settings(batch, {key: setting})
    return batch


def _setting(settings: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    chosen = settings.get(key)
    if chosen is None:
        return None
    return {"days_after": int(chosen["days_after"]), "closes_on": chosen.get("closes_on")}
