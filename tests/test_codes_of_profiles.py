"""What belongs to a district stands in its profile: the program names no theme and no indicator of one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.imagery.landcover import KINDS
from layers.catalogue import Profile
from layers.catalogue.vocabulary import Cover

ROOT = Path(__file__).parent.parent
STOREYS = ("geodata", "layers", "webmap")
DRAWN = {".css", ".html", ".js", ".typ"}
# A room may bear the name of a theme: then its blueprint and the profile's word for its page do too.
NAMING_ROOMS = ("Blueprint", "ThemePage")


def test_no_code_of_a_theme_or_an_indicator_stands_in_the_program(profile: Profile) -> None:
    # Denominators are not looked for: `natural_area_ha` is also a column of the units.
    codes = {line.code for line in profile.measured_lines} | {theme.code for theme in profile.themes}
    files = [
        file for storey in STOREYS for file in (ROOT / storey).rglob("*") if "profiles" not in file.parts
    ]
    assert any(file.suffix == ".html" for file in files)
    found = {(str(file.relative_to(ROOT)), code) for file in files for code in quoted(file) if code in codes}
    assert not found


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("a.py", "theme('x')", {"x"}),
        ("a.py", "bp = Blueprint('x', __name__, url_prefix='/x')", {"/x"}),
        ("a.py", "class ThemePage(StrEnum):\n    X = 'x'", set()),
        ("a.py", "PAGES = {'x': 'y'}", {"x", "y"}),
        ("a.html", "{% if theme == 'x' %}<a class=\"y\">", {"x", "y"}),
        ("a.csv", "'x'", set()),
    ],
)
def test_a_quoted_code_is_found(tmp_path: Path, name: str, source: str, expected: set[str]) -> None:
    file = tmp_path / name
    file.write_text(source)
    assert set(quoted(file)) == expected


def test_what_imagery_measures_is_what_legends_know() -> None:
    assert tuple(Cover) == KINDS


def quoted(file: Path) -> Iterator[str]:
    """Give the texts that stand between quotes in a file of the program."""
    if file.suffix == ".py":
        yield from _constants(ast.parse(file.read_text(encoding="utf-8")))
    elif file.suffix in DRAWN:
        yield from (text for _, text in re.findall(r"""(['"])(\w+)\1""", file.read_text(encoding="utf-8")))


def _constants(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and node.name in NAMING_ROOMS:
        return
    inside = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMING_ROOMS:
        inside.remove(node.args[0])
    for child in inside:
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        yield from _constants(child)
