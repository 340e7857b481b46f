"""What is kept in memory never grows stale, and nobody is given what was kept for another audience."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import webmap
from geodata.store import importing
from geodata.store.frozen_sets import freeze
from geodata.store.imports import list_imports
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.units import UnitKey
from geodata.store.vocabulary import ImportKind, Role
from layers.catalogue import DataLevel, Indicator, Kind
from tests.build.district import SINCE
from tests.build.pages import PageClient
from tests.build.people import signed_in

ROOT = Path(webmap.__file__).parent.parent

# Each address, by what of it is kept: the frame, the series, small and lettered maps, summaries.
SHOWN = (
    "/maps/{code}?period=2024",
    "/maps/{code}/frame?period=2024",
    "/maps/{code}/frame?period=2024&classes=quantile&k=3",
    "/maps/{code}/periods?period=2024",
    "/maps/{code}.csv?period=2024",
    "/maps/{code}.svg?period=2024",
    "/compare/{code}?from=2023&to=2024",
    "/compare/{code}/frame/second?from=2023&to=2024",
    "/compare/{code}/frame/change?from=2023&to=2024",
    "/meeting?period=2024&indicators={code}",
    "/ranking.csv?period=2024&scope=indicator:{code}",
    "/print/{code}.svg?period=2024",
)
LISTS = (
    "/?period=2024",
    "/clauses?period=2024",
    "/ranking?period=2024",
    "/ranking/heat.csv?period=2024",
    "/communes/26503?period=2024",
    "/maps/tree_cover?period=2024",
)
"""Pages for everybody that list indicators: what is hidden from one reader is in another's."""


def load(app: Flask, indicator: str, **figure: Any) -> None:
    """Load a figure of Phước An for 2024 that is no sample: then not everything is for everybody."""
    with importing(app.extensions["portal"].store, "indicators", "lan") as batch:
        write_observations(batch, [ObservationEntry(UnitKey("26503", SINCE), indicator, "2024", **figure)])


@pytest.fixture
def app_in_use(own_sample_app: Flask) -> Flask:
    """The sample with a figure of the office's own."""
    load(own_sample_app, "major_fires", value=Decimal(1))
    return own_sample_app


def hidden_line(app: Flask) -> Indicator:
    """Return a rate of communes for internal circulation, whose name stands on none of the public pages."""
    lines = app.extensions["portal"].profile.measured_lines
    return next(
        one
        for one in lines
        if one.visibility == "internal" and one.kind is Kind.RATE and one.data_level is DataLevel.COMMUNE
    )


# A sheet's letters are shapes, which cannot be searched.
@pytest.mark.parametrize("path", [*(p for p in SHOWN if "print" not in p), "/embed/{code}?period=2024"])
def test_a_changed_value_shows_on_the_next_request(app_in_use: Flask, path: str) -> None:
    client, address = app_in_use.test_client(), path.format(code="clean_water_rural")
    before = client.get(address).text
    assert client.get(address).text == before
    load(app_in_use, "clean_water_rural", numerator=Decimal(12345), denominator=Decimal(23456))
    after = client.get(address).text
    # The coordinates of outlines are the same in both: what is found more often is the value.
    assert len(re.findall(r"52[,.]6", after)) > len(re.findall(r"52[,.]6", before))


@pytest.mark.parametrize("path", [p for p in SHOWN if "/frame" in p] + ["/measured/{code}/frame/reported"])
def test_a_kept_frame_is_sent_once_and_again_when_it_changes(app_in_use: Flask, path: str) -> None:
    client, address = app_in_use.test_client(), path.format(code="tree_cover")
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == HTTPStatus.NOT_MODIFIED
    load(app_in_use, "tree_cover", numerator=Decimal(1000), denominator=Decimal(14756))
    answer = client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["ETag"] != tag


