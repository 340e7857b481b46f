"""What a reader may see: every audience × visibility × sample or real, and nowhere asked but in `Sight`."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import layers
from geodata.store import Store, importing
from layers.audience import Audience, Sight, sight_of
from layers.catalogue import Profile
from layers.catalogue.vocabulary import Visibility

ROOT = Path(layers.__file__).parent.parent
OPEN = {
    Audience.PUBLIC: {"public"},
    Audience.INTERNAL: {"public", "internal"},
    Audience.POLICE: {"public", "internal", "restricted"},
}


@pytest.mark.parametrize(
    ("audience", "visibility", "only_sample"), [*product(Audience, Visibility, (True, False))]
)
def test_who_sees_what(audience: Audience, visibility: Visibility, only_sample: bool, profile: Profile):
    indicator = replace(profile.indicators["tree_cover"], visibility=visibility)
    sight = Sight(audience, only_sample)
    assert sight.sees(indicator) == (only_sample or visibility in OPEN[audience])
    assert sight.sees_incidents == (only_sample or audience is not Audience.PUBLIC)
    assert sight.sees_points == (only_sample or audience is Audience.POLICE)


@pytest.mark.parametrize(("reader", "made_for"), [*product(Audience, Audience)])
def test_who_may_have_what_was_made_for_another(reader: Audience, made_for: Audience):
    assert Sight(reader).reads(made_for) == (made_for in (Audience.PUBLIC, reader))
    assert Sight(reader, only_sample=True).reads(made_for)


def test_sight_is_of_the_store_as_it_stands_now(store: Store):
    with importing(store, "indicators", "tests", is_sample=True):
        pass
    with store.session() as session:
        assert sight_of(session, "public") == Sight(Audience.PUBLIC, only_sample=True)
    with importing(store, "indicators", "tests"):
        pass
    with store.session() as session:
        assert sight_of(session, "public") == Sight(Audience.PUBLIC)


def test_nothing_else_asks_for_visibility_or_for_the_sample():
    """The intake of boundaries asks whether the outlines it would replace are the sample's."""
    asking = {
        path.relative_to(ROOT).as_posix()
        for storey in ("layers", "webmap")
        for path in sorted((ROOT / storey).rglob("*.py"))
        if {"may_see", "_may_see", "only_sample_loaded"} & _names(path)
    }
    assert asking == {"layers/audience.py", "layers/intake/boundaries.py"}


def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return named | {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
