"""A hostile file sent in by every way that its kind has, in a process of its own, with what that cost.

Each way is tried in a fork, so that a file that takes memory or time without end takes them there. Measured
are that process and all that it starts, whoever waits for them; what stood in the data folder before and
after is compared, and so are the store's tables.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import re
import resource
import signal
import sqlite3
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Set
from contextlib import closing
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geodata.store.vocabulary import Role
from tests.build import people
from tests.hostile.kinds import Kind
from webmap.app.jobs import jobs_of
from webmap.app.settings import Settings
from webmap.factory import create_app

MOST_MEGABYTES, MOST_SECONDS = 2000, 30
"""What one way of reading may take: memory of the largest process, CPU of all together."""

# What ends a test that would take the machine with it; a file that comes so far has won.
_WALL_BYTES, _WALL_SECONDS = 6_000_000_000, 90
_ANSWERS = {200, 303, 400, 404, 409, 413, 422}
_REFUSED = (0, 1, 2)
# A kept upload or draft, and who was in, are no figures.
_MAY_CHANGE = {"drafts", "files", "sign_ins", "jobs", "audit", "users", "sqlite_sequence"}
# A logo is put on papers at once: drawn anew, of a sound picture with something behind it too.
_LOGO_CHANGES = {"imports", "office_settings"}
_DATABASE = re.compile(r"\.sqlite(-wal|-shm|-journal)?$")
_TICK = 0.05
_SUBREAPER = 36
Way = Callable[["Desk", Path, str], str]


@dataclass(frozen=True)
class Outcome:
    """What came of a file on one way: the answer in words, what it took, and what went wrong (or nothing)."""

    words: str
    megabytes: float
    seconds: float
    problem: str

    @property
    def is_held(self) -> bool:
        """Whether the file was answered in words, within the bounds, and left nothing behind."""
        within = self.megabytes <= MOST_MEGABYTES and self.seconds <= MOST_SECONDS
        return within and not self.problem


@dataclass(frozen=True)
class Desk:
    """A portal with the sample to attack, the account that sends files in, and the language of commands."""

    app: Flask
    person: str
    lang: str = "vi"

    def client(self) -> FlaskClient:
        """Return a browser in which that account is signed in."""
        client = self.app.test_client()
        answer = people.enter(client, self.person, people.PASSWORD)
        assert answer.status_code == 303
        return client


def open_desk(data_dir: Path, *, lang: str = "vi") -> Desk:
    """Return the portal of a data folder, with an administrator's account and no connection left open."""
    app = create_app(Settings(data_dir=data_dir), testing=True, passwords=people.CHEAP)
    person = people.make_account(app, Role.ADMIN)
    app.extensions["portal"].store.close()
    return Desk(app, person, lang)


def ways_of(kind: Kind) -> Mapping[str, Way]:
    """Return the ways in for a kind of file, by name; the first is the one that its readers use most."""
    return _WAYS[kind.reader]


def attack(desk: Desk, kind: Kind, way: str, folder: Path) -> Outcome:
    """Make a hostile file in a folder and send it in on one way."""
    sent, scratch = folder / "sent", folder / "scratch"
    for made in (sent, scratch):
        made.mkdir(exist_ok=True)
    file = sent / kind.file
    if not file.exists():
        kind.build(file)
    data_dir = desk.app.extensions["portal"].settings.data_dir
    free = _MAY_CHANGE | (_LOGO_CHANGES if kind.reader == "logo" else set())
    before = _standing(data_dir, sent, free)
    taken = measured(lambda: ways_of(kind)[way](desk, file, kind.name), scratch)
    problem = taken.problem or _odd(taken.words)
    left = sorted(path.name for path in scratch.iterdir())
    if not problem and left:
        problem = f"left behind: {', '.join(left)}"
    changed = _changed(before, _standing(data_dir, sent, free))
    if not problem and changed:
        problem = f"changed: {', '.join(changed)}"
    return replace(taken, words=taken.words.partition("Traceback")[0].strip(), problem=problem)


def _odd(answer: str) -> str:
    if "Traceback" in answer:
        return answer[-3000:]
    return "" if answer.strip() else "no word was said"


def measured(work: Callable[[], str], scratch: Path) -> Outcome:
    """Do work in a fork; return its words, the most megabytes of a process, CPU seconds, and how it died.

    A fault comes back as words with its traceback.
    """
    reading, writing = os.pipe()
    gc.collect()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_in_fork(work, scratch, writing)
    os.close(writing)
    tree, ended = _Tree(child), threading.Event()
    watcher = threading.Thread(target=tree.watch, args=(ended,))
    watcher.start()
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read().decode("utf-8", "replace")
    _pid, status, usage = os.wait4(child, 0)
    ended.set()
    watcher.join()
    # Of a process and those it waited for, the most of any; what nobody waited for was seen while it ran.
    megabytes = max(usage.ru_maxrss / 1024, tree.megabytes)
    seconds = max(usage.ru_utime + usage.ru_stime, tree.seconds)
    died = f"ended by {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else ""
    return Outcome(answer, megabytes, seconds, died)


def _work_in_fork(work: Callable[[], str], scratch: Path, writing: int) -> None:
    """Work, write what was said to the pipe, and end without what the tests' process would still do."""
    try:
        # Orphans of what is started here stay ours, so that what they took is counted.
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_AS, (_WALL_BYTES, _WALL_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_WALL_SECONDS, _WALL_SECONDS))
        tempfile.tempdir = str(scratch)
        said = work()
    except BaseException:
        said = traceback.format_exc()
    with os.fdopen(writing, "wb") as stream:
        stream.write(said.encode("utf-8", "replace"))
    os._exit(0)


