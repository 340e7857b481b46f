"""Nobody learns of a hidden figure by any address: portals that differ in it alone answer alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geodata.store.vocabulary import Role
from layers.catalogue import find_profile
from tests.build import people, two_stores
from tests.build.two_stores import HIDDEN, Asked, answer, questions

# In the first period the value differs; in the second, and of the incidents, one is there or is not.
FIRST = {"2024": "41", "2022-Q2": "17"}
OTHER = {"2024": "40"}
_NAMES = {"internal": (None, Role.VIEWER), "restricted": (Role.LEADER, Role.PLANNER, Role.CLERK, Role.ADMIN)}

Pair = tuple[tuple[Flask, Flask], dict[Role, str], dict[str, str]]


@pytest.fixture(scope="module")
def pairs(
    sample_store_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Pair]]:
    """Return two portals by how hidden the figure is, made once; accounts; codes of their hidden prints."""
    made: dict[str, Pair] = {}

    def of(visibility: str) -> Pair:
        if visibility not in made:
            folder = tmp_path_factory.mktemp(visibility)
            profile = "nhon_trach"
            if visibility == "restricted":
                source = find_profile("nhon_trach")
                profile = str(two_stores.restricted_profile(source, folder / "nhon_trach"))
            names = two_stores.base_portal(folder / "base", sample_store_dir, profile)
            apps = (
                two_stores.portal_with(folder / "one", folder / "base", profile, FIRST, incidents=12),
                two_stores.portal_with(
                    folder / "other",
                    folder / "base",
                    profile,
                    OTHER,
                    # Whoever is signed in sees counts of incidents: they differ where visitors look only.
                    incidents=11 if visibility == "internal" else 12,
                ),
            )
            made[visibility] = apps, names, {app.name: code for app in apps for code in [printed(app, names)]}
        return made[visibility]

    yield of
    for apps, _names, _codes in made.values():
        for app in apps:
            app.extensions["portal"].store.close()


def printed(app: Flask, names: dict[Role, str]) -> str:
    """Print the hidden figure as the police does, and return the code of the print."""
    answered = reader(app, names, Role.POLICE).get(f"/print/{HIDDEN}.png?period=2024")
    assert answered.status_code == 200
    return answered.headers["Content-Disposition"].rpartition("-")[2].partition(".")[0]


def reader(app: Flask, names: dict[Role, str], role: Role | None) -> FlaskClient:
    client = app.test_client()
    if role is not None:
        assert people.enter(client, names[role], people.PASSWORD).status_code == 303
    return client


def differing(pair: Pair, role: Role | None, wanted: Callable[[Asked], bool]) -> tuple[list[str], int]:
    """Return the addresses that two portals answer differently, and how many were asked."""
    apps, names, codes = pair
    clients = [reader(app, names, role) for app in apps]
    found, count = [], 0
    for asked in filter(wanted, questions(apps[0], (*codes.values(), "2222222222"))):
        first, other = (answer(client, asked) for client in clients)
        count += 1
        if first != other:
            found.append(asked.address)
    return found, count


def test_who_may_see_it_sees_the_difference(pairs: Callable[[str], Pair]) -> None:
    """Else nothing below would be shown."""
    shown = {"/communes/26503?period=2024", "/incidents?period=2024"}
    found, count = differing(pairs("internal"), Role.LEADER, lambda asked: asked.address in shown)
    assert set(found) == shown
    assert count == len(shown)


def test_a_visitor_learns_nothing_by_a_period(pairs: Callable[[str], Pair]) -> None:
    """All addresses but those that take long; the slow tier asks those too, with every parameter."""
    slow = ("prints.s", "prints.t", "prints.h", "prints.c", "documents", "map_files", "assets")

    def wanted(asked: Asked) -> bool:
        is_of_others = "income_per_capita" in asked.address or asked.endpoint.startswith(slow)
        return asked.address.endswith("?period=2022-Q2") and not is_of_others

    found, count = differing(pairs("internal"), None, wanted)
    assert not found
    assert count > 40


@pytest.mark.slow
@pytest.mark.parametrize(
    ("visibility", "role"), [(name, role) for name, roles in _NAMES.items() for role in roles]
)
def test_nobody_learns_anything_by_any_address(
    pairs: Callable[[str], Pair], visibility: str, role: Role | None
) -> None:
    found, count = differing(pairs(visibility), role, lambda _asked: True)
    assert not found
    assert count > 500
