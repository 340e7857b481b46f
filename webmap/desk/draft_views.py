"""`/desk/drafts/<id>`: how a file reads, mending it here, and loading it whole or part by part."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from geodata.errors import GeodataError, Refused
from geodata.store.drafts import DraftState, StoredDraft
from geodata.store.kept_findings import finding_from
from geodata.tables.mending import mended_copy
from geodata.tables.workbook.annotation import annotate_workbook
from layers.errors import LayersError
from layers.offices.owners import UNASSIGNED
from layers.reporting import (
    NO_OFFICE,
    DraftReading,
    Part,
    PartedBy,
    answer_for_file,
    answer_question,
    commit_draft,
    discard_draft,
    mend_cell,
    preview_rows,
    unmend_cell,
)
from webmap.app.errors import BadParameter, PortalError
from webmap.app.jobs import jobs_of
from webmap.app.portal import portal
from webmap.desk import uploads
from webmap.desk.job_views import sent_to_worker
from webmap.desk.large import last_check
from webmap.desk.period_words import say_office
from webmap.desk.views import WORKBOOK
from webmap.desk.words import asks_of_file, change_lines, finding_lines, unit_names
from webmap.desk.work import is_large
from webmap.pages.error_pages import status_of
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.people.rights import current_rights
from webmap.words.findings import word_code, word_error
from webmap.words.translations import marked as _

bp = Blueprint("desk_drafts", __name__, url_prefix="/desk/drafts/<draft_id>")

FINDINGS_SHOWN, ROWS_SHOWN = 150, 200
_PARTINGS = {
    PartedBy.FILE: _("the whole file"),
    PartedBy.SHEET: _("sheet by sheet"),
    PartedBy.OFFICE: _("office by office"),
}


@dataclass(frozen=True)
class ShownPart:
    """A part to choose, and the import that it was loaded with, if it was."""

    part: Part
    loaded_with: int | None


@bp.get("")
def page(draft_id: str) -> str | Response:
    """Show what the file would change, what is wrong in it, and what can be done."""
    draft = uploads.own_draft(draft_id)
    if draft.state is not DraftState.OPEN:
        return _settled_page(draft)
    return _draft_page(draft)


@bp.post("/cells")
def mend(draft_id: str) -> str | tuple[str, int] | Response:
    """Put something else into a cell, or take that back."""
    given = request.form
    sheet, cell, content = given.get("sheet") or None, given.get("cell", ""), given.get("content", "")

    def change(draft: StoredDraft) -> None:
        if "back" in given:
            unmend_cell(portal().store, draft.id, sheet, cell)
        else:
            mend_cell(portal().store, draft.id, sheet, cell, content)

    return _changed(draft_id, change)


@bp.post("/answers")
def answer(draft_id: str) -> str | tuple[str, int] | Response:
    """Answer what a finding asks, or write what its cell should say."""
    key, said = request.form.get("finding", ""), request.form.get("answer", "")

    def change(draft: StoredDraft) -> None:
        reading = uploads.reading_of(draft, _parting(draft))
        answer_question(portal().store, reading.draft, reading.finding(key), said)

    return _changed(draft_id, change)


@bp.post("/about")
def about(draft_id: str) -> str | tuple[str, int] | Response:
    """Say for which period the file is, and which day's units it means."""

    def change(draft: StoredDraft) -> None:
        for question in ("period", "valid_on"):
            said = request.form.get(question, "").strip()
            if question == "valid_on":
                uploads.day_asked(said)
            if said:
                answer_for_file(portal().store, draft.id, question, said)

    return _changed(draft_id, change)


@bp.post("/commit")
def commit(draft_id: str) -> str | tuple[str, int] | Response:
    """Load the chosen parts and show what that did; say what keeps them back."""
    draft, given = uploads.own_draft(draft_id), request.form
    by = _parting(draft)
    reasons = {
        name.removeprefix("reason-"): text for name, text in given.items() if name.startswith("reason-")
    }
    reason = given.get("reason", "").strip() or None
    if is_large(draft):
        return sent_to_worker("load_draft", draft, reason=reason, reasons=reasons)
    try:
        batch, _changes = commit_draft(
            portal().store,
            portal().profile,
            draft.id,
            person=current_person().name or "",
            parts=_chosen_parts(by),
            by=by,
            rights=current_rights(),
            accept_warnings=reason,
            reasons=reasons,
        )
    except Refused as refused:
        return _draft_page(draft, problem=_why_refused(refused)), 422
    except (GeodataError, LayersError, PortalError) as problem:
        return _draft_page(draft, problem=word_error(problem, current_translator())), status_of(problem)
    return redirect(url_for("desk_imports.page", sequence=batch.sequence), 303)


@bp.post("/discard")
def discard(draft_id: str) -> Response:
    """Give the draft up."""
    draft = uploads.own_draft(draft_id)
    discard_draft(portal().store, draft.id)
    flash(current_translator()(_("The draft of %(file)s was discarded."), file=draft.file_name))
    return redirect(url_for("desk.index"), 303)


@bp.get("/file")
def original(draft_id: str) -> Response:
    """Send the file as it came."""
    draft = uploads.own_draft(draft_id)
    return send_file(draft.path, as_attachment=True, download_name=draft.file_name)


