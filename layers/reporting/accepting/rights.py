"""What of a report the person who sends it in may not report: errors at each such figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geodata.findings import Finding, error
from layers.catalogue import Profile
from layers.offices.owners import owners_of
from layers.offices.reporters import Reporter
from layers.reporting.accepting.report import ReadReport
from layers.reporting.lines.resolving import named


def held_against_rights(
    report: ReadReport, reporter: Reporter | None, profile: Profile, settings: Mapping[str, Any]
) -> ReadReport:
    """Return the report with an error for each indicator or unit that is not the person's to report.

    Parameters
    ----------
    report : ReadReport
    reporter : Reporter or None
        None: somebody who may report everything.
    profile : Profile
    settings : mapping
        Of the office, which say who reports what.

    Returns
    -------
    ReadReport
        Its `sound` lines are only those that the person may report. Each indicator of others is named once,
        at its first figure, and so is each unit.
    """
    if reporter is None:
        return report
    owners = owners_of(profile, settings)
    # What follows from a corrected denominator stands where that does, and is nobody's to enter.
    shared = {
        report.places[position]
        for position, entry in enumerate(report.sound)
        if profile.indicators[entry.indicator].is_denominator
    }
    found: dict[tuple[str, str], Finding] = {}
    allowed = []
    for position, entry in enumerate(report.sound):
        indicator = profile.indicators[entry.indicator]
        code = reporter.why_not(indicator, entry.unit.code, owners, profile)
        follows = not indicator.is_denominator and report.places[position] in shared
        if code is None or follows:
            allowed.append(position)
            continue
        subject = entry.unit.code if code == "unit.not_yours" else indicator.code
        place = report.places[position]
        found.setdefault((code, subject), error(code, place, unit=entry.unit.code, **named(indicator)))
    if not found:
        return report
    return replace(
        report,
        entries=(),
        findings=report.findings + tuple(found.values()),
        sound=tuple(report.sound[p] for p in allowed),
        places=tuple(report.places[p] for p in allowed),
    )
