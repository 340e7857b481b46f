"""Rights are made in one place, and roles are named in few: what each role may enter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.store.vocabulary import Role
from layers.offices.rights import Rights
from tests.build import rights as given_in_tests
from webmap.people.permissions import Person
from webmap.people.rights import OWNER, rights_of

ROOT = Path(__file__).parents[3]
MAKER = "webmap/people/rights.py"
NAMES_ROLES = {"geodata/store/users.py", "webmap/cli/users.py"}
OFFICE, COMMUNE = "Công an huyện", "26470"


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield each of the program's modules by its path."""
    for top in ("geodata", "layers", "webmap", "benchmarks"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names(tree: ast.Module, name: str) -> bool:
    """Tell whether a module speaks of a name: bare, imported, or as another module's."""
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.ImportFrom) and any(one.name == name for one in node.names))
        for node in ast.walk(tree)
    )


def calls(tree: ast.Module, name: str) -> bool:
    """Tell whether a module calls a name."""
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(name in (getattr(func, "id", None), getattr(func, "attr", None)) for func in called)


def test_no_role_is_named_but_where_accounts_are_kept_made_and_judged() -> None:
    naming = {path for path, tree in modules() if names(tree, "Role")}
    assert {path for path in naming if not path.startswith("webmap/people/")} == NAMES_ROLES


def test_no_template_judges_by_a_role() -> None:
    compared = re.compile(r"\brole\s*(==|!=|\bin\b|\bnot in\b)")
    for path in sorted((ROOT / "webmap" / "templates").rglob("*.html")):
        assert not compared.search(path.read_text(encoding="utf-8")), path


def test_rights_are_made_in_one_place() -> None:
    assert {path for path, tree in modules() if calls(tree, "Rights")} == {MAKER}


@pytest.mark.parametrize("role", [None, *Role])
def test_what_each_role_may_enter(role: Role | None) -> None:
    found = rights_of(Person("lan", role, (OFFICE,), (COMMUNE,)))
    expected = {
        Role.ADMIN: given_in_tests.OWNER,
        Role.PLANNER: given_in_tests.OVERSEER,
        Role.CLERK: Rights(frozenset({OFFICE}), frozenset({COMMUNE})),
        Role.POLICE: Rights(frozenset({OFFICE}), frozenset({COMMUNE})),
    }
    assert found == (Rights() if role is None else expected.get(role, Rights()))


def test_commands_have_the_owner_s() -> None:
    assert OWNER == given_in_tests.OWNER