class _Tree:
    """A process and its descendants, looked at while they run."""

    def __init__(self, root: int) -> None:
        self._root = root
        self.megabytes = self.seconds = 0.0

    def watch(self, ended: threading.Event) -> None:
        """Look again and again: at each process's memory, and at the CPU that all have taken so far."""
        while not ended.wait(_TICK):
            taken = 0.0
            try:
                whole = psutil.Process(self._root)
                for process in (whole, *whole.children(recursive=True)):
                    times = process.cpu_times()
                    taken += times.user + times.system + times.children_user + times.children_system
                    self.megabytes = max(self.megabytes, process.memory_info().rss / 1e6)
            except psutil.Error:
                continue
            self.seconds = max(self.seconds, taken)


def _standing(data_dir: Path, sent: Path, free: Set[str]) -> dict[str, str]:
    """Return what must not change: files of the data folder with their content, tables, the file itself."""
    found = {f"sent/{path.name}": _sha256(path) for path in sent.iterdir()}
    for path in data_dir.rglob("*"):
        name = path.relative_to(data_dir).as_posix()
        if path.is_file() and not _DATABASE.search(name) and not name.startswith("cache/"):
            found[name] = _sha256(path)
    with closing(sqlite3.connect(f"file:{data_dir / 'portal.sqlite'}?mode=ro", uri=True)) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table not in free:
                rows = hashlib.sha256()
                for row in base.execute(f'SELECT * FROM "{table}"'):
                    rows.update(repr(row).encode())
                found[f"table {table}"] = rows.hexdigest()
    return found


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return what is there no more or otherwise, and what came that is not a file kept under its SHA-256."""
    lost = [name for name, content in before.items() if after.get(name) != content]
    # A file is kept under its SHA-256, and the logo too.
    come = [name for name in after if name not in before and name.rpartition("/")[2] != after[name]]
    return [*lost, *come]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _command(*arguments: str) -> Way:
    """Return the way of a command; `{file}` stands for the file."""

    def run(desk: Desk, file: Path, _name: str) -> str:
        filled = [one.replace("{file}", str(file)) for one in arguments]
        done = desk.app.test_cli_runner().invoke(args=[*filled, "--lang", desk.lang])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            return "".join(traceback.format_exception(done.exception))
        assert done.exit_code in _REFUSED, done.output
        return done.output.strip()

    return run


def _desk(desk: Desk, file: Path, _name: str) -> str:
    """Send a file to the desk as a draft, and look at all that the desk shows of it."""
    client = desk.client()
    answer = _sent(client, "/desk/drafts", "/desk", file)
    if answer.status_code != 303:
        return _words(answer)
    address = answer.location
    if address.startswith("/desk/jobs/"):
        jobs = jobs_of(desk.app)
        while (task := jobs.queue.dequeue()) is not None:
            jobs.queue.execute(task)
        done = client.get(address)
        if done.status_code != 303:
            return _words(done)
        address = done.location
    said = [
        _words(client.get(address)),
        *(_words(client.get(f"{address}/{page}")) for page in ("layout", "marked.xlsx")),
    ]
    return "\n".join(said)


def _post(address: str, page: str, **fields: str) -> Way:
    """Return the way of a form with a file, and of the page that it leads to."""

    def send(desk: Desk, file: Path, _name: str) -> str:
        client = desk.client()
        answer = _sent(client, address, page, file, **fields)
        said = _words(answer)
        return said if answer.status_code != 303 else _words(client.get(answer.location))

    return send


def _sent(client: FlaskClient, address: str, page: str, file: Path, **fields: str) -> TestResponse:
    form: dict[str, Any] = {**fields, "csrf_token": people.csrf_token(client, page)}
    with file.open("rb") as stream:
        form["file"] = (stream, file.name)
        return client.post(address, data=form, content_type="multipart/form-data")


def _words(answer: TestResponse) -> str:
    """Return what an answer says: alerts and findings where it has some, else its status."""
    assert answer.status_code in _ANSWERS, f"{answer.status_code}: {answer.text[:2000]}"
    if answer.mimetype != "text/html":
        return f"{answer.status_code} {answer.mimetype}"
    assert "Traceback" not in answer.text
    marked = re.findall(
        r'<(?:p|li|div)[^>]*(?:role="alert"|class="[^"]*finding[^"]*")[^>]*>(.*?)</', answer.text, re.S
    )
    text = " ".join(re.sub(r"<[^>]+>", " ", one) for one in marked)
    return f"{answer.status_code} {' '.join(unescape(text).split())}".strip()


_DRAFT = {"valid_from": "2024-01-01"}
_WAYS: dict[str, dict[str, Way]] = {
    "workbook": {
        "indicators import": _command("indicators", "import", "{file}", "--dry-run"),
        "POST /desk/drafts": _desk,
        "POST /targets/upload": _post("/targets/upload", "/targets"),
    },
    "table": {
        "indicators import": _command("indicators", "import", "{file}", "--dry-run"),
        "POST /desk/drafts": _desk,
        "incidents import": _command("incidents", "import", "{file}", "--dry-run"),
    },
    "outlines": {
        "boundaries import": _command(
            "boundaries", "import", "{file}", "--valid-from", "2024-01-01", "--dry-run"
        ),
        "POST /desk/boundaries": _post("/desk/boundaries", "/desk/boundaries", **_DRAFT),
    },
    "raster": {
        "landcover measure": _command(
            "landcover", "measure", "{file}", "--legend", "esa-worldcover", "--period", "2024", "--dry-run"
        ),
    },
    "logo": {
        "office logo": _command("office", "logo", "{file}"),
        "POST /admin/office/logo": _post("/admin/office/logo", "/admin/office"),
    },
    "mapping": {
        "indicators import --mapping": _command(
            "indicators", "import", "{file}.xlsx", "--mapping", "{file}", "--dry-run"
        ),
    },
}
