"""One command in a process of its own, under a fault; what it said, how it ended and what it left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

from tests.faults.commands import CASES

# A print that was set is kept though the file beside it could not be written: it is found by its code.
_MAY_GROW = {"prints", "files"}
_SECONDS = 120


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, all that it said, what it raised past its own words (or nothing)."""

    code: int
    said: str
    raised: str

    def check(self) -> None:
        """Fail unless it ended in words: done (0), refused (1) or asked for a reason or a word (2)."""
        assert self.raised == "", self.raised + self.said
        assert self.code in (0, 1, 2), (self.code, self.said)
        assert "Traceback" not in self.said, self.said
        assert "Exception ignored" not in self.said, self.said
        if self.code:
            assert self.said.strip(), "it refused without a word"


class Bench:
    """A data folder that is set back before each command, with the program that works on it."""

    def __init__(self, app: Flask, folder: Path, stores: dict[str, Path], inputs: Path) -> None:
        self.app, self.folder, self.stores, self.inputs = app, folder, stores, inputs
        self.data_dir: Path = app.extensions["portal"].settings.data_dir
        self.out = folder / "out"

    def set_back(self, name: str, *, store: str | None = None) -> None:
        """Give the command its store, or another, and an empty folder to write to."""
        self.app.extensions["portal"].store.close()
        for folder in (self.data_dir, self.out):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.stores[store or CASES[name].store], self.data_dir)
        self.out.mkdir()

    def run(self, name: str, fault: Callable[[], None] = lambda: None, inputs: Path | None = None) -> Ended:
        """Run a command in a child of this process, in which the fault is brought about first."""
        case = CASES[name]
        found = [self._filled(argument, inputs or self.inputs) for argument in case.arguments]
        return _in_child(self.app, [*name.split(), *found], case.typed, fault)

    def kept(self) -> dict[str, str]:
        """Return a digest of each table of the store, but for those that may grow."""
        file = self.data_dir / "portal.sqlite"
        if not file.is_file():
            return {}
        with closing(sqlite3.connect(file)) as store:
            names = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: sha256(repr(store.execute(f"SELECT * FROM {name}").fetchall()).encode()).hexdigest()
                for name in sorted(set(names) - _MAY_GROW)
            }

    def _filled(self, argument: str, inputs: Path) -> str:
        if argument.startswith("{out}"):
            return argument.replace("{out}", str(self.out))
        return str(inputs / argument[1:-1]) if argument.startswith("{") else argument


def _in_child(app: Flask, arguments: list[str], typed: str, fault: Callable[[], None]) -> Ended:
    told, tell = os.pipe()
    heard, say = os.pipe()
    child = os.fork()
    if child == 0:
        _be_the_command(app, arguments, typed, fault, tell, say)
    os.close(tell)
    os.close(say)
    stop = threading.Timer(_SECONDS, os.kill, (child, signal.SIGKILL))
    stop.start()
    said: list[bytes] = []
    ear = threading.Thread(target=lambda: said.append(_all_of(heard)))
    ear.start()
    report = _all_of(told)
    ear.join()
    _, status = os.waitpid(child, 0)
    stop.cancel()
    if not report:
        return Ended(-1, b"".join(said).decode(errors="replace"), f"it died with status {status}")
    found = json.loads(report)
    return Ended(found["code"], found["said"] + b"".join(said).decode(errors="replace"), found["raised"])


def _be_the_command(
    app: Flask, arguments: list[str], typed: str, fault: Callable[[], None], tell: int, say: int
) -> None:
    """Run the command and leave this process; nothing of the test goes on in it."""
    try:
        os.dup2(say, 1)
        os.dup2(say, 2)
        with _nothing_waits_for_readers():
            fault()
            result = app.test_cli_runner().invoke(args=arguments, input=typed)
        problem = result.exception
        raised = "" if problem is None or isinstance(problem, SystemExit) else repr(problem)
        report = {"code": result.exit_code, "said": result.output, "raised": raised}
        os.write(tell, json.dumps(report).encode())
    finally:
        os._exit(0)


@contextmanager
def _nothing_waits_for_readers() -> Iterator[None]:
    """Let `serve` and `worker` end as soon as they would begin to wait."""
    import webmap.cli.serve
    import webmap.cli.worker

    class Server:
        def run(self) -> None: ...
        def close(self) -> None: ...

    changed: list[tuple[Any, str, Any]] = [
        (webmap.cli.serve, "create_server", lambda *_a, **_k: Server()),
        (webmap.cli.serve.Worker, "start", lambda self: None),
        (webmap.cli.worker.Consumer, "run", lambda self: None),
    ]
    for owner, name, new in changed:
        setattr(owner, name, new)
    yield


def _all_of(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()
