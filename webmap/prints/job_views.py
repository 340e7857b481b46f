"""`/print/jobs/<id>`: how far a document is; the address can be left and opened again."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from layers.periods import Period
from webmap.app.errors import UnknownPage
from webmap.app.jobs import OPEN, JobRecord, JobState, jobs_of
from webmap.app.portal import portal
from webmap.app.worker_beat import is_silent
from webmap.pages.address import snapshot_of
from webmap.pages.language import current_translator
from webmap.paper.order import VISITOR
from webmap.people.permissions import current_person
from webmap.people.rights import current_rights
from webmap.prints.origin import title_of
from webmap.prints.work import KIND, prints_of, records_of
from webmap.words.findings import word_failure
from webmap.words.translations import marked as _

bp = Blueprint("print_jobs", __name__, url_prefix="/print/jobs")

_STATES = {
    JobState.WAITING: _("It waits for its turn."),
    JobState.RUNNING: _("It is being made."),
    JobState.DONE: _("It is ready."),
    JobState.CANCELLED: _("It was cancelled. Nothing was printed."),
}


@bp.get("/<job_id>")
def page(job_id: str) -> str:
    """Show how far a document is, or a pack's two, and the files once they are made."""
    job, word = _own(job_id), current_translator()
    records = records_of(job.parameters)
    record, is_done = records[0], job.state is JobState.DONE
    codes = prints_of(job.result or {}) if is_done else ()
    return render_template(
        "prints/job.html",
        job=job,
        title=title_of(record, snapshot_of([Period.parse(record["period"])]), word),
        period=Period.parse(record["period"]),
        said=word(_STATES[job.state]) if job.state in _STATES else word_failure(job.result, word),
        is_open=job.state in OPEN,
        worker_is_silent=is_silent(portal().settings.data_dir),
        percent=round(100 * job.progress),
        files=[(one["format"], code) for one, code in zip(records, codes, strict=False)],
    )


@bp.post("/<job_id>/cancel")
def cancel(job_id: str) -> Response:
    """Stop it: at once where it waits, at the next page where it runs."""
    job = _own(job_id)
    jobs_of(current_app).cancel(job.id)
    return redirect(url_for("print_jobs.page", job_id=job.id), 303)


def _own(job_id: str) -> JobRecord:
    """Return a printing job of the person; a visitor's is open to whoever has its address."""
    job = jobs_of(current_app).read(job_id)
    is_theirs = job.person in (VISITOR, current_person().name)
    if job.kind != KIND or not (is_theirs or current_rights().administers):
        raise UnknownPage("job.unknown", id=job_id)
    return job