@bp.get("/marked.xlsx")
def marked(draft_id: str) -> Response:
    """Send the workbook back with its wrong cells coloured and commented, and with what was mended here."""
    draft, word = uploads.own_draft(draft_id), current_translator()
    if not draft.file_name.lower().endswith(".xlsx"):
        raise BadParameter("draft.no_workbook", file=draft.file_name)
    findings = uploads.reading_of(draft, _parting(draft)).report.findings
    told = [
        (one, word_code(one.code, {"content": one.content or "", **one.parameters}, word)) for one in findings
    ]
    with tempfile.TemporaryDirectory() as folder:
        source, output = draft.path, Path(folder) / "marked.xlsx"
        if any(draft.overrides.values()):
            source = Path(folder) / "mended.xlsx"
            mended_copy(draft.path, draft.file_name, draft.overrides, source)
        annotate_workbook(source, told, output, name=draft.file_name)
        stream = output.open("rb")
    stem = draft.file_name.rpartition(".")[0]
    return send_file(stream, WORKBOOK, as_attachment=True, download_name=f"{stem}-nhan-xet.xlsx")


def _changed(draft_id: str, change: Callable[[StoredDraft], None]) -> str | tuple[str, int] | Response:
    """Change a draft and show it anew, or say on its page why it cannot be changed so."""
    draft = uploads.own_draft(draft_id)
    try:
        change(draft)
    except (GeodataError, LayersError, PortalError) as problem:
        return _draft_page(draft, problem=word_error(problem, current_translator())), status_of(problem)
    return redirect(url_for("desk_drafts.page", draft_id=draft.id, by=request.args.get("by")), 303)


def _draft_page(draft: StoredDraft, *, problem: str = "") -> str:
    if is_large(draft):
        return _large_draft_page(draft, problem=problem)
    by, word, profile = _parting(draft), current_translator(), portal().profile
    reading = uploads.reading_of(draft, by)
    findings = reading.report.findings
    lines = finding_lines(findings, word)
    with portal().store.session() as session:
        names = unit_names(session)
    rows = [row for row in preview_rows(reading.preview, reading.report) if row.kind != "unchanged"]
    return render_template(
        "desk/draft.html",
        draft=draft,
        by=by,
        partings=[(one, word(said)) for one, said in _PARTINGS.items()],
        findings=lines[:FINDINGS_SHOWN],
        finding_count=len(lines),
        errors=len(findings.errors),
        warnings=len(findings.warnings),
        left_out=len(reading.preview.left_out),
        asks_of_file=asks_of_file(findings),
        rows=change_lines(islice(rows, ROWS_SHOWN), profile, names, word),
        row_count=len(rows),
        counts=reading.preview.changes.counts,
        parts=_shown_parts(reading, by),
        say_part=lambda name: say_office(UNASSIGNED if name == NO_OFFICE else name, word),
        mended=[(s, c, text) for s, cells in draft.overrides.items() for c, text in cells.items()],
        problem=problem,
        given=request.form,
    )


def _large_draft_page(draft: StoredDraft, *, problem: str = "") -> str:
    """Show what the worker found in the draft as it is now, or the button that has it read."""
    found = last_check(jobs_of(current_app), draft)
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


def _settled_page(draft: StoredDraft) -> Response:
    """Lead from a draft that was loaded to what it brought, from one that was discarded to the desk."""
    if draft.settled:
        return redirect(url_for("desk_imports.page", sequence=max(draft.settled.values())), 303)
    return redirect(url_for("desk.index"), 303)


def _shown_parts(reading: DraftReading, by: PartedBy) -> list[ShownPart]:
    """Return the parts to choose from; none where the file is loaded as a whole."""
    if by is PartedBy.FILE:
        return []
    named = [part for part in reading.parts if part.name]
    return [ShownPart(part, reading.draft.settled.get(part.name)) for part in named]


def _chosen_parts(by: PartedBy) -> list[str] | None:
    """Return the parts that were ticked; None for the whole file, which is also what all of them are."""
    chosen = request.form.getlist("part")
    if by is PartedBy.FILE or not request.form.get("has_parts"):
        return None
    if not chosen:
        raise BadParameter("draft.no_part_chosen")
    return chosen


def _parting(draft: StoredDraft) -> PartedBy:
    return uploads.parted_by(request.args.get("by"), draft)


def _why_refused(refused: Refused) -> str:
    """Say how much keeps the chosen parts back; each finding stands below with its own remedy."""
    word, findings = current_translator(), refused.findings
    errors, warnings = len(findings.errors), len(findings.warnings)
    if errors:
        known = [
            one
            for one in findings.errors
            if one.code in ("report.empty", "part.needs_other", "period.locked")
        ]
        if len(known) == errors:
            return " ".join(word_code(one.code, one.parameters, word) for one in known)
        return word.ngettext(
            "%(n)s correction is needed first.", "%(n)s corrections are needed first.", errors
        )
    return word.ngettext(
        "%(n)s warning needs a written reason.", "%(n)s warnings need a written reason.", warnings
    )
