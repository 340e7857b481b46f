"""The queue that tells the worker of jobs: ids only, as JSON, in an SQLite file that can be lost.

What is asked for are rows of the store; a queue that is damaged is thrown away and made anew.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from huey import SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from geodata.store.folder import OWNERS_FILE

QUEUE = "queue.sqlite"
"""The queue's file in the data folder."""
TASK = f"{__name__}.do_job"
_JOB_ID = re.compile(r"[0-9a-f]{32}")
_UNREADABLE = "unreadable"


class JobIds(Serializer):
    """Messages as JSON of a job's id: who can write to the queue can ask for a row to be done, no more."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps({"message": data.id, "job": data.args[0]}).encode()

    def _deserialize(self, data: bytes) -> Message:
        try:
            told = json.loads(bytes(data))
            job, message = told["job"], str(told["message"])
            is_id = isinstance(job, str) and _JOB_ID.fullmatch(job) is not None
        except (ValueError, KeyError, TypeError, RecursionError):
            is_id = False
        # No row has this id, so that nothing is done.
        job_id, name = (job, message) if is_id else (_UNREADABLE, _UNREADABLE)
        return Message(name, TASK, None, 0, 0, None, (job_id,), {})


def open_queue(file: Path, do: Callable[[str], None]) -> tuple[SqliteHuey, Callable[[str], object]]:
    """Open the queue, making its file where it is missing or damaged; `do` is called with a job's id.

    Returns
    -------
    queue, announce
        What the worker reads, and what tells it of a job.
    """
    if is_damaged(file):
        _discard(file)
    file.touch(mode=OWNERS_FILE)
    queue = SqliteHuey("portal", filename=str(file), results=False, serializer=JobIds())

    def do_job(job_id: str) -> None:
        do(job_id)

    return queue, queue.task()(do_job)


def is_damaged(file: Path) -> bool:
    """Tell whether the queue's file is none; one that is busy or missing is not damaged."""
    if not file.exists():
        return False
    try:
        connection = sqlite3.connect(file, timeout=1.0)
        try:
            return connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",)
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True


def _discard(file: Path) -> None:
    """Throw the queue away, with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