def test_what_a_leader_has_looked_at_is_not_kept_for_the_public(app_in_use: Flask) -> None:
    hidden = hidden_line(app_in_use)
    leader, public = signed_in(app_in_use, Role.LEADER), PageClient(app_in_use).raw
    for path in SHOWN:
        address = path.format(code=hidden.code)
        seen = leader.raw.get(address)
        assert seen.status_code == HTTPStatus.OK, address
        tag = {"If-None-Match": seen.headers.get("ETag", "*")}
        for headers in ({}, tag):
            refused = public.get(address, headers=headers)
            assert refused.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST), address
            assert hidden.name_vi not in refused.text


def test_lists_are_kept_for_each_audience_by_itself(app_in_use: Flask) -> None:
    hidden = hidden_line(app_in_use)
    leader, public = signed_in(app_in_use, Role.LEADER).raw, PageClient(app_in_use).raw
    shown_to_leaders = []
    for path in LISTS:
        for_leaders, for_all, again = leader.get(path), public.get(path), leader.get(path)
        assert hidden.name_vi not in for_all.text, path
        assert hidden.code not in for_all.text, path
        assert (hidden.name_vi in for_leaders.text) == (hidden.name_vi in again.text)
        shown_to_leaders += [path] if hidden.name_vi in for_leaders.text else []
    # The reader who comes second must not get the shorter list either.
    assert set(LISTS) - set(shown_to_leaders) <= {"/?period=2024"}


@pytest.mark.parametrize("path", ["/maps/tree_cover?period=2024", "/maps/tree_cover/frame?period=2024"])
def test_nothing_between_may_keep_an_answer_for_others(app_in_use: Flask, path: str) -> None:
    assert "private" in app_in_use.test_client().get(path).headers["Cache-Control"]


def test_a_moment_of_sample_days_shows_nothing_more_after_real_data_came(app_in_use: Flask) -> None:
    hidden = hidden_line(app_in_use)
    public = PageClient(app_in_use).raw
    with app_in_use.extensions["portal"].store.session() as session:
        imports = list_imports(session)
        last_of_sample = next(one for one in imports if one.is_sample)
        # Before it stands what comes with the founding of a store, and no data that is real.
        earlier = {
            one.kind for one in imports if one.sequence < last_of_sample.sequence and not one.is_sample
        }
        assert earlier <= {ImportKind.RESOLUTION, ImportKind.CRITERIA}
    moment = last_of_sample.loaded_at.isoformat().replace("+", "%2B")
    freeze(
        app_in_use.extensions["portal"].store, "ngày mẫu", person="tests", sequence=last_of_sample.sequence
    )
    for then in (f"as_of={moment}", "frozen=ngày mẫu"):
        for path in SHOWN:
            address = path.format(code=hidden.code)
            answer = public.get(address + ("&" if "?" in address else "?") + then)
            assert answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST), address
            assert hidden.name_vi not in answer.text


# What is the same for everybody, or is asked for after the reader was: outlines, rows as they are stored,
# counts of incidents, a person's own drafts, and what an answer's own tag tells apart.
NEEDS_NO_SIGHT = {
    "units and targets", "snapshots", "map layouts", "thin outlines", "thin paths", "incident_years",
    "incidents", "drafts", "compressed",
}  # fmt: skip


def test_the_key_of_every_cache_holds_the_sight() -> None:
    keys = {name: key for path in sorted((ROOT / "webmap").rglob("*.py")) for name, key in _keys(path)}
    without = {name for name, key in keys.items() if "sight" not in key and "reader()" not in key}
    assert without == NEEDS_NO_SIGHT
    assert len(keys) > len(without) + 8


def _keys(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each cache of a module with what its key is made of, as it is written."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        made = {
            target.id: ast.unparse(node.value)
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
                continue
            match call.func.value:
                case ast.Call(func=ast.Name(id="kept"), args=[ast.Constant(value=name), *_]):
                    said = ast.unparse(call.args[0])
                    yield str(name), made.get(said, said)
