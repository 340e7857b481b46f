"""How often something may be tried within a stretch of time, and how many may try at once."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from webmap.app.errors import TooManyAttempts

_SLOTS = 1 << 16
_SECONDS_TO_WAIT = 5


class Attempts:
    """Lets a key try so often within a stretch of time that begins with its first try, then makes it wait.

    What is refused is not counted: who goes on trying does not wait for ever. A restart forgets everything.
    Keys share a fixed number of counters, by a hash that is drawn anew with each start: nothing is ever
    forgotten to make room for others, so that a flood of invented keys frees nobody's; it can only make
    others wait.

    Parameters
    ----------
    most : int
        Tries within the stretch.
    within : float
        The stretch, in seconds.
    slots : int
        How many counters there are.
    clock : callable
        Seconds that only ever grow.
    """

    def __init__(
        self, most: int, within: float, *, slots: int = _SLOTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._within, self._slots, self._clock = most, within, slots, clock
        self._began_and_count: dict[int, tuple[float, int]] = {}
        self._lock = Lock()

    def take(self, key: str) -> int:
        """Count a try and return 0, or return how many seconds the key has to wait."""
        now, slot = self._clock(), hash(key) % self._slots
        with self._lock:
            began, count = self._began_and_count.get(slot, (now, 0))
            if began + self._within <= now:
                began, count = now, 0
            if count >= self._most:
                return math.ceil(began + self._within - now)
            self._began_and_count[slot] = began, count + 1
        return 0

    def give_back(self, key: str) -> None:
        """Take a try off the count: it succeeded, or it came to nothing."""
        slot = hash(key) % self._slots
        with self._lock:
            began, count = self._began_and_count.get(slot, (0.0, 0))
            if count > 1:
                self._began_and_count[slot] = began, count - 1
            else:
                self._began_and_count.pop(slot, None)

    def __len__(self) -> int:
        return len(self._began_and_count)


class Turns:
    """Lets few do costly work at once; a few more wait in line for a moment, all others are sent away.

    Parameters
    ----------
    at_once : int
        How many work.
    in_line : int
        How many of a line work or wait. There are two lines, of those who are known and of those who are not:
        a crowd of strangers takes no place from the others.
    patience : float
        Seconds to wait.
    """

    def __init__(self, at_once: int, in_line: int, *, patience: float = 5.0) -> None:
        self._work = BoundedSemaphore(at_once)
        self._lines = {is_known: BoundedSemaphore(in_line) for is_known in (True, False)}
        self._patience = patience

    @contextmanager
    def one(self, *, is_known: bool) -> Iterator[None]:
        """Wait for a turn; `TooManyAttempts` where the line is full or does not move."""
        line = self._lines[is_known]
        if not line.acquire(blocking=False):
            raise TooManyAttempts("account.busy", seconds=_SECONDS_TO_WAIT)
        try:
            if not self._work.acquire(timeout=self._patience):
                raise TooManyAttempts("account.busy", seconds=_SECONDS_TO_WAIT)
            try:
                yield
            finally:
                self._work.release()
        finally:
            line.release()
