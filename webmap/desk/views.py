"""`/desk`: what is due for whom reports, templates to fill in, and the way in for what they send."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from geodata.errors import GeodataError
from geodata.store.drafts import list_drafts
from geodata.store.imports import list_imports
from geodata.store.settings import read_office_settings
from geodata.store.targets import read_targets
from geodata.store.units import StoredUnit, units_valid_on
from layers.catalogue import Frequency
from layers.errors import LayersError
from layers.follow_up.due import DueReport, due_reports, periods_to_read
from layers.offices.owners import UNASSIGNED, owners_of
from layers.periods import Period
from layers.reporting import template_workbook
from webmap.app.errors import BadParameter, NotForThisReader, PortalError
from webmap.app.jobs import jobs_of
from webmap.app.portal import portal
from webmap.desk import uploads
from webmap.desk.entry_words import say_import_kind
from webmap.desk.job_views import sent_to_worker
from webmap.desk.large import open_jobs
from webmap.desk.period_words import say_office, say_period_status
from webmap.desk.work import is_large
from webmap.pages.address import reader, snapshot_of
from webmap.pages.error_pages import status_of
from webmap.pages.language import current_translator
from webmap.people.permissions import Person, current_person
from webmap.people.rights import current_rights, rights_of
from webmap.words.dates import today
from webmap.words.findings import word_error
from webmap.words.translations import marked as _

bp = Blueprint("desk", __name__, url_prefix="/desk")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IMPORTS_SHOWN = 8
_FREQUENCIES = {
    Frequency.MONTH: _("each month"),
    Frequency.QUARTER: _("each quarter"),
    Frequency.HALF: _("each half-year"),
    Frequency.YEAR: _("each year"),
}


@bp.get("")
def index() -> str:
    """Show what is due, the templates, the form for a file, the person's drafts and the last imports."""
    return _index_page()


@bp.get("/template.xlsx")
def template() -> Response:
    """Send the workbook of an office (or of a commune) for a period."""
    period, here, person = Period.parse(request.args.get("period", "")), portal(), current_person()
    office, communes = _asked_office(person), _asked_communes(person)
    with here.store.session() as session:
        units = units_valid_on(session, period.last_day)
        targets = read_targets(session)
        owners = owners_of(here.profile, read_office_settings(session))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.xlsx"
        template_workbook(
            here.profile,
            units,
            period,
            file,
            targets=targets,
            office=office,
            owners=owners,
            frequency=_asked_frequency(),
            only_units=communes,
        )
        stream = file.open("rb")
    return send_file(stream, WORKBOOK, as_attachment=True, download_name=f"bieu-mau-{period}.xlsx")


@bp.post("/drafts")
def upload() -> str | tuple[str, int] | Response:
    """Keep what was sent in as a draft and show how it reads; say why a file cannot be read at all."""
    given = request.form
    try:
        period = Period.parse(given["period"]) if given.get("period", "").strip() else None
        draft = uploads.keep_upload(
            request.files.get("file"), office=given.get("office") or None, period=period
        )
    except (GeodataError, LayersError, PortalError) as problem:
        return _index_page(problem=word_error(problem, current_translator())), status_of(problem)
    if is_large(draft):
        return sent_to_worker("check_draft", draft)
    return redirect(url_for("desk_drafts.page", draft_id=draft.id), 303)


def _index_page(*, problem: str = "") -> str:
    person, word, day = current_person(), current_translator(), today()
    store = portal().store
    with store.session() as session:
        drafts = list_drafts(store, session, person=person.name or "")
        imports = list_imports(session)
        units = {unit.code: unit.name for unit in units_valid_on(session, day)}
    reports = due_reports(snapshot_of(periods_to_read(day)), on=day, sight=reader())
    return render_template(
        "desk/index.html",
        due=[_due_line(one, person) for one in reports if _concerns(one, person)],
        say_office=lambda office: say_office(office, word),
        say_status=lambda status: say_period_status(status, word),
        offices=uploads.offices_for(person),
        communes=[(code, units.get(code, code)) for code in person.unit_codes],
        is_overseer=current_rights().oversees,
        frequencies=[(str(f), word(said)) for f, said in _FREQUENCIES.items()],
        suggested=_suggested_periods(reports),
        drafts=drafts,
        open_jobs=open_jobs(jobs_of(current_app), person.name or ""),
        imports=[(one, say_import_kind(one.kind, word)) for one in imports[:_IMPORTS_SHOWN]],
        problem=problem,
        given=request.form,
    )


def _concerns(report: DueReport, person: Person) -> bool:
    """Tell whether a report that is due is the person's to send, at least for some commune."""
    if rights_of(person).reports_for(report.office):
        return True
    return any(unit.code in person.unit_codes for unit in report.units_behind)


def _due_line(report: DueReport, person: Person) -> tuple[DueReport, Sequence[StoredUnit]]:
    """Return a report with the units that are behind, as far as they are the person's."""
    if rights_of(person).reports_for(report.office):
        return report, report.units_behind
    return report, [unit for unit in report.units_behind if unit.code in person.unit_codes]


def _suggested_periods(reports: Sequence[DueReport]) -> list[Period]:
    return sorted({report.period for report in reports}, reverse=True)


def _asked_office(person: Person) -> str | None:
    """Return the office that a template is asked for; a clerk of one office need not name it."""
    asked = request.args.get("office", UNASSIGNED)
    if asked == UNASSIGNED:
        return person.offices[0] if person.offices and not person.unit_codes else None
    if asked not in uploads.offices_for(person):
        raise NotForThisReader("office.not_yours", office=asked)
    return asked


def _asked_communes(person: Person) -> tuple[str, ...] | None:
    """Return the communes whose rows a template has; a commune's clerk gets no other ones."""
    if rights_of(person).oversees or request.args.get("office") or not person.unit_codes:
        return None
    return person.unit_codes


def _asked_frequency() -> Frequency | None:
    text = request.args.get("frequency")
    try:
        return Frequency(text) if text else None
    except ValueError:
        raise BadParameter("frequency.unknown", text=text) from None
