"""The bench: the sample, a founded store and none at all, and the files that commands read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.store.folder import close_to_others
from geodata.store.users import add_user
from tests.build.people import CHEAP
from tests.conftest import COMPILED
from tests.faults.commands import make_inputs
from tests.faults.running import Bench
from webmap.app.settings import Settings
from webmap.factory import create_app


@pytest.fixture(scope="session")
def bench(
    tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path, sample_store_dir: Path
) -> Iterator[Bench]:
    """Commands on a folder of their own, as an installation runs them: faults are worded, not raised."""
    folder = tmp_path_factory.mktemp("faults")
    sample, nothing = folder / "sample", folder / "none"
    shutil.copytree(sample_store_dir, sample)
    (nothing / "files").mkdir(parents=True)
    for store in (sample, nothing):
        # The measuring program is compiled already, as in an installation of some days.
        shutil.copytree(COMPILED, store / "cache", dirs_exist_ok=True)
    app = create_app(Settings(data_dir=sample), passwords=CHEAP)
    add_user(app.extensions["portal"].store, "bich", "leader", CHEAP.hash("x" * 12), by="tests")
    result = app.test_cli_runner().invoke(args=["packs", "keep", "Họp", "targets"])
    assert result.exit_code == 0, result.output
    make_inputs(app, folder / "inputs")
    app.extensions["portal"].store.close()
    for store in (sample, nothing):
        close_to_others(store)
    working = create_app(Settings(data_dir=folder / "data"), passwords=CHEAP)
    stores = {"sample": sample, "founded": founded_store_dir, "none": nothing}
    yield Bench(working, folder, stores, folder / "inputs")
    working.extensions["portal"].store.close()
