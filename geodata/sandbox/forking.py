"""The parent's end of the mother: started when first needed, again when she ended, one a process."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import IO, Any

from geodata.sandbox.answers import codec_of
from geodata.sandbox.child import LENGTH_BYTES, ChildLost, Ended, Task, TooSlow
from geodata.sandbox.gdal import CHILD_ENVIRONMENT

Told = Callable[[str, Sequence[float]], None]
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_LINE = 65_536
# A mother that ends of itself is started once more for the same file.
_TRIES = 2
_SECONDS_TO_END = 5.0
_ENDED, _TOLD = codec_of(tuple[int, int, float]), codec_of(tuple[str, tuple[float, ...]])


class _MotherEnded(Exception):
    """The mother ended, and her children with her, before this one had."""


def run_forked(
    task: Task, question: bytes, files: Sequence[IO[bytes]], answer: IO[bytes], told: Told
) -> Ended:
    """Have the mother fork a child for a task; see `geodata.sandbox.running.run_child`."""
    for _ in range(_TRIES):
        try:
            return _talk(_mothers.one(), task, question, files, answer, told)
        except _MotherEnded:
            # What her child left half done is not the next one's.
            answer.seek(0)
            answer.truncate()
            shutil.rmtree(task.folder)
            Path(task.folder).mkdir(mode=0o700)
    raise ChildLost


def start_mother(modules: Sequence[str]) -> None:
    """Start the mother with these readers' modules imported, if there is none."""
    _mothers.one(modules)


def child_environment() -> dict[str, str]:
    """Return the whole environment of readers: where our code lies, and GDAL's locks. Nothing of ours."""
    ours = {"PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**ours, **CHILD_ENVIRONMENT}


def _talk(
    mother: _Mother, task: Task, question: bytes, files: Sequence[IO[bytes]], answer: IO[bytes], told: Told
) -> Ended:
    until = time.monotonic() + task.limits.clock_seconds
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            mother.send(task, [theirs.fileno(), answer.fileno(), *(file.fileno() for file in files)])
        ours.settimeout(task.limits.clock_seconds)
        # A child that has ended already, or hears nothing, does not listen: what follows tells why.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, TimeoutError):
            ours.sendall(question)
        for line in _lines(ours, until):
            name, said = _said(line)
            if name == "ended":
                return Ended(*_ENDED.decode(said))
            if name == "told":
                told(*_TOLD.decode(said))
    mother.wait()
    raise _MotherEnded


def heard(stream: Iterable[bytes]) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield what a child tells of its progress: names with numbers, nothing else.

    Raises
    ------
    geodata.sandbox.answers.WrongAnswer
    """
    for line in stream:
        name, said = _said(line)
        if name == "told":
            yield _TOLD.decode(said)


def _lines(talk: socket.socket, until: float) -> Iterator[bytes]:
    """Yield the lines that the child and, in the end, the mother write."""
    rest = b""
    while True:
        left = until - time.monotonic()
        if left <= 0 or len(rest) > _LONGEST_LINE:
            raise TooSlow
        talk.settimeout(left)
        try:
            part = talk.recv(_LONGEST_LINE)
        except TimeoutError:
            raise TooSlow from None
        except ConnectionResetError:
            return
        if not part:
            return
        *lines, rest = (rest + part).split(b"\n")
        yield from lines


def _said(line: bytes) -> tuple[str, Any]:
    """Return what a line says by name; nothing where it is none of ours, such as half a line."""
    try:
        ((name, said),) = json.loads(line).items()
    except (ValueError, AttributeError, RecursionError):
        return "", None
    return name, said


class _Mother:
    """The mother's process, and our end of her socket."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._lock = Lock()
        self._control, hers = socket.socketpair()
        with hers:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "geodata.sandbox.mother", str(hers.fileno()), *modules],
                pass_fds=[hers.fileno()],
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                # Ctrl+C is for us; she ends when we have.
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def send(self, task: Task, descriptors: Sequence[int]) -> None:
        header = json.dumps(codec_of(Task).encode(task)).encode("ascii")
        message = len(header).to_bytes(LENGTH_BYTES, "big") + header
        try:
            with self._lock:
                sent = socket.send_fds(self._control, [message], list(descriptors))
                self._control.sendall(message[sent:])
        except OSError as broken:
            self.end()
            raise _MotherEnded from broken

    def wait(self) -> None:
        """Wait until she has ended, where she is about to."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS_TO_END)

    def end(self) -> None:
        """Close her socket, which ends her and her children."""
        self._control.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def let_go(self) -> None:
        """Forget her in a process that was forked from hers: she is another's."""
        self._control.close()
        self._process.returncode = 0


class _Mothers:
    """The mother of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mother: _Mother | None = None

    def one(self, modules: Sequence[str] = ()) -> _Mother:
        with self._lock:
            if self._mother is None or not self._mother.lives:
                self.end()
                self._mother = _Mother(modules)
            return self._mother

    def end(self) -> None:
        mother, self._mother = self._mother, None
        if mother is not None:
            mother.end()

    def begin_anew(self) -> None:
        """Begin in a forked process without its parent's mother and locks."""
        mother, self._mother, self._lock = self._mother, None, Lock()
        if mother is not None:
            mother.let_go()


_mothers = _Mothers()
atexit.register(_mothers.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_mothers.begin_anew)
