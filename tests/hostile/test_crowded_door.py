"""A crowd before the real server: it neither shuts others out nor fills the disk."""

from __future__ import annotations

import http.client
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

import webmap
from geodata.store.vocabulary import Role
from tests.build.crowding import seconds_of_a_page, silent_ones, slow_bodies, temporary_bytes
from tests.build.people import CHEAP, signed_in
from webmap.app.settings import Settings
from webmap.factory import create_app

ROOT = Path(webmap.__file__).parent.parent
BODY = 64 * 1024 * 1024
_MOST_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]


@pytest.fixture
def served(tmp_path: Path, founded_store_dir: Path) -> Iterator[tuple[int, int]]:
    """`serve` on a store of its own: its process and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    folder = shutil.copytree(founded_store_dir, tmp_path / "data")
    environment = {**os.environ, "PORTAL_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Less than the crowd has connections: the server has to ask for more.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (300, _MOST_FILES)),
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


@pytest.mark.slow
def test_a_crowd_of_many_addresses_shuts_nobody_out(served: tuple[int, int]) -> None:
    """As many connections as 15 addresses may have, each of which says nothing."""
    pid, port = served
    with ExitStack() as held:
        for number in range(15):
            held.enter_context(silent_ones(port, 40, source=f"127.0.1.{number + 1}"))
        waited, _held = _watched(pid, port)
        assert len(list(Path(f"/proc/{pid}/fd").iterdir())) > 600
    assert waited < 1


@pytest.mark.slow
def test_guesses_from_many_addresses_shut_nobody_out(served: tuple[int, int]) -> None:
    """Passwords are tried from 30 addresses at once, without pause, at argon2's full cost."""
    pid, port = served
    with ThreadPoolExecutor(30) as crowd:
        ends = threading.Event()
        guesses = [crowd.submit(_guess, port, f"127.0.2.{number + 1}", ends) for number in range(30)]
        try:
            waited, _held = _watched(pid, port)
        finally:
            ends.set()
    statuses = Counter(status for guess in guesses for status in guess.result())
    # Two cores are busy with nothing but argon2, and a page has to wait for its turn on them.
    assert waited < 3
    # Some were checked, and most were sent away while two were.
    assert statuses["422"] > 20
    assert statuses["429"] > 20


def _guess(port: int, source: str, ends: threading.Event) -> list[str]:
    """Try passwords from an address until it ends; return the statuses of the answers."""
    opener = socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(source, 0))
    statuses = []
    with opener:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.sock = opener
        connection.request("GET", "/account/sign-in")
        answer = connection.getresponse()
        token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        assert token is not None
        headers = {
            "Cookie": answer.headers["Set-Cookie"].split(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        while not ends.is_set():
            body = urlencode({"csrf_token": token[1], "name": f"n{len(statuses)}{source}", "password": "x"})
            connection.request("POST", "/account/sign-in", body, headers)
            with connection.getresponse() as said:
                said.read()
                statuses.append(str(said.status))
    return statuses


def _watched(pid: int, port: int) -> tuple[float, int]:
    """Look for a while: the longest wait of another reader in seconds, the most that was held in bytes."""
    waited, held = 0.0, 0
    for _ in range(20):
        waited = max(waited, seconds_of_a_page(port, "/"))
        held = max(held, temporary_bytes(pid))
        if waited > 3:
            break
        time.sleep(0.5)
    return waited, held
