"""What of a report the person who sends it in may not report: errors at each such figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from layers.catalogue import Profile
from layers.offices.holding import refusals_by_rights, why_not
from layers.offices.owners import owners_of
from layers.offices.rights import Rights
from layers.reporting.accepting.report import ReadReport


def held_against_rights(
    report: ReadReport, rights: Rights, profile: Profile, settings: Mapping[str, Any]
) -> ReadReport:
    """Return the report with an error for each indicator or unit that is not the person's to report.

    Parameters
    ----------
    report : ReadReport
    rights : Rights
        Of the person who sends it in.
    profile : Profile
    settings : mapping
        Of the office, which say who reports what.

    Returns
    -------
    ReadReport
        Its `sound` lines are only those that the person may report. Each indicator of others is named once,
        at its first figure, and so is each unit.
    """
    if rights.are_all:
        return report
    owners, entered = owners_of(profile, settings), tuple(report.entered())
    found = refusals_by_rights(rights, profile, owners, entered)
    if not found:
        return report
    allowed = [p for p, one in enumerate(entered) if why_not(rights, profile, owners, one) is None]
    return replace(
        report,
        entries=(),
        findings=report.findings + found,
        sound=tuple(report.sound[p] for p in allowed),
        places=tuple(report.places[p] for p in allowed),
    )
