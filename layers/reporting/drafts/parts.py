"""The parts of a report: its sheets or its offices, each loaded whole or kept back whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from geodata.findings import Finding, Findings, error
from geodata.store.observations import ObservationEntry
from geodata.store.units import UnitKey
from layers.catalogue import Kind, Profile
from layers.offices.owners import offices_by_indicator
from layers.reporting.accepting.report import ReadReport
from layers.reporting.lines.resolving import named

WHOLE = ""
"""The part that is the whole file, and what belongs to no sheet or office."""
NO_OFFICE = "–"
"""The part of lines that no office was assigned, where a file is parted by office."""


class PartedBy(StrEnum):
    """How a report is parted: not at all, by worksheet, or by the office that reports an indicator."""

    FILE = "file"
    SHEET = "sheet"
    OFFICE = "office"


@dataclass(frozen=True)
class Part:
    """A part of a report: how many figures it brings, and its own findings."""

    name: str
    entries: int
    findings: Findings

    @property
    def is_refused(self) -> bool:
        """Whether errors of its own keep it back."""
        return bool(self.findings.errors)


def parts_of(
    report: ReadReport, by: PartedBy, profile: Profile, settings: Mapping[str, Any]
) -> tuple[Part, ...]:
    """Return a report's parts by name; what belongs to none, such as a file's period, is `WHOLE`.

    Parameters
    ----------
    report : ReadReport
    by : PartedBy
    profile : Profile
    settings : mapping
        Of the office, which say who reports what.
    """
    part = _Parting(report, by, profile, settings)
    entries: dict[str, int] = {}
    findings: dict[str, list[Finding]] = {}
    for position in range(len(report.sound)):
        name = part.of_entry(position)
        entries[name] = entries.get(name, 0) + 1
    for finding in report.findings:
        findings.setdefault(part.of_finding(finding), []).append(finding)
    return tuple(
        Part(name, entries.get(name, 0), Findings(tuple(findings.get(name, ()))))
        for name in sorted({*entries, *findings})
    )


def only_parts(
    report: ReadReport,
    names: Collection[str],
    by: PartedBy,
    profile: Profile,
    settings: Mapping[str, Any],
) -> ReadReport:
    """Return the report of some parts alone, as if the others were not in the file.

    What belongs to no part counts for each of them. A rate whose shared denominator stands in a part
    that is kept back is an error, `part.needs_other`.
    """
    part = _Parting(report, by, profile, settings)
    wanted = {*names, WHOLE}
    chosen = [p for p in range(len(report.sound)) if part.of_entry(p) in wanted]
    findings = [one for one in report.findings if part.of_finding(one) in wanted]
    findings += _needing_others(report, chosen, part, profile)
    entries = tuple(report.sound[position] for position in chosen)
    found = Findings(tuple(findings))
    return replace(
        report,
        entries=() if found.errors else entries,
        findings=found,
        sound=entries,
        places=tuple(report.places[position] for position in chosen),
    )


class _Parting:
    """Tells which part an entry or a finding belongs to."""

    def __init__(
        self, report: ReadReport, by: PartedBy, profile: Profile, settings: Mapping[str, Any]
    ) -> None:
        self._report = report
        self._by = by
        self._owners = offices_by_indicator(profile, settings)

    def of_entry(self, position: int) -> str:
        if self._by is PartedBy.SHEET:
            return self._report.places[position].sheet or WHOLE
        if self._by is PartedBy.OFFICE:
            return self._owners.get(self._report.sound[position].indicator, NO_OFFICE)
        return WHOLE

    def of_finding(self, finding: Finding) -> str:
        if self._by is PartedBy.SHEET:
            return finding.place.sheet or WHOLE
        if self._by is PartedBy.OFFICE:
            indicator = self._report.about.get(finding.place) or finding.parameters.get("indicator", "")
            return self._owners.get(indicator, NO_OFFICE) if indicator else WHOLE
        return WHOLE


def _needing_others(
    report: ReadReport, chosen: Sequence[int], part: _Parting, profile: Profile
) -> list[Finding]:
    """Return an error for each part whose rates are taken of denominators that another part brings."""
    taken = set(chosen)
    held_back: dict[tuple[UnitKey, str, str], int] = {
        (entry.unit, entry.indicator, entry.period): position
        for position, entry in enumerate(report.sound)
        if position not in taken and profile.indicators[entry.indicator].is_denominator
    }
    found: dict[tuple[str, str], Finding] = {}
    needs = _needs(profile)
    for position in chosen if held_back else ():
        entry = report.sound[position]
        other = held_back.get((entry.unit, needs(entry), entry.period))
        if other is None:
            continue
        names = (part.of_entry(position), part.of_entry(other))
        indicator = profile.indicators[report.sound[other].indicator]
        parameters = {"part": names[0], "other": names[1], **named(indicator)}
        found.setdefault(names, error("part.needs_other", report.places[position], **parameters))
    return list(found.values())


def _needs(profile: Profile) -> Callable[[ObservationEntry], str]:
    def denominator(entry: ObservationEntry) -> str:
        """Return the shared denominator that an entry is read with; empty where it has its own or none."""
        indicator = profile.indicators[entry.indicator]
        shares = indicator.kind in (Kind.RATE, Kind.MEAN) and entry.denominator is None
        return (indicator.denominator or "") if shares else ""

    return denominator
