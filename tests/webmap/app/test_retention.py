"""What is past its term is swept; what anything names, and what is young, stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from geodata.store import importing
from geodata.store.drafts import keep_draft
from geodata.store.files import keep_bytes, keep_file, record_file
from geodata.store.models import Draft, File, Job, SignIn
from geodata.store.sign_ins import start_sign_in
from geodata.store.vocabulary import ImportKind
from tests.build.people import make_account
from webmap.app.jobs import JobState, jobs_of
from webmap.app.retention import Terms, sweep

NOW = datetime.now(UTC)
AFTER = {name: NOW + getattr(Terms(), name) + timedelta(hours=1) for name in Terms.__dataclass_fields__}


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(name)
    return path


def _swept(app: Flask, now: datetime) -> dict[str, int]:
    return {kind: n for kind, n in sweep(jobs_of(app), now=now).items() if n}


def test_nothing_young_is_swept(app: Flask, tmp_path: Path) -> None:
    store = app.extensions["portal"].store
    keep_draft(store, _file(tmp_path, "a.csv"), "a.csv", person="An")
    start_sign_in(store, make_account(app, "leader"))
    jobs_of(app).ask("check_draft", {}, person="An")
    keep_bytes(store, b"of a running import")
    assert _swept(app, NOW) == {}


def test_drafts_go_by_their_state_and_their_files_follow(app: Flask, tmp_path: Path) -> None:
    store = app.extensions["portal"].store
    mine = keep_draft(store, _file(tmp_path, "open.csv"), "open.csv", person="An")
    done = keep_draft(store, _file(tmp_path, "done.csv"), "done.csv", person="An")
    with store.writing() as session:
        session.get_one(Draft, done.id).state = "discarded"
    found = _swept(app, AFTER["settled_draft"])
    assert (found["drafts"], found["unloaded_files"], found["stray_files"]) == (1, 1, 1)
    with store.session() as session:
        assert list(session.scalars(select(Draft.id))) == [mine.id]
    assert mine.path.is_file() and not done.path.exists()
    assert _swept(app, AFTER["open_draft"])["drafts"] == 1
    assert not mine.path.exists()


def test_what_an_import_names_stays_for_ever(app: Flask, tmp_path: Path) -> None:
    store = app.extensions["portal"].store
    file = _file(tmp_path, "loaded.csv")
    keep_draft(store, file, "loaded.csv", person="An")
    with importing(store, ImportKind.INDICATORS, "An", file=file):
        pass
    sweep(jobs_of(app), now=NOW + timedelta(days=4000))
    with store.session() as session:
        (named,) = session.scalars(select(File.sha256))
    assert (store.files_dir / named).read_text() == "loaded.csv"


def test_a_file_that_was_only_previewed_goes(app: Flask, tmp_path: Path) -> None:
    store = app.extensions["portal"].store
    kept = keep_file(store, _file(tmp_path, "xa.geojson"))
    with store.writing() as session:
        record_file(session, kept, "xa.geojson")
    assert _swept(app, NOW + timedelta(days=2)) == {}
    assert _swept(app, AFTER["unloaded_file"]) == {"unloaded_files": 1, "stray_files": 1}


def test_leftovers_of_a_kill_go_and_other_folders_stay(app: Flask) -> None:
    portal = app.extensions["portal"]
    (portal.store.files_dir / "incoming-abc").write_bytes(b"half")
    (portal.store.files_dir / "somebodys folder").mkdir()
    marks = portal.settings.data_dir / "cancelled"
    marks.mkdir()
    (marks / "0123").touch()
    assert _swept(app, AFTER["stray_file"]) == {"stray_files": 1, "marks": 1}
    assert (portal.store.files_dir / "somebodys folder").is_dir()


def test_ended_work_goes_and_open_work_stays(app: Flask) -> None:
    jobs = jobs_of(app)
    ids = [jobs.ask("check_draft", {}, person="An") for _ in range(3)]
    with jobs.portal.store.writing() as session:
        for job_id, state in zip(ids, (JobState.DONE, JobState.FAILED, JobState.WAITING), strict=True):
            session.get_one(Job, job_id).state = state
    assert _swept(app, AFTER["finished_job"]) == {"jobs": 2}
    assert jobs.read(ids[2]).state is JobState.WAITING


def test_sign_ins_that_are_over_go(app: Flask) -> None:
    store = app.extensions["portal"].store
    start_sign_in(store, make_account(app, "leader"))
    assert _swept(app, AFTER["sign_in"]) == {"sign_ins": 1}
    with store.session() as session:
        assert session.scalars(select(SignIn)).first() is None


def test_what_can_be_made_again_goes_as_a_whole_when_nobody_used_it(app: Flask) -> None:
    cache = app.extensions["portal"].store.cache_dir
    for name, days in (("old", 100), ("used", 100), ("used/again", 1)):
        (cache / name).parent.mkdir(exist_ok=True)
        (cache / name).mkdir() if "/" not in name else (cache / name).touch()
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(cache / name, (moment, moment))
    (cache / "old" / "part").touch()
    os.utime(cache / "old" / "part", ((NOW - timedelta(days=100)).timestamp(),) * 2)
    assert _swept(app, NOW) == {"cached": 1}
    assert [path.name for path in cache.iterdir()] == ["used"]
