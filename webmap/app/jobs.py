"""Long work as rows in the store: asked for by a page or a command, done by the worker, watched by anyone.

The queue (huey, its own SQLite file) only says that there is work; what counts is the row, so that a
restart loses nothing and a job that is queued twice is done once.
"""

from __future__ import annotations

import logging
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import Flask
from huey import SqliteHuey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.store import Store
from geodata.store.folder import OWNERS_FILE, OWNERS_FOLDER
from geodata.store.models import Job
from webmap.app.errors import PortalError
from webmap.app.faults import fault_of
from webmap.app.job_queue import QUEUE, is_damaged, open_queue
from webmap.app.portal import Portal

log = logging.getLogger(__name__)
_SECONDS_BETWEEN = 0.5
_MARKS = "cancelled"


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.WAITING, JobState.RUNNING)
"""States of work that is still to be done."""


class Cancelled(Exception):
    """The person who asked for the work does not want it any more."""


@dataclass(frozen=True)
class JobRecord:
    """A job as its row says; `progress` is 0–1, moments are UTC."""

    id: str
    kind: str
    parameters: Mapping[str, Any]
    person: str
    state: JobState
    progress: float
    cancel_requested: bool
    result: Mapping[str, Any] | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Work:
    """What a job's function is given: its parameters, the portal, and a way to say how far it is."""

    id: str
    parameters: Mapping[str, Any]
    portal: Portal

    def stop_if_unwanted(self) -> None:
        """Raise `Cancelled` if the work is not wanted any more; also while it holds the store's only pen."""
        if _mark_of(self.portal, self.id).exists():
            raise Cancelled(self.id)

    def report(self, progress: float) -> None:
        """Say how far the work is (0–1); raises `Cancelled` if it is not wanted any more."""
        with self.portal.store.writing() as session:
            row = session.get_one(Job, self.id)
            row.progress = min(max(progress, 0.0), 1.0)
            row.updated_at = datetime.now(UTC)
            unwanted = row.cancel_requested
        if unwanted:
            raise Cancelled(self.id)

    def telling(self, share: float = 1.0) -> Callable[[float], None]:
        """Return what a part of the work tells its progress to: the row is written now and then only.

        `share` (0–1) is how much of the whole work the part is.
        """
        last = time.monotonic()

        def tell(done: float) -> None:
            nonlocal last
            if done >= 1.0 or time.monotonic() - last >= _SECONDS_BETWEEN:
                last = time.monotonic()
                self.report(done * share)

        return tell


@dataclass(frozen=True)
class JobKind:
    """A kind of long work: its function, and whether it can be begun again after a restart."""

    run: Callable[[Work], dict[str, Any] | None]
    can_restart: bool = False


