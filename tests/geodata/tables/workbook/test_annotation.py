"""The copy that goes back: wrong cells coloured and commented, all else as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.findings import Finding, Place, error, note, warning
from geodata.tables.workbook.annotation import annotate_workbook
from geodata.tables.workbook.package import WorkbookLimits
from geodata.tables.workbook.reading import read_workbook

ERROR, WARNING = "FFFFC7CE", "FFFFEB9C"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Bảng"
    sheet.append(["key", "a:value", "b:value"])
    sheet.append(["x", 105, "=B2*2"])
    sheet.append(["y", 7, 8])
    sheet["B3"].comment = Comment("theo biên bản", "Lan")
    sheet.merge_cells("A5:B6")
    path = tmp_path / "gửi.xlsx"
    workbook.save(path)
    return path


def at(cell: str | None, *, sheet: str | None = "Bảng", of: object = error) -> Finding:
    return of("value.negative", Place(sheet=sheet, cell=cell))  # type: ignore[operator]


def test_wrong_cells_are_coloured_and_commented(sent: Path, tmp_path: Path) -> None:
    out = tmp_path / "về.xlsx"
    told = [
        (at("B2"), "105 vượt quá 100."),
        (at("B2", of=warning), "Lạ so với kỳ trước."),
        (at("C3", of=warning), "Tăng gấp đôi."),
        (at("A3", of=note), "Dòng bị ẩn."),
    ]
    assert annotate_workbook(sent, told, out) == 2
    sheet = load_workbook(out)["Bảng"]
    assert sheet["B2"].fill.fgColor.rgb == ERROR
    assert sheet["B2"].comment.text == "105 vượt quá 100.\nLạ so với kỳ trước."
    assert sheet["C3"].fill.fgColor.rgb == WARNING
    assert sheet["A3"].comment is None
    assert sheet["C2"].value == "=B2*2"
    assert (sheet["B3"].value, sheet["B3"].comment.text) == (7, "theo biên bản")


def test_a_remark_of_a_person_is_kept_beside_ours(sent: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    annotate_workbook(sent, [(at("B3"), "Sai.")], out)
    comment = load_workbook(out)["Bảng"]["B3"].comment
    assert (comment.text, comment.author) == ("theo biên bản\n\n[[Sai.]]", "Lan")
    read = read_workbook(out, row_keys=("key",)).sheets[0].rows[1].cells["a:value"]
    assert read.comment == "theo biên bản"
    annotate_workbook(out, [(at("B2"), "Sai.")], again)
    sheet = load_workbook(again)["Bảng"]
    assert sheet["B3"].comment.text == "theo biên bản"
    assert sheet["B3"].fill.fgColor.rgb != ERROR
    assert sheet["B2"].fill.fgColor.rgb == ERROR


def test_our_comments_are_nobodys_remarks(sent: Path, tmp_path: Path) -> None:
    out = tmp_path / "về.xlsx"
    annotate_workbook(sent, [(at("B2"), "Sai.")], out)
    assert read_workbook(out, row_keys=("key",)).sheets[0].rows[0].cells["a:value"].comment is None


@pytest.mark.parametrize(
    ("cell", "sheet", "marked"),
    [("B6", "Bảng", "A5"), (None, "Bảng", "A1"), (None, None, "A1"), ("B2", "đã xóa", "A1")],
)
def test_what_has_no_cell_of_its_own_stands_in_the_first(
    cell: str | None, sheet: str | None, marked: str, sent: Path, tmp_path: Path
) -> None:
    out = tmp_path / "về.xlsx"
    annotate_workbook(sent, [(at(cell, sheet=sheet), "Sai.")], out)
    assert load_workbook(out)["Bảng"][marked].comment.text == "Sai."


def test_hostile_files_are_refused_as_in_reading(sent: Path, tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded):
        annotate_workbook(sent, [], tmp_path / "a.xlsx", limits=WorkbookLimits(cells=2))
    sent.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UnreadableFile):
        annotate_workbook(sent, [], tmp_path / "a.xlsx")
