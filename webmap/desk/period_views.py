"""`/desk/periods`: how far each office's periods are, what is due and missing, and the steps to take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.store.period_events import read_period_history
from geodata.store.vocabulary import PeriodStatus
from layers.errors import LayersError
from layers.follow_up.due import DueReport, due_reports, periods_to_read
from layers.offices.periods import NotYourOffice, Step, steps_from, take_step
from layers.periods import Period
from webmap.app.errors import BadParameter, NotForThisReader
from webmap.app.portal import portal
from webmap.desk.period_words import say_office, say_period_status, say_step
from webmap.pages.address import reader, snapshot_of
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.people.rights import current_rights
from webmap.words.dates import read_day, today
from webmap.words.findings import word_error
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("periods", __name__, url_prefix="/desk/periods")


@dataclass(frozen=True)
class StepButton:
    """A step that this person may take, as a button; `needs_reason` asks for words beside it."""

    after: str
    label: str
    needs_reason: bool


@dataclass(frozen=True)
class ReportRow:
    """An office's report of a period in words."""

    office_key: str
    office: str
    period: Period
    counted_until: date
    due_on: date
    is_late: bool
    status: str
    lines: int
    missing: tuple[tuple[str, str], ...]
    steps: tuple[StepButton, ...]


@bp.get("")
def page() -> str:
    """Show what is due on `?on=` (today), office by office, with what is missing and the steps."""
    return _page()


@bp.get("/history")
def history() -> str:
    """Show every step of an office's period, who took it, when and why."""
    office, period = request.args.get("office", ""), Period.parse(request.args.get("period", ""))
    word = current_translator()
    with portal().store.session() as session:
        events = read_period_history(session, office, str(period))
    return render_template(
        "desk/period_history.html",
        office=say_office(office, word),
        period=period,
        events=[(event, say_period_status(event.status, word)) for event in events],
    )


@bp.post("")
def step() -> str | tuple[str, int] | Response:
    """Take a period one step on, or say why not."""
    word = current_translator()
    office = request.form.get("office", "")
    period, after = Period.parse(request.form.get("period", "")), _after()
    try:
        take_step(
            portal().store,
            office,
            period,
            after,
            person=current_person().name or "",
            rights=current_rights(),
            reason=request.form.get("reason"),
        )
    except NotYourOffice as problem:
        raise NotForThisReader(problem.code) from None
    except LayersError as problem:
        return _page(problem=word_error(problem, word)), 422
    said = _("%(office)s, %(period)s: %(status)s.")
    flash(
        word(said, office=say_office(office, word), period=str(period), status=say_period_status(after, word))
    )
    return redirect(url_for("periods.page", on=request.args.get("on")), 303)


def _page(*, problem: str = "") -> str:
    on = _day()
    word = current_translator()
    reports = due_reports(snapshot_of(periods_to_read(on)), on=on, sight=reader())
    return render_template(
        "desk/periods.html",
        on=on,
        problem=problem,
        rows=[_row(report, on, word) for report in reports],
        incomplete=sum(not report.is_complete for report in reports),
    )


def _row(report: DueReport, on: date, word: Translator) -> ReportRow:
    return ReportRow(
        office_key=report.office,
        office=say_office(report.office, word),
        period=report.period,
        counted_until=report.counted_until,
        due_on=report.due_on,
        is_late=not report.is_complete and report.due_on < on,
        status=say_period_status(report.status, word),
        lines=report.lines,
        missing=tuple(
            (
                line.indicator.name(word.lang),
                f"{len(line.units)}/{line.expected}: " + ", ".join(unit.name for unit in line.units),
            )
            for line in report.missing
        ),
        steps=tuple(_button(step, word) for step in _steps(report)),
    )


def _steps(report: DueReport) -> tuple[Step, ...]:
    return steps_from(report.status, report.office, current_rights())


def _button(step: Step, word: Translator) -> StepButton:
    return StepButton(str(step.after), say_step(step, word), step.needs_reason)


def _after() -> PeriodStatus:
    given = request.form.get("after", "")
    if given not in set(PeriodStatus):
        raise BadParameter("period.unknown_status", given=given)
    return PeriodStatus(given)


def _day() -> date:
    text = request.args.get("on")
    try:
        return read_day(text) if text else today()
    except ValueError:
        raise BadParameter("period.no_day", text=text) from None
