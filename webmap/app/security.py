"""What protects every answer: headers, the policies of pages and of map frames, the host check, limits."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, make_response, request
from werkzeug.exceptions import BadRequest

from geodata.names import legible
from webmap.app.network import behind_proxies
from webmap.app.settings import Settings

_POLICY = "Content-Security-Policy"
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "frame-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'"
)
# folium writes its script and style into the document. The sandbox gives the frame an origin of its own,
# which holds also when it is opened alone: what runs there can reach nothing of the portal.
_FRAME_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; form-action 'none'; "
    "base-uri 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-cache",
}


def init_security(app: Flask, settings: Settings) -> None:
    """Limit requests, check the host they name, and put the headers on every answer."""
    app.config.update(
        # Nobody sends more than a form before it is known who asks, and for what (`webmap.people.bodies`).
        MAX_CONTENT_LENGTH=settings.max_form_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_form_bytes,
        MAX_FORM_PARTS=settings.max_form_parts,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
    )
    logging.setLogRecordFactory(PlainRecord)
    app.extensions["frame_policy"] = _with_ancestors(_FRAME_POLICY, ("'self'", *settings.frame_ancestors))
    page_policy = _with_ancestors(_PAGE_POLICY, settings.frame_ancestors)
    if settings.trusted_proxies:
        trusted = tuple(ipaddress.ip_network(one) for one in settings.trusted_proxies)
        app.wsgi_app = behind_proxies(app.wsgi_app, trusted)  # type: ignore[method-assign, assignment]
    known_hosts = (urlsplit(settings.public_url).hostname or "", "localhost", *settings.trusted_hosts)

    @app.before_request
    def _check_host() -> None:
        if not is_known_host(request.host, known_hosts):
            raise BadRequest(f"{request.host} is not a name of this portal (setting trusted_hosts)")

    @app.after_request
    def _add_headers(response: Response) -> Response:
        response.headers.setdefault(_POLICY, page_policy)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.public_url.startswith("https:"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


class PlainRecord(logging.LogRecord):
    """A line of the log that stays one line and steers no terminal, whatever an address has in it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.exc_info:
            # What a handler would write below the line: lines of its own, which are wanted.
            self.exc_text = legible(logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:
        """Return the message in one line."""
        return " ".join(legible(super().getMessage()).splitlines())


def framed(document: str) -> Response:
    """Return a folium document as the answer of a map frame's route, with the frame's own policy."""
    response = make_response(document)
    response.headers[_POLICY] = current_app.extensions["frame_policy"]
    return response


def is_known_host(host: str, known: tuple[str, ...]) -> bool:
    """Tell whether a Host header names this portal.

    Plain IP addresses pass: whoever makes a foreign name point here (DNS rebinding) has to send that name.
    A known name with a leading dot stands for all names under it.
    """
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return any(name == item or (item.startswith(".") and name.endswith(item)) for item in known if item)
    return True


def _with_ancestors(policy: str, ancestors: tuple[str, ...]) -> str:
    allowed = " ".join(ancestors) or "'none'"
    return f"{policy}; frame-ancestors {allowed}"
