"""A clerk's whole morning in a browser: from signing in to undoing what was loaded, and the map with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from geodata.store import importing
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import ImportKind, Role
from tests.browser.conftest import PHONE
from tests.build.people import CHEAP, PASSWORD, make_account
from webmap.app.settings import Settings
from webmap.factory import create_app

OFFICE = "Công an huyện"
LINE = "major_fires"
MAP = f"/maps/{LINE}?period=2024"
COMMUNE, NAME = "26470", "Phước Thiền"


@pytest.fixture
def app(tmp_path: Path, sample_store_dir: Path) -> Iterator[Flask]:
    """The sample, with a line of the police's office and its clerk."""
    folder = shutil.copytree(sample_store_dir, tmp_path / "data")
    app = create_app(Settings(data_dir=folder), testing=True, passwords=CHEAP)
    with importing(app.extensions["portal"].store, ImportKind.SETTINGS, "tests") as batch:
        write_office_settings(batch, {f"owner.{LINE}": OFFICE})
    make_account(app, Role.CLERK, name="lan.nguyen", offices=(OFFICE,))
    yield app
    app.extensions["portal"].store.close()


def fill(path: Path, target: Path, value: object) -> Path:
    """Write a copy of the template with a value in the commune's cell, as Excel would."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=60):
            columns = {cell.value: cell.column for cell in row}
            if f"{LINE}:value" in columns:
                rows = {sheet.cell(r, 1).value: r for r in range(row[0].row + 1, sheet.max_row + 1)}
                sheet.cell(rows[COMMUNE], columns[f"{LINE}:value"]).value = value
                book.save(target)
                return target
    raise AssertionError(f"the template has no column of {LINE}")


def shown_on_map(page: Page, at: str) -> str:
    """Return the commune's value as the map page's table has it."""
    page.goto(at + MAP)
    row = page.locator("table tr", has=page.get_by_text(NAME, exact=False)).first
    found = re.search(r"(\d+)\s*vụ", row.inner_text())
    assert found, row.inner_text()
    return found[1]


def send(page: Page, at: str, file: Path) -> None:
    page.goto(at + "/desk")
    said = page.locator(".file-words")
    assert said.inner_text().split("\n") == ["Chọn tệp", "chưa chọn tệp nào"]
    page.set_input_files("#file", file)
    expect(page.locator(".file-name")).to_have_text(file.name)
    page.get_by_role("button", name="Gửi và xem").click()
    expect(page.locator("h1")).to_have_text(file.name)


def test_the_clerks_whole_morning(
    open_page: Callable[..., Page], serve: Callable[[Flask], str], app: Flask, tmp_path: Path
) -> None:
    at = serve(app)
    # A refusal is told by the console too.
    told = "console error: Failed to load resource: the server responded with a status of 422"
    page = open_page("/desk", at=at, expect=(told,))

    # Sign in: the desk sends there and back.
    page.fill("#name", "lan.nguyen")
    page.fill("#password", PASSWORD)
    page.locator("main button.main").click()
    expect(page.locator("h1")).to_have_text("Nhập số liệu")
    before = shown_on_map(page, at)

    # The workbook of the office.
    page.goto(at + "/desk")
    page.fill("#period", "2024")
    with page.expect_download() as started:
        page.get_by_role("button", name="Tải biểu mẫu").click()
    template = tmp_path / "template.xlsx"
    started.value.save_as(template)

    # A wrong file: the finding names its cell; nothing can be loaded.
    send(page, at, fill(template, tmp_path / "sai.xlsx", -3))
    finding = page.locator("tr.is-error")
    expect(finding).to_have_count(1)
    expect(finding).to_contain_text("-3")
    expect(finding).to_contain_text("nhỏ hơn 0")
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải tệp có đánh dấu ô cần sửa").click()
    marked = tmp_path / "nhan-xet.xlsx"
    started.value.save_as(marked)
    comments = [c.comment for s in load_workbook(marked) for r in s.iter_rows() for c in r if c.comment]
    assert any("nhỏ hơn 0" in comment.text for comment in comments)

    # The corrected one is odd: it asks for a reason, and is refused without one.
    send(page, at, fill(marked, tmp_path / "dung.xlsx", 60))
    warning = page.locator("tr.is-warning")
    expect(warning.first).to_contain_text(NAME)
    confirm = page.get_by_role("button", name="Nhập số liệu này")
    confirm.click()
    expect(page.get_by_role("alert")).to_contain_text("cần ghi lý do")
    page.fill("#reason", "Cháy khu nhà trọ, đã đối chiếu hồ sơ")
    page.get_by_role("button", name="Nhập số liệu này").click()
    expect(page.locator("h1")).to_contain_text("Lần nhập")
    expect(page.locator("main")).to_contain_text("Cháy khu nhà trọ")
    result = page.url

    # The map shows it.
    assert shown_on_map(page, at) == "60" != before

    # Undone, the map is as it was.
    page.goto(result)
    page.get_by_role("link", name="Hoàn tác lần nhập này").click()
    expect(page.locator(".lead")).to_contain_text("số cũ được khôi phục")
    page.fill("#reason", "Nhầm năm")
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.locator("main")).to_contain_text("Nhầm năm")
    assert shown_on_map(page, at) == before


@pytest.mark.parametrize("path", ["/desk", "/desk/imports", "/desk/corrections?period=2024"])
def test_the_desk_fits_a_phone(
    open_page: Callable[..., Page], serve: Callable[[Flask], str], app: Flask, path: str
) -> None:
    at = serve(app)
    page = open_page(path, at=at, size=PHONE)
    page.fill("#name", "lan.nguyen")
    page.fill("#password", PASSWORD)
    page.locator("main button.main").click()
    page.wait_for_url(at + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
