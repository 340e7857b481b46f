"""The `users` commands: the first administrator, clerks with what they report, other passwords."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask

from geodata.store.users import find_user
from tests.build.pages import PageClient
from tests.build.people import enter

PASSWORD = "bảy cây dừa nước"


def run(app: Flask, *words: str, typed: str = f"{PASSWORD}\n") -> Result:
    return app.test_cli_runner().invoke(args=["users", *words], input=typed)


def test_the_first_administrator_can_sign_in(app: Flask, client: PageClient) -> None:
    result = run(app, "add", "Lan.Anh", "--role", "admin", "--password-stdin")
    assert result.exit_code == 0, result.output
    assert "lan.anh" in result.output
    assert enter(client.raw, "lan.anh", PASSWORD).status_code == 303
    assert "Quản trị" in client.get("/account").words()


def test_the_password_is_asked_for_twice_and_not_shown(app: Flask) -> None:
    result = run(app, "add", "lan", "--role", "viewer", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    assert run(app, "add", "mai", "--role", "viewer", typed=f"{PASSWORD}\nkhác hẳn mật khẩu\n").exit_code != 0


def test_a_clerk_has_offices_and_communes(app: Flask) -> None:
    result = run(
        app, "add", "mai", "--role", "clerk", "--office", "BHXH", "--office", "Công an", "--password-stdin"
    )
    assert result.exit_code == 0, result.output
    with app.extensions["portal"].store.session() as session:
        user = find_user(session, "mai")
    assert user is not None
    assert user.offices == ("BHXH", "Công an")
    assert "BHXH; Công an" in run(app, "list").output


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("add", "mai", "--role", "clerk", "--password-stdin"), f"{PASSWORD}\n"),
        (("add", "mai", "--role", "viewer", "--password-stdin"), "ngắn\n"),
        (("add", "mai nguyen dep trai", "--role", "viewer", "--password-stdin"), "mai nguyen dep trai 1\n"),
        (("password", "nobody", "--password-stdin"), f"{PASSWORD}\n"),
        (("deactivate", "nobody"), ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(app: Flask, words: tuple[str, ...], typed: str) -> None:
    result = run(app, *words, typed=typed)
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    assert run(app, "list").output.strip() == ""


def test_an_unknown_commune_is_refused_once_boundaries_are_known(own_sample_app: Flask) -> None:
    words = ("add", "mai", "--role", "clerk", "--password-stdin", "--unit")
    assert run(own_sample_app, *words, "99999").exit_code == 1
    assert run(own_sample_app, *words, "26470").exit_code == 0


def test_another_password_and_a_closed_account(app: Flask, client: PageClient) -> None:
    run(app, "add", "mai", "--role", "viewer", "--password-stdin")
    other = "chín con cò trắng"
    assert run(app, "password", "mai", "--password-stdin", typed=f"{other}\n").exit_code == 0
    assert enter(client.raw, "mai", PASSWORD).status_code == 422
    assert run(app, "deactivate", "mai").exit_code == 0
    assert enter(client.raw, "mai", other).status_code == 422
    assert run(app, "activate", "mai").exit_code == 0
    assert enter(client.raw, "mai", other).status_code == 303


def test_a_question_that_is_left_ends_as_click_ends_it(app: Flask) -> None:
    app.testing = False
    result = app.test_cli_runner().invoke(args=["users", "add", "an", "--role", "leader"], input="")
    assert result.exit_code == 1
    assert result.output.endswith("Aborted!\n")
