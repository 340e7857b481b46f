"""The way of a report: read and check, preview, commit. Commands and the clerks' page call these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from geodata.errors import LimitExceeded, UnreadableFile, refuse_unless_accepted
from geodata.findings import Finding, Findings, Place, error
from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.observations import (
    Changes,
    ObservationEntry,
    write_observations,
)
from geodata.store.vocabulary import ImportKind, Quality
from layers.catalogue import Profile
from layers.offices.holding import Entry, hold
from layers.offices.rights import Rights
from layers.periods import Period
from layers.reporting.accepting.acceptance import reason_of_all, with_reasons
from layers.reporting.accepting.sources import FileLines, read_lines
from layers.reporting.accepting.standing import written_by
from layers.reporting.accepting.table import Gathered, LinePlaces, ObservationsOf, Progress, gather_table
from layers.reporting.checks.denominators import SharedDenominators
from layers.reporting.layouts.mapping import OfficeMapping
from layers.reporting.lines.resolving import Resolver
from layers.reporting.lines.units import UnitRegister, UnitsOn


@dataclass(frozen=True)
class ReadReport:
    """A report as it was read and checked; nothing has been touched.

    Parameters
    ----------
    path, name : pathlib.Path and str
        Where the file lies and what the person calls it.
    entries : tuple of ObservationEntry
        What it would write; empty where an error refuses the file.
    findings : Findings
        What is wrong or odd.
    profile : Profile
        Whose indicators it speaks of.
    lines : int
        How many lines with figures were read.
    sound : sequence of ObservationEntry
        What its sound lines would write, though an error elsewhere refuses the file: `entries` or more.
    places : sequence of Place
        Where each of `sound` stands in the file; of what follows from a denominator, where that stands.
    about : mapping of Place to str
        Which indicator the findings at a place are about, where a line's figures were checked.
    """

    path: Path
    name: str
    entries: Sequence[ObservationEntry]
    findings: Findings
    profile: Profile
    lines: int = 0
    sound: Sequence[ObservationEntry] = ()
    places: Sequence[Place] = ()
    about: Mapping[Place, str] = field(default_factory=dict)

    def entered(self) -> Iterator[Entry]:
        """Yield what each of `sound` enters, in their order.

        What follows from a corrected denominator stands where that does.
        """
        indicators = self.profile.indicators
        shared = {
            self.places[position]
            for position, entry in enumerate(self.sound)
            if indicators[entry.indicator].is_denominator
        }
        for position, entry in enumerate(self.sound):
            place = self.places[position]
            follows = place in shared and not indicators[entry.indicator].is_denominator
            yield Entry(entry.indicator, entry.unit.code, entry.period, place, follows)


def read_report(
    path: Path,
    name: str,
    profile: Profile,
    units_on: UnitsOn,
    *,
    period: Period | str | None = None,
    at: date | None = None,
    observations_of: ObservationsOf | None = None,
    mapping: OfficeMapping | None = None,
    progress: Progress | None = None,
) -> ReadReport:
    """Read and check a workbook (`.xlsx`) or a long table (`.csv`).

    Parameters
    ----------
    path : pathlib.Path
        Where the file lies, whatever it is called there.
    name : str
        What the person calls it; its suffix says what it should be.
    profile : Profile
    units_on : callable
        Returns the units valid on a day.
    period : Period or str or None
        The period that is expected; by default the one that the file names.
    at : datetime.date or None
        The day whose units are meant. Without it a code that names two units within the period is asked
        about, unless the template recorded the day.
    observations_of : callable or None
        Returns what stands for some periods: shared denominators entered before are known by it.
    mapping : OfficeMapping or None
        What the sheets of an office's own workbook mean.
    progress : callable or None
        Told how far the reading of a long table is, 0–1.

    Returns
    -------
    ReadReport
        A file that cannot be read at all gives one error finding, like any other defect.
    """
    try:
        expected = Period.parse(period) if isinstance(period, str) else period
        if Path(name).suffix.lower() == ".csv":
            found = gather_table(
                path,
                name,
                profile,
                units_on,
                period=expected,
                at=at,
                observations_of=observations_of,
                progress=progress,
            )
        else:
            file = read_lines(path, name, profile, mapping=mapping)
            found = _gather_lines(name, file, profile, units_on, expected, at, observations_of)
        return _report(path, found, profile)
    except (UnreadableFile, LimitExceeded) as refused:
        finding = error(refused.code, Place(file=name), **refused.parameters)
        return ReadReport(path, name, (), Findings((finding,)), profile)


def commit_report(
    store: Store,
    report: ReadReport,
    *,
    person: str,
    rights: Rights,
    accept_warnings: str | None = None,
    reasons: Mapping[str, str] | None = None,
    is_sample: bool = False,
    then: Callable[[Batch], None] | None = None,
    progress: Progress | None = None,
) -> tuple[Batch, Changes]:
    """Write the report in one transaction, whole.

    Parameters
    ----------
    store : Store
    report : ReadReport
    person : str
    rights : Rights
        What may be reported, by whoever loads it.
    accept_warnings : str or None
        Why its warnings are accepted; kept with the import.
    reasons : mapping or None
        Reasons of single warnings by `finding_key`; where each has one no other is needed.
    is_sample : bool
        Whether the figures are invented.
    then : callable or None
        What else belongs to the same transaction.
    progress : callable or None
        Told how far the writing is, 0–1; what it raises undoes all of it.

    Raises
    ------
    Refused
        For errors; for warnings without a reason; for a report without a figure; for figures that are not
        theirs to report, or of a locked period. Nothing was changed.
    """
    findings = with_reasons(report.findings, reasons or {})
    accept_warnings = reason_of_all(findings, accept_warnings)
    if not report.entries and not findings.errors:
        findings += (error("report.empty", Place(file=report.name)),)
    refuse_unless_accepted(findings, accept_warnings)
    with importing(
        store,
        ImportKind.INDICATORS,
        person,
        file=report.path,
        file_name=report.name,
        reason=accept_warnings,
        is_sample=is_sample,
        findings=findings,
    ) as batch:
        changes = write_observations(batch, report.entries, progress=progress)
        hold(batch.session, report.profile, rights, _written(report, changes))
        if then is not None:
            then(batch)
    return batch, changes


def _written(report: ReadReport, changes: Changes) -> Iterator[Entry]:
    """Yield what a report enters anew; figures that stand already are nobody's to refuse."""
    keys = {entry.key for entry in written_by(changes)}
    for entry, entered in zip(report.sound, report.entered(), strict=True):
        if entry.key in keys:
            yield entered


