"""Every route of the application, asked for as every role: the table decides, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from geodata.store.vocabulary import Role
from tests.build.pages import PageClient
from tests.build.people import CHEAP, signed_in
from webmap.app.settings import Settings
from webmap.factory import create_app
from webmap.people.permissions import ANYONE, SIGNED_IN, TABLE, read_table

VISITOR = "visitor"
# What stands for a converter's part; whatever it is, the table is asked before anything looks for it.
_PARTS = {"IntegerConverter": "1", "UUIDConverter": "00000000-0000-0000-0000-000000000000"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, sample_store_dir: Path) -> Iterator[Flask]:
    """A portal with nothing but the sample: there the table alone decides, no indicator is hidden."""
    folder = tmp_path_factory.mktemp("roles") / "data"
    shutil.copytree(sample_store_dir, folder)
    app = create_app(Settings(data_dir=folder), testing=True, passwords=CHEAP)
    yield app
    app.extensions["portal"].store.close()


@pytest.fixture(scope="module")
def browsers(app: Flask) -> dict[str, PageClient]:
    rights = {Role.CLERK: {"offices": ("BHXH",)}}
    found = {str(role): signed_in(app, role, **rights.get(role, {})) for role in Role}
    return {**found, VISITOR: PageClient(app)}


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule, method, address_of(rule)


def address_of(rule: Rule) -> str:
    values = {name: _PARTS.get(type(one).__name__, "x") for name, one in rule._converters.items()}
    for name, converter in rule._converters.items():
        items = getattr(converter, "items", None)
        if items is not None and not callable(items):
            values[name] = sorted(items)[0]
    built = rule.build(values, append_unknown=False)
    assert built is not None, rule
    return built[1]


def allowed(table: dict[str, frozenset[str]], endpoint: str, role: str) -> bool:
    """Say it anew from the table's own words, without the code that is tested."""
    line = table[endpoint]
    if ANYONE in line or Role.VIEWER in line:
        return True
    return role != VISITOR and (SIGNED_IN in line or role in line)


@pytest.mark.parametrize("role", [VISITOR, *map(str, Role)])
def test_each_route_opens_to_whom_the_table_says(
    app: Flask, browsers: dict[str, PageClient], role: str
) -> None:
    table = read_table(TABLE)
    wrong = []
    for rule, method, address in routes(app):
        if rule.endpoint == "account.sign_out":
            continue
        # Without a form's token nothing is written, whoever asks: 400 comes after the table said yes.
        answer = browsers[role].raw.open(address, method=method, headers={"Accept": "application/json"})
        if (answer.status_code != 403) != allowed(table, rule.endpoint, role):
            wrong.append(f"{role}: {method} {address} answered {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_every_form_that_is_sent_needs_its_token(app: Flask, browsers: dict[str, PageClient]) -> None:
    table = read_table(TABLE)
    written = [(rule, m, a) for rule, m, a in routes(app) if m != "GET"]
    assert written
    for rule, method, address in written:
        role = next(r for r in browsers if allowed(table, rule.endpoint, r))
        answer = browsers[role].raw.open(address, method=method, data={"name": "x"})
        assert answer.status_code == 400, f"{method} {address} answered {answer.status_code}"
        assert "biểu mẫu" in answer.text.lower()
