"""Answers of text, compressed where the browser takes it; what stays the same is compressed once.

A page that carries a form's token is sent as it is: were the token compressed together with something that
a stranger can choose, the length of the answer would give the token away (BREACH).
"""

from __future__ import annotations

import gzip
from functools import partial
from typing import cast

from flask import Flask, Response, request

from webmap.app.cache import kept

_TEXT = frozenset(
    {"text/html", "text/css", "text/csv", "text/javascript", "application/json", "image/svg+xml"}
)
# Below it the headers weigh as much as what is saved.
_LEAST = 1024
_LEVEL, _LEVEL_OF_KEPT = 6, 9
_KEPT = 200
_TOKEN = b'name="csrf_token"'


def init_compression(app: Flask) -> None:
    """Compress the answers of an application."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if not _may_be(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0:
        return response
    content = response.get_data()
    if len(content) < _LEAST or _TOKEN in content:
        return response
    tag, _is_weak = response.get_etag()
    # What is compressed once for all may take its time.
    pack = partial(gzip.compress, content, _LEVEL_OF_KEPT if tag else _LEVEL, mtime=0)
    packed = cast(bytes, kept("compressed", _KEPT).get((request.path, tag), pack)) if tag else pack()
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    if tag:
        # The same thing in another wrapping: a strong tag would promise the same bytes.
        response.set_etag(tag, weak=True)
    return response


def _may_be(response: Response) -> bool:
    return (
        response.mimetype in _TEXT
        and response.status_code not in (204, 206, 304)
        and not response.direct_passthrough
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
    )
