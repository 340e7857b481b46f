"""How much a request may send: by who asks and for what, before anything reads it."""

from __future__ import annotations

import ast
import inspect
import io
import textwrap

import pytest
from flask import Flask

from geodata.store.vocabulary import Role
from tests.build.pages import PageClient
from tests.build.people import csrf_token, signed_in
from webmap.people.bodies import UPLOADS, VISITORS_BYTES, most_announced, most_bytes

KIB = 1024


class Unread(io.RawIOBase):
    """A body of 64 MB that must not be read."""

    _at = 0

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = 64 * KIB * KIB if whence == io.SEEK_END else offset
        return self._at

    def read(self, _size: int = -1) -> bytes:
        raise AssertionError("the body was read before the questions were asked")


def posting_routes(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def test_the_routes_that_read_a_file_are_the_uploads(app: Flask) -> None:
    reading = {route for route in posting_routes(app) if "request.files" in _written(app, route)}
    assert reading == UPLOADS


def test_every_route_has_its_limit(app: Flask) -> None:
    settings = app.extensions["portal"].settings
    routes = posting_routes(app)
    assert len(routes) > 30
    for route in routes:
        assert most_bytes(settings, route, is_signed_in=False) == VISITORS_BYTES == 16 * KIB
        allowed = 64 * KIB * KIB if route in UPLOADS else 512 * KIB
        assert most_bytes(settings, route, is_signed_in=True) == allowed


def test_a_visitors_large_body_is_read_on_no_route(founded_app: Flask) -> None:
    client, refused = founded_app.test_client(), set()
    for rule in founded_app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        address = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)
        assert address is not None
        form = "multipart/form-data; boundary=x"
        answer = client.post(address[1], input_stream=Unread(), content_type=form)
        assert answer.status_code in (403, 413), rule
        refused.add(answer.status_code)
    assert refused == {403, 413}


def test_a_visitors_small_form_is_read(client: PageClient) -> None:
    token = csrf_token(client.raw, "/account/sign-in")
    fields = {"csrf_token": token, "name": "lan", "password": "x" * 200}
    assert client.raw.post("/account/sign-in", data=fields).status_code == 422
    fields["name"] = "x" * VISITORS_BYTES
    assert client.raw.post("/account/sign-in", data=fields).status_code == 413


@pytest.mark.parametrize(("size", "status"), [(500 * KIB, 400), (513 * KIB, 413)])
def test_a_form_of_somebody_signed_in(app: Flask, size: int, status: int) -> None:
    client = signed_in(app, Role.PLANNER)
    fields = {"csrf_token": csrf_token(client.raw, "/account"), "text": "x" * size}
    # Passwords that are not given twice: the form was read.
    answer = client.raw.post("/account/password", data={**fields, "wanted": "a"})
    assert answer.status_code == status


def test_a_file_larger_than_a_form_goes_to_an_upload_only(app: Flask) -> None:
    client = signed_in(app, Role.PLANNER)
    token = csrf_token(client.raw, "/desk")
    for address, status in (("/desk/drafts", 422), ("/desk/cut-offs", 413)):
        file = (io.BytesIO(b"PK\x03\x04" + bytes(600 * KIB)), "so-lieu.xlsx")
        answer = client.raw.post(address, data={"csrf_token": token, "file": file})
        assert answer.status_code == status, address


def test_who_may_not_send_is_told_so_before_the_length(app: Flask) -> None:
    client = signed_in(app, Role.VIEWER)
    answer = client.raw.post("/desk/drafts", input_stream=Unread())
    assert answer.status_code == 403


def test_what_the_head_of_a_request_allows(app: Flask) -> None:
    client = signed_in(app, Role.CLERK, offices=("BHXH",))
    cookie = client.raw.get_cookie("session")
    assert cookie is not None
    ours, forged = f"session={cookie.value}", f"session={cookie.value[:-2]}xx"
    visitor = app.test_client()
    visitor.get("/account/sign-in")
    visitors = visitor.get_cookie("session")
    assert visitors is not None
    form, upload = 512 * KIB, 64 * KIB * KIB
    for method, path, cookies, most in (
        ("POST", "/desk/drafts", ours, upload),
        ("POST", "/account/password", ours, form),
        ("GET", "/desk/drafts", ours, form),
        ("POST", "/no/such/page", ours, form),
        ("POST", "/desk/drafts", forged, VISITORS_BYTES),
        ("POST", "/desk/drafts", "", VISITORS_BYTES),
        ("POST", "/desk/drafts", f"session={visitors.value}", VISITORS_BYTES),
    ):
        assert most_announced(app, method, path, cookies) == most, (method, path)


def _written(app: Flask, route: str) -> str:
    """Return the code of a view, without its docstring."""
    return ast.unparse(ast.parse(textwrap.dedent(inspect.getsource(app.view_functions[route]))))
