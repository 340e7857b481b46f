"""The house keeps its shape: the linter sees every module, rooms bear one name, and stems one meaning."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
STOREYS = ("geodata", "layers", "webmap")
# Alembic runs these by their path; their names cannot be imported.
MIGRATIONS = ROOT / "geodata" / "store" / "migrations"
KNOWING_FLASK = {"factory.py", "rooms.py", "app", "pages", "people", "cli"}
FOLDERS_OF_TESTS = {*STOREYS, "browser", "build", "faults", "hostile", "real", "truth"}


def test_the_linter_sees_every_module() -> None:
    written = {_module_name(file) for storey in STOREYS for file in _modules_of(storey)}
    assert grimp.build_graph(*STOREYS).modules == written


def test_templates_messages_findings_and_tests_bear_the_name_of_a_room() -> None:
    webmap = ROOT / "webmap"
    named = {path.name: path for path in (webmap / "templates").iterdir()}
    named |= {path.stem: path for path in (webmap / "locale" / "vi").glob("*.po")}
    named |= {path.stem: path for path in (webmap / "findings").glob("*.toml")}
    tests = [file for storey in STOREYS for file in (ROOT / "tests" / storey).rglob("*/*.py")]
    named |= {file.parent.name: file for file in tests}
    assert named, "nothing was found to look at"
    assert not {str(path) for name, path in named.items() if name not in _rooms()}


def test_the_folders_of_tests_are_the_storeys_and_those_of_the_plan() -> None:
    folders = {file.relative_to(ROOT / "tests").parts[0] for file in (ROOT / "tests").rglob("*/*.py")}
    assert folders <= FOLDERS_OF_TESTS


@pytest.mark.parametrize("storey", ["geodata", "layers"])
def test_tests_of_lower_storeys_import_nothing_of_the_tests_of_webmap(storey: str) -> None:
    files = [*(ROOT / "tests" / storey).rglob("*.py")]
    assert files
    assert not {str(file) for file in files for name in _imports_of(file) if _is_in(name, "tests.webmap")}


def test_a_stem_in_several_rooms_of_a_storey_has_its_one_meaning_in_the_plan() -> None:
    rooms: dict[tuple[str, str], set[Path]] = defaultdict(set)
    for storey in STOREYS:
        for file in _modules_of(storey):
            if file.stem != "__init__":
                rooms[storey, file.stem].add(file.parent)
    shared = {stem for (_, stem), folders in rooms.items() if len(folders) > 1}
    section = _section("Stems that stand in several rooms")
    listed = re.findall(r"^\| `(\w+)` \| (.+?) \|$", section, re.MULTILINE)
    assert sorted(stem for stem, _ in listed) == sorted(shared)


def test_the_plan_has_the_floors_that_the_linter_holds() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    held = {room: one["layers"] for one in contracts for room in one.get("containers", ())}
    (block,) = re.findall(r"^```\n(.*?)^```$", _section("Floors"), re.MULTILINE | re.DOTALL)
    blocks = [text.splitlines() for text in block.split("\n\n")]
    assert {room: [floor.removeprefix("  ") for floor in floors] for room, *floors in blocks} == held


def test_the_plan_has_a_line_for_each_room() -> None:
    rooms = {
        file.parent.relative_to(ROOT).as_posix()
        for storey in STOREYS
        for file in _modules_of(storey)
        if file.stem == "__init__"
    }
    assert sorted(re.findall(r"^\| `([\w/]+)` \| .+ \|$", _section("Rooms"), re.MULTILINE)) == sorted(rooms)


def test_the_wrappings_of_a_value_are_where_the_plan_says() -> None:
    listed = re.findall(r"^\| `(\w+)` \| `([\w/.]+)` \|", _section("From cell to paper"), re.MULTILINE)
    assert 0 < len(listed) <= 7
    listed += re.findall(r"^- `(\w+)` \(`([\w/.]+)`\)", _section("Four values carry a request"), re.MULTILINE)
    assert not [name for name, file in listed if f"\nclass {name}" not in (ROOT / file).read_text("utf-8")]


def test_the_plan_names_no_file_that_is_not_there() -> None:
    plan = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    told = re.sub(r"^```.*?^```$", "", plan, flags=re.MULTILINE | re.DOTALL)
    named = {path.rstrip("/") for path in re.findall(r"`((?:geodata|layers|webmap|tests)/[\w/.]+)`", told)}
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


def test_flask_is_imported_only_where_it_is_talked_to() -> None:
    files = [file for storey in STOREYS for file in _modules_of(storey)]
    knowing = {file for file in files for name in _imports_of(file) if _is_in(name, "flask")}
    assert knowing
    assert not {str(file.relative_to(ROOT)) for file in knowing if not _may_know_flask(file)}


def test_each_package_is_pinned_once() -> None:
    lines = [line for file in ROOT.glob("requirements*.txt") for line in file.read_text("utf-8").splitlines()]
    pinned = [line.split("==")[0].lower() for line in lines if "==" in line]
    assert sorted(pinned) == sorted(set(pinned))


def _modules_of(storey: str) -> Iterator[Path]:
    """Give the Python files of a storey, without the migrations."""
    return (file for file in (ROOT / storey).rglob("*.py") if not file.is_relative_to(MIGRATIONS))


def _section(title: str) -> str:
    """Return a section of the plan."""
    plan = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    return plan.split(f"\n## {title}\n")[1].split("\n## ")[0]


def _module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _rooms() -> set[str]:
    """Return the names of all rooms: a storey or a folder with modules."""
    return {file.parent.name for storey in STOREYS for file in _modules_of(storey) if file.stem == "__init__"}


def _may_know_flask(file: Path) -> bool:
    """Tell whether a module is a route file, or stands where the application is put together."""
    storey, *where = file.relative_to(ROOT).parts
    is_route_file = file.stem == "views" or file.stem.endswith("_views")
    return storey == "webmap" and (is_route_file or where[0] in KNOWING_FLASK)


def _imports_of(file: Path) -> Iterator[str]:
    """Give the full names that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{one.name}" for one in node.names)


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
