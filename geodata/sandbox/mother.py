"""The mother of readers: has imported them, holds nothing worth stealing, forks a child for each file.

``python -m geodata.sandbox.mother DESCRIPTOR [MODULE…]`` is started by `geodata.sandbox.forking` with an
environment of nothing but GDAL's locks. It has one thread, and ends when the other end of its socket does.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from geodata.sandbox import apart
from geodata.sandbox.answers import codec_of
from geodata.sandbox.child import FAULT_ENDED, LENGTH_BYTES, Task, answer_task, confine, reader_of

# Linux passes at most 253 descriptors in one message.
MOST_FILES = 250
_TALK, _ANSWER = 0, 1


@dataclass
class _Child:
    """A child that reads: its process, the socket to whoever asked, its folder, and whether nobody waits."""

    pid: int
    talk: socket.socket
    folder: str
    is_left: bool = False


class Mother:
    """Takes tasks from a socket, each with the descriptors of a talk, an answer and the files to be read."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, _Child] = {}
        # A child's end wakes the poll below.
        self._woken, self._wakes = socket.socketpair()
        self._wakes.setblocking(False)
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def serve(self) -> None:
        """Fork a child for each task until nobody asks any more; then end those that still read."""
        while True:
            for descriptor, _event in self._poll.poll():
                if descriptor == self._woken.fileno():
                    self._woken.recv(4096)
                    self._reap()
                elif descriptor != self._control.fileno():
                    # Whoever asked has closed the talk: nobody waits for this answer.
                    child = self._children.get(descriptor)
                    if child is not None:
                        child.is_left = True
                        self._poll.unregister(descriptor)
                        _kill(child.pid)
                elif not self._take_task():
                    for child in self._children.values():
                        _kill(child.pid)
                        shutil.rmtree(child.folder, ignore_errors=True)
                    return

    def _take_task(self) -> bool:
        try:
            length, descriptors, _flags, _address = socket.recv_fds(
                self._control, LENGTH_BYTES, MOST_FILES + 2
            )
        except ConnectionError:
            return False
        if not length:
            return False
        header = _exactly(self._control, int.from_bytes(length, "big"))
        task: Task = codec_of(Task).decode(json.loads(header))
        talk = socket.socket(fileno=descriptors[_TALK])
        try:
            # The reader's module is ours: what it costs to import it is paid once.
            reader_of(task.reader).prepare(task.ready)
            gc.freeze()
            pid = os.fork()
        except Exception as failed:
            sys.stderr.write(f"{task.reader}: {failed!r}\n")
            _tell_end(talk, FAULT_ENDED, 0, 0.0)
        else:
            if pid == 0:
                self._become_child(task, talk, descriptors)
            self._children[talk.fileno()] = _Child(pid, talk, task.folder)
            self._poll.register(talk, 0)
        for descriptor in descriptors[_ANSWER:]:
            os.close(descriptor)
        return True

    def _become_child(self, task: Task, talk: socket.socket, descriptors: Sequence[int]) -> NoReturn:
        code = FAULT_ENDED
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # A group of its own, which ends with it; and no connection but its own.
            os.setsid()
            for connection in (
                self._control,
                self._woken,
                self._wakes,
                *(c.talk for c in self._children.values()),
            ):
                connection.close()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(nowhere, standard)
            os.close(nowhere)
            os.chdir(task.folder)
            for name, descriptor in zip(task.files, descriptors[_ANSWER + 1 :], strict=True):
                Path(name).parent.mkdir(exist_ok=True)
                Path(name).symlink_to(f"/proc/self/fd/{descriptor}")
            question = _exactly(talk, task.question_bytes)
            confine(task.limits, files=len(task.files))
            apart.INSIDE = True
            with os.fdopen(descriptors[_ANSWER], "wb", closefd=False) as answer:
                code = answer_task(
                    task, question, answer, lambda name, said: talk.sendall(_line("told", [name, said]))
                )
        except MemoryError:
            pass
        finally:
            os._exit(code)

    def _reap(self) -> None:
        """Tell for each child that has ended how it did, and what it used."""
        while self._children:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            # While it is not waited for, its number is still its own.
            _kill(ended.si_pid)
            pid, status, used = os.wait4(ended.si_pid, 0)
            for descriptor, child in list(self._children.items()):
                if child.pid == pid:
                    del self._children[descriptor]
                    if child.is_left:
                        # Whoever asked may be gone, and would have swept it.
                        shutil.rmtree(child.folder, ignore_errors=True)
                    with contextlib.suppress(KeyError):
                        self._poll.unregister(descriptor)
                    code = os.waitstatus_to_exitcode(status)
                    # What it was born with is the mother's.
                    born_with = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                    over = max(0, used.ru_maxrss - born_with) // 1024
                    _tell_end(child.talk, code, over, used.ru_utime + used.ru_stime)


def _kill(pid: int) -> None:
    """End a child and whatever it started."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _line(name: str, said: Any) -> bytes:
    # A line of its own, whatever half a line a child that was ended left.
    return b"\n" + json.dumps({name: said}).encode("ascii") + b"\n"


def _tell_end(talk: socket.socket, code: int, megabytes: int, seconds: float) -> None:
    """Say how a child ended; whoever does not listen is not waited for."""
    with contextlib.suppress(OSError):
        talk.send(_line("ended", [code, megabytes, seconds]), socket.MSG_DONTWAIT)
    talk.close()


def _exactly(connection: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = connection.recv(min(size - len(found), 1 << 20))
        if not part:
            raise ConnectionError("the other end closed in the middle of a message")
        found += part
    return bytes(found)


def main(descriptor: str, *modules: str) -> None:
    """Import the readers and serve."""
    for module in modules:
        import_module(module)
    Mother(socket.socket(fileno=int(descriptor))).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
