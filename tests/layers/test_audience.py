"""What a reader may see: every audience × visibility × sample or real, and nowhere asked but in `Sight`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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
def test_who_sees_all_that_another_sees(reader: Audience, made_for: Audience):
    assert Sight(reader).covers(Sight(made_for)) == (OPEN[made_for] <= OPEN[reader])
    assert Sight(reader).covers(Sight(made_for, only_sample=True)) == (reader is Audience.POLICE)
    assert Sight(reader, only_sample=True).covers(Sight(made_for))


@pytest.mark.parametrize(
    ("audience", "then", "now", "sample_then", "sample_now"),
    [*product(Audience, Visibility, Visibility, (True, False), (True, False))],
)
def test_what_was_made_before_is_open_to_who_may_see_it_then_and_now(
    audience: Audience,
    then: Visibility,
    now: Visibility,
    sample_then: bool,
    sample_now: bool,
    profile: Profile,
):
    catalogue = {"line": replace(profile.indicators["tree_cover"], code="line", visibility=now)}
    may = Sight(audience, sample_now).sees_kept({"line": then}, catalogue, only_sample=sample_then)
    may_then = sample_then or then in OPEN[audience]
    may_now = sample_now or now in OPEN[audience]
    # All was open then, and is now: else neither moment lends the other its openness.
    both_open = sample_then and sample_now
    assert may == (both_open or (then in OPEN[audience] and now in OPEN[audience]))
    assert not may or (may_then and may_now)
    alone = Sight(audience, sample_now).sees_kept({"gone": then}, {}, only_sample=sample_then)
    assert alone == (both_open or then in OPEN[audience])


def test_sight_is_of_the_store_as_it_stands_now(store: Store):
    with importing(store, "indicators", "tests", is_sample=True):
        pass
    with store.session() as session:
        assert sight_of(session, "public") == Sight(Audience.PUBLIC, only_sample=True)
    with importing(store, "indicators", "tests"):
        pass
    with store.session() as session:
        assert sight_of(session, "public") == Sight(Audience.PUBLIC)


def test_nothing_else_asks_for_the_sample():
    """The intake of boundaries asks whether the outlines it would replace are the sample's."""
    asking = {
        name for name, path in _sources() if {"may_see", "_may_see", "only_sample_loaded"} & _names(path)
    }
    assert asking == {"layers/audience.py", "layers/intake/boundaries.py"}


def test_nothing_else_asks_for_visibility():
    """The catalogue reads it; the joining names it in its refusal, after the sight has refused."""
    asking = {name for name, path in _sources() if "visibility" in _attributes(path)}
    catalogue = {"layers/catalogue/indicators.py"}
    assert asking == {"layers/audience.py", "layers/joining/build.py", *catalogue}
    templates = (ROOT / "webmap" / "templates").rglob("*.html")
    assert not [path.name for path in templates if ".visibility" in path.read_text(encoding="utf-8")]


def _sources() -> Iterator[tuple[str, Path]]:
    for storey in ("layers", "webmap"):
        for path in sorted((ROOT / storey).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def _attributes(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return named | {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
