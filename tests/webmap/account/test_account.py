"""Signing in and out: what opens, what does not, how long it lasts, and where one comes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from geodata.store.models import SignIn
from geodata.store.users import deactivate
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient, read_page
from tests.build.people import PASSWORD, csrf_token, enter, make_account, send_form, signed_in
from webmap.people.permissions import safe_path


def is_signed_in(client: PageClient) -> bool:
    return client.raw.get("/account").status_code == 200


def test_the_form_opens_the_account_and_goes_on(app: Flask, client: PageClient) -> None:
    name = make_account(app, Role.CLERK, offices=("BHXH",))
    page = client.get("/account/sign-in?next=/ranking?period%3D2024")
    assert "Đăng nhập" in page.words()
    answer = enter(client.raw, name, PASSWORD, going_to="/ranking?period%3D2024")
    assert (answer.status_code, answer.location) == (303, "/ranking?period=2024")
    words = client.get("/account").words()
    assert name in words
    assert "BHXH" in words


@pytest.mark.parametrize("spelling", ["LAN.NGUYEN", " lan.nguyen ", "Lan.Nguyen"])
def test_a_name_has_one_spelling(app: Flask, client: PageClient, spelling: str) -> None:
    make_account(app, Role.VIEWER, name="lan.nguyen")
    assert enter(client.raw, spelling, PASSWORD).status_code == 303


def test_a_wrong_name_and_a_wrong_password_look_alike(app: Flask, client: PageClient) -> None:
    name = make_account(app, Role.ADMIN)
    closed = make_account(app, Role.ADMIN)
    deactivate(app.extensions["portal"].store, closed, by="tests")
    said = set()
    for who, password in ((name, "không phải mật khẩu"), ("nobody", PASSWORD), (closed, PASSWORD)):
        answer = enter(client.raw, who, password)
        assert answer.status_code == 422
        page = read_page(answer)
        said.add(page.words(next(p for p in page.find_all("p") if p.get("role") == "alert")))
        assert password not in answer.text
    assert len(said) == 1
    assert not is_signed_in(client)


def test_the_tenth_wrong_password_makes_the_account_wait(app: Flask, client: PageClient) -> None:
    name = make_account(app, Role.ADMIN)
    token = csrf_token(client.raw, "/account/sign-in")
    fields = {"name": name, "csrf_token": token}
    for _ in range(10):
        answer = client.raw.post("/account/sign-in", data={**fields, "password": "sai mật khẩu rồi"})
        assert answer.status_code == 422
    answer = client.raw.post("/account/sign-in", data={**fields, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "phút" in answer.text
    other = make_account(app, Role.VIEWER)
    assert enter(client.raw, other, PASSWORD).status_code == 303


def test_the_right_password_is_not_counted(app: Flask) -> None:
    name = make_account(app, Role.ADMIN)
    for _ in range(15):
        assert enter(app.test_client(), name, PASSWORD).status_code == 303
    for _ in range(9):
        assert enter(app.test_client(), name, "sai mật khẩu rồi").status_code == 422
    assert enter(app.test_client(), name, PASSWORD).status_code == 303
    assert enter(app.test_client(), name, "sai mật khẩu rồi").status_code == 422
    assert enter(app.test_client(), name, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_one_never_comes_to_another_host(app: Flask, client: PageClient, address: str) -> None:
    assert safe_path(address) is None
    fields = {"name": make_account(app, Role.VIEWER), "password": PASSWORD}
    fields["csrf_token"] = csrf_token(client.raw, "/account/sign-in")
    answer = client.raw.post("/account/sign-in", query_string={"next": address}, data=fields)
    assert answer.location == "/"


def test_signing_out_holds_for_a_copied_cookie(app: Flask) -> None:
    client = signed_in(app, Role.PLANNER)
    cookie = client.raw.get_cookie("session")
    assert cookie is not None
    send_form(client.raw, "/account/sign-out", {}, page="/account")
    assert not is_signed_in(client)
    thief = PageClient(app)
    thief.raw.set_cookie("session", cookie.value)
    assert not is_signed_in(thief)


def test_a_sign_in_ends_after_a_days_work(app: Flask) -> None:
    client = signed_in(app, Role.PLANNER)
    assert is_signed_in(client)
    with app.extensions["portal"].store.writing() as session:
        session.execute(update(SignIn).values(started_at=datetime.now(UTC) - timedelta(hours=13)))
    assert not is_signed_in(client)


def test_a_cookie_that_nobody_used_for_two_hours_is_worth_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, Role.PLANNER)
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", timedelta(seconds=-1))
    assert not is_signed_in(client)


def test_a_closed_account_is_signed_out_at_once(app: Flask) -> None:
    client = signed_in(app, Role.ADMIN)
    name = client.get("/account").words(client.get("/account").find_all("dd")[0])
    deactivate(app.extensions["portal"].store, name, by="tests")
    assert not is_signed_in(client)


def test_another_password_signs_out_elsewhere(app: Flask) -> None:
    name = make_account(app, Role.PLANNER)
    here, there = PageClient(app), PageClient(app)
    for browser in (here, there):
        enter(browser.raw, name, PASSWORD)
    wanted = "bảy cây dừa nước"
    fields = {"current": PASSWORD, "wanted": wanted, "repeated": wanted}
    assert send_form(here.raw, "/account/password", fields, page="/account").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert enter(there.raw, name, PASSWORD).status_code == 422
    assert enter(there.raw, name, wanted).status_code == 303


@pytest.mark.parametrize(
    ("current", "wanted", "repeated"),
    [
        ("sai mật khẩu rồi", "bảy cây dừa nước", "bảy cây dừa nước"),
        (PASSWORD, "ngắn", "ngắn"),
        (PASSWORD, "aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa"),
        (PASSWORD, "bảy cây dừa nước", "bảy cây dừa lửa"),
    ],
)
def test_a_password_that_is_not_changed_says_why(
    app: Flask, current: str, wanted: str, repeated: str
) -> None:
    client = signed_in(app, Role.VIEWER)
    fields = {"current": current, "wanted": wanted, "repeated": repeated}
    answer = send_form(client.raw, "/account/password", fields, page="/account")
    assert answer.status_code in (400, 422)
    page = read_page(answer)
    assert any(p.get("role") == "alert" and page.words(p) for p in page.find_all("p"))
    assert is_signed_in(client)


def test_signing_out_elsewhere_leaves_this_machine(app: Flask) -> None:
    name = make_account(app, Role.LEADER)
    here, there = PageClient(app), PageClient(app)
    for browser in (here, there):
        enter(browser.raw, name, PASSWORD)
    send_form(here.raw, "/account/sign-out-elsewhere", {}, page="/account")
    assert "1 máy khác" in here.get("/account").words()
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_the_bar_names_who_is_signed_in(app: Flask) -> None:
    client = signed_in(app, Role.LEADER)
    name = client.get("/account").words(client.get("/account").find_all("dd")[0])
    words = client.get("/").words()
    assert name in words
    assert "Đăng xuất" in words
    assert "Đăng nhập" in PageClient(app).get("/").words()


def test_account_pages_are_kept_nowhere_and_the_cookie_is_for_the_server_only(app: Flask) -> None:
    client = signed_in(app, Role.VIEWER)
    answer = client.raw.get("/account")
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_files_that_caches_share_carry_no_cookie(app: Flask) -> None:
    client = signed_in(app, Role.VIEWER)
    page = client.get("/account")
    sheet = next(link.get("href", "") for link in page.find_all("link") if link.get("rel") == "stylesheet")
    answer = client.raw.get(sheet)
    assert answer.cache_control.public
    assert "Set-Cookie" not in answer.headers
