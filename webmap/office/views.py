"""`/admin/office`: what the office says about itself, who changed it when, what it looks like on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from geodata.errors import Refused, UnknownThing
from geodata.logo import SUFFIXES
from geodata.store.files import path_of
from geodata.store.settings import read_office_settings
from layers.catalogue import Form, Indicator
from layers.errors import UnknownIndicator
from layers.rules.targets import NEAR_BAND
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.desk import uploads
from webmap.office.entry import LOGO, enter_band, enter_general, enter_issuer, enter_logo, remove_logo
from webmap.office.fields import say_faults
from webmap.office.page import Sent, office_page
from webmap.pages.address import reader
from webmap.pages.form_answer import Answer
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.words.dates import read_day
from webmap.words.findings import word_error
from webmap.words.translations import marked as _

bp = Blueprint("office", __name__, url_prefix="/admin/office")


@bp.get("")
def page() -> str:
    """Show the forms, the logo, the bands and the last changes."""
    return _page(Sent())


@bp.post("")
def enter() -> Answer:
    """Set form, paper and the line under the heading."""
    return _answer("general", lambda: enter_general(portal().store, request.form, person=_person()))


@bp.post("/issuer")
def enter_issuing_body() -> Answer:
    """Set who issues papers of a form from a day on."""
    here, form, since = portal(), _form_given(), _day_given()
    if form is None or since is None:
        raise BadParameter("office.no_day", text="")

    def write() -> int:
        return enter_issuer(here.store, here.profile, form, since, request.form, person=_person())

    return _answer("issuer", write, form=str(form), since=since.isoformat())


@bp.post("/logo")
def enter_picture() -> Answer:
    """Put a picture on papers, or take it off."""

    def write() -> int:
        if "remove" in request.form:
            return remove_logo(portal().store, person=_person())
        with uploads.received(request.files.get("file"), suffixes=SUFFIXES) as (path, name):
            return bool(enter_logo(portal().store, path, name, person=_person()))

    return _answer("logo", write)


@bp.get("/logo.png")
def picture() -> Response:
    """Send the logo as it was drawn anew."""
    with portal().store.session() as session:
        sha256 = str(read_office_settings(session).get(LOGO) or "")
    if not sha256:
        raise UnknownThing("file.unknown", sha256=sha256)
    return send_file(path_of(portal().store, sha256), mimetype="image/png", etag=sha256)


@bp.post("/near-band")
def enter_near_band() -> Answer:
    """Set how narrowly a target may be missed to be called near."""
    here, code = portal(), request.form.get("indicator", "")
    if code and code not in _seen():
        raise UnknownIndicator("indicator.unknown", indicator=code)
    text = request.form.get(NEAR_BAND, "")
    return _answer("band", lambda: enter_band(here.store, here.profile, code, text, person=_person()))


def _answer(section: str, write: Callable[[], int], **place: str) -> Answer:
    """Write and go on to the section, or show the page again with what is wrong beside its fields."""
    word = current_translator()
    try:
        changed = write()
    except Refused as refused:
        return _page(Sent(section, request.form, say_faults(refused.findings, word))), 422
    except BadParameter as problem:
        return _page(Sent(section, request.form, {"": word_error(problem, word)})), 422
    flash(word(_("The change was kept.")) if changed else word(_("Nothing was changed.")))
    return redirect(f"{url_for('office.page')}?{urlencode(place)}#{section}", 303)


def _page(sent: Sent) -> str:
    shown = office_page(current_translator(), form=_form_given(), since=_day_given(), seen=_seen(), sent=sent)
    return render_template("office/page.html", office=shown, sent=sent, lead=portal().profile.themes[0].lead)


def _seen() -> Mapping[str, Indicator]:
    """Return the indicators that the reader may know of."""
    sight = reader()
    return {one.code: one for one in portal().profile.measured_lines if sight.sees(one)}


def _form_given() -> Form | None:
    """Return the form whose issuer is meant (`?form=` or of the form that was sent on it), if any is."""
    text = request.values.get("form", "") if request.endpoint != "office.enter" else ""
    if text and text not in set(Form):
        raise BadParameter("office.choice", content=text, known=sorted(Form))
    return Form(text) if text else None


def _day_given() -> date | None:
    text = request.values.get("since", "")
    try:
        return read_day(text) if text else None
    except ValueError:
        raise BadParameter("office.no_day", text=text) from None


def _person() -> str:
    return current_person().name or ""
