"""Why odd figures were accepted: a reason for one warning or for a whole file, kept beside the values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from geodata.findings import Finding, Findings, Severity
from geodata.store.imports import get_import
from geodata.store.kept_findings import finding_from
from geodata.store.observations import ObservationEntry, ObservationKey

BECAUSE = "accepted_because"
"""The parameter of a warning that holds its own reason."""


@dataclass(frozen=True)
class Remark:
    """A warning that a standing value was accepted with, and the reason that was given."""

    finding: Finding
    reason: str
    import_seq: int


def finding_key(finding: Finding) -> str:
    """Return a name for a finding that stays the same when the file is read again, for forms."""
    place, parameters = finding.place, finding.parameters
    parts = (finding.code, place.sheet, place.cell, place.line, place.feature, finding.content)
    about = (parameters.get(name) for name in ("unit_code", "indicator", "period"))
    return hashlib.sha256("|".join(str(part) for part in (*parts, *about)).encode()).hexdigest()[:16]


def with_reasons(findings: Findings, reasons: Mapping[str, str]) -> Findings:
    """Return the findings with the reasons that were given for single warnings, by `finding_key`."""
    return Findings(tuple(_with_reason(one, reasons.get(finding_key(one), "").strip()) for one in findings))


def reason_of_all(findings: Findings, reason: str | None) -> str | None:
    """Return the reason for a file's warnings: the one given for all, else their own where each has one."""
    if (reason or "").strip():
        return reason
    own = [str(one.parameters.get(BECAUSE, "")) for one in findings.warnings]
    return "; ".join(dict.fromkeys(own)) if own and all(own) else None


def remarks(session: Session, rows: Iterable[ObservationEntry]) -> dict[ObservationKey, tuple[Remark, ...]]:
    """Return the warnings that standing values were accepted with, by what they speak of.

    Only those that name their unit, indicator and period are a value's own; what a file as a whole was
    accepted with is its import's reason.
    """
    by_import: dict[int, dict[tuple[str, str, str], list[Remark]]] = {}
    found: dict[ObservationKey, tuple[Remark, ...]] = {}
    for row in rows:
        if row.import_seq not in by_import:
            by_import[row.import_seq] = _remarks_of(session, row.import_seq)
        about = (row.unit.code, row.indicator, row.period)
        if about in by_import[row.import_seq]:
            found[row.key] = tuple(by_import[row.import_seq][about])
    return found


def _with_reason(finding: Finding, reason: str) -> Finding:
    if not reason or finding.severity is not Severity.WARNING:
        return finding
    return replace(finding, parameters={**finding.parameters, BECAUSE: reason})


def _remarks_of(session: Session, sequence: int) -> dict[tuple[str, str, str], list[Remark]]:
    record = get_import(session, sequence)
    found: dict[tuple[str, str, str], list[Remark]] = {}
    for finding in map(finding_from, record.findings):
        parameters = finding.parameters
        if finding.severity is Severity.WARNING and {"unit_code", "indicator", "period"} <= parameters.keys():
            about = (parameters["unit_code"], parameters["indicator"], parameters["period"])
            reason = parameters.get(BECAUSE) or record.reason or ""
            found.setdefault(about, []).append(Remark(finding, reason, sequence))
    return found
