"""Where a reader goes back to after signing in: a path of this portal, never an address elsewhere."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import request, url_for

_LONGEST = 2000
_OWN_PAGES = "account"


def sign_in_address() -> str:
    """Return the address of the sign-in page that leads back to the page being shown, if it is one."""
    return url_for("account.sign_in", next=_this_page())


def safe_path(text: str | None) -> str | None:
    """Return a path of this portal as it is, and None for anything that could lead elsewhere.

    `//host`, `/\\host` and a tab or line end between the slashes are all read by browsers as another host.
    """
    if not text or len(text) > _LONGEST or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(letter) <= ord(" ") or ord(letter) == 0x7F for letter in text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text


def _this_page() -> str | None:
    """Return the path being shown with its parameters; None where it cannot be opened by a link."""
    if request.method not in ("GET", "HEAD") or request.blueprint == _OWN_PAGES:
        return None
    query = request.query_string.decode("ascii", "ignore")
    path = quote(request.path) + (f"?{query}" if query else "")
    # Without `next` one comes to the overview anyway.
    return None if path == "/" else safe_path(path)
