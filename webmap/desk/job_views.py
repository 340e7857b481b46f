"""`/desk/jobs/<id>`: how far the worker is with a large file; the address can be left and opened again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from geodata.store.drafts import StoredDraft
from webmap.app.errors import UnknownPage
from webmap.app.jobs import OPEN, JobRecord, JobState, jobs_of
from webmap.app.portal import portal
from webmap.app.worker_beat import is_silent
from webmap.desk.large import ask_worker
from webmap.desk.uploads import own_draft
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.words.findings import word_failure
from webmap.words.translations import marked as _

bp = Blueprint("desk_jobs", __name__, url_prefix="/desk")

_STATES = {
    JobState.WAITING: _("It waits for its turn."),
    JobState.RUNNING: _("The worker is at it."),
    JobState.CANCELLED: _("It was cancelled. Nothing was changed."),
}


@bp.get("/jobs/<job_id>")
def page(job_id: str) -> str | Response:
    """Show how far it is, and go on to what it made once it is done."""
    job, word = _own(job_id), current_translator()
    if job.state is JobState.DONE and job.result is not None:
        return redirect(_address_of(job, dict(job.result)), 303)
    return render_template(
        "desk/job.html",
        job=job,
        said=word(_STATES[job.state]) if job.state in _STATES else word_failure(job.result, word),
        is_open=job.state in OPEN,
        worker_is_silent=is_silent(portal().settings.data_dir),
        percent=round(100 * job.progress),
        draft_id=job.parameters.get("draft"),
    )


@bp.post("/drafts/<draft_id>/check")
def check(draft_id: str) -> Response:
    """Have a large file read by the worker."""
    return sent_to_worker("check_draft", own_draft(draft_id))


@bp.post("/jobs/<job_id>/cancel")
def cancel(job_id: str) -> Response:
    """Stop it: at once where it waits, at the next step where it runs."""
    job = _own(job_id)
    jobs_of(current_app).cancel(job.id)
    return redirect(url_for("desk_jobs.page", job_id=job.id), 303)


def sent_to_worker(kind: str, draft: StoredDraft, **more: Any) -> Response:
    """Ask the worker for something on a draft, and go to the page that shows how far it is."""
    job_id = ask_worker(jobs_of(current_app), kind, draft, person=current_person().name or "", **more)
    return redirect(url_for("desk_jobs.page", job_id=job_id), 303)


def _own(job_id: str) -> JobRecord:
    job = jobs_of(current_app).read(job_id)
    if job.person != current_person().name:
        raise UnknownPage("job.unknown", id=job_id)
    return job


def _address_of(job: JobRecord, result: dict[str, object]) -> str:
    if "sequence" in result:
        return url_for("desk_imports.page", sequence=result["sequence"])
    return url_for("desk_drafts.page", draft_id=job.parameters["draft"])
