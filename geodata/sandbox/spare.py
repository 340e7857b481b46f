"""Where no process can be forked: one child idle in spare, used for one file and replaced by the next.

It is started as ``python -m geodata.sandbox.spare``, takes one line with its task from standard input, and
the question after it. On Windows a job object (ctypes) bounds its memory and time and ends it with us. No
machine with Windows was at hand: the way through pipes is tried elsewhere, the job object is not.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from geodata.sandbox.answers import codec_of
from geodata.sandbox.child import Ended, Task, TooSlow, answer_task, confine
from geodata.sandbox.forking import Told, child_environment, heard

_ANSWER = "answer.json-lines"
_KILL_ON_CLOSE, _PROCESS_TIME, _PROCESS_MEMORY, _LOW_PRIORITY = 0x2000, 0x2, 0x100, 0x20
_BELOW_NORMAL = 0x4000
_EXTENDED_LIMITS = 9


def run_spare(
    task: Task, question: bytes, files: Sequence[IO[bytes]], answer: IO[bytes], told: Told
) -> Ended:
    """Have the child in spare do a task; see `geodata.sandbox.running.run_child`."""
    there = replace(task, files=tuple(str(Path(file.name).absolute()) for file in files))
    process = _spares.take()
    job = _job_of(process, task)
    timer = threading.Timer(task.limits.clock_seconds, process.kill)
    timer.start()
    try:
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(OSError), process.stdin as asking:
            asking.write(json.dumps(codec_of(Task).encode(there)).encode("ascii") + b"\n" + question)
        for name, said in heard(process.stdout):
            told(name, said)
        code = process.wait()
        if code and not timer.is_alive():
            raise TooSlow
        written = Path(task.folder, _ANSWER)
        if not code and written.is_file() and not written.is_symlink():
            with written.open("rb") as found:
                shutil.copyfileobj(found, answer)
        return Ended(code)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        del job


class _Spares:
    """The child that waits for the next file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: subprocess.Popen[bytes] | None = None

    def take(self) -> subprocess.Popen[bytes]:
        """Return a child nobody has used, and start the one for the next file."""
        with self._lock:
            idle, self._idle = self._idle, self._started()
        if idle is None or idle.poll() is not None:
            return self._started()
        return idle

    def end(self) -> None:
        """End the child that waits."""
        if self._idle is not None:
            self._idle.kill()
            self._idle.communicate()
            self._idle = None

    def _started(self) -> subprocess.Popen[bytes]:
        needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", "geodata.sandbox.spare"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**needed, **child_environment()},
            cwd=Path(sys.executable).anchor,
        )


_spares = _Spares()


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_memory", ctypes.c_size_t),
        ("most_memory", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("most_process_memory", ctypes.c_size_t),
        ("most_job_memory", ctypes.c_size_t),
    )


def _job_of(process: subprocess.Popen[bytes], task: Task) -> Any:
    """Put a process into a job object of its own on Windows; elsewhere the child binds itself."""
    if sys.platform != "win32":
        return None
    limits = _ExtendedLimits()
    limits.basic.flags = _KILL_ON_CLOSE | _PROCESS_TIME | _PROCESS_MEMORY | _LOW_PRIORITY
    # In steps of 100 nanoseconds.
    limits.basic.process_time = task.limits.seconds * 10_000_000
    limits.basic.priority = _BELOW_NORMAL
    limits.process_memory = task.limits.megabytes * 1024 * 1024
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    size = ctypes.sizeof(limits)
    bound = kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
    if not bound or not kernel.AssignProcessToJobObject(job, ctypes.c_void_p(int(process._handle))):
        process.kill()
        raise ctypes.WinError(ctypes.get_last_error())
    return _Closing(kernel, job)


class _Closing:
    """A handle of Windows that is closed when nobody holds it any more."""

    def __init__(self, kernel: Any, handle: ctypes.c_void_p) -> None:
        self._kernel, self._handle = kernel, handle

    def __del__(self) -> None:
        self._kernel.CloseHandle(self._handle)


def main() -> int:
    """Do one task."""
    from geodata.sandbox import apart

    asked, telling = sys.stdin.buffer, sys.stdout.buffer
    task: Task = codec_of(Task).decode(json.loads(asked.readline()))
    question = asked.read(task.question_bytes)
    os.chdir(task.folder)
    if sys.platform != "win32":
        confine(task.limits)
    apart.INSIDE = True

    def tell(name: str, said: list[Any]) -> None:
        telling.write(json.dumps({"told": [name, said]}).encode("ascii") + b"\n")
        telling.flush()

    with Path(task.folder, _ANSWER).open("wb") as answer:
        return answer_task(task, question, answer, tell)


if __name__ == "__main__":
    sys.exit(main())
