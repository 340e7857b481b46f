"""The workers of a real local cluster: the same table, also when one of them is killed on the way."""

import builtins
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.zonal.cluster import ClusterUnusable
from tests.geodata.zonal.test_finished import folder, measure

__all__ = ["folder"]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler in a process of its own."""
    file = tmp_path / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    process = start("scheduler", *words)
    wait_for(lambda: file.exists() and '"address"' in file.read_text())
    address = file.read_text().split('"address": "')[1].split('"')[0]
    yield address
    process.kill()
    process.wait()


def start(what: str, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli.dask_" + what, *words]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def start_worker(address: str) -> subprocess.Popen[bytes]:
    return start("worker", address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard")


def wait_for(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(folder: Path, scheduler: str, tmp_path: Path) -> None:
    workers = [start_worker(scheduler) for _ in range(2)]
    kept = tmp_path / "kept"
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if not killed:
            os.killpg(workers[0].pid, signal.SIGKILL)
            killed.append(workers[0].pid)

    try:
        found = measure(folder, scheduler=scheduler, resume=kept, progress=kill_one)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert killed
    assert found == measure(folder)


@pytest.mark.slow
def test_where_nobody_answers_it_is_said(folder: Path) -> None:
    with pytest.raises(ClusterUnusable, match=r"cluster\.no_scheduler"):
        measure(folder, scheduler="tcp://127.0.0.1:1")


def test_without_the_extra_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: object) -> object:
        if name == "distributed":
            raise ImportError(name)
        return real(name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ClusterUnusable, match=r"cluster\.not_installed"):
        measure(folder, scheduler="tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("tcp://127.0.0.1:1", "cluster.no_scheduler"),
        ("tcp://[::1]:1", "cluster.no_scheduler"),
        ("tcp://10.0.0.1:8786", "cluster.not_safe"),
        ("10.0.0.1:8786", "cluster.not_safe"),
        ("tcp://127.0.0.1@10.0.0.1:8786", "cluster.not_safe"),
        ("tcp://localhost.example.vn:8786", "cluster.not_safe"),
        ("ucx://127.0.0.1:8786", "cluster.not_safe"),
        ("tcp://[", "cluster.not_safe"),
    ],
)
def test_a_scheduler_is_asked_on_this_machine_or_over_tls_only(
    folder: Path, address: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.zonal.cluster._SECONDS_TO_CONNECT", 0.2)
    with pytest.raises(ClusterUnusable, match=code.replace(".", r"\.")):
        measure(folder, scheduler=address)
