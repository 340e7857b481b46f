"""A portal with the sample that hostile files are sent to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.store.vocabulary import Role
from tests.build.people import CHEAP, make_account
from tests.hostile.attack import Desk
from webmap.app.settings import Settings
from webmap.factory import create_app


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sample_store_dir: Path) -> Iterator[Desk]:
    """A portal that this process itself never asks: each attack asks it in a fork."""
    data_dir = shutil.copytree(sample_store_dir, tmp_path_factory.mktemp("attacked") / "data")
    yield open_desk(data_dir)


def open_desk(data_dir: Path) -> Desk:
    """Return the portal of a data folder, with an administrator's account and no connection left open."""
    app = create_app(Settings(data_dir=data_dir), testing=True, passwords=CHEAP)
    person = make_account(app, Role.ADMIN)
    app.extensions["portal"].store.close()
    return Desk(app, person)
