"""People with accounts, and browsers in which they are signed in."""

from __future__ import annotations

import re
from itertools import count

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geodata.store.passwords import Passwords
from geodata.store.users import add_user
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient

PASSWORD = "năm con voi xanh"
# argon2 is meant to be slow: tests that are not about its cost need not wait.
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

_numbers = count(1)


def make_account(app: Flask, role: Role | str, *, name: str = "", **rights: tuple[str, ...]) -> str:
    """Make an account with `PASSWORD` and return its name; `rights` are `offices` and `unit_codes`."""
    name = name or f"{Role(role).value}{next(_numbers)}"
    passwords: Passwords = app.extensions["door"].passwords
    add_user(app.extensions["portal"].store, name, role, passwords.hash(PASSWORD), by="tests", **rights)
    return name


def signed_in(app: Flask, role: Role | str, **rights: tuple[str, ...]) -> PageClient:
    """Return a browser in which somebody new of a role is signed in."""
    client = PageClient(app)
    answer = enter(client.raw, make_account(app, role, **rights), PASSWORD)
    assert answer.status_code == 303, answer.text[:2000]
    return client


def enter(client: FlaskClient, name: str, password: str, *, going_to: str = "") -> TestResponse:
    """Fill in the sign-in form as a browser does and send it."""
    address = "/account/sign-in" + (f"?next={going_to}" if going_to else "")
    return send_form(client, address, {"name": name, "password": password})


def send_form(
    client: FlaskClient, address: str, fields: dict[str, object], *, page: str | None = None
) -> TestResponse:
    """Send a form with the token that the page it stands on (by default the address itself) carries."""
    token = csrf_token(client, page or address)
    return client.post(address, data={**fields, "csrf_token": token}, content_type="multipart/form-data")


def csrf_token(client: FlaskClient, page: str) -> str:
    """Return the token of the first form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found, f"{page} has no form"
    return found[1]
