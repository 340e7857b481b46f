"""A report against what the store holds: read, held against it, and previewed, without touching it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from sqlalchemy.orm import Session

from geodata.findings import Finding, Findings, Place
from geodata.quiet import without_collecting
from geodata.store.observations import (
    Changes,
    ObservationEntry,
    compare_observations,
    read_observations,
)
from geodata.store.units import StoredUnit, units_valid_on
from layers.catalogue import Profile
from layers.periods import Period
from layers.plausibility import check_plausibility
from layers.reporting.accepting.corrections import change_percent
from layers.reporting.accepting.report import ObservationsOf, ReadReport, read_report
from layers.reporting.accepting.standing import check_standing
from layers.reporting.accepting.table import Progress
from layers.reporting.layouts.mapping import OfficeMapping
from layers.reporting.lines.units import UnitsOn

LEFT_OUT = frozenset(
    {
        "basis.not_imported",
        "column.no_key",
        "column.not_mapped",
        "column.unknown",
        "line.empty",
        "row.passed_over",
        "row.total",
        "sheet.no_keys",
        "sheet.not_mapped",
    }
)
"""Codes of findings that say what was passed over."""


@dataclass(frozen=True)
class PreviewRow:
    """One value of a file: `kind` is added, changed or unchanged; `before` is what stands, if anything."""

    kind: str
    before: ObservationEntry | None
    after: ObservationEntry
    place: Place

    @property
    def change_percent(self) -> Fraction | None:
        """By how much the value changes, in percent of the old one; None where that says nothing."""
        return None if self.before is None else change_percent(self.before.value, self.after.value)


@dataclass(frozen=True)
class Preview:
    """What a commit would do: added, changed (before, after) and unchanged entries, and the findings."""

    changes: Changes
    findings: Findings

    @property
    def is_refused(self) -> bool:
        """Whether errors refuse the file."""
        return bool(self.findings.errors)

    @property
    def needs_reason(self) -> bool:
        """Whether warnings ask for a written reason."""
        return bool(self.findings.warnings)

    @property
    def left_out(self) -> tuple[Finding, ...]:
        """What of the file was passed over, and why: rows, columns and sheets that bring no figure."""
        return tuple(one for one in self.findings if one.code in LEFT_OUT or one in self.findings.errors)


def stored_sources(session: Session) -> tuple[UnitsOn, ObservationsOf]:
    """Return the store's units by day and its current observations by period, as `read_report` asks for."""

    def units_on(day: date) -> Sequence[StoredUnit]:
        return units_valid_on(session, day)

    def observations_of(periods: Sequence[str]) -> Iterable[ObservationEntry]:
        return read_observations(session, periods=periods)

    return units_on, observations_of


@without_collecting()
def read_stored_report(
    session: Session,
    profile: Profile,
    path: Path,
    name: str,
    *,
    period: Period | str | None = None,
    at: date | None = None,
    today: date | None = None,
    mapping: OfficeMapping | None = None,
    progress: Progress | None = None,
) -> ReadReport:
    """Read and check a file against what the store holds: the one reading of commands and of the desk.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
    profile : Profile
    path, name, period, at, mapping, progress
        See `read_report`.
    today : datetime.date or None
        The day that estimates are held against; None: today.
    """
    units_on, observations_of = stored_sources(session)
    report = read_report(
        path,
        name,
        profile,
        units_on,
        period=period,
        at=at,
        observations_of=observations_of,
        mapping=mapping,
        progress=progress,
    )
    return held_against_store(session, profile, report, today=today)


def held_against_store(
    session: Session, profile: Profile, report: ReadReport, *, today: date | None = None
) -> ReadReport:
    """Return a report with what speaks against its figures: locked periods, less settled and odd figures.

    A file with errors of its own is not held against anything. See `layers.reporting.accepting.standing` and
    `layers.plausibility`.
    """
    if not report.entries:
        return report
    place_of = report.places.__getitem__
    standing = check_standing(session, profile, report.entries, place_of)
    odd = check_plausibility(session, profile, report.entries, place_of, today=today or date.today())
    findings = report.findings + standing + odd
    entries = () if findings.errors else report.entries
    return replace(report, entries=entries, findings=findings)


@without_collecting()
def preview_report(session: Session, report: ReadReport) -> Preview:
    """Tell what committing the report would change; of a report with errors: nothing."""
    entries = () if report.findings.errors else report.entries
    return Preview(compare_observations(session, entries), report.findings)


def preview_rows(preview: Preview, report: ReadReport) -> Iterator[PreviewRow]:
    """Yield a file's values with what each replaces and where it stands: changed ones first, then added."""
    positions = {entry.key: position for position, entry in enumerate(report.sound)}

    def place(entry: ObservationEntry) -> Place:
        return report.places[positions[entry.key]]

    changes = preview.changes
    yield from (PreviewRow("changed", before, after, place(after)) for before, after in changes.changed)
    yield from (PreviewRow("added", None, entry, place(entry)) for entry in changes.added)
    yield from (PreviewRow("unchanged", entry, entry, place(entry)) for entry in changes.unchanged)
