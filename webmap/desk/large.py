"""A draft whose file is large: what the worker found in it, shown without reading it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.store.drafts import StoredDraft
from webmap.app.jobs import OPEN, JobRecord, Jobs, JobState

_KINDS = ("check_draft", "load_draft")


def open_jobs(jobs: Jobs, person: str) -> list[JobRecord]:
    """Return what the worker still has to do with a person's files."""
    found = jobs.latest(person)
    return [job for job in found if job.kind in _KINDS and job.state in OPEN]


def ask_worker(jobs: Jobs, kind: str, draft: StoredDraft, *, person: str, **more: Any) -> str:
    """Ask for work on a draft, once however often asked, and return the job's id."""
    asked = (
        job for job in open_jobs(jobs, person) if (job.kind, job.parameters["draft"]) == (kind, draft.id)
    )
    running = next(asked, None)
    if running is not None:
        return running.id
    return jobs.ask(kind, {"draft": draft.id, "person": person, **more}, person=person)


def last_check(jobs: Jobs, draft: StoredDraft) -> Mapping[str, Any] | None:
    """Return what was found in the draft as it stands; None where it was never read, or changed since."""
    for job in jobs.latest(draft.person, most=100):
        if job.kind == "check_draft" and job.parameters["draft"] == draft.id and job.state is JobState.DONE:
            result = job.result or {}
            return result if result.get("as_of") == draft.updated_at.isoformat() else None
    return None
