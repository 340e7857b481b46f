"""Faults of the machine and of files, told from one another: what a person is told instead of a traceback.

Commands and pages both ask here. The traceback itself goes to `faults.log` in the data folder.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rasterio.errors import RasterioError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

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


_OF_SYSTEM: dict[int, str] = {
    errno.EACCES: "fault.permission",
    errno.EPERM: "fault.permission",
    errno.ENOENT: "fault.no_file",
    errno.ENOTDIR: "fault.no_file",
    errno.EISDIR: "fault.no_file",
    errno.EMFILE: "fault.too_many_files",
    errno.ENFILE: "fault.too_many_files",
    errno.ENOMEM: "fault.memory",
}
_OF_SQLITE: dict[int, str] = {
    sqlite3.SQLITE_READONLY: "fault.read_only",
    sqlite3.SQLITE_BUSY: "fault.store_busy",
    sqlite3.SQLITE_LOCKED: "fault.store_busy",
    sqlite3.SQLITE_CORRUPT: "fault.store_damaged",
    sqlite3.SQLITE_NOTADB: "fault.store_damaged",
    sqlite3.SQLITE_CANTOPEN: "fault.store_closed",
    sqlite3.SQLITE_PERM: "fault.store_closed",
    sqlite3.SQLITE_AUTH: "fault.store_closed",
    sqlite3.SQLITE_NOMEM: "fault.memory",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
    return None if not isinstance(problem, SQLAlchemyError) else _database_fault(problem)


def _system_fault(problem: OSError) -> Fault | None:
    file = Path(os.fsdecode(problem.filename)).name if isinstance(problem.filename, str | bytes) else "–"
    if problem.errno in _FULL:
        return DiskFull("fault.disk_full")
    if problem.errno == errno.EROFS:
        return StoreFault("fault.read_only")
    code = _OF_SYSTEM.get(problem.errno or 0, "fault.io")
    return Fault(code, file=file, reason=problem.strerror or _one_line(problem))


def _sqlite_fault(problem: sqlite3.Error) -> Fault:
    # The low byte is the kind, the others say more of it.
    kind = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if kind == sqlite3.SQLITE_FULL:
        return DiskFull("fault.disk_full")
    return StoreFault(_OF_SQLITE.get(kind, "fault.store"), reason=_one_line(problem))


def _database_fault(problem: SQLAlchemyError) -> Fault | None:
    """Tell the fault of a database that is no SQLite file; a wrong statement is the program's own mistake."""
    if getattr(problem, "orig", None) is not None and not isinstance(
        problem, OperationalError | InterfaceError
    ):
        return None
    if isinstance(getattr(problem, "orig", None), sqlite3.Error):
        return None
    return StoreFault("fault.store_closed", reason=_one_line(getattr(problem, "orig", None) or problem))


def _one_line(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__


def _write_down(problem: BaseException, data_dir: Path) -> Path | None:
    """Write a traceback to the log; a disk that is full or closed leaves it unwritten, and nothing else."""
    path = data_dir / LOG
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, OWNERS_FILE))
        handler = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    # What cannot be written to the log is not worth a traceback on the terminal.
    handler.handleError = lambda record: None  # type: ignore[method-assign]
    info = (type(problem), problem, problem.__traceback__)
    handler.handle(logging.LogRecord("faults", logging.ERROR, LOG, 0, "%s", (_one_line(problem),), info))
    handler.close()
    return path