def _gather_lines(
    name: str,
    file: FileLines,
    profile: Profile,
    units_on: UnitsOn,
    period: Period | None,
    at: date | None,
    observations_of: ObservationsOf | None,
) -> Gathered:
    found = Gathered(name, findings=list(file.findings))
    register = UnitRegister(units_on, at or file.valid_on)
    resolver = Resolver(
        profile,
        register,
        period=_expected(period, file, found.findings),
        quality=file.quality or Quality.FINAL,
        findings=found.findings,
    )
    meant = {one.key: one for one in resolver.resolve(file.lines)}
    shared = SharedDenominators(profile, meant, {key[2] for key in meant}, observations_of)
    found.check(meant.values(), shared, profile)
    found.follow(shared)
    return found


def _report(path: Path, found: Gathered, profile: Profile) -> ReadReport:
    findings = Findings(tuple(_named(finding, found.name) for finding in found.findings))
    sound = tuple(found.entries)
    return ReadReport(
        path,
        found.name,
        () if findings.errors else sound,
        findings,
        profile,
        found.lines,
        sound,
        LinePlaces(found.places, found.name),
        found.about,
    )


def _expected(period: Period | None, file: FileLines, findings: list[Finding]) -> Period | None:
    """Return the period of lines that name none; the asked-for one and the file's must be the same."""
    if period is not None and file.period is not None and period != file.period:
        parameters = {"period": str(file.period), "expected": str(period)}
        findings.append(error("period.differs", file.period_place, str(file.period), **parameters))
    return file.period if period is None else period


def _named(finding: Finding, name: str) -> Finding:
    """Return the finding with the file's name in its place."""
    return replace(finding, place=replace(finding.place, file=name))
