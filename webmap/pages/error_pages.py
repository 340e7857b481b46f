"""Exception → HTTP status, in one table, and the page in words that people see."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from geodata.errors import CrsMismatch, GeodataError, LimitExceeded, Refused, UnknownThing, UnreadableFile
from geodata.sandbox.running import ReadersBusy
from geodata.store.database import StoreNotReady
from geodata.store.drafts import DraftSettled
from geodata.store.undo import AlreadyUndone, NotUndoable, StepOfPeriod, UnitsInUse
from layers.errors import (
    LayersError,
    MappingWrong,
    NotAPeriod,
    NothingDue,
    NotVisible,
    Unclassifiable,
    UnknownIndicator,
    UnknownVintage,
)
from layers.planning.sharing import CannotBeShared, NothingToShare
from layers.tables.column_filter import FilterUnclear
from webmap.app.errors import (
    BadParameter,
    NotForThisReader,
    PortalError,
    TooManyAttempts,
    UnknownPage,
    WrongPassword,
)
from webmap.app.faults import DiskFull, StoreFault, fault_of
from webmap.app.secret import SecretLost
from webmap.pages.language import current_translator
from webmap.words.findings import word_error
from webmap.words.translations import marked as _

log = logging.getLogger(__name__)


# The nearest class of an exception's line of ancestors counts.
STATUS: dict[type[Exception], int] = {
    UnknownPage: 404,
    BadParameter: 400,
    NotForThisReader: 403,
    WrongPassword: 422,
    TooManyAttempts: 429,
    UnknownThing: 404,
    UnreadableFile: 422,
    LimitExceeded: 413,
    CrsMismatch: 422,
    Refused: 422,
    DraftSettled: 409,
    AlreadyUndone: 409,
    NotUndoable: 409,
    StepOfPeriod: 409,
    UnitsInUse: 409,
    ReadersBusy: 409,
    StoreNotReady: 503,
    SecretLost: 503,
    StoreFault: 503,
    DiskFull: 507,
    GeodataError: 500,
    NotAPeriod: 400,
    NothingDue: 404,
    MappingWrong: 422,
    Unclassifiable: 400,
    FilterUnclear: 400,
    UnknownIndicator: 404,
    UnknownVintage: 404,
    NothingToShare: 404,
    CannotBeShared: 404,
    NotVisible: 403,
    LayersError: 500,
    PortalError: 500,
}

_TITLES = {
    400: _("This address cannot be read"),
    403: _("Not open to you"),
    404: _("There is no such page"),
    405: _("This cannot be done here"),
    409: _("This cannot be done now"),
    411: _("The length is missing"),
    413: _("Too large"),
    422: _("This file cannot be used"),
    429: _("Too often, or too much at once"),
    500: _("Something went wrong"),
    503: _("The portal is not ready yet"),
    507: _("The disk of the portal is full"),
}
_EXPLANATIONS = {
    400: _("A part of the address is wrong. Go back, or begin at the overview."),
    403: _("This page is for people who are signed in with the right role."),
    404: _("The address is wrong or the page has moved. Begin at the overview."),
    405: _("Go back, or begin at the overview."),
    409: _("It was done or changed already. Go back and load the page again."),
    411: _("What is sent must say how long it is, unless you are signed in."),
    413: _("What was sent is larger than the portal accepts."),
    422: _("Nothing was changed."),
    429: _("Wait a little and try again."),
    500: _("The fault is ours and is written in the portal's log. Nothing was changed."),
    503: _("Its store has to be made first: flask --app wsgi init"),
    507: _("Nothing was changed."),
}
# What a refusal says to programs, beside the page in words.
_KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")
_STALE_TITLE = _("This form is no longer valid")
_STALE = _(
    "It was open for too long, or somebody signed in or out meanwhile. Go back, load the page again and "
    "send it once more. Nothing was changed."
)


def init_errors(app: Flask) -> None:
    """Answer every refusal and every fault with a page in words."""
    app.register_error_handler(HTTPException, _answer_http)
    for kind in STATUS:
        app.register_error_handler(kind, _answer_ours)
    for kind in (SQLAlchemyError, OSError, MemoryError):
        app.register_error_handler(kind, _answer_fault)
    if not app.testing:
        app.register_error_handler(Exception, _answer_fault)


def status_of(problem: Exception) -> int:
    """Return the HTTP status that an exception stands for, 500 for those of no table."""
    return next((STATUS[kind] for kind in type(problem).__mro__ if kind in STATUS), 500)


def _answer_ours(problem: Exception) -> Response:
    status = status_of(problem)
    if status == 500:
        log.error("%s %s", request.method, request.path, exc_info=problem)
        return _page(status)
    response = _page(status, word_error(problem, current_translator()))
    if isinstance(problem, TooManyAttempts):
        response.headers["Retry-After"] = str(problem.parameters["seconds"])
    return response


def _answer_http(problem: HTTPException) -> Response:
    response = problem.get_response()
    if response.status_code < 400:
        return make_response(response)
    log.info("%s %s: %s", request.method, request.path, problem)
    word = current_translator()
    if isinstance(problem, CSRFError):
        return _page(400, word(_STALE), title=word(_STALE_TITLE))
    page = _page(response.status_code)
    for name in _KEPT_HEADERS:
        if name in response.headers:
            page.headers[name] = response.headers[name]
    return page


def _answer_fault(problem: Exception) -> Response:
    """Say what failed where it is known; a mistake of the program's own is written in the log only."""
    fault = fault_of(problem)
    if isinstance(fault, StoreFault | DiskFull):
        log.error("%s %s: %s", request.method, request.path, fault)
        return _page(status_of(fault), word_error(fault, current_translator()))
    if current_app.testing:
        raise problem
    log.error("%s %s", request.method, request.path, exc_info=problem)
    return _page(500)


def _page(status: int, explanation: str | None = None, *, title: str | None = None) -> Response:
    """Draw the page of a status; statuses of no wording of their own are called by their group's."""
    known = status if status in _TITLES else 400 if status < 500 else 500
    word = current_translator()
    body = render_template(
        "pages/error.html",
        title=title or word(_TITLES[known]),
        explanation=_printable(explanation or word(_EXPLANATIONS[known])),
        is_refusal=status == 403,
    )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _printable(text: str) -> str:
    """Drop what no page may hold: an address with control characters is said without them."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")
