"""What a child process does: bind itself, read one file, answer, end."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from geodata.errors import GeodataError, Refused
from geodata.findings import Findings
from geodata.sandbox.answers import codec_of

if TYPE_CHECKING:
    from geodata.sandbox.apart import Reader

VALUE, ERROR, FAULT = "value", "error", "fault"
"""How each line of an answer begins: a value, an error raised on purpose, a traceback of one that was not."""

LENGTH_BYTES = 4
"""How the mother is told how long the task is that follows."""

MEMORY_ENDED, ANSWER_ENDED, FAULT_ENDED = 71, 72, 73
"""How a child ends that ran out of memory, whose answer grew too large, or that never began to read."""

Tell = Callable[[str, list[Any]], None]
_MEGABYTE = 1024 * 1024
_FILES, _FILES_OF_THREADS = 64, 256
_NICE = 5
_NEARLY = 0.8
# A reader waits for nothing but its turn on a busy machine.
_CLOCK = 6.0
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


@dataclass(frozen=True)
class Limits:
    """What one child may use.

    Parameters
    ----------
    megabytes : int
        Memory, over what the mother has.
    seconds : int
        Of CPU; six times as long by the clock, for children give way to everything else.
    answer_megabytes : int
        The largest answer, and the largest file that it may write for itself.
    has_threads : bool
        Whether it may start threads; a child that may not cannot start processes either (but as root).
    """

    megabytes: int = 2048
    seconds: int = 20
    answer_megabytes: int = 128
    has_threads: bool = False

    @property
    def clock_seconds(self) -> float:
        """How long a child may take by the clock."""
        return _CLOCK * self.seconds


@dataclass(frozen=True)
class Task:
    """What a child is told before it reads: by whom, where, and within which limits.

    Parameters
    ----------
    reader : str
        ``module:function``, one that is marked with `geodata.sandbox.apart.apart`.
    folder : str
        An empty folder of its own.
    files : tuple of str
        Names under which the files stand in it; whole paths for a child that was not forked.
    question_bytes : int
        How long the question is that follows: parameters by name, as JSON.
    ready : str
        What the reader's `warm` is called with.
    limits : Limits
    """

    reader: str
    folder: str
    files: tuple[str, ...]
    question_bytes: int
    ready: str
    limits: Limits


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code (its signal, below zero), its most megabytes of its own, its CPU."""

    code: int
    megabytes: int = 0
    seconds: float = 0.0


class ChildLost(Exception):
    """A child ended and nobody knows how: whatever started it ended too."""


class TooSlow(Exception):
    """A child took longer by the clock than it may; it was ended."""


def reader_of(name: str) -> Reader[..., Any]:
    """Return a reader by its dotted name; nothing but what is marked as one is ever called.

    Raises
    ------
    LookupError
    """
    module, _, function = name.partition(":")
    found = getattr(import_module(module), function, None)
    reader: Reader[..., Any] | None = getattr(found, "reader", None)
    if reader is None:
        raise LookupError(f"{name} is no reader")
    return reader


def confine(limits: Limits, *, files: int = 0) -> None:
    """Bind this process for good, as far as its system can (POSIX), with `files` open for it already."""
    import resource

    def at_most(what: int, most: int) -> None:
        resource.setrlimit(what, (most, most))

    at_most(resource.RLIMIT_AS, _address_space() + limits.megabytes * _MEGABYTE)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    at_most(resource.RLIMIT_FSIZE, limits.answer_megabytes * _MEGABYTE)
    at_most(resource.RLIMIT_NOFILE, files + (_FILES_OF_THREADS if limits.has_threads else _FILES))
    at_most(resource.RLIMIT_CORE, 0)
    if not limits.has_threads:
        at_most(resource.RLIMIT_NPROC, 0)
    os.nice(_NICE)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        # Its mother's end is its own; and no program that it might start gains rights.
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        with contextlib.suppress(OSError):
            # Where memory runs out for all, the system ends a reader first.
            Path("/proc/self/oom_score_adj").write_text("1000")


def answer_task(task: Task, question: bytes, answer: BinaryIO, tell: Tell) -> int:
    """Read as a task says and write the answer; return how the process shall end.

    `answer` takes a line of JSON for each value. What the reader raises on purpose is an answer too; so is
    what it raises by mistake, whose traceback is for the log only.
    """
    tempfile.tempdir = task.folder
    try:
        for line in _lines(task, question, tell):
            answer.write(json.dumps(line).encode("ascii") + b"\n")
        answer.flush()
    except MemoryError:
        return MEMORY_ENDED
    except OSError:
        return ANSWER_ENDED
    return 0


def _lines(task: Task, question: bytes, tell: Tell) -> Iterator[list[Any]]:
    try:
        reader = reader_of(task.reader)
        paths = [Path(task.folder, name) for name in task.files]
        for value in reader.read_here(json.loads(question), paths, tell):
            yield [VALUE, value]
    except MemoryError:
        raise
    except Refused as refused:
        yield [ERROR, type(refused).__name__, "", codec_of(Findings).encode(refused.findings)]
    except GeodataError as wrong:
        yield [ERROR, type(wrong).__name__, wrong.code, codec_of(dict[str, Any]).encode(wrong.parameters)]
    except GeneratorExit:
        raise
    except BaseException:
        if _had_no_room():
            # A library in C says so in an error of its own.
            raise MemoryError from None
        yield [FAULT, traceback.format_exc()]


def _had_no_room() -> bool:
    """Return whether this process once had nearly all the address space that it may have."""
    if sys.platform != "linux":
        return False
    import resource

    status = Path("/proc/self/status").read_text("ascii", "replace")
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak:")), "0")
    return int(peak) * 1024 > _NEARLY * resource.getrlimit(resource.RLIMIT_AS)[0] > 0


def _address_space() -> int:
    """Return how many bytes of address space are in use already: what was imported is the mother's."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
