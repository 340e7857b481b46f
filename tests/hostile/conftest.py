"""A portal with the sample that hostile files are sent to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.attack import Desk, open_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sample_store_dir: Path) -> Iterator[Desk]:
    """A portal that this process itself never asks: each attack asks it in a fork."""
    data_dir = shutil.copytree(sample_store_dir, tmp_path_factory.mktemp("attacked") / "data")
    yield open_desk(data_dir)
