"""Somebody guesses passwords, from one network or from hundreds: the owner comes in all the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from geodata.store.models import User
from geodata.store.users import deactivate, find_user
from geodata.store.vocabulary import Role
from tests.build.people import PASSWORD, make_account
from webmap.people import signing_in
from webmap.people.devices import Devices
from webmap.people.signing_in import Door

WRONG = "sai mật khẩu rồi"
OFFICE, ELSEWHERE = "203.0.113.1", "198.51.100.9"


@pytest.fixture
def door(app: Flask) -> Flask:
    """The application; forms need no token, which has tests of its own."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def lock(door: Flask, name: str) -> None:
    """Use up the tries that strangers have at an account nobody unlocked."""
    counted: Door = door.extensions["door"]
    for attempts, key in counted.counted(name, None, None, ELSEWHERE):
        while attempts is counted.by_name and not attempts.take(key):
            pass


def browser(door: Flask, address: str) -> FlaskClient:
    """Return a new browser at an address."""
    client = door.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def tries(client: FlaskClient, name: str, password: str = WRONG) -> int:
    """Try to sign in and return the status."""
    return client.post("/account/sign-in", data={"name": name, "password": password}).status_code


def known_browser(door: Flask, name: str, address: str = OFFICE) -> FlaskClient:
    """Return a browser in which somebody signed in before, and signed out."""
    client = browser(door, address)
    assert tries(client, name, PASSWORD) == 303
    client.post("/account/sign-out")
    assert client.get("/account").status_code == 303
    return client


def devices_of(client: FlaskClient) -> list[str]:
    return [cookie.key for cookie in client._cookies.values() if "device" in cookie.key]


def exhaust(door: Flask, name: str, networks: int = 200) -> list[int]:
    """Try a name once from each of many networks; return the statuses."""
    return [tries(browser(door, f"10.{n // 200}.{n % 200}.1"), name) for n in range(networks)]


