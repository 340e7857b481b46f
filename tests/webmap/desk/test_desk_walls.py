"""What is sent in is read in a child process: never twice for one file, and never at the portal's cost."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from geodata.sandbox import apart
from geodata.sandbox.child import Ended, Task
from geodata.sandbox.running import run_child
from geodata.store.vocabulary import Role
from tests.build.pages import PageClient, read_page
from tests.build.people import signed_in
from tests.webmap.desk.test_desk import send_file

# Bytes of the portal's process that a hostile file may cost it.
MOST = 100_000_000


@pytest.fixture
def clerk(own_sample_app: Flask) -> PageClient:
    apart._kept.forget()
    return signed_in(own_sample_app, Role.PLANNER)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The readers that children were started for, in their order."""
    started: list[str] = []

    def run(task: Task, *given: Any) -> Ended:
        started.append(task.reader.rpartition(":")[2])
        return run_child(task, *given)

    monkeypatch.setattr(apart, "run_child", run)
    return started


def workbook() -> bytes:
    book, content = Workbook(), io.BytesIO()
    book.active.append(["commune_code", "indicator", "period", "value"])
    book.active.append(["26470", "major_fires", "2024", -3])
    book.save(content)
    return content.getvalue()


def swollen(start: bytes, piece: bytes, end: bytes, count: int) -> bytes:
    """Return a workbook whose one sheet is very many of one thing; it is small when packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as plain, zipfile.ZipFile(made, "w") as full:
        for name in plain.namelist():
            content = plain.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, _, tail = content.partition(b"</sheetData>")
                content = head + start + piece * count + end + b"</sheetData>" + tail
            full.writestr(name, content, zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


def memory() -> int:
    """Return the bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_a_draft_that_is_shown_again_is_not_read_again(
    own_sample_app: Flask, clerk: PageClient, runs: list[str]
) -> None:
    address = send_file(clerk, "so-lieu.xlsx", workbook()).location
    assert "Tệp cần sửa 1 chỗ." in clerk.get(address).words()
    assert runs == ["check_package", "read_grids"]
    # What the page is made of is not kept any more, and is asked for in another way.
    own_sample_app.extensions.pop("kept", None)
    assert "Tệp cần sửa 1 chỗ." in clerk.get(f"{address}?by=office").words()
    clerk.raw.get(f"{address}/marked.xlsx")
    clerk.raw.get(f"{address}/marked.xlsx")
    assert runs == ["check_package", "read_grids", "_annotated"]


def test_a_reader_that_ends_is_a_finding_in_words(clerk: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = send_file(clerk, "so-lieu.xlsx", workbook()).location
    monkeypatch.setattr(apart, "run_child", lambda *given: Ended(-11))
    page = clerk.get(address)
    assert "Không đọc được so-lieu.xlsx: chương trình đọc tệp đã dừng giữa chừng." in page.words()
    assert (
        "so-lieu.xlsx cannot be read: the program that reads it broke off."
        in clerk.get(f"{address}?lang=en").words()
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape", [(b"<row>", b"<c\t/>", b"</row>"), (b"", b"<row/>", b"")], ids=["cells", "rows"]
)
def test_a_small_workbook_of_millions_costs_the_portal_nothing(
    shape: tuple[bytes, bytes, bytes], clerk: PageClient
) -> None:
    content = swollen(*shape, count=15_000_000)
    assert len(content) < 300_000
    before = memory()
    answer = send_file(clerk, "so-lieu.xlsx", content)
    assert answer.status_code in (303, 413, 422), answer.text[:3000]
    if answer.status_code == 303:
        assert "Lỗi" in clerk.get(answer.location).words()
        begun = time.monotonic()
        clerk.get(answer.location)
        assert time.monotonic() - begun < 5
    else:
        assert read_page(answer).words()
    assert memory() - before < MOST
