"""`/desk/imports`: what was loaded, what one import brought, its file, and undoing it."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from geodata.errors import GeodataError, Refused, UnknownThing
from geodata.findings import Finding, Severity
from geodata.store.files import path_of
from geodata.store.imports import ImportRecord, get_import, list_imports
from geodata.store.kept_findings import finding_from
from geodata.store.observation_history import lines_of_import
from geodata.store.undo_rows import OnConflict
from layers.reporting import preview_report_undo, undo_report
from layers.reporting.accepting.acceptance import BECAUSE
from webmap.app.errors import BadParameter, NotForThisReader, UnknownPage
from webmap.app.portal import portal
from webmap.desk import uploads
from webmap.desk.entry_words import say_import_kind
from webmap.desk.words import finding_lines
from webmap.pages.address import reader
from webmap.pages.error_pages import status_of
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.people.rights import current_rights
from webmap.words.findings import word_error

bp = Blueprint("desk_imports", __name__, url_prefix="/desk/imports")

_SHOWN, _FINDINGS_SHOWN = 200, 100


@bp.get("")
def index() -> str:
    """Show what was loaded, the latest first."""
    word = current_translator()
    with portal().store.session() as session:
        records = list_imports(session)
    undone = {one.undoes for one in records if one.undoes is not None}
    return render_template(
        "desk/imports.html",
        imports=[(one, say_import_kind(one.kind, word)) for one in records[:_SHOWN]],
        undone=undone,
        count=len(records),
        shown=_SHOWN,
    )


@bp.get("/<int:sequence>")
def page(sequence: int) -> str:
    """Show what an import brought, with links to its maps."""
    word, profile = current_translator(), portal().profile
    with portal().store.session() as session:
        record = get_import(session, sequence)
        lines = Counter(lines_of_import(session, sequence))
        undone_by = next((one.sequence for one in list_imports(session) if one.undoes == sequence), None)
    seen = [
        (profile.indicators[code], period, count)
        for (code, period), count in sorted(lines.items())
        if code in profile.indicators and reader().sees(profile.indicators[code])
    ]
    mine = uploads.may_open_import(record)
    findings = [finding_from(one) for one in record.findings] if mine else []
    return render_template(
        "desk/import.html",
        record=record,
        kind=say_import_kind(record.kind, word),
        lines=seen,
        findings=_accepted(findings),
        undone_by=undone_by,
        may_undo=uploads.may_undo(record) and undone_by is None,
        is_open=mine,
        draft_left=_open_draft_of(record),
    )


@bp.get("/<int:sequence>/file")
def original(sequence: int) -> Response:
    """Send the file that an import came from."""
    record = _openable(sequence)
    if record.file_sha256 is None:
        raise UnknownThing("import.no_file", sequence=sequence)
    path = path_of(portal().store, record.file_sha256)
    return send_file(path, as_attachment=True, download_name=record.file_name or "file")


@bp.get("/<int:sequence>/undo")
def undo(sequence: int) -> str | tuple[str, int]:
    """Show what undoing would do, later imports of the same values first."""
    return _undo_page(_undoable(sequence))


@bp.post("/<int:sequence>/undo")
def confirm_undo(sequence: int) -> str | tuple[str, int] | Response:
    """Undo an import by a new one."""
    record = _undoable(sequence)
    try:
        batch = undo_report(
            portal().store,
            portal().profile,
            sequence,
            person=current_person().name or "",
            rights=current_rights(),
            reason=request.form.get("reason", "").strip() or None,
            on_conflict=_on_conflict(),
        )
    except Refused as refused:
        return _undo_page(record, refused=refused)
    except GeodataError as problem:
        return _undo_page(record, problem=problem)
    return redirect(url_for("desk_imports.page", sequence=batch.sequence), 303)


def _undo_page(
    record: ImportRecord, *, refused: Refused | None = None, problem: GeodataError | None = None
) -> str | tuple[str, int]:
    word = current_translator()
    try:
        with portal().store.session() as session:
            undo = preview_report_undo(session, portal().profile, current_rights(), record.sequence)
    except GeodataError as met:
        undo, problem = None, met
    findings = () if undo is None else undo.findings
    body = render_template(
        "desk/undo.html",
        record=record,
        kind=say_import_kind(record.kind, word),
        undo=undo,
        kind_of=lambda kind: say_import_kind(kind, word),
        findings=finding_lines(findings, word),
        errors=len(undo.findings.errors) if undo is not None else 0,
        problem="" if problem is None else word_error(problem, word),
        needs_reason=refused is not None and undo is not None and not undo.findings.errors,
        choices=list(OnConflict),
        given=request.form,
    )
    if refused is None and problem is None:
        return body
    return body, 422 if problem is None or status_of(problem) == 500 else status_of(problem)


def _openable(sequence: int) -> ImportRecord:
    with portal().store.session() as session:
        record = get_import(session, sequence)
    if not uploads.may_open_import(record):
        raise UnknownPage("import.not_yours", sequence=sequence)
    return record


def _undoable(sequence: int) -> ImportRecord:
    record = _openable(sequence)
    if not uploads.may_undo(record):
        raise NotForThisReader("undo.not_your_change", sequence=sequence)
    return record


def _on_conflict() -> OnConflict:
    text = request.form.get("later", str(OnConflict.KEEP_LATER))
    try:
        return OnConflict(text)
    except ValueError:
        raise BadParameter("undo.unknown_choice", text=text) from None


def _accepted(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """Return (place, sentence, reason) of the warnings that an import was accepted with."""
    word = current_translator()
    warnings = [one for one in findings if one.severity is Severity.WARNING][:_FINDINGS_SHOWN]
    reasons = [str(one.parameters.get(BECAUSE) or "") for one in warnings]
    lines = finding_lines(warnings, word)
    return [(line.place, line.said, reason) for line, reason in zip(lines, reasons, strict=True)]


def _open_draft_of(record: ImportRecord) -> str | None:
    """Return the draft that an import took a part of, where the rest of it still waits."""
    draft_id = record.summary.get("draft")
    if not isinstance(draft_id, str) or record.person != current_person().name:
        return None
    draft = uploads.own_draft(draft_id)
    return draft.id if draft.state == "open" else None
