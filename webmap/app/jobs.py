"""Long work as rows in the store: asked for by a page or a command, done by the worker, watched by anyone.

The queue (huey, its own SQLite file) only says that there is work; what counts is the row, so that a
restart loses nothing and a job that is queued twice is done once.
"""

from __future__ import annotations

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
from sqlalchemy import select, update

from geodata.errors import UnknownThing
from geodata.store import Store
from geodata.store.models import Job
from webmap.app.errors import PortalError
from webmap.app.portal import Portal

_SECONDS_BETWEEN = 0.5


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
        queue_file = portal.settings.data_dir / "queue.sqlite"
        self.queue = SqliteHuey("portal", filename=str(queue_file), results=False)
        self._announce = self.queue.task(name="do_job")(self._do)

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
            mark.parent.mkdir(exist_ok=True)
            mark.touch()
        with self._store.writing() as session:
            row = session.get_one(Job, job_id)
            row.cancel_requested = True
            if row.state == JobState.WAITING:
                row.state = JobState.CANCELLED
            row.updated_at = datetime.now(UTC)
            return _record(row)

    def take_up(self) -> None:
        """After a restart: queue what waits, begin again what may, and mark the rest as failed."""
        with self._store.writing() as session:
            for row in session.scalars(select(Job).where(Job.state == JobState.RUNNING)):
                kind = self.kinds.get(row.kind)
                may = kind is not None and kind.can_restart and not row.cancel_requested
                row.state = JobState.WAITING if may else JobState.FAILED
                row.result = None if may else {"code": "job.interrupted"}
                row.updated_at = datetime.now(UTC)
            session.flush()
            waiting = list(session.scalars(select(Job.id).where(Job.state == JobState.WAITING)))
        self.queue.flush()
        for job_id in waiting:
            self._announce(job_id)

    def _do(self, job_id: str) -> None:
        """Do a job that waits; one that is taken, done or cancelled already is left alone."""
        if not self._claim(job_id):
            return
        job = self.read(job_id)
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
    code = getattr(problem, "code", None)
    if not isinstance(code, str):
        return {"code": "job.failed"}
    # What the portal itself refuses speaks of what was asked for; other errors may name files and folders.
    if not isinstance(problem, PortalError):
        return {"code": code}
    given = problem.parameters.items()
    plain = {name: value if isinstance(value, int | float | str) else str(value) for name, value in given}
    return {"code": code, "parameters": plain}


def _mark_of(portal: Portal, job_id: str) -> Path:
    """Return the file whose being there says that a job is not wanted any more."""
    return portal.settings.data_dir / "cancelled" / job_id


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
