"""`/account`: signing in and out, and a person's own page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import GeodataError
from geodata.store.passwords import SHORTEST
from geodata.store.units import units_valid_on
from webmap.app.errors import BadParameter, PortalError, TooManyAttempts
from webmap.app.portal import portal
from webmap.pages.error_pages import status_of
from webmap.pages.language import current_translator
from webmap.people import signing_in
from webmap.people.permissions import current_person, safe_path
from webmap.people.words import say_role
from webmap.words.dates import today
from webmap.words.findings import word_error
from webmap.words.translations import marked as _

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.after_request
def _keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/sign-in")
def sign_in() -> str | Response:
    """Show the form; whoever is signed in goes on to where they wanted."""
    return _go_on() if current_person().is_signed_in else _sign_in_page()


@bp.post("/sign-in")
def enter() -> str | Response:
    """Sign in and go back to where the person came from, or say why not."""
    name = request.form.get("name", "")
    try:
        signing_in.sign_in(name, request.form.get("password", ""))
    except PortalError as problem:
        return _answer(_sign_in_page(name=name, problem=problem), problem)
    return _go_on()


@bp.post("/sign-out")
def sign_out() -> Response:
    """Sign out on this machine and go to the overview."""
    signing_in.sign_out()
    return redirect(url_for("overview.index"), 303)


@bp.get("")
def page() -> str:
    """Show who is signed in, with which rights, and the form for another password."""
    return _account_page()


@bp.post("/password")
def change_password() -> str | Response:
    """Change the password, or say why not."""
    given = request.form
    try:
        if given.get("wanted") != given.get("repeated"):
            raise BadParameter("password.not_repeated")
        signing_in.change_password(given.get("current", ""), given.get("wanted", ""))
    except (PortalError, GeodataError) as problem:
        return _answer(_account_page(problem=problem), problem)
    flash(current_translator()(_("The password was changed. You are signed out on all other machines.")))
    return redirect(url_for("account.page"), 303)


@bp.post("/sign-out-elsewhere")
def sign_out_elsewhere() -> Response:
    """Sign out on all other machines."""
    count, word = signing_in.sign_out_elsewhere(), current_translator()
    flash(word.ngettext("Signed out on %(n)s other machine.", "Signed out on %(n)s other machines.", count))
    return redirect(url_for("account.page"), 303)


def _sign_in_page(*, name: str = "", problem: Exception | None = None) -> str:
    return render_template("account/sign_in.html", name=name, problem=_said(problem), next=_wanted_page())


def _account_page(*, problem: Exception | None = None) -> str:
    person, word = current_person(), current_translator()
    with portal().store.session() as session:
        names = {unit.code: unit.name for unit in units_valid_on(session, today())}
    return render_template(
        "account/page.html",
        role=say_role(person.role, word),
        communes=[names.get(code, code) for code in person.unit_codes],
        problem=_said(problem),
        shortest=SHORTEST,
    )


def _answer(body: str, problem: Exception) -> Response:
    status = 422 if isinstance(problem, GeodataError) else status_of(problem)
    response = Response(body, status, mimetype="text/html")
    if isinstance(problem, TooManyAttempts):
        response.headers["Retry-After"] = str(problem.parameters["seconds"])
    return response


def _go_on() -> Response:
    return redirect(_wanted_page() or url_for("overview.index"), 303)


def _wanted_page() -> str | None:
    return safe_path(request.args.get("next"))


def _said(problem: Exception | None) -> str:
    return "" if problem is None else word_error(problem, current_translator())
