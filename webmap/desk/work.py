"""Large files at the desk: read, and loaded, by the worker, while whoever sent them may close the tab."""

from __future__ import annotations

from typing import Any

from geodata.errors import Refused
from geodata.findings import Severity
from geodata.store.drafts import StoredDraft
from geodata.store.kept_findings import plain_finding
from layers.offices.rights import Rights
from layers.reporting import PartedBy, commit_draft, read_draft
from webmap.app.jobs import Work
from webmap.people.rights import rights_of_account
from webmap.words.dates import today

LARGE = 1_000_000
"""Bytes above which a file is left to the worker: some 25,000 lines, read in a few seconds."""

_FINDINGS_KEPT = 150
# Reading is the long part. The store has one writer at a time: writing is not told, but it can be stopped.
_READING = 0.8


def is_large(draft: StoredDraft) -> bool:
    """Tell whether a draft's file is read by the worker instead of in the request."""
    return draft.path.stat().st_size > LARGE


def check_draft(work: Work) -> dict[str, Any]:
    """Read a draft and keep what it would change in figures, with its heaviest findings."""
    here, draft_id = work.portal, str(work.parameters["draft"])
    with here.store.session() as session:
        reading = read_draft(
            here.store,
            session,
            here.profile,
            draft_id,
            by=PartedBy.FILE,
            rights=_rights(work),
            today=today(),
            progress=work.telling(),
        )
    findings, order = reading.report.findings, list(Severity)
    heaviest = sorted(findings, key=lambda one: order.index(one.severity))[:_FINDINGS_KEPT]
    return {
        "counts": reading.preview.changes.counts,
        "errors": len(findings.errors),
        "warnings": len(findings.warnings),
        "left_out": len(reading.preview.left_out),
        "finding_count": len(findings),
        "findings": [plain_finding(one) for one in heaviest],
        "as_of": reading.draft.updated_at.isoformat(),
    }


def load_draft(work: Work) -> dict[str, Any]:
    """Load a draft whole; what keeps it back is a result too, for the person reads it."""
    here, given = work.portal, work.parameters
    try:
        batch, changes = commit_draft(
            here.store,
            here.profile,
            str(given["draft"]),
            person=str(given["person"]),
            by=PartedBy.FILE,
            rights=_rights(work),
            accept_warnings=given.get("reason"),
            reasons=given.get("reasons"),
            today=today(),
            progress=work.telling(_READING),
            writing=lambda _done: work.stop_if_unwanted(),
        )
    except Refused as refused:
        return {"errors": len(refused.findings.errors), "warnings": len(refused.findings.warnings)}
    return {"sequence": batch.sequence, "counts": changes.counts}


def _rights(work: Work) -> Rights:
    with work.portal.store.session() as session:
        return rights_of_account(session, str(work.parameters["person"]))
