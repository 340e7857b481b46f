"""A draft whose file is large: what the worker found in it, shown without reading it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import current_app, render_template, request, url_for

from geodata.store.drafts import StoredDraft
from geodata.store.kept_findings import finding_from
from layers.reporting import PartedBy
from webmap.app.jobs import OPEN, JobRecord, Jobs, JobState, jobs_of
from webmap.desk.words import finding_lines
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person

_KINDS = ("check_draft", "load_draft")


def open_jobs() -> list[JobRecord]:
    """Return what the worker still has to do with the person's files."""
    found = jobs().latest(current_person().name or "")
    return [job for job in found if job.kind in _KINDS and job.state in OPEN]


def ask_worker(kind: str, draft: StoredDraft, **more: Any) -> str:
    """Ask for work on a draft, once however often asked, and return the address that shows how far it is."""
    person = current_person().name or ""
    running = next(
        (job for job in open_jobs() if (job.kind, job.parameters["draft"]) == (kind, draft.id)), None
    )
    job_id = (
        running.id
        if running
        else jobs().ask(kind, {"draft": draft.id, "person": person, **more}, person=person)
    )
    return url_for("desk_jobs.page", job_id=job_id)


def large_draft_page(draft: StoredDraft, *, problem: str = "") -> str:
    """Show what the worker found in the draft as it is now, or the button that has it read."""
    found = _last_check(draft)
    if found is None:
        return render_template("desk/unread.html", draft=draft, problem=problem)
    lines = finding_lines(map(finding_from, found["findings"]), current_translator())
    return render_template(
        "desk/draft.html",
        draft=draft,
        by=PartedBy.FILE,
        partings=[],
        findings=[replace(line, cell="", choices=()) for line in lines],
        finding_count=found["finding_count"],
        errors=found["errors"],
        warnings=found["warnings"],
        left_out=found["left_out"],
        asks_of_file=False,
        rows=[],
        row_count=0,
        counts=found["counts"],
        parts=[],
        mended=[],
        is_large=True,
        problem=problem,
        given=request.form,
    )


def jobs() -> Jobs:
    """Return the jobs of the application that answers."""
    return jobs_of(current_app)


def _last_check(draft: StoredDraft) -> Mapping[str, Any] | None:
    """Return what was found in the draft as it stands; None where it was never read, or changed since."""
    for job in jobs().latest(draft.person, most=100):
        if job.kind == "check_draft" and job.parameters["draft"] == draft.id and job.state is JobState.DONE:
            result = job.result or {}
            return result if result.get("as_of") == draft.updated_at.isoformat() else None
    return None
