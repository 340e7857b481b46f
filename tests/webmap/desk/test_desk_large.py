"""Large files at the desk: read and loaded by the worker, watched by address, cancelled."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask

from geodata.store import observations
from geodata.store.imports import list_imports
from geodata.store.users import deactivate
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient
from tests.build.people import send_form, signed_in
from tests.webmap.desk.test_desk import FIRES, alert, app, draft_of, standing, store_of  # noqa: F401
from webmap.app import jobs as work_in_jobs
from webmap.app.jobs import JobState, jobs_of
from webmap.desk import work as desk_work


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave files of a few lines to the worker too."""
    monkeypatch.setattr(desk_work, "LARGE", 10)


@pytest.fixture
def admin(app: Flask) -> PageClient:  # noqa: F811
    return signed_in(app, Role.ADMIN)


def work_off(app: Flask) -> None:  # noqa: F811
    """Do all that is queued, as the worker would."""
    jobs = jobs_of(app)
    while (task := jobs.queue.dequeue()) is not None:
        jobs.queue.execute(task)


def test_a_large_file_is_read_and_loaded_by_the_worker(app: Flask, admin: PageClient) -> None:  # noqa: F811
    job = draft_of(admin, f"26470,{FIRES},2024,21,,,\n")
    assert job.startswith("/desk/jobs/")
    page = admin.get(job)
    assert "chờ đến lượt" in page.words()
    assert any(meta.get("http-equiv") == "refresh" for meta in page.find_all("meta"))
    assert job in admin.get("/desk").links()
    work_off(app)
    draft = admin.raw.get(job).location
    words = admin.get(draft).words()
    assert "sửa 1 số" in words
    assert "không liệt kê" in words
    answer = send_form(admin.raw, f"{draft}/commit", {"reason": "đã đối chiếu"}, page=draft)
    assert answer.location.startswith("/desk/jobs/")
    assert standing(app, FIRES, "26470") != 21
    work_off(app)
    result = admin.raw.get(answer.location).location
    assert "đã đối chiếu" in admin.get(result).words()
    assert standing(app, FIRES, "26470") == 21
    assert admin.raw.get(draft).location == result


def test_what_keeps_a_large_file_back_is_on_its_page(app: Flask, admin: PageClient) -> None:  # noqa: F811
    job = draft_of(admin, f"26470,{FIRES},2024,-21,,,\n")
    work_off(app)
    draft = admin.raw.get(job).location
    assert "Tệp cần sửa 1 chỗ" in admin.get(draft).words()
    answer = send_form(admin.raw, f"{draft}/commit", {}, page=draft)
    work_off(app)
    assert admin.raw.get(answer.location).location == draft
    with store_of(app).session() as session:
        assert list_imports(session)[0].file_name != "so-lieu.csv"


def test_asked_twice_a_file_is_read_once(app: Flask, admin: PageClient) -> None:  # noqa: F811
    job = draft_of(admin, f"26470,{FIRES},2024,21,,,\n")
    draft_id = jobs_of(app).read(job.rpartition("/")[2]).parameters["draft"]
    address = f"/desk/drafts/{draft_id}"
    assert "Đọc tệp" in admin.get(address).words()
    assert send_form(admin.raw, f"{address}/check", {}, page=address).location == job


def test_work_is_cancelled_and_nothing_changes(app: Flask, admin: PageClient) -> None:  # noqa: F811
    job = draft_of(admin, f"26470,{FIRES},2024,21,,,\n")
    assert send_form(admin.raw, f"{job}/cancel", {}, page=job).location == job
    work_off(app)
    page = admin.get(job)
    assert "Đã hủy" in page.words()
    assert not any(meta.get("http-equiv") == "refresh" for meta in page.find_all("meta"))
    assert jobs_of(app).read(job.rpartition("/")[2]).state is JobState.CANCELLED


def test_a_cancel_reaches_work_that_runs(
    app: Flask,  # noqa: F811
    admin: PageClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = draft_of(admin, f"26470,{FIRES},2024,21,,,\n")
    work_off(app)
    draft = admin.raw.get(job).location
    monkeypatch.setattr(work_in_jobs, "_SECONDS_BETWEEN", 0)
    loading = send_form(admin.raw, f"{draft}/commit", {"reason": "x"}, page=draft).location
    jobs, load = jobs_of(app), desk_work.commit_draft

    def pressed_meanwhile(*args: object, **options: object) -> object:
        jobs.cancel(loading.rpartition("/")[2])
        return load(*args, **options)

    monkeypatch.setattr(desk_work, "commit_draft", pressed_meanwhile)
    work_off(app)
    assert "Đã hủy" in admin.get(loading).words()
    assert standing(app, FIRES, "26470") != 21


def test_a_cancel_reaches_work_that_is_writing_and_all_of_it_is_undone(
    app: Flask,  # noqa: F811
    admin: PageClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker holds the store's only pen: a click waits for it, and must not wait for the end."""
    rows = "".join(f"{code},{FIRES},2024,21,,,\n" for code in ("26470", "26473", "26476"))
    job = draft_of(admin, rows)
    work_off(app)
    draft = admin.raw.get(job).location
    loading = send_form(admin.raw, f"{draft}/commit", {"reason": "x"}, page=draft).location
    jobs, insert, asked = jobs_of(app), observations._insert, threading.Event()
    clicks = []

    def click() -> None:
        asked.set()
        jobs.cancel(loading.rpartition("/")[2])

    def inserted(*args: object) -> None:
        insert(*args)  # type: ignore[arg-type]
        if not clicks:
            clicks.append(threading.Thread(target=click))
            clicks[0].start()
            asked.wait(5)
            time.sleep(0.3)

    monkeypatch.setattr(observations, "_AT_ONCE", 1)
    monkeypatch.setattr(observations, "_insert", inserted)
    work_off(app)
    clicks[0].join(10)
    assert jobs.read(loading.rpartition("/")[2]).state is JobState.CANCELLED
    assert "Đã hủy" in admin.get(loading).words()
    for code in ("26470", "26473", "26476"):
        assert standing(app, FIRES, code) != 21
    assert not list((app.extensions["portal"].settings.data_dir / "cancelled").iterdir())


def test_whoever_lost_their_account_meanwhile_loads_nothing(app: Flask, admin: PageClient) -> None:  # noqa: F811
    job = draft_of(admin, f"26470,{FIRES},2024,21,,,\n")
    work_off(app)
    draft = admin.raw.get(job).location
    send_form(admin.raw, f"{draft}/commit", {"reason": "x"}, page=draft)
    deactivate(store_of(app), jobs_of(app).read(job.rpartition("/")[2]).person, by="tests")
    work_off(app)
    assert standing(app, FIRES, "26470") != 21


def test_work_is_shown_to_whoever_asked_alone(app: Flask, admin: PageClient) -> None:  # noqa: F811
    job = draft_of(admin, f"26470,{FIRES},2024,21,,,\n")
    other = signed_in(app, Role.ADMIN)
    assert other.raw.get(job).status_code == 404
    assert send_form(other.raw, f"{job}/cancel", {}, page="/account").status_code == 404
    assert other.raw.get("/desk/jobs/nothing").status_code == 404
