"""`serve` as a person runs it: it answers, its worker works, and ended it leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

import webmap
from webmap.app.settings import Settings
from webmap.cli.serve import Worker
from webmap.factory import create_app

ROOT = Path(webmap.__file__).parent.parent
PATIENCE = 40.0


@pytest.fixture
def data_dir(tmp_path: Path, founded_store_dir: Path) -> Path:
    """A data folder that is ready to serve."""
    return shutil.copytree(founded_store_dir, tmp_path / "data")


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def server(data_dir: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`serve` running on the data folder, started in a folder that has nothing of the program."""
    process = _start(data_dir, "--port", str(port))
    yield process
    process.kill()
    process.communicate()


def test_it_answers_with_its_address_and_ends_with_its_worker(
    server: subprocess.Popen[str], port: int, data_dir: Path
) -> None:
    assert server.stdout is not None
    said = server.stdout.readline()
    assert f"http://127.0.0.1:{port}" in said
    health = json.loads(_fetch(f"http://127.0.0.1:{port}/healthz"))
    assert health["status"] == "ok"
    workers = _children(server.pid)
    # The worker, and the mother of those that read files.
    assert len(workers) == 2
    # It finds the program though it was started in another folder: it gives signs of life.
    sign = data_dir / "worker-beat"
    sign.unlink()
    _until(sign.exists)
    # `make` passes on the signal that its whole group got already.
    server.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE) == 0
    _until(lambda: not any(_is_alive(pid) for pid in workers))


def test_killed_it_takes_its_worker_along(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    server.stdout.readline()
    workers = _children(server.pid)
    assert workers
    server.kill()
    _until(lambda: not any(_is_alive(pid) for pid in workers))


def test_a_worker_that_ends_at_once_is_tried_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended:
        returncode, stdin = 1, None

        def wait(self, timeout: float | None = None) -> int:
            return 1

    worker, pauses = Worker(), []

    def paused(seconds: float) -> bool:
        pauses.append(seconds)
        return len(pauses) == 9

    monkeypatch.setattr(worker, "_launch", Ended)
    monkeypatch.setattr(worker._stopping, "wait", paused)
    worker.start()
    worker._keeper.join(PATIENCE)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_port_in_use_is_refused_in_words(founded_app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = _invoke(founded_app, "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert re.search(r"port \d+ cannot be used", result.output)


def test_a_store_that_is_not_made_is_refused_in_words(tmp_path: Path, port: int) -> None:
    result = _invoke(create_app(Settings(data_dir=tmp_path / "nothing"), testing=True), "--port", str(port))
    assert result.exit_code == 1
    assert "flask --app wsgi init" in result.output


@pytest.mark.parametrize("port", ["0", "-1", "http", "70000"])
def test_a_port_that_is_none_is_refused(founded_app: Flask, port: str) -> None:
    assert _invoke(founded_app, "--port", port).exit_code == 2


def _invoke(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["serve", *arguments])


def _start(data_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "serve", *arguments]
    environment = {**os.environ, "PORTAL_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, cwd=data_dir, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _fetch(address: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=PATIENCE) as answer:
        content: bytes = answer.read()
        return content


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    _until(lambda: len(children.read_text().split()) > 1)
    return [int(child) for child in children.read_text().split()]


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _until(holds) -> None:  # type: ignore[no-untyped-def]
    """Wait until something holds, and fail if it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)