class Jobs:
    """The jobs of an application: its kinds of work, its store, its queue."""

    def __init__(
        self,
        portal: Portal,
        kinds: Mapping[str, JobKind],
        *,
        context: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Take up the kinds of work; each is done within `context`, on whichever thread the queue has."""
        self.portal = portal
        self._context = context
        self.kinds = dict(kinds)
        self.queue_file = portal.settings.data_dir / QUEUE
        self._opened: tuple[SqliteHuey, Callable[[str], object]] | None = None
        self._doing: str | None = None

    @property
    def queue(self) -> SqliteHuey:
        """What the worker reads."""
        return self._queue_and_announce()[0]

    def _queue_and_announce(self) -> tuple[SqliteHuey, Callable[[str], object]]:
        """Open the queue when it is wanted: reading pages needs no folder to write in."""
        if self._opened is None:
            self._opened = open_queue(self.queue_file, self._do)
        return self._opened

    @property
    def _store(self) -> Store:
        return self.portal.store

    def ask(self, kind: str, parameters: Mapping[str, Any], *, person: str) -> str:
        """Ask for work; return the job's id. An unknown kind is refused at once."""
        if kind not in self.kinds:
            raise UnknownThing("job.unknown_kind", kind=kind)
        job_id, now = uuid.uuid4().hex, datetime.now(UTC)
        with self._store.writing() as session:
            session.add(
                Job(
                    id=job_id,
                    kind=kind,
                    parameters=dict(parameters),
                    person=person,
                    state=JobState.WAITING,
                    progress=0.0,
                    cancel_requested=False,
                    result=None,
                    created_at=now,
                    updated_at=now,
                )
            )
        self._announce(job_id)
        return job_id

    def read(self, job_id: str) -> JobRecord:
        """Return a job; `UnknownThing` if there is none of that id."""
        with self._store.session() as session:
            row = session.get(Job, job_id)
            if row is None:
                raise UnknownThing("job.unknown", id=job_id)
            return _record(row)

    def latest(self, person: str, *, most: int = 20) -> tuple[JobRecord, ...]:
        """Return what a person asked for, the latest first."""
        statement = select(Job).where(Job.person == person).order_by(Job.created_at.desc()).limit(most)
        with self._store.session() as session:
            return tuple(_record(row) for row in session.scalars(statement))

    def open(self, kind: str) -> tuple[JobRecord, ...]:
        """Return the work of a kind that is still to be done, the oldest first."""
        statement = select(Job).where(Job.kind == kind, Job.state.in_(OPEN)).order_by(Job.created_at)
        with self._store.session() as session:
            return tuple(_record(row) for row in session.scalars(statement))

    def cancel(self, job_id: str) -> JobRecord:
        """Stop a job: at once where it waits, at its next report where it runs.

        Work that is writing to the store lets nobody else write, so that the wish is laid beside the store
        first: it is found there, what was written is undone, and the row can be changed.
        """
        if self.read(job_id).state is JobState.RUNNING:
            mark = _mark_of(self.portal, job_id)
            mark.parent.mkdir(mode=OWNERS_FOLDER, exist_ok=True)
            mark.touch(mode=OWNERS_FILE)
        with self._store.writing() as session:
            row = session.get_one(Job, job_id)
            row.cancel_requested = True
            if row.state == JobState.WAITING:
                row.state = JobState.CANCELLED
            row.updated_at = datetime.now(UTC)
            return _record(row)

    def take_up(self) -> None:
        """After a restart: queue what waits, begin again what may, and mark the rest as failed."""
        self.queue.flush()
        self.look_after()

    def look_after(self) -> None:
        """See that no job is forgotten: of a worker that died or could not say its end, of a lost queue."""
        with self._store.writing() as session:
            for row in session.scalars(select(Job).where(Job.state == JobState.RUNNING)):
                if row.id == self._doing:
                    continue
                kind = self.kinds.get(row.kind)
                may = kind is not None and kind.can_restart and not row.cancel_requested
                row.state = JobState.WAITING if may else JobState.FAILED
                row.result = None if may else {"code": "job.interrupted"}
                row.updated_at = datetime.now(UTC)
            session.flush()
            waiting = list(session.scalars(select(Job.id).where(Job.state == JobState.WAITING)))
        if self.queue.pending_count() == 0:
            for job_id in waiting:
                self._announce(job_id)

    def queue_is_lost(self) -> bool:
        """Tell whether the queue's file is damaged or gone, so that nobody hears what is announced."""
        return not self.queue_file.exists() or is_damaged(self.queue_file)

    def forget(self, session: Session, *, before: datetime) -> int:
        """Delete the rows of work that ended before a moment, and return how many."""
        ended = Job.state.not_in(OPEN) & (Job.updated_at < before)
        return session.execute(delete(Job).where(ended)).rowcount  # type: ignore[attr-defined]

    def forget_marks(self, *, before: datetime) -> int:
        """Delete wishes to cancel that no work has met since a moment, and return how many."""
        folder = self.portal.settings.data_dir / _MARKS
        marks = folder.iterdir() if folder.is_dir() else ()
        stray = [mark for mark in marks if mark.name != self._doing]
        old = [mark for mark in stray if mark.stat().st_mtime < before.timestamp()]
        for mark in old:
            mark.unlink(missing_ok=True)
        return len(old)

    def _announce(self, job_id: str) -> None:
        """Tell the worker of a job. Where that fails the row still says it: the worker looks after those."""
        try:
            self._queue_and_announce()[1](job_id)
        except (sqlite3.DatabaseError, OSError) as problem:
            self._opened = None
            log.error("job %s waits, its announcement failed: %s", job_id, problem)

    def _do(self, job_id: str) -> None:
        """Do a job that waits; one that is taken, done or cancelled already is left alone."""
        self._doing = job_id
        try:
            if self._claim(job_id):
                self._do_claimed(self.read(job_id))
        finally:
            self._doing = None

    def _do_claimed(self, job: JobRecord) -> None:
        job_id = job.id
        try:
            with self._context():
                result = self.kinds[job.kind].run(Work(job_id, job.parameters, self.portal))
        except Cancelled:
            self._finish(job_id, JobState.CANCELLED, None)
        except Exception as problem:
            self._finish(job_id, JobState.FAILED, _told(problem))
            raise
        else:
            self._finish(job_id, JobState.DONE, result)

    def _claim(self, job_id: str) -> bool:
        """Take a waiting job: only one worker can, since the row changes in one statement."""
        statement = (
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.WAITING)
            .values(state=JobState.RUNNING, updated_at=datetime.now(UTC))
        )
        with self._store.writing() as session:
            return int(session.connection().execute(statement).rowcount) == 1

    def _finish(self, job_id: str, state: JobState, result: dict[str, Any] | None) -> None:
        with self._store.writing() as session:
            row = session.get_one(Job, job_id)
            row.state, row.result, row.updated_at = state, result, datetime.now(UTC)
            if state is JobState.DONE:
                row.progress = 1.0
        _mark_of(self.portal, job_id).unlink(missing_ok=True)


def jobs_of(app: Flask) -> Jobs:
    """Return the jobs of an application."""
    found: Jobs = app.extensions["jobs"]
    return found


def _told(problem: Exception) -> dict[str, Any]:
    """Return what a page says of a failure: its code, of a refusal with the parameters as plain values."""
    known = problem if isinstance(getattr(problem, "code", None), str) else fault_of(problem)
    code = getattr(known, "code", None)
    if not isinstance(code, str):
        return {"code": "job.failed"}
    # What the portal itself refuses speaks of what was asked for; other errors may name files and folders.
    if not isinstance(known, PortalError):
        return {"code": code}
    given = known.parameters.items()
    plain = {name: value if isinstance(value, int | float | str) else str(value) for name, value in given}
    return {"code": code, "parameters": plain}


def _mark_of(portal: Portal, job_id: str) -> Path:
    """Return the file whose being there says that a job is not wanted any more."""
    return portal.settings.data_dir / _MARKS / job_id


def _record(row: Job) -> JobRecord:
    return JobRecord(
        row.id,
        row.kind,
        row.parameters,
        row.person,
        JobState(row.state),
        row.progress,
        row.cancel_requested,
        row.result,
        row.created_at,
        row.updated_at,
    )
