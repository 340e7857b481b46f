"""A pause of the cyclic garbage collector while very many small records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Pauses:
    """How many threads want the collector to rest; the last of them wakes it, if it was awake at first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._was_on = False

    def begin(self) -> None:
        with self._lock:
            if not self._count:
                self._was_on = gc.isenabled()
                gc.disable()
            self._count += 1

    def end(self) -> None:
        with self._lock:
            self._count -= 1
            if not self._count and self._was_on:
                gc.enable()


_PAUSES = _Pauses()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the collector rest: among half a million tuples that stay it would search again and again in vain.

    What is no longer referred to is freed at once all the same; only cycles wait until afterwards. The
    collector is one for all threads: it rests until the last who asked for it has ended.
    """
    _PAUSES.begin()
    try:
        yield
    finally:
        _PAUSES.end()
