"""How much a request may send, by who asks and for what: held before anything reads the body.

The server asks `most_announced` when it has read the head of a request, and takes no larger body in; the
application holds each request against the same limit once the permission was asked, before its form is read.
"""

from __future__ import annotations

from flask import Flask, request
from werkzeug.exceptions import HTTPException, LengthRequired, RequestEntityTooLarge

from webmap.app.errors import TooManyAttempts
from webmap.app.portal import portal
from webmap.app.settings import Settings
from webmap.people.permissions import current_person

# A name, a password, a choice: whoever is not signed in has nothing longer to say.
VISITORS_BYTES = 16 * 1024

UPLOADS = frozenset({"desk.upload", "desk_boundaries.upload", "office.enter_picture", "target_files.upload"})
"""Routes that take files; a test holds them against the views that read one."""

REFUSED = "portal.body_refused"
TOO_LARGE, NO_LENGTH, CROWDED = "too_large", "no_length", "crowded"
_SECONDS_TO_WAIT = 30


def most_bytes(settings: Settings, endpoint: str | None, *, is_signed_in: bool) -> int:
    """Return the longest body that a request to a route may have, in bytes."""
    if not is_signed_in:
        return min(VISITORS_BYTES, settings.max_upload_bytes)
    return settings.max_upload_bytes if endpoint in UPLOADS else settings.max_form_bytes


def most_announced(app: Flask, method: str, path: str, cookies: str) -> int:
    """Return `most_bytes` for a request of which only the head is known.

    Whether somebody is signed in is read from the cookie's signature: nobody can make one, and the store is
    not asked.
    """
    asked = app.request_class({"HTTP_COOKIE": cookies})
    session = app.session_interface.open_session(app, asked)
    try:
        endpoint, _arguments = app.url_map.bind("").match(path, method=method)
    except HTTPException:
        endpoint = None
    is_signed_in = session is not None and "_user_id" in session
    return most_bytes(app.extensions["portal"].settings, endpoint, is_signed_in=is_signed_in)


def hold_body() -> None:
    """Hold the body of the request against its limit; call before it is read and after the permission.

    Raises
    ------
    webmap.app.errors.TooManyAttempts
        Where the server took in as many bodies as it may hold.
    werkzeug.exceptions.RequestEntityTooLarge, LengthRequired
        Where the body is too long, or a visitor's body does not say how long it is.
    """
    refused = request.environ.get(REFUSED)
    if refused == CROWDED:
        raise TooManyAttempts("body.crowded", seconds=_SECONDS_TO_WAIT)
    if refused == NO_LENGTH:
        raise LengthRequired
    most = most_bytes(portal().settings, request.endpoint, is_signed_in=current_person().is_signed_in)
    request.max_content_length = most
    if refused or (request.content_length or 0) > most:
        raise RequestEntityTooLarge
