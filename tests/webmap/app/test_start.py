"""What a start finds wrong is said with the command that mends it; what would harm data does not start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from geodata.store.database import current_version
from webmap.app import start
from webmap.app.jobs import jobs_of
from webmap.app.worker_beat import beat, seconds_since_beat


def run(app: Flask, *arguments: str, code: int) -> Result:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == code, result.output
    return result


def folder_of(app: Flask) -> Path:
    folder: Path = app.extensions["portal"].settings.data_dir
    return folder


def set_version(app: Flask, version: str) -> None:
    app.extensions["portal"].store.close()
    with closing(sqlite3.connect(folder_of(app) / "portal.sqlite")) as store, store:
        store.execute("UPDATE alembic_version SET version_num = ?", [version])


@pytest.fixture
def whole(app: Flask) -> Flask:
    """An installation with which nothing is wrong."""
    run(app, "init", code=0)
    return app


def test_nothing_is_wrong_with_what_init_made(whole: Flask) -> None:
    said = run(whole, "doctor", code=0).output
    assert said.count("tốt ") == len(said.splitlines()) == 9


def _silence(app: Flask) -> None:
    jobs_of(app).ask("check_draft", {"draft": "x"}, person="An")


def _spoil_queue(app: Flask) -> None:
    file = folder_of(app) / "queue.sqlite"
    file.touch(mode=0o600)
    file.write_bytes(b"no queue" * 999)


def _open_to_all(app: Flask) -> None:
    (folder_of(app) / "portal.sqlite").chmod(0o644)


def _lose_a_file(app: Flask) -> None:
    with closing(sqlite3.connect(folder_of(app) / "portal.sqlite")) as store, store:
        store.execute("INSERT INTO files VALUES (?, 'a.csv', 1, '2024-01-01 00:00:00')", ["0" * 64])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda app: (folder_of(app) / "secret").unlink(), "init --new-secret"),
        (lambda app: (folder_of(app) / "secret").write_bytes(b"short"), "init --new-secret"),
        (lambda app: set_version(app, "0001"), "flask --app wsgi init"),
        (lambda app: set_version(app, "9999"), "cài lại phiên bản đó"),
        (_spoil_queue, "flask --app wsgi serve"),
        (_silence, "flask --app wsgi serve"),
        (_lose_a_file, "thiếu 1 tệp"),
        (_open_to_all, "flask --app wsgi init"),
    ],
    ids=["secret gone", "secret short", "older", "newer", "queue", "worker", "files", "rights"],
)
def test_the_doctor_names_what_is_wrong_and_what_mends_it(
    whole: Flask, harm: Callable[[Flask], object], said: str
) -> None:
    harm(whole)
    wrong = [line for line in run(whole, "doctor", code=1).output.splitlines() if line.startswith("sai ")]
    assert len(wrong) == 1, wrong
    assert said in wrong[0]


def test_a_full_disk_is_foreseen(whole: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_LEAST_FREE_MB", 10**9)
    assert "Ổ đĩa: chỉ còn" in run(whole, "doctor", code=1).output
    # A command says it and goes on.
    assert "Ổ đĩa: chỉ còn" in run(whole, "users", "list", code=0).output


@pytest.mark.parametrize("version", ["0001", "9999"])
def test_a_store_of_another_version_is_neither_written_nor_served(whole: Flask, version: str) -> None:
    set_version(whole, version)
    for command in (["office", "set", "name=Xã"], ["imports", "list"], ["serve"]):
        assert run(whole, *command, code=1).output.count("\n") == 1
    answer = whole.test_client().get("/ranking")
    assert answer.status_code == 503
    assert version in answer.text
    assert whole.test_client().get("/healthz").status_code == 503


def test_a_later_programs_store_is_not_migrated(whole: Flask) -> None:
    set_version(whole, "9999")
    assert current_version() in run(whole, "init", code=1).output


def test_no_store_begins_anew_beside_kept_files(whole: Flask) -> None:
    store = whole.extensions["portal"].store
    (store.files_dir / ("a" * 64)).write_bytes(b"kept")
    store.close()
    for path in folder_of(whole).glob("portal.sqlite*"):
        path.unlink()
    for command in ("init", "serve"):
        assert "đặt lại `portal.sqlite`" in run(whole, command, code=1).output


def test_a_lost_secret_stops_everything_until_a_new_one_is_asked_for(whole: Flask) -> None:
    secret = folder_of(whole) / "secret"
    secret.write_bytes(b"")
    for command in (["init"], ["serve"], ["imports", "list"]):
        assert "init --new-secret" in run(whole, *command, code=1).output
    assert secret.read_bytes() == b""
    run(whole, "init", "--new-secret", code=0)
    made = secret.read_bytes()
    run(whole, "init", "--new-secret", code=0)
    assert len(made) == 32
    assert secret.read_bytes() == made


def test_an_open_folder_is_closed_once_and_said_once(whole: Flask) -> None:
    folder = folder_of(whole)
    (folder / "portal.toml").write_text("")
    (folder / "portal.toml").chmod(0o644)
    for path in (folder, folder / "files", folder / "portal.sqlite"):
        path.chmod(0o755)
    assert "3 tệp" in run(whole, "init", code=0).output
    assert "tệp" not in run(whole, "init", code=0).output
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "portal.sqlite")] == [
        "0o700",
        "0o600",
    ]
    assert (folder / "portal.toml").stat().st_mode & 0o777 == 0o644


def test_health_says_that_the_worker_is_silent(whole: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = whole.test_client()
    assert client.get("/healthz").get_json()["status"] == "worker silent"
    beat(folder_of(whole))
    assert client.get("/healthz").get_json()["status"] == "ok"
    monkeypatch.setattr("webmap.app.worker_beat._SILENT_AFTER", -1.0)
    assert client.get("/healthz").get_json()["status"] == "worker silent"
    assert (seconds_since_beat(folder_of(whole)) or 0) < 60
