"""A page, a job and a command refuse the same figure in the same words, by rights and by a lock."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.imports import last_sequence
from geodata.store.period_events import write_period_event
from geodata.store.vocabulary import ImportKind, PeriodStatus, Role
from tests.build.pages import PageClient
from tests.build.people import PASSWORD, enter, make_account, send_form
from tests.webmap.desk.test_desk import FIRES, HEAD, POLICE, app, draft_of, store_of  # noqa: F401
from webmap.app.jobs import jobs_of

ROWS = f"26470,{FIRES},2024,21,,,\n"
SAID = {
    "indicator.not_yours": "do cơ quan khác báo cáo",
    "unit.not_yours": "không báo cáo cho 26470",
    "period.locked": "đã khóa",
}
PEOPLE = [
    (Role.PLANNER, {}, ""),
    (Role.CLERK, {"offices": (POLICE,)}, ""),
    (Role.CLERK, {"unit_codes": ("26470",)}, ""),
    (Role.CLERK, {"offices": ("Bảo hiểm xã hội",)}, "indicator.not_yours"),
    (Role.CLERK, {"unit_codes": ("26473",)}, "unit.not_yours"),
    (Role.POLICE, {}, "unit.not_yours"),
]


def lock(app: Flask) -> None:  # noqa: F811
    with importing(store_of(app), ImportKind.PERIODS, "tests") as batch:
        write_period_event(batch, POLICE, "2024", PeriodStatus.LOCKED)


def sequence_of(app: Flask) -> int:  # noqa: F811
    with store_of(app).session() as session:
        return last_sequence(session)


def checked_by_worker(app: Flask, draft_id: str, person: str) -> set[str]:  # noqa: F811
    """Have the worker read and load a draft; return the codes of the errors it found."""
    jobs = jobs_of(app)
    given = {"draft": draft_id, "person": person, "reason": "đã đối chiếu"}
    asked = [jobs.ask(kind, given, person=person) for kind in ("check_draft", "load_draft")]
    while (task := jobs.queue.dequeue()) is not None:
        jobs.queue.execute(task)
    check, load = (jobs.read(one).result or {} for one in asked)
    assert load == {"errors": check["errors"], "warnings": check["warnings"]}
    return {one["code"] for one in check["findings"] if one["severity"] == "error"}


@pytest.mark.parametrize("locked", [False, True])
def test_a_page_and_a_job_refuse_alike(app: Flask, locked: bool) -> None:  # noqa: F811
    if locked:
        lock(app)
    for role, rights, code in PEOPLE:
        expected = code or ("period.locked" if locked else "")
        if not expected:
            continue
        name, client = make_account(app, role, **rights), PageClient(app)
        enter(client.raw, name, PASSWORD)
        draft, before = draft_of(client, ROWS), sequence_of(app)
        answer = send_form(client.raw, f"{draft}/commit", {"reason": "đã đối chiếu"}, page=draft)
        assert answer.status_code == 422
        assert {code for code, said in SAID.items() if said in answer.text} == {expected}
        assert checked_by_worker(app, draft.rpartition("/")[2], name) == {expected}
        assert sequence_of(app) == before


def test_a_command_has_every_right_and_is_held_against_a_lock(app: Flask, tmp_path: Path) -> None:  # noqa: F811
    file, run = tmp_path / "so-lieu.csv", app.test_cli_runner().invoke
    file.write_text(HEAD + ROWS, encoding="utf-8")
    load = ["indicators", "import", str(file), "--accept-warnings", "đã đối chiếu"]
    assert run(args=load).exit_code == 0
    lock(app)
    before = sequence_of(app)
    undo = run(args=["imports", "undo", str(before - 1), "--accept-warnings", "nhầm"])
    file.write_text(HEAD + ROWS.replace("21", "22"), encoding="utf-8")
    for refused in (run(args=load), undo):
        assert refused.exit_code == 1
        assert SAID["period.locked"] in refused.output
    assert sequence_of(app) == before