def test_two_hundred_networks_with_one_try_each(door: Flask) -> None:
    name, other = make_account(door, Role.ADMIN), make_account(door, Role.VIEWER)
    owner = known_browser(door, name)
    assert exhaust(door, name) == [422] * 100 + [429] * 100
    stranger = browser(door, ELSEWHERE)
    answer = stranger.post("/account/sign-in?lang=en", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 429
    assert "users unlock" in answer.text
    assert int(answer.headers["Retry-After"]) > 23 * 3600
    assert tries(owner, name, PASSWORD) == 303
    assert tries(stranger, other, PASSWORD) == 303


def test_a_name_of_nobody_is_answered_like_any_other(door: Flask) -> None:
    assert exhaust(door, "nobody", 105) == [422] * 100 + [429] * 5


def test_unlocking_lets_the_owner_in_from_anywhere_while_it_goes_on(door: Flask) -> None:
    name = make_account(door, Role.ADMIN)
    exhaust(door, name, 101)
    stranger = browser(door, ELSEWHERE)
    # The very network of the owner is full as well.
    for n in range(50):
        tries(stranger, f"name{n}")
    assert tries(stranger, name, PASSWORD) == 429
    unlocked = door.test_cli_runner().invoke(args=["users", "unlock", name.upper()])
    assert unlocked.exit_code == 0, unlocked.output
    assert name in unlocked.output
    assert tries(stranger, name, PASSWORD) == 303
    # What was forgiven is counted anew.
    assert exhaust(door, name, 101) == [422] * 100 + [429]


def test_an_unknown_account_is_not_unlocked(door: Flask) -> None:
    refused = door.test_cli_runner().invoke(args=["users", "unlock", "nobody"])
    assert refused.exit_code == 1
    assert "nobody" in refused.stderr


def test_one_network_guesses_while_the_owner_works_in_it(door: Flask) -> None:
    name = make_account(door, Role.CLERK, offices=("BHXH",))
    owner, guesser = known_browser(door, name), browser(door, OFFICE)
    assert [tries(guesser, name) for _ in range(12)] == [422] * 10 + [429] * 2
    assert tries(guesser, name, PASSWORD) == 429
    assert tries(owner, name, PASSWORD) == 303
    assert tries(browser(door, ELSEWHERE), name, PASSWORD) == 303


def test_one_network_tries_many_names(door: Flask) -> None:
    name = make_account(door, Role.VIEWER)
    owner, guesser = known_browser(door, name), browser(door, OFFICE)
    assert [tries(guesser, f"name{n}") for n in range(52)] == [422] * 50 + [429] * 2
    assert tries(owner, name, PASSWORD) == 303


def test_a_shared_computer_knows_each_of_its_people(door: Flask) -> None:
    lan, mai, absent = (make_account(door, Role.CLERK, offices=("BHXH",)) for _ in range(3))
    shared = browser(door, OFFICE)
    for name in (lan, mai):
        assert tries(shared, name, PASSWORD) == 303
        shared.post("/account/sign-out")
    assert len(devices_of(shared)) == 2
    for name in (lan, mai, absent):
        for _ in range(10):
            tries(browser(door, OFFICE), name)
    assert tries(shared, lan, PASSWORD) == tries(shared, mai, PASSWORD) == 303
    assert tries(shared, absent, PASSWORD) == 429


def test_a_known_browser_has_a_count_of_its_own(door: Flask) -> None:
    name = make_account(door, Role.ADMIN)
    thief, owner = known_browser(door, name), known_browser(door, name)
    assert [tries(thief, name) for _ in range(12)] == [422] * 10 + [429] * 2
    # It never passes for the password, and its tries are nobody else's.
    assert thief.get("/account").status_code == 303
    assert tries(owner, name, PASSWORD) == 303
    assert [tries(browser(door, OFFICE), name) for _ in range(10)] == [422] * 10


def test_a_known_browser_at_the_password_form(door: Flask) -> None:
    name = make_account(door, Role.ADMIN)
    owner = browser(door, OFFICE)
    tries(owner, name, PASSWORD)
    fields = {"current": WRONG, "wanted": "bảy cây dừa nước", "repeated": "bảy cây dừa nước"}
    statuses = [owner.post("/account/password", data=fields).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2


@pytest.mark.parametrize("change", ["password", "everywhere", "role", "closed"])
def test_a_browser_is_known_until_something_changes(door: Flask, change: str) -> None:
    name, store = make_account(door, Role.CLERK, offices=("BHXH",)), door.extensions["portal"].store
    elsewhere, here = known_browser(door, name), browser(door, ELSEWHERE)
    tries(here, name, PASSWORD)
    wanted = PASSWORD
    if change == "password":
        wanted = "bảy cây dừa nước"
        here.post("/account/password", data={"current": PASSWORD, "wanted": wanted, "repeated": wanted})
    elif change == "everywhere":
        here.post("/account/sign-out-elsewhere")
    elif change == "role":
        with store.writing() as session:
            session.execute(update(User).where(User.name == name).values(role=str(Role.PLANNER)))
    else:
        deactivate(store, name, by="tests")
    lock(door, name)
    assert tries(elsewhere, name, wanted) == 429
    # The browser in which it was changed stays known, where somebody changed it in one.
    assert tries(here, name, wanted) == (303 if change in ("password", "everywhere") else 429)


def test_a_cookie_of_another_name_and_one_that_was_made_up_are_worth_nothing(door: Flask) -> None:
    lan, mai = make_account(door, Role.ADMIN), make_account(door, Role.ADMIN)
    owner, thief = known_browser(door, lan), known_browser(door, mai)
    (lans,), (mais,) = devices_of(owner), devices_of(thief)
    own = thief.get_cookie(mais)
    assert own is not None
    lock(door, lan)
    random, day, seal = own.value.split(".")
    for value in (own.value, f"{random}.{day}.{seal[::-1]}", f"{random}.{day}.", "", "a.b.c.d", "ê" * 50):
        thief.set_cookie(lans, value)
        assert tries(thief, lan, PASSWORD) == 429, value


@pytest.mark.parametrize(("days", "is_known"), [(0, True), (180, True), (181, False), (-1, False)])
def test_a_browser_is_known_for_half_a_year(
    door: Flask, monkeypatch: pytest.MonkeyPatch, days: int, is_known: bool
) -> None:
    name = make_account(door, Role.ADMIN)
    owner = known_browser(door, name)
    devices: Devices = door.extensions["door"].devices
    (cookie,) = (one for one in owner._cookies.values() if one.key in devices_of(owner))
    assert cookie.max_age == 180 * 86400
    with door.extensions["portal"].store.session() as session:
        user = find_user(session, name)
    later = signing_in.today() + timedelta(days=days)
    assert (devices.known({cookie.key: cookie.value}, user, later) is not None) == is_known


def test_the_cookie_is_for_the_server_only_and_kept_to_https_where_there_is_any(door: Flask) -> None:
    plain = browser(door, OFFICE).post(
        "/account/sign-in", data={"name": make_account(door, Role.VIEWER), "password": PASSWORD}
    )
    (said,) = (one for one in plain.headers.getlist("Set-Cookie") if "device" in one)
    assert said.startswith("device-")
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert "Secure" not in said
    devices, name = Devices(b"key", is_https=True), make_account(door, Role.VIEWER)
    with door.extensions["portal"].store.session() as session:
        user = find_user(session, name)
    assert user is not None
    answer = door.response_class()
    devices.remember(answer, user, date(2026, 1, 1))
    secure = answer.headers["Set-Cookie"]
    assert secure.startswith("__Host-device-")
    assert "Secure" in secure
    assert "Path=/" in secure
    assert user.name not in secure


def test_an_account_unlocked_long_ago_is_held_by_its_network_again(door: Flask) -> None:
    name = make_account(door, Role.VIEWER)
    with door.extensions["portal"].store.writing() as session:
        past = datetime.now(UTC) - timedelta(hours=1)
        session.execute(update(User).where(User.name == name).values(unlocked_at=past))
    guesser = browser(door, OFFICE)
    for n in range(50):
        tries(guesser, f"name{n}")
    assert tries(guesser, name, PASSWORD) == 429
