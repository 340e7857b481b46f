"""A crowd before the real server: it neither shuts others out nor fills the disk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import webmap
from geodata.store.vocabulary import Role
from tests.build.crowding import seconds_of_a_page, silent_ones, slow_bodies, temporary_bytes
from tests.build.people import CHEAP, signed_in
from webmap.app.settings import Settings
from webmap.factory import create_app

ROOT = Path(webmap.__file__).parent.parent
BODY = 64 * 1024 * 1024


@pytest.fixture
def served(tmp_path: Path, founded_store_dir: Path) -> Iterator[tuple[int, int]]:
    """`serve` on a store of its own: its process and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    folder = shutil.copytree(founded_store_dir, tmp_path / "data")
    environment = {**os.environ, "PORTAL_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    assert str(port) in process.stdout.readline()
    seconds_of_a_page(port, "/", patience=60)
    yield process.pid, port
    process.terminate()
    process.wait(30)


@pytest.mark.slow
def test_a_crowd_of_one_address_shuts_nobody_out_and_fills_no_disk(served: tuple[int, int]) -> None:
    pid, port = served
    with silent_ones(port, 500), slow_bodies(port, 20, BODY, path="/desk/drafts"):
        waited, held = _watched(pid, port)
    assert waited < 1
    assert held < 1_000_000_000


@pytest.mark.slow
def test_a_crowd_with_one_stolen_account_fills_no_disk(served: tuple[int, int], tmp_path: Path) -> None:
    pid, port = served
    beside = create_app(Settings(data_dir=tmp_path / "data"), testing=True, passwords=CHEAP)
    cookie = signed_in(beside, Role.PLANNER).raw.get_cookie("session")
    beside.extensions["portal"].store.close()
    assert cookie is not None
    headers = f"Cookie: session={cookie.value}\r\n"
    with slow_bodies(port, 20, BODY - 1, path="/desk/drafts", headers=headers):
        waited, held = _watched(pid, port)
    assert waited < 1
    assert BODY < held < 3 * BODY


def _watched(pid: int, port: int) -> tuple[float, int]:
    """Look for a while: the longest wait of another reader in seconds, the most that was held in bytes."""
    waited, held = 0.0, 0
    for _ in range(20):
        waited = max(waited, seconds_of_a_page(port, "/"))
        held = max(held, temporary_bytes(pid))
        time.sleep(0.5)
    return waited, held
