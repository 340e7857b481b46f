"""The bytes of all that the sample's portal shows, prints and exports, so that two versions can be compared.

    python -m docs.house_bytes make STORE       # once, with either version: a sample store in use
    python -m docs.house_bytes draw STORE OUT   # with each version; then: diff -r OUT-before OUT-after

Every link of every page is followed, as a visitor in both languages, an administrator and the police, up to
a few addresses of one shape; then the commands print and export. Store, secret, people, clock and program
version are given, and jobs are numbered. Masked: the tokens of forms, drawn at random for each session; the
moments that a workbook (`.xlsx`, compared part by part) and a GeoPackage say they were written at.
"""

from __future__ import annotations

import datetime as clock
import hashlib
import html
import json
import os
import re
import shutil
import sys
import tempfile
import uuid
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient

NOW = clock.datetime(2026, 11, 29, 3, 0, tzinfo=clock.UTC)
READERS = {"visitor": "", "visitor-en": "", "admin": "admin", "police": "police"}
MOST_OF_A_SHAPE, MOST_PRINTS_OF_A_SHAPE = 6, 2
COMMANDS = (
    "indicators list --json",
    "indicators export {out}/export.csv",
    "indicators export {out}/export.gpkg --period 2024 --audience police",
    "indicators template {out}/template.xlsx --period 2024",
    "boundaries export {out}/units.geojson --at 2024-12-31",
    "targets list",
    "targets template {out}/targets.xlsx",
    "imports list",
    "reports due --on 2025-01-20",
    "packs list",
    "office show",
    "users list",
    "map print tree_cover --period 2024 --paper a3 --output {out}/sheet.pdf",
    "map print clean_water_rural --period 2024 --paper a4 --orientation portrait --output {out}/sheet.png",
    "map print social_order_crimes --period 2024 --audience internal --lang en --output {out}/sheet.svg",
    "map print targets --period 2024 --output {out}/targets.pdf",
    "map print targets --period 2024 --output {out}/targets.docx",
    "map print targets --period 2024 --output {out}/targets-table.xlsx",
    "map print heat --period 2024 --output {out}/heat.pdf",
    "map print 26503 --period 2024 --output {out}/commune.pdf",
    "map atlas --period 2024 --output {out}/atlas.pdf",
    "map atlas --period 2024 --output {out}/atlas.pptx",
    "map report --period 2024 --output {out}/report.docx",
    "map report --period 2025 --lang en --output {out}/report-2025.docx",
    "map pack họp --period 2024 --output {out}/pack.pdf --output {out}/pack.pptx",
    "map bundle --period 2024 --output {out}/bundle.zip",
    "--help",
    "map print --help",
)
_HEADERS = (
    "Content-Type",
    "Content-Disposition",
    "Location",
    "Cache-Control",
    "Content-Security-Policy",
    "Vary",
)
_TOKEN = re.compile(rb'(name="csrf_token" value=")[^"]+|(name="csrf-token" content=")[^"]+')
_MOMENT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
_LINK = re.compile(r'\b(?:href|src|action|data-src|data-frame|data-address)="(/[^"]*)"')
_NEVER = ("account.sign_out", "account.sign_out_elsewhere", "health.healthz")


def make(store: Path) -> None:
    """Write a data folder with the sample, two people, drafts, prints and packs, as one in use has."""
    app = _application(store)
    from tests.build import people
    from tests.build.every_page import PAGES, put_in_use

    _stop_the_clock()
    for command in ("init", "--sample"), ("imports", "list"):
        done = app.test_cli_runner().invoke(args=list(command))
        assert done.exit_code == 0, done.output
    for role in filter(None, READERS.values()):
        people.make_account(app, role, name=role)
    found = put_in_use(app)
    pages = [path.format(**found) for path in PAGES.values()]
    (store / "pages.json").write_text(json.dumps(pages), encoding="utf-8")


def draw(store: Path, out: Path) -> None:
    """Write all answers and files of a copy of the store, and `index.txt`, which names them."""
    with tempfile.TemporaryDirectory() as folder:
        data = shutil.copytree(store, Path(folder) / "data")
        app = _application(data)
        _stop_the_clock()
        first = json.loads((store / "pages.json").read_text(encoding="utf-8"))
        out.mkdir(parents=True)
        with (out / "index.txt").open("w", encoding="utf-8") as index:
            for reader, role in READERS.items():
                for line in _read_all(app, reader, role, first, out):
                    index.write(line + "\n")
            for line in _run_all(app, out, folder):
                index.write(line + "\n")


