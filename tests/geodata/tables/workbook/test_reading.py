"""Cells come back exactly, whatever Excel made of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.tables.workbook.cells import Content, shows_percent
from geodata.tables.workbook.package import WorkbookLimits
from geodata.tables.workbook.reading import ReadBook, read_workbook

Fill = Callable[[Worksheet], None]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ReadBook]:
    def reading(fill: Fill, **options: object) -> ReadBook:
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = "Bảng"
        sheet.append(["Đầu đề"])
        sheet.append(["key", "water:value"])
        fill(sheet)
        path = tmp_path / "a.xlsx"
        workbook.save(path)
        return read_workbook(path, row_keys=("key",), **options)  # type: ignore[arg-type]

    return reading


CELLS = [
    (12, "General", Content.NUMBER, Decimal(12), False),
    (0, "General", Content.NUMBER, Decimal(0), False),
    (26.5, "General", Content.NUMBER, Decimal("26.5"), False),
    (0.1 + 0.2, "General", Content.NUMBER, Decimal("0.3"), False),
    (0.265, "0.0%", Content.NUMBER, Decimal("0.265"), True),
    (26.5, '0.0"%"', Content.NUMBER, Decimal("26.5"), False),
    (26.5, "0.0\\%", Content.NUMBER, Decimal("26.5"), False),
    ("26,5", "@", Content.TEXT, None, False),
    ("  a\u00a0 b\n", "General", Content.TEXT, None, False),
    (True, "General", Content.TRUTH, None, False),
    ("#DIV/0!", "General", Content.ERROR, None, False),
    (datetime(2024, 5, 26), "dd/mm/yyyy", Content.DATE, None, False),
    ("=1+1", "General", Content.UNCALCULATED, None, False),
]


@pytest.mark.parametrize(("value", "number_format", "content", "number", "is_percent"), CELLS)
def test_what_a_cell_holds(
    value: object,
    number_format: str,
    content: Content,
    number: Decimal | None,
    is_percent: bool,
    read: Callable[..., ReadBook],
) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A3"] = "x"
        sheet["B3"] = value
        sheet["B3"].number_format = number_format

    cell = read(fill).sheets[0].rows[0].cells["water:value"]
    assert (cell.content, cell.number, cell.is_percent) == (content, number, is_percent)
    assert (cell.place.sheet, cell.place.cell) == ("Bảng", "B3")


def test_text_is_tidied_and_comments_are_kept(read: Callable[..., ReadBook]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A3"] = "  Phu\u031b\u01a1\u0301c\u00a0\n Thiền "
        sheet["A3"].comment = Comment("xem  lại", "x")

    cell = read(fill).sheets[0].rows[0].cells["key"]
    assert cell.text == "Phư\u01a1\u0301c Thiền".replace("\u01a1\u0301", "ớ")
    assert cell.comment == "xem lại"


def test_a_formula_gives_the_value_computed_last(tmp_path: Path, read: Callable[..., ReadBook]) -> None:
    read(lambda sheet: sheet.append(["x", "=400+450"]))
    path = tmp_path / "a.xlsx"
    _replace_in_sheet(path, "<f>400+450</f><v />", "<f>400+450</f><v>850</v>")
    cell = read_workbook(path, row_keys=("key",)).sheets[0].rows[0].cells["water:value"]
    assert (cell.content, cell.number) == (Content.NUMBER, Decimal(850))


@pytest.mark.parametrize("figure", ["1E999", "-1E999"])
def test_a_number_beyond_all_numbers_is_an_error_value(
    figure: str, tmp_path: Path, read: Callable[..., ReadBook]
) -> None:
    read(lambda sheet: sheet.append(["x", 4711]))
    path = tmp_path / "a.xlsx"
    _replace_in_sheet(path, "<v>4711</v>", f"<v>{figure}</v>")
    assert (
        read_workbook(path, row_keys=("key",)).sheets[0].rows[0].cells["water:value"].content is Content.ERROR
    )


def test_a_malformed_sheet_is_broken(tmp_path: Path, read: Callable[..., ReadBook]) -> None:
    read(lambda sheet: sheet.append(["x", 4711]))
    path = tmp_path / "a.xlsx"
    _replace_in_sheet(path, "<v>4711</v>", "<v>INF</v>")
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(path, row_keys=("key",))
    assert refused.value.code == "workbook.broken"


def test_a_lonely_cell_far_away_is_refused_or_costs_nothing(read: Callable[..., ReadBook]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A3"], sheet["B3"] = "x", 1
        sheet["ZZ150000"] = "lạc"

    book = read(fill)
    assert [f.code for f in book.findings] == ["column.no_key"]
    with pytest.raises(LimitExceeded) as refused:
        read(fill, limits=replace(WorkbookLimits(), rows=1000))
    assert refused.value.parameters["rows"] == 150000


def test_merged_cells_hold_their_text_once(read: Callable[..., ReadBook]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A3"], sheet["B3"] = "x", 1
        sheet.merge_cells("B3:B4")

    rows = read(fill).sheets[0].rows
    assert [(row.number, row.text("water:value")) for row in rows] == [(3, "1")]


def test_hidden_rows_and_columns_without_key_are_told(read: Callable[..., ReadBook]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["x", 1, "thêm"])
        sheet.row_dimensions[3].hidden = True

    assert [(f.code, f.place.cell) for f in read(fill).findings] == [
        ("column.no_key", "C3"),
        ("row.hidden", "A3"),
    ]


def test_a_key_twice_is_an_error(read: Callable[..., ReadBook]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["C2"] = "water:value"
        sheet.append(["x", 1, 2])

    finding = read(fill).findings.items[0]
    assert (finding.severity, finding.code, finding.place.cell) == ("error", "column.twice", "C2")


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [("0%", True), ("0.00 %", True), ('0.0"%"', False), ("0\\%", False), ("General", False), (None, False),
     ('[Red]0%;"a%"', True), ("[$%-1]0", False)],
)  # fmt: skip
def test_which_formats_scale(number_format: str | None, expected: bool) -> None:
    assert shows_percent(number_format) is expected


def _replace_in_sheet(path: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old.encode() in parts[sheet], parts[sheet]
    parts[sheet] = parts[sheet].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
