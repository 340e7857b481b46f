"""Readers that do what a hostile file may bring a reader to; they run in children only."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from geodata.errors import Refused, UnreadableFile
from geodata.findings import Findings, Place, error
from geodata.sandbox.apart import apart
from geodata.sandbox.child import Limits

SMALL = Limits(megabytes=256, seconds=1, answer_megabytes=1)
SEEN: list[str] = []


@dataclass(frozen=True)
class Letters:
    """How many letters a text has, and half of that."""

    count: int
    half: Decimal
    place: Place


@apart(SMALL)
def letters(path: Path, *, note: str = "") -> Letters:
    """Count the letters of a file."""
    text = path.read_text("utf-8")
    if text == "refuse":
        raise Refused(Findings((error("file.empty", Place(file=path.name), size=Decimal("1.50")),)))
    if text == "unreadable":
        raise UnreadableFile("file.empty", size=3)
    if text == "fault":
        raise KeyError("a mistake of ours")
    return Letters(len(text), Decimal(len(text)) / 2, Place(file=path.name))


@apart(SMALL)
def all_of(paths: tuple[Path, ...], *, beside: Path | None = None) -> list[str]:
    """Return the text of each file, and whether one lies beside the first."""
    is_beside = beside is not None and (paths[0].parent / beside.name).exists()
    return [*(path.read_text("utf-8") for path in paths), str(is_beside)]


@apart(SMALL)
def remember(path: Path) -> list[str]:
    """Return all that this process has read so far."""
    SEEN.append(path.read_text("utf-8"))
    return SEEN


@apart(SMALL)
def eat(path: Path) -> int:
    """Take memory until there is no more."""
    taken = []
    while True:
        taken.append(bytearray(16 * 1024 * 1024))


@apart(SMALL)
def run_out(path: Path) -> int:
    """Run out of memory as a library in C does, with an error of its own."""
    taken = []
    try:
        while True:
            taken.append(bytearray(16 * 1024 * 1024))
    except MemoryError:
        raise RuntimeError("std::bad_alloc") from None


@apart(SMALL)
def spin(path: Path) -> int:
    """Burn CPU for ever."""
    while True:
        pass


@apart(Limits(seconds=0))
def wait(path: Path) -> int:
    """Sleep for ever; its clock is at its end at once."""
    time.sleep(60)
    return 0


@apart(SMALL)
def talk(path: Path, *, progress: Callable[[int], None]) -> int:
    """Tell of progress, then wait for a moment."""
    for number in range(5):
        progress(number)
    time.sleep(0.1)
    return os.getpid()


@apart(SMALL)
def flood(path: Path) -> str:
    """Answer more than may be answered."""
    return "a" * 2_000_000


@apart(SMALL)
def write(path: Path) -> int:
    """Write a file larger than one may."""
    try:
        Path("large").write_bytes(bytes(3_000_000))
    except OSError as refused:
        return refused.errno or 0
    return 0


@apart(SMALL)
def open_many(path: Path) -> int:
    """Open the file as often as it goes."""
    opened = []
    try:
        while True:
            opened.append(path.open())
    except OSError:
        return len(opened)


@apart(SMALL)
def crash(path: Path) -> int:
    """End as broken C code does."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return 0


@apart(SMALL)
def start_another(path: Path) -> str:
    """Start a program that outlives its parent."""
    return str(subprocess.Popen(["/bin/sleep", "60"]).pid)


@apart(SMALL)
def surroundings(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Return the environment's names, the open descriptors' targets, and what lies in the folder."""
    # The one through which the folder itself is read is gone by then.
    there = [one for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    descriptors = [str(one.readlink()) for one in there]
    return sorted(os.environ), descriptors, [str(one) for one in sorted(Path().rglob("*"))]


@apart(SMALL)
def objects(path: Path) -> list[str]:
    """Return the names of the types of all that this process holds and that may hold a secret or a store."""
    wanted = ("Flask", "Store", "Engine", "Portal", "Settings")
    return [type(one).__name__ for one in gc.get_objects() if type(one).__name__ in wanted]


@apart(SMALL)
def whole_and_then_not(path: Path) -> Iterator[int]:
    """Give two numbers, then find the file wrong."""
    yield 1
    yield 2
    raise UnreadableFile("file.empty")


@apart(SMALL)
def lie(path: Path) -> list[list[int]]:
    """Answer another type than declared, as whoever took over this process may."""
    return [["seven"]]  # type: ignore[list-item]


def unmarked(path: Path) -> int:
    """Never called from outside: it is no reader."""
    return 1
