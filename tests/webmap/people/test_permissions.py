"""One table says who may call what; it fits the routes exactly."""

from pathlib import Path

import pytest
from flask import Flask

from layers.audience import Audience
from webmap.app.settings import Settings
from webmap.factory import create_app
from webmap.people.permissions import (
    TABLE,
    PermissionTableError,
    Person,
    Role,
    check_table,
    may_call,
    read_table,
)

VISITOR = Person(None, Role.VIEWER)
NOBODY = Person(None, None)


def test_the_table_lists_every_route_and_nothing_else(app: Flask) -> None:
    assert set(read_table(TABLE)) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_a_route_without_a_line_stops_the_start() -> None:
    with pytest.raises(PermissionTableError, match=r"no line for admin\.index"):
        check_table({}, {"admin.index"})


def test_a_line_without_a_route_stops_the_start() -> None:
    with pytest.raises(PermissionTableError, match=r"admin\.index"):
        check_table({"admin.index": frozenset({Role.ADMIN})}, set())


@pytest.mark.parametrize("roles", ['"king"', "[]", '["clerk", "king"]'])
def test_an_unknown_role_stops_the_start(tmp_path: Path, roles: str) -> None:
    path = tmp_path / "permissions.toml"
    path.write_text(f'"a.b" = {roles}\n')
    with pytest.raises(PermissionTableError, match=r"a\.b"):
        read_table(path)


@pytest.mark.parametrize(
    ("allowed", "person", "may"),
    [
        ({"anyone"}, NOBODY, True),
        ({"viewer"}, NOBODY, False),
        ({"viewer"}, VISITOR, True),
        ({"viewer"}, Person("a", Role.POLICE), True),
        ({"clerk", "admin"}, VISITOR, False),
        ({"clerk", "admin"}, Person("a", Role.CLERK), True),
        ({"clerk", "admin"}, Person("a", Role.LEADER), False),
        ({"admin"}, NOBODY, False),
        ({"signed_in"}, NOBODY, False),
        ({"signed_in"}, VISITOR, False),
        ({"signed_in"}, Person("a", Role.VIEWER), True),
    ],
)
def test_may_call(allowed: set[str], person: Person, may: bool) -> None:
    assert may_call(frozenset(allowed), person) is may


@pytest.mark.parametrize(
    ("role", "audience"),
    [
        (None, Audience.PUBLIC),
        (Role.VIEWER, Audience.PUBLIC),
        (Role.LEADER, Audience.INTERNAL),
        (Role.PLANNER, Audience.INTERNAL),
        (Role.CLERK, Audience.INTERNAL),
        (Role.ADMIN, Audience.INTERNAL),
        (Role.POLICE, Audience.POLICE),
    ],
)
def test_what_each_role_may_see(role: Role | None, audience: Audience) -> None:
    assert Person("a", role).audience is audience


def test_without_open_reading_a_visitor_is_sent_to_sign_in(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, open_reading=False), testing=True)
    client = app.test_client()
    answer = client.get("/maps/tree_cover?period=2024&lang=en")
    assert answer.status_code == 303
    assert answer.location == "/account/sign-in?next=/maps/tree_cover?period%3D2024%26lang%3Den&lang=en"
    assert client.get("/favicon.ico").status_code == 200
    assert client.get("/account/sign-in").status_code == 200


def test_what_is_no_page_is_refused_where_it_is(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, open_reading=False), testing=True)
    client = app.test_client()
    assert client.get("/ranking", headers={"Accept": "application/json"}).status_code == 403
    answer = client.post("/account/password")
    assert answer.status_code == 403
    assert "Trang này dành cho người đã đăng nhập" in answer.text
    assert 'href="/account/sign-in"' in answer.text
