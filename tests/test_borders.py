"""What crosses to a template, to Typst or to a file has named fields; nothing is a loose mapping."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

WEBMAP = Path(__file__).parents[1] / "webmap"
# Functions that may return `dict[str, Any]`, and why their mapping has no fields to name.
_JOB = "a JSON column of the queue"
_SETTING = "settings of the office, which it may leave out"
_LEAFLET = "GeoJSON and options of Leaflet, as folium takes and gives them"
LOOSE = {
    "app/jobs.py": {"_told": _JOB},
    "app/settings.py": {"_read_toml": "a file as somebody wrote it, before it is checked"},
    "choropleth/difference_document.py": {"difference_style": _LEAFLET, "_feature": _LEAFLET},
    "choropleth/document.py": {"many_settings": _LEAFLET, "style": _LEAFLET},
    "choropleth/features.py": dict.fromkeys(
        ("unit_features", "unit_style", "_properties", "_geometry"), _LEAFLET
    ),
    "choropleth/ground.py": {"unfilled": _LEAFLET},
    "cli/indicators.py": {"_plain": "JSON for whoever calls the command"},
    "desk/large.py": {"last_check": _JOB},
    "desk/work.py": {"check_draft": _JOB, "load_draft": _JOB},
    "incidents/grid_document.py": dict.fromkeys(("grid_style", "_commune", "_square"), _LEAFLET),
    "office/entry.py": {"_general": _SETTING, "_issuer": _SETTING},
    "office/office.py": dict.fromkeys(("issuer_on", "profile_issuer", "own_issuer"), _SETTING),
    "paper/order.py": {"record": "a print's record, a JSON column"},
    "prints/document_views.py": {"_chosen": "what an order is told of a pack, by keyword"},
    "prints/work.py": {"records_of": _JOB, "print_documents": _JOB},
    "words/findings.py": {"_parameters": "a finding's own parameters, for its sentence"},
}


def is_loose(annotation: ast.expr) -> bool:
    """Tell whether a mapping of texts to anything stands anywhere in an annotation."""
    return any(
        isinstance(part, ast.Subscript)
        and ast.unparse(part.value).rpartition(".")[2] in ("dict", "Mapping", "MutableMapping")
        and ast.unparse(part.slice) in ("(str, Any)", "(str, object)")
        for part in ast.walk(annotation)
    )


def loose_functions(source: str) -> set[str]:
    """Return the functions of a module that return a mapping without named fields."""
    return {
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.returns is not None and is_loose(node.returns)
    }


@pytest.mark.parametrize(
    ("returns", "loose"),
    [
        ("dict[str, Any]", True),
        ("Mapping[str, object] | None", True),
        ("list[dict[str, Any]]", True),
        ("Callable[[Material], typing.Mapping[str, Any]]", True),
        ("dict[str, str]", False),
        ("SheetContent", False),
        ("Any", False),
    ],
)
def test_a_loose_mapping_is_found_wherever_it_stands(returns: str, loose: bool) -> None:
    assert loose_functions(f"def made() -> {returns}: ...") == ({"made"} if loose else set())


def test_nothing_is_handed_on_without_names_but_what_is_listed() -> None:
    found = {
        file.relative_to(WEBMAP).as_posix(): loose_functions(file.read_text(encoding="utf-8"))
        for file in sorted(WEBMAP.rglob("*.py"))
    }
    assert {file: names for file, names in found.items() if names} == {
        file: set(names) for file, names in LOOSE.items()
    }, "give it a TypedDict (JSON) or a frozen dataclass (a page), or list it here with its reason"
