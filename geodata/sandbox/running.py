"""At most so many children at once, whoever came first; and the way in which this system starts them."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Condition
from typing import IO

from geodata.errors import GeodataError
from geodata.sandbox.child import Ended, Task
from geodata.sandbox.forking import Told, run_forked, start_mother
from geodata.sandbox.spare import run_spare

_LONGEST_WAIT = 120.0
# Descriptors are opened anew by name through /proc: other systems' /dev/fd shares one position among readers.
CAN_FORK = sys.platform == "linux"


class ReadersBusy(GeodataError):
    """Others are reading files, and whoever waited for a place did so long enough."""


class Line:
    """A line before a few places: whoever came first goes first.

    Parameters
    ----------
    places : int
    longest_wait : float
        Seconds after which whoever waits is sent away.
    """

    def __init__(self, places: int, longest_wait: float = _LONGEST_WAIT) -> None:
        self._free, self._longest_wait = places, longest_wait
        self._waiting: deque[object] = deque()
        self._changed = Condition()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for a place and hold it.

        Raises
        ------
        ReadersBusy
            ``file.waits_too_long``, with how many are still before.
        """
        me = object()
        with self._changed:
            self._waiting.append(me)
            try:
                mine = self._changed.wait_for(
                    lambda: self._free > 0 and self._waiting[0] is me, self._longest_wait
                )
                if not mine:
                    before = self._waiting.index(me)
                    raise ReadersBusy("file.waits_too_long", before=before, seconds=int(self._longest_wait))
                self._free -= 1
            finally:
                self._waiting.remove(me)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()


_line = Line(max(1, (os.cpu_count() or 1) - 1))


def run_child(
    task: Task, question: bytes, files: Sequence[IO[bytes]], answer: IO[bytes], told: Told
) -> Ended:
    """Have a new child do a task, as soon as there is a place for it.

    Parameters
    ----------
    question : bytes
        What `task` says the length of.
    files : sequence of files open for reading
        Those that `task` names.
    answer : file
        Of this process; empty. What the child wrote stands in it afterwards.
    told : callable
        Called with what the child tells; what it raises ends the child.

    Raises
    ------
    TooSlow, ChildLost
    ReadersBusy
        Too many others are before it.
    """
    with _line.place():
        run = run_forked if CAN_FORK else run_spare
        return run(task, question, files, answer, told)


def make_ready(modules: Sequence[str]) -> None:
    """Start what forks children now, with the readers that will be needed, before anybody waits for it."""
    if CAN_FORK:
        start_mother(modules)
