"""The table of who may undo what: it names routes that there are, and every kind of import is thought of."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from geodata.store.vocabulary import ImportKind
from webmap.people.permissions import TABLE, read_table

RIGHTS = tomllib.loads((files("webmap.people") / "undo_rights.toml").read_text(encoding="utf-8"))
# By command alone; settings go by their keys; a step of a period is never undone; an undo is what it undoes.
NO_ROUTE = {"sample", "landcover", "incidents", "settings", "periods", "undo"}


def test_each_route_is_one_that_the_permission_table_knows() -> None:
    named = {route for part in RIGHTS.values() for route in part.values()}
    assert named <= read_table(TABLE).keys()


def test_every_kind_of_import_has_a_route_or_is_listed_here() -> None:
    assert set(RIGHTS["kinds"]) | NO_ROUTE == set(map(str, ImportKind))
    assert not set(RIGHTS["kinds"]) & NO_ROUTE
