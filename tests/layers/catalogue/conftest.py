"""A copy of the profile that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layers.catalogue import find_profile


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the profile's folder, without its sample."""
    folder = tmp_path / "spoilt"
    shutil.copytree(find_profile("nhon_trach"), folder, ignore=shutil.ignore_patterns("sample"))
    return folder


def replace_in(path: Path, before: str, after: str, count: int = -1) -> None:
    """Replace a text in a file; it must stand there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, count), encoding="utf-8")
