"""Faults as they come from a machine: of calls, of limits, of SQLite; each is brought about in a child.

A limit of the system reaches what is written in C as well (SQLite, GDAL, zlib); a patched call gives the
errors that no limit gives.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

Fault = Callable[[], None]


def no_room_for(size: int) -> Fault:
    """Let no file grow beyond a size in bytes: what a full disk is to a writer."""

    def bring_about() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return bring_about


def no_more_files(spare: int) -> Fault:
    """Let only so many more files be opened."""

    def bring_about() -> None:
        highest = max(int(one.name) for one in Path("/proc/self/fd").iterdir()) + spare + 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))
        taken = []
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        for descriptor in taken[-spare:]:
            os.close(descriptor)

    return bring_about


def failing_call(owner: Any, name: str, number: int, *, after: int = 0) -> Fault:
    """Let a call of the system fail with an error number, once it has done well so many times.

    Opening fails only where something is to be written: modules and templates are read all the time.
    """

    def bring_about() -> None:
        real, done = getattr(owner, name), [0]

        def failing(*args: Any, **options: Any) -> Any:
            if name == "open" and not _writes(*args, **options):
                return real(*args, **options)
            done[0] += 1
            if done[0] > after:
                raise OSError(number, os.strerror(number), args[0] if isinstance(args[0], str) else None)
            return real(*args, **options)

        setattr(owner, name, failing)
        if owner is io:
            builtins.open = failing

    return bring_about


def failing_store(code: int, words: str, *, after: int) -> Fault:
    """Let the store fail with an error of SQLite, once it has done well so many statements."""

    problem = sqlite3.OperationalError(words)
    problem.sqlite_errorcode = code
    return _failing_statement(problem, after)


def failing_mind(kind: type[BaseException], *, after: int) -> Fault:
    """Let the program run out of memory, or of nesting, in the midst of its reading."""

    return _failing_statement(kind("injected"), after)


def _failing_statement(problem: BaseException, after: int) -> Fault:
    """Raise a problem instead of each statement after the first so many."""

    def bring_about() -> None:
        done = [0]

        @event.listens_for(Engine, "before_cursor_execute")
        def fail(*_: object) -> None:
            done[0] += 1
            if done[0] > after:
                raise problem

    return bring_about


def _writes(*args: Any, **options: Any) -> bool:
    mode = options.get("mode", args[1] if len(args) > 1 else "r")
    if isinstance(mode, int):
        return bool(mode & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return any(letter in str(mode) for letter in "wax+")


FAULTS: dict[str, Fault] = {
    "no room at all": no_room_for(0),
    "room for 8 kB": no_room_for(8_192),
    "room for 64 kB": no_room_for(65_536),
    "no more files": no_more_files(1),
    "few more files": no_more_files(6),
    "open EACCES": failing_call(io, "open", errno.EACCES),
    "open EIO": failing_call(io, "open", errno.EIO, after=1),
    "low open ENOSPC": failing_call(os, "open", errno.ENOSPC),
    "low open EROFS": failing_call(os, "open", errno.EROFS, after=1),
    "fsync EIO": failing_call(os, "fsync", errno.EIO),
    "fsync ENOSPC": failing_call(os, "fsync", errno.ENOSPC, after=1),
    "rename EACCES": failing_call(os, "replace", errno.EACCES),
    "rename EIO": failing_call(os, "replace", errno.EIO, after=1),
    "mkdir ENOSPC": failing_call(os, "mkdir", errno.ENOSPC),
    "chmod EPERM": failing_call(os, "chmod", errno.EPERM),
    "disk I/O error at once": failing_store(sqlite3.SQLITE_IOERR, "disk I/O error", after=0),
    "disk I/O error later": failing_store(sqlite3.SQLITE_IOERR_WRITE, "disk I/O error", after=9),
    "store full": failing_store(sqlite3.SQLITE_FULL, "database or disk is full", after=4),
    "store malformed": failing_store(sqlite3.SQLITE_CORRUPT, "database disk image is malformed", after=2),
    "store busy": failing_store(sqlite3.SQLITE_BUSY, "database is locked", after=1),
    "store read only": failing_store(
        sqlite3.SQLITE_READONLY, "attempt to write a readonly database", after=6
    ),
    "no memory": failing_mind(MemoryError, after=3),
    "too deep": failing_mind(RecursionError, after=5),
    "our own mistake": failing_mind(ZeroDivisionError, after=2),
}
