"""Long work: asked for once, done once, watched, cancelled, and never lost by a restart."""

from __future__ import annotations

import errno
import json
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from geodata.errors import UnknownThing
from geodata.store.models import Job
from webmap.app.jobs import JobKind, Jobs, JobState, Work, jobs_of
from webmap.app.portal import Portal


@pytest.fixture
def make_jobs(app: Flask) -> Callable[..., Jobs]:
    """A way to make jobs whose kinds the test brings, on the store of the application."""
    portal: Portal = app.extensions["portal"]
    return lambda **kinds: Jobs(portal, kinds)


def work_off(jobs: Jobs) -> None:
    """Do all that is queued, as the worker would."""
    while (task := jobs.queue.dequeue()) is not None:
        jobs.queue.execute(task)


def test_a_job_is_done_and_its_result_kept(make_jobs: Callable[..., Jobs]) -> None:
    def double(work: Work) -> dict[str, int]:
        work.report(0.5)
        return {"twice": 2 * work.parameters["n"]}

    jobs = make_jobs(double=JobKind(double))
    job_id = jobs.ask("double", {"n": 21}, person="An")
    waiting = jobs.read(job_id)
    assert (waiting.state, waiting.progress, waiting.person) == (JobState.WAITING, 0.0, "An")
    work_off(jobs)
    done = jobs.read(job_id)
    assert (done.state, done.progress, done.result) == (JobState.DONE, 1.0, {"twice": 42})


def test_progress_can_be_watched_and_stays_between_0_and_1(make_jobs: Callable[..., Jobs]) -> None:
    seen = []

    def steps(work: Work) -> None:
        for progress in (-1.0, 0.25, 7.0):
            work.report(progress)
            seen.append(jobs.read(work.id).progress)

    jobs = make_jobs(steps=JobKind(steps))
    jobs.ask("steps", {}, person="An")
    work_off(jobs)
    assert seen == [0.0, 0.25, 1.0]


def test_a_job_queued_twice_is_done_once(make_jobs: Callable[..., Jobs]) -> None:
    runs = []
    jobs = make_jobs(count=JobKind(lambda work: runs.append(work.id)))
    job_id = jobs.ask("count", {}, person="An")
    jobs.take_up()
    jobs._announce(job_id)
    work_off(jobs)
    assert runs == [job_id]


def test_a_waiting_job_is_cancelled_at_once(make_jobs: Callable[..., Jobs]) -> None:
    runs = []
    jobs = make_jobs(count=JobKind(lambda work: runs.append(work.id)))
    job_id = jobs.ask("count", {}, person="An")
    assert jobs.cancel(job_id).state is JobState.CANCELLED
    work_off(jobs)
    assert runs == []


def test_a_running_job_is_cancelled_at_its_next_report(make_jobs: Callable[..., Jobs]) -> None:
    reached = []

    def long(work: Work) -> None:
        work.report(0.1)
        jobs.cancel(work.id)
        work.report(0.2)
        reached.append("the end")

    jobs = make_jobs(long=JobKind(long))
    job_id = jobs.ask("long", {}, person="An")
    work_off(jobs)
    assert jobs.read(job_id).state is JobState.CANCELLED
    assert reached == []


def test_a_failed_job_says_its_code_and_nothing_of_its_inside(make_jobs: Callable[..., Jobs]) -> None:
    def known(work: Work) -> None:
        raise UnknownThing("legend.unknown", path="/srv/secret")

    def unknown(work: Work) -> None:
        raise RuntimeError("/srv/secret")

    jobs = make_jobs(known=JobKind(known), unknown=JobKind(unknown))
    ids = [jobs.ask(kind, {}, person="An") for kind in ("known", "unknown")]
    work_off(jobs)
    assert [jobs.read(job_id).state for job_id in ids] == [JobState.FAILED] * 2
    assert [jobs.read(job_id).result for job_id in ids] == [
        {"code": "legend.unknown"},
        {"code": "job.failed"},
    ]


@pytest.mark.parametrize(
    ("can_restart", "state", "result"),
    [(True, JobState.DONE, {"n": 1}), (False, JobState.FAILED, {"code": "job.interrupted"})],
)
def test_after_a_restart_a_running_job_begins_again_or_is_marked_as_failed(
    make_jobs: Callable[..., Jobs], can_restart: bool, state: JobState, result: dict[str, object]
) -> None:
    kind = JobKind(lambda work: {"n": 1}, can_restart=can_restart)
    jobs = make_jobs(work=kind)
    job_id = jobs.ask("work", {}, person="An")
    jobs.queue.flush()
    with jobs.portal.store.writing() as session:
        session.get_one(Job, job_id).state = JobState.RUNNING
    again = make_jobs(work=kind)
    again.take_up()
    work_off(again)
    job = again.read(job_id)
    assert (job.state, job.result) == (state, result)


