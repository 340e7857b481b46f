"""The way of an incident file: read and check, commit."""

from __future__ import annotations

from geodata.errors import refuse_unless_accepted
from geodata.incidents import ReadIncidents
from geodata.store import Store, importing
from geodata.store.incidents import write_incidents
from geodata.store.vocabulary import ImportKind


def commit_incidents(
    store: Store,
    read: ReadIncidents,
    *,
    person: str,
    accept_warnings: str | None = None,
    is_sample: bool = False,
) -> int:
    """Write the incidents of a file as one import; return how many.

    The file itself is not kept: it holds case numbers, of which the store keeps keyed hashes only.

    Raises
    ------
    Refused
        For errors, and for warnings without a reason. Nothing was changed.
    """
    findings = read.findings
    refuse_unless_accepted(findings, accept_warnings)
    with importing(
        store,
        ImportKind.INCIDENTS,
        person,
        file_name=read.name,
        reason=accept_warnings,
        is_sample=is_sample,
        # Contents of findings may be case numbers too; only the counts are kept.
        findings=(),
    ) as batch:
        batch.summary["added"] = write_incidents(batch, read.incidents)
        batch.summary["warnings"] = len(findings.warnings)
        return len(read.incidents)
