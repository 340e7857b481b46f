"""`targets` and `reports due`: a resolution by workbook, a gap shared out, and what is awaited."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook

from geodata.store.targets import read_resolutions, read_targets
from geodata.store.units import units_valid_on


def run(app: Flask, *args: object, code: int = 0) -> Result:
    result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
    assert result.exit_code == code, result.output
    return result


def test_next_year_s_resolution_begins_as_a_copy(own_sample_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "nq-2025.xlsx"
    run(own_sample_app, "targets", "template", file, "--copy-to", "15-NQ/HU", "--issued-on", "2025-01-10")
    assert "Chưa ghi gì" in run(own_sample_app, "targets", "import", file, "--dry-run").output
    (copied,) = own_sample_app.extensions["portal"].profile.resolutions
    assert f"{len(copied.targets)} chỉ tiêu" in run(own_sample_app, "targets", "import", file).output
    assert "15-NQ/HU       2025" in run(own_sample_app, "targets", "list").output
    with own_sample_app.extensions["portal"].store.session() as session:
        assert [r.number for r in read_resolutions(session)] == ["09-NQ/HU", "15-NQ/HU"]
    refused = run(own_sample_app, "targets", "import", file, code=1)
    assert "Mọi nội dung đã có" in refused.output


def test_a_workbook_with_a_fault_changes_nothing(own_sample_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "sai.xlsx"
    run(own_sample_app, "targets", "template", file)
    book = load_workbook(file)
    book["Nghị quyết"]["C7"].value = "năm tới"
    book.save(file)
    before = run(own_sample_app, "targets", "list").output
    assert "không phải là ngày" in run(own_sample_app, "targets", "import", file, code=1).output
    assert run(own_sample_app, "targets", "list").output == before


@pytest.mark.parametrize("by", ["gap", "capacity"])
def test_a_gap_is_shared_out_and_loaded_as_own_targets(
    own_sample_app: Flask, tmp_path: Path, by: str
) -> None:
    file = tmp_path / "giao.xlsx"
    said = run(
        own_sample_app, "targets", "share", "poverty_reduction", "--period", "2024-H1", "--by", by,
        "--output", file,
    ).output  # fmt: skip
    assert len([line for line in said.splitlines() if line[:2] == "26"]) >= 2
    run(own_sample_app, "targets", "import", file, "--accept-warnings", "theo họp giao ban")
    with own_sample_app.extensions["portal"].store.session() as session:
        own = [t for t in read_targets(session) if t.indicator == "poverty_reduction" and t.unit]
    assert len(own) == len([line for line in said.splitlines() if line[:2] == "26"])


def test_nothing_to_share_is_said(sample_app: Flask) -> None:
    said = run(sample_app, "targets", "share", "income_per_capita", "--period", "2024", code=1).output
    assert "phân bổ" in said


def test_reports_due_names_office_period_and_units(sample_app: Flask) -> None:
    said = run(sample_app, "reports", "due", "--on", "2026-01-31").output
    assert "Chưa phân công cơ quan; năm 2025; hạn 20/01/2026; đang mở" in said
    assert "Xã Phước An" in said
    office = ("--office", "Công an huyện")
    assert "Không có báo cáo nào" in run(sample_app, "reports", "due", "--on", "2026-01-31", *office).output


def test_an_office_sets_its_cut_off(own_sample_app: Flask) -> None:
    said = ("reports", "due", "--on", "2026-01-15", "--all")
    assert "hạn 16/01/2026" not in run(own_sample_app, *said).output
    run(own_sample_app, "reports", "deadline", "year", "--days-after", 10)
    assert "năm 2025; hạn 10/01/2026" in run(own_sample_app, *said).output
    run(own_sample_app, "reports", "deadline", "year", "--days-after", "-1", code=2)
    run(own_sample_app, "reports", "deadline", "year", "--days-after", 1, "--closes-on", 32, code=2)


def test_own_targets_that_do_not_add_up_are_a_warning(own_sample_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "thieu.xlsx"
    run(own_sample_app, "targets", "template", file)
    book = load_workbook(file)
    sheet = book["Chỉ tiêu giao xã"]
    head = next(r for r in range(1, 12) if "commune_code" in [c.value for c in sheet[r]])
    column = {c.value: c.column for c in sheet[head]}
    with own_sample_app.extensions["portal"].store.session() as session:
        communes = [u for u in units_valid_on(session, date(2024, 6, 30)) if u.is_commune]
    lines = [r for r in range(head + 1, 400) if not sheet.cell(r, column["indicator"]).value]
    for row, unit in zip(lines, communes, strict=False):
        sheet.cell(row, column["commune_code"]).value = unit.code
        sheet.cell(row, column["indicator"]).value = "tree_cover"
        sheet.cell(row, column["value"]).value = 10
    book.save(file)
    assert "gộp lại là 10" in run(own_sample_app, "targets", "import", file, code=2).output
    run(own_sample_app, "targets", "import", file, "--accept-warnings", "huyện bù phần còn lại")