def test_after_a_restart_what_waited_is_done_even_if_the_queue_was_lost(
    make_jobs: Callable[..., Jobs],
) -> None:
    jobs = make_jobs(work=JobKind(lambda work: {"n": 1}))
    job_id = jobs.ask("work", {}, person="An")
    jobs.queue.flush()
    jobs.take_up()
    work_off(jobs)
    assert jobs.read(job_id).state is JobState.DONE


def test_unknown_work_is_refused(make_jobs: Callable[..., Jobs]) -> None:
    jobs = make_jobs()
    with pytest.raises(UnknownThing):
        jobs.ask("no-such", {}, person="An")
    for act in (jobs.read, jobs.cancel):
        with pytest.raises(UnknownThing):
            act("no-such")


def test_the_queue_lies_in_the_data_folder(app: Flask) -> None:
    data_dir: Path = app.extensions["portal"].settings.data_dir
    assert jobs_of(app).queue.storage.filename == str(data_dir / "queue.sqlite")


def test_the_queue_holds_ids_as_json_and_nothing_that_could_run(make_jobs: Callable[..., Jobs]) -> None:
    jobs = make_jobs(work=JobKind(lambda work: None))
    job_id = jobs.ask("work", {"secret": "x"}, person="An")
    with closing(sqlite3.connect(jobs.queue_file)) as queue:
        ((message,),) = queue.execute("SELECT data FROM task").fetchall()
    assert json.loads(message) == {"message": json.loads(message)["message"], "job": job_id}


@pytest.mark.parametrize(
    "message",
    [pickle.dumps(("a", "b")), b"", b"[" * 100_000, b'{"job": 7}', b'{"job": "../x", "message": 1}'],
)
def test_a_message_that_says_no_job_is_passed_over(make_jobs: Callable[..., Jobs], message: bytes) -> None:
    jobs = make_jobs(work=JobKind(lambda work: {"n": 1}))
    jobs.queue.storage.enqueue(message)
    job_id = jobs.ask("work", {}, person="An")
    work_off(jobs)
    assert jobs.read(job_id).state is JobState.DONE


def test_a_damaged_queue_is_made_anew_and_no_job_is_lost(make_jobs: Callable[..., Jobs]) -> None:
    kind = JobKind(lambda work: {"n": 1})
    first = make_jobs(work=kind).ask("work", {}, person="An")
    jobs = make_jobs(work=kind)
    assert not jobs.queue_is_lost()
    jobs.queue_file.write_bytes(b"no queue" * 4096)
    assert jobs.queue_is_lost()
    second = jobs.ask("work", {}, person="An")
    again = make_jobs(work=kind)
    again.take_up()
    work_off(again)
    assert [again.read(one).state for one in (first, second)] == [JobState.DONE] * 2
    assert not again.queue_is_lost()


def test_work_is_asked_for_also_where_the_queue_cannot_be_told(make_jobs: Callable[..., Jobs]) -> None:
    jobs = make_jobs(work=JobKind(lambda work: {"n": 1}))
    jobs.queue_file.mkdir()
    job_id = jobs.ask("work", {}, person="An")
    jobs.queue_file.rmdir()
    jobs.look_after()
    work_off(jobs)
    assert jobs.read(job_id).state is JobState.DONE


def test_the_work_that_is_being_done_is_not_taken_for_forgotten(make_jobs: Callable[..., Jobs]) -> None:
    runs = []

    def long(work: Work) -> None:
        runs.append(work.id)
        jobs.look_after()

    jobs = make_jobs(long=JobKind(long, can_restart=True))
    job_id = jobs.ask("long", {}, person="An")
    work_off(jobs)
    assert (runs, jobs.read(job_id).state) == ([job_id], JobState.DONE)


def test_a_job_that_failed_by_a_full_disk_says_so(make_jobs: Callable[..., Jobs]) -> None:
    def full(work: Work) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/secret/x")

    jobs = make_jobs(full=JobKind(full))
    job_id = jobs.ask("full", {}, person="An")
    work_off(jobs)
    result = jobs.read(job_id).result or {}
    assert result["code"] == "fault.disk_full"
    assert "/srv" not in str(result)
