"""Portals that differ in one hidden figure and in nothing else, and every address to ask them."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from geodata.store.frozen_sets import freeze
from geodata.store.models import AuditEntry, Import
from geodata.store.vocabulary import Role
from tests.build import people
from tests.build.people import CHEAP
from webmap.app.settings import Settings
from webmap.factory import create_app

HIDDEN = "social_order_crimes"
PERIODS = ("2024", "2022-Q2")
"""In the first everything is reported, in the second nothing but the hidden figure."""

OFFICES = {"Phòng Kinh tế": ("income_per_capita", "tree_cover"), "Công an huyện": (HIDDEN,)}

_HEAD = "commune_code,indicator,period,value,numerator,denominator,note\n"
_INCIDENTS = "kind,occurred_on,longitude,latitude\n"
_VISIBLE = "26503,income_per_capita,2024,61.5,,,\n"
_LOADED = datetime(2025, 1, 20, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """A question to a portal: the endpoint it is of, and its address."""

    endpoint: str
    address: str


def restricted_profile(source: Path, target: Path) -> Path:
    """Copy a profile in which the hidden indicator is for the police alone."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    file = target / "indicators" / "crime.toml"
    before = file.read_text(encoding="utf-8")
    head, found, rest = before.partition(f'code = "{HIDDEN}"')
    assert found
    file.write_text(head + found + rest.replace('visibility = "internal"', 'visibility = "restricted"', 1))
    return target


def portal_with(
    folder: Path, base: Path, profile: str, hidden: Mapping[str, str], *, incidents: int = 1
) -> Flask:
    """Return a portal on a copy of a data folder, with one import more: a figure for all, and hidden ones.

    Parameters
    ----------
    base : pathlib.Path
        Data folder with accounts and a frozen set, on which nothing runs.
    hidden : mapping of str to str
        The hidden indicator's value of Phước An by period; without one there is none in the same import.
    incidents : int
        How many incidents, hidden from visitors, another import brings.
    """
    shutil.copytree(base, folder)
    app = create_app(Settings(data_dir=folder, profile=profile), testing=True, passwords=CHEAP)
    rows = "".join(f"26503,{HIDDEN},{period},{value},,,\n" for period, value in hidden.items())
    cases = "theft,2024-03-05,106.9,10.72\n" * incidents
    files = {"indicators": _HEAD + _VISIBLE + rows, "incidents": _INCIDENTS + cases}
    for group, content in files.items():
        # Of the same name, whatever is in it.
        file = folder.parent / f"{folder.name}-{group}" / "so-lieu.csv"
        file.parent.mkdir()
        file.write_text(content, encoding="utf-8")
        result = app.test_cli_runner().invoke(args=[group, "import", str(file), "--accept-warnings", "thử"])
        assert result.exit_code == 0, result.output
    # What is loaded at different moments differs by these alone.
    with app.extensions["portal"].store.writing() as session:
        session.execute(update(Import).where(Import.person != "sample").values(loaded_at=_LOADED))
        session.execute(update(AuditEntry).values(happened_at=_LOADED))
    return app


def base_portal(folder: Path, sample: Path, profile: str) -> dict[Role, str]:
    """Make the data folder that both begin with; return the accounts by role."""
    shutil.copytree(sample, folder)
    app = create_app(Settings(data_dir=folder, profile=profile), testing=True, passwords=CHEAP)
    for office, lines in OFFICES.items():
        result = app.test_cli_runner().invoke(args=["indicators", "assign", *lines, "--office", office])
        assert result.exit_code == 0, result.output
    offices = {Role.CLERK: (next(iter(OFFICES)),), Role.POLICE: tuple(OFFICES)[1:]}
    names = {role: people.make_account(app, role, offices=offices.get(role, ())) for role in Role}
    store = app.extensions["portal"].store
    freeze(store, "họp", person="mai")
    store.close()
    return names


QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"period": "2024"},
    {"period": "2022-Q2"},
    {"as_of": "2025-01-20T23:00"},
    {"period": "2022"},
    {"period": "2024", "lang": "en"},
    {"period": "2024", "at": "2025-07-01"},
    {"as_of": "2001-01-01"},
    {"frozen": "họp"},
    {"period": "2024", "frozen": "họp"},
    {"from": "2022-Q2", "to": "2024"},
    {"with": HIDDEN, "to": "2024"},
    {"indicators": f"{HIDDEN},tree_cover", "period": "2024"},
    {"scope": f"indicator:{HIDDEN}", "period": "2024"},
    {"classes": "quantile", "k": "3", "period": "2024"},
    {"unit": "26503", "period": "2024"},
    {"set": "standard-2021-2025", "period": "2024"},
    {"name": "họp"},
    {"office": "", "period": "2022-Q2"},
)
_SLOW = ("prints.", "documents.", "map_files.drawing")


def questions(app: Flask, codes: tuple[str, ...]) -> Iterator[Asked]:
    """Yield every address that can be asked: each route, each thing in it, each parameter."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("assets.file",):
            continue
        is_slow = rule.endpoint.startswith(_SLOW)
        for at, path in enumerate(_paths(rule, codes)):
            # Every parameter once on each route, the commonest on everything that it can be about.
            for query in QUERIES[:3] if is_slow else QUERIES if at == 0 else QUERIES[:4]:
                yield Asked(rule.endpoint, path + ("?" + urlencode(query) if query else ""))


def _paths(rule: Rule, codes: tuple[str, ...]) -> Iterator[str]:
    """Yield the paths of a route with everything put in for its names."""
    choices: dict[str, tuple[str, ...]] = {
        "indicator": (HIDDEN, "income_per_capita", "tree_cover"),
        "code": codes if rule.endpoint.startswith("prints.o") else ("26503",),
        "sequence": tuple(str(n) for n in range(11, 18)),
        "name": ("họp",),
    }
    found = [rule.rule]
    for place in re.findall(r"<[^>]+>", rule.rule):
        converter, _, name = place[1:-1].rpartition(":")
        told = re.fullmatch(r"any\((.*)\)", converter)
        values = tuple(told[1].split(", ")) if told else choices.get(name, ("nothing",))
        found = [path.replace(place, quote(value), 1) for path in found for value in values]
    yield from found


_MASKS = (
    (re.compile(rb'name="csrf_token" value="[^"]+"'), b"token"),
    (re.compile(rb"/print/jobs/[0-9a-f]{32}"), b"/print/jobs/job"),
    (re.compile(rb"\d{2}/\d{2}/\d{4},? \d{1,2}:\d{2}(:\d{2})?"), b"moment"),
    (re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z"), b"moment"),
)
# What tells one sending of a file from another: the moment it was written, its packed size and its path.
_TAG_OF_FILE = re.compile(r'"[\d.]+-\d+-\d+"')
_LEFT_OUT = {"Set-Cookie", "Date", "Last-Modified", "Content-Length"}
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


def answer(client: FlaskClient, asked: Asked) -> Answer:
    """Ask, and return status, headers and body; moments, tokens and ids of jobs are masked."""
    got = client.get(asked.address)
    head = [
        (name, _TAG_OF_FILE.sub("tag", _masked(value.encode()).decode()))
        for name, value in got.headers
        if name not in _LEFT_OUT
    ]
    return got.status_code, tuple(head), _masked(_unpacked(got.data))


def _masked(said: bytes) -> bytes:
    for pattern, word in _MASKS:
        said = pattern.sub(word, said)
    return said


def _unpacked(content: bytes) -> bytes:
    """Return the parts of a ZIP after one another, since each is dated; all else as it is."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
