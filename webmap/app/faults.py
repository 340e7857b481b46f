"""Faults of the machine and of files, told from one another: what a person is told instead of a traceback.

Commands and pages both ask here. The traceback itself goes to `faults.log` in the data folder.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import traceback
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rasterio.errors import RasterioError
from sqlalchemy.exc import InterfaceError, OperationalError

from geodata.store.folder import OWNERS_FILE
from webmap.app.errors import PortalError

LOG = "faults.log"
_MOST_BYTES = 1_000_000


class Fault(PortalError):
    """Something failed that is no refusal of ours; what was begun is undone."""


class StoreFault(Fault):
    """The store cannot be read or written now."""


class DiskFull(Fault):
    """There is no room left on the disk."""


@dataclass(frozen=True)
class Meaning:
    """What a number of the system or of SQLite means: the code of its sentence, and its kind of fault."""

    code: str
    kind: type[Fault] = Fault


_NO_RIGHT = Meaning("fault.permission")
_NO_FILE = Meaning("fault.no_file")
_TOO_MANY = Meaning("fault.too_many_files")
_NO_MEMORY = Meaning("fault.memory")
_READ_ONLY = Meaning("fault.read_only", StoreFault)
_FULL = Meaning("fault.disk_full", DiskFull)
_BUSY = Meaning("fault.store_busy", StoreFault)
_DAMAGED = Meaning("fault.store_damaged", StoreFault)
_CLOSED = Meaning("fault.store_closed", StoreFault)
_STORE_DISK = Meaning("fault.store", StoreFault)
_DISK = Meaning("fault.io")

_OF_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.ENOENT: _NO_FILE,
    errno.ENOTDIR: _NO_FILE,
    errno.EISDIR: _NO_FILE,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.ENOMEM: _NO_MEMORY,
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_AUTH: _CLOSED,
    sqlite3.SQLITE_NOMEM: _NO_MEMORY,
    sqlite3.SQLITE_IOERR: _STORE_DISK,
}


def fault_of(problem: BaseException) -> Fault | None:
    """Return what an exception means for a person, or None where it is a mistake of the program's own."""
    return next((fault for one in _causes(problem) if (fault := _fault(one)) is not None), None)


def fault_of_any(problem: BaseException, data_dir: Path) -> Fault:
    """Return what an exception means for a person, and write its traceback to the log where that can be."""
    fault = fault_of(problem)
    written = _write_down(problem, data_dir)
    if fault is not None:
        return fault
    return Fault("fault.unexpected", kind=type(problem).__name__, log=written or "–")


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = getattr(problem, "orig", None) or problem.__cause__


def _fault(problem: BaseException) -> Fault | None:
    if isinstance(problem, Fault):
        return problem
    if isinstance(problem, sqlite3.Error):
        return _sqlite_fault(problem)
    if isinstance(problem, OSError) and not isinstance(problem, RasterioError):
        return _system_fault(problem)
    if isinstance(problem, MemoryError):
        return Fault("fault.memory")
    if isinstance(problem, RecursionError):
        return Fault("fault.nesting")
    if isinstance(problem, RasterioError):
        return Fault("fault.image", reason=_one_line(problem))
    if isinstance(problem, zipfile.BadZipFile | zlib.error | EOFError | UnicodeError):
        return Fault("fault.file_damaged", reason=_one_line(problem))
    if isinstance(problem, OverflowError):
        return Fault("fault.number")
    if isinstance(problem, OperationalError | InterfaceError) and not isinstance(problem.orig, sqlite3.Error):
        return StoreFault("fault.store_closed", reason=_one_line(problem.orig or problem))
    return None


def _system_fault(problem: OSError) -> Fault:
    file = Path(os.fsdecode(problem.filename)).name if isinstance(problem.filename, str | bytes) else "–"
    meaning = _OF_SYSTEM.get(problem.errno or 0, _DISK)
    return meaning.kind(meaning.code, file=file, reason=problem.strerror or _one_line(problem))


def _sqlite_fault(problem: sqlite3.Error) -> Fault | None:
    # The low byte is the kind, the others say more of it.
    meaning = _OF_SQLITE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF)
    return None if meaning is None else meaning.kind(meaning.code, reason=_one_line(problem))


def _one_line(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__


def _write_down(problem: BaseException, data_dir: Path) -> Path | None:
    """Write a traceback to the log; a disk that is full or closed leaves it unwritten, and nothing else."""
    path, moment = data_dir / LOG, datetime.now(UTC).isoformat(timespec="seconds")
    told = f"{moment} {''.join(traceback.format_exception(problem))}\n"
    try:
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_name(f"{LOG}.1"))
        descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, OWNERS_FILE)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as stream:
            stream.write(told)
    except OSError:
        return None
    return path