def _application(data: Path) -> Flask:
    os.environ["PORTAL_DATA_DIR"] = str(data)
    import wsgi

    numbers = count(1)
    uuid.uuid4 = lambda: uuid.UUID(int=next(numbers))
    for module in _modules():
        if hasattr(module, "program_version"):
            module.program_version = lambda: "00000000"  # type: ignore[attr-defined]
    return wsgi.app


def _modules() -> Iterator[ModuleType]:
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] in ("geodata", "layers", "webmap"):
            yield module


def _stop_the_clock() -> None:
    """Let every module of the portal take the same moment for now."""

    class Instant(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, clock.datetime)

    class Stopped(clock.datetime, metaclass=Instant):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return NOW.astimezone(tz)

    for module in _modules():
        if getattr(module, "datetime", None) is clock.datetime:
            module.datetime = Stopped  # type: ignore[attr-defined]


def _read_all(app: Flask, reader: str, role: str, first: list[str], out: Path) -> Iterator[str]:
    client = app.test_client()
    if role:
        from tests.build.people import PASSWORD, enter

        assert enter(client, role, PASSWORD).status_code == 303
    waiting, known = deque(["/", *first]), set(first)
    shapes: Counter[tuple[object, ...]] = Counter()
    while waiting:
        address = waiting.popleft()
        if not _is_wanted(app, address, shapes):
            continue
        asked = address + ("&" if "?" in address else "?") + "lang=en" if reader.endswith("-en") else address
        yield _answered(client, asked, reader, out, waiting, known)


def _is_wanted(app: Flask, address: str, shapes: Counter[tuple[object, ...]]) -> bool:
    parts = urlsplit(address)
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path)
    except Exception:  # what is no route is asked too, once
        endpoint = "none"
    if endpoint in _NEVER:
        return False
    named = tuple(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    shape = (endpoint, Path(parts.path).suffix, named)
    shapes[shape] += 1
    is_print = Path(parts.path).suffix in (".pdf", ".png", ".svg", ".docx", ".pptx", ".xlsx", ".gpkg")
    return shapes[shape] <= (MOST_PRINTS_OF_A_SHAPE if is_print else MOST_OF_A_SHAPE)


def _answered(
    client: FlaskClient, address: str, reader: str, out: Path, waiting: deque[str], known: set[str]
) -> str:
    answer = client.get(address, headers={"Accept": "text/html"})
    body = _settled(answer.data, urlsplit(address).path)
    headers = "\n".join(f"{name}: {answer.headers[name]}" for name in _HEADERS if name in answer.headers)
    name = hashlib.sha256(address.encode()).hexdigest()[:16]
    (out / reader).mkdir(exist_ok=True)
    (out / reader / name).write_bytes(f"{address}\n{answer.status}\n{headers}\n\n".encode() + body)
    if answer.mimetype == "text/html":
        for found in _LINK.findall(body.decode()):
            link = re.sub(r"[?&]lang=(vi|en)\b", "", html.unescape(found).partition("#")[0])
            if link and not link.startswith("//") and link not in known:
                known.add(link)
                waiting.append(link)
    return f"{reader}/{name} {answer.status_code} {hashlib.sha256(body).hexdigest()[:16]} {address}"


def _settled(content: bytes, name: str) -> bytes:
    """Return a file without what differs from one making to the next."""
    if name.endswith(".xlsx") and content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = b"".join(f"{part}\n".encode() + book.read(part) + b"\n" for part in book.namelist())
    content = _TOKEN.sub(rb"\1\2masked", content)
    return _MOMENT.sub(b"masked", content) if name.endswith((".xlsx", ".gpkg")) else content


def _run_all(app: Flask, out: Path, folder: str) -> Iterator[str]:
    files = Path(folder) / "files"
    files.mkdir()
    for command in COMMANDS:
        done = app.test_cli_runner().invoke(args=command.format(out=files).split())
        said = done.output.replace(str(folder), "FOLDER")
        yield f"flask {command}: {done.exit_code}\n{said}{done.exception or ''}"
    (out / "commands").mkdir()
    for path in sorted(files.rglob("*")):
        content = _settled(path.read_bytes(), path.name)
        (out / "commands" / path.name).write_bytes(content)
        yield f"commands/{path.name} {hashlib.sha256(content).hexdigest()[:16]}"


if __name__ == "__main__":
    {"make": make, "draw": draw}[sys.argv[1]](*map(Path, sys.argv[2:]))
