"""The figures of the house: how large its files are, how they lean on each other, what a map passes through.

    python -m docs.house_figures [--map-page]

Counted are the `.py` files of the three storeys, the sample's programs and the store's migrations too.
`--map-page` starts the portal with the sample in a folder of its own and follows the first map it shows, and
the same once more: a module counts when a function of it is called, not when it is only imported. The figures
are no goals.
"""

from __future__ import annotations

import ast
import inspect
import os
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from statistics import median
from types import FrameType

import grimp
from flask import Flask

ROOT = Path(__file__).parent.parent
STOREYS = ("geodata", "layers", "webmap")
MIGRATIONS = ROOT / "geodata" / "store" / "migrations"
MAP_PAGE = "/maps/tree_cover?period=2024"
FEW_LINES = 60


def main() -> None:
    """Print the figures of the tree that this file stands in."""
    written = [*files(), *MIGRATIONS.rglob("*.py")]
    lines = [len(file.read_text("utf-8").splitlines()) for file in written]
    imported = sum(map(_import_lines, written))
    print(f"files: {len(lines)}, median {median(lines):g} lines")
    print(f"share of imports: {imported / sum(lines):.1%} of {sum(lines)} lines")
    print(f"longest chain of imports: {longest_chain()} modules")
    thin = thin_walls()
    print(f"files under {FEW_LINES} lines with one importer: {len(thin)}")
    for module, importer in thin.items():
        print(f"  {module} <- {importer}")
    if "--map-page" in sys.argv[1:]:
        passed, again = _on_the_way_to_a_map_page()
        print(f"modules on the way to {MAP_PAGE}: {len(passed)}, asked once more: {len(again)}")
        for module in sorted(passed):
            print(f"  {module}")


def files() -> list[Path]:
    """Return the files of all modules, in order; migrations are none, which Alembic runs by their path."""
    found = (file for storey in STOREYS for file in (ROOT / storey).rglob("*.py"))
    return sorted(file for file in found if not file.is_relative_to(MIGRATIONS))


def _import_lines(file: Path) -> int:
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    imports = (node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in imports)


def longest_chain() -> int:
    """Count the modules of the longest chain in which each imports the next."""
    graph = _graph()

    @cache
    def below(module: str) -> int:
        return 1 + max(map(below, graph.find_modules_directly_imported_by(module)), default=0)

    return max(map(below, graph.modules))


def thin_walls() -> dict[str, str]:
    """Return the files under 60 lines that one module alone imports, with that module."""
    graph = _graph()
    thin = {}
    for file in files():
        module = _module_name(file)
        # A folder without `__init__.py` hides its files from the graph.
        if _stands_alone(file) or module not in graph.modules:
            continue
        importers = graph.find_modules_that_directly_import(module)
        if len(importers) == 1:
            thin[module] = min(importers)
    return thin


def _stands_alone(file: Path) -> bool:
    """Tell whether a file has a reason to be one: its size, a folder, a route or a command."""
    if file.is_relative_to(ROOT / "webmap" / "cli") or file.stem == "__init__":
        return True
    if file.stem == "views" or file.stem.endswith("_views"):
        return True
    return len(file.read_text("utf-8").splitlines()) >= FEW_LINES


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(*STOREYS)


def _module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _on_the_way_to_a_map_page() -> tuple[set[str], set[str]]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_DATA_DIR"] = folder
        import wsgi

        done = wsgi.app.test_cli_runner().invoke(args=["init", "--sample"])
        assert done.exit_code == 0, done.output
        passed, again = modules_on_the_way(wsgi.app), modules_on_the_way(wsgi.app)
        wsgi.app.extensions["portal"].store.close()
    return passed, again


def modules_on_the_way(app: Flask) -> set[str]:
    """Return the modules of which a function is called, in any thread, while a map is answered."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        # Bodies of modules and classes run by being imported; only functions are "optimized".
        if event == "call" and frame.f_code.co_flags & inspect.CO_OPTIMIZED:
            seen.add(frame.f_code.co_filename)

    before = sys.getprofile()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        answer = app.test_client().get(MAP_PAGE)
    finally:
        sys.setprofile(before)
        threading.setprofile(None)
    assert answer.status_code == 200, answer.status
    return {_module_name(file) for file in files() if str(file) in seen}


if __name__ == "__main__":
    main()
