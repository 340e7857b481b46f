"""`/desk/cut-offs`: on which day each office's periods close, and how many days later its report is due."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from geodata.store.settings import read_office_settings
from layers.catalogue import CutOff
from layers.catalogue.cut_offs import LATEST_DAY, MOST_DAYS
from layers.follow_up.due import cut_off_of, set_cut_off
from layers.offices.owners import UNASSIGNED, offices_of, owners_of
from layers.periods import PeriodKind
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.desk.period_words import PERIOD_KINDS
from webmap.pages.form_answer import Answer, answer_form
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.words.translations import marked as _

bp = Blueprint("cut_offs", __name__, url_prefix="/desk/cut-offs")


@bp.get("")
def page() -> str:
    """Show the cut-offs of every office and kind of period, and the form to set one."""
    return _page(problem="")


@bp.post("")
def enter() -> Answer:
    """Set a cut-off of an office, or of all offices that have none of their own."""

    def write() -> str:
        given = request.form
        kind, office = given.get("kind", ""), given.get("office", "").strip()
        if kind not in set(PeriodKind):
            raise BadParameter("cut_off.unknown_kind", text=kind)
        if office and office not in _offices():
            raise BadParameter("cut_off.unknown_office", office=office)
        closes_on = _whole("closes_on") if given.get("closes_on", "").strip() else None
        chosen = CutOff(PeriodKind(kind), _whole("days_after"), closes_on, office)
        set_cut_off(portal().store, chosen, person=current_person().name or "")
        return current_translator()(_("The cut-off day was set."))

    return answer_form(
        write, page=lambda problem: _page(problem=problem), then=url_for("cut_offs.page"), place={}
    )


def _page(*, problem: str) -> str:
    here, word = portal(), current_translator()
    with here.store.session() as session:
        settings = read_office_settings(session)
    offices = (UNASSIGNED, *_offices())
    return render_template(
        "desk/cut_offs.html",
        kinds=[(str(kind), word(said)) for kind, said in PERIOD_KINDS.items()],
        rows=[
            (office, [cut_off_of(here.profile, settings, office, kind) for kind in PERIOD_KINDS])
            for office in offices
        ],
        offices=offices[1:],
        latest=LATEST_DAY,
        most=MOST_DAYS,
        problem=problem,
        given=request.form,
    )


def _offices() -> tuple[str, ...]:
    with portal().store.session() as session:
        return offices_of(owners_of(portal().profile, read_office_settings(session)))


def _whole(field: str) -> int:
    text = request.form.get(field, "").strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 3:
        raise BadParameter("cut_off.no_number", text=text)
    return int(text)
