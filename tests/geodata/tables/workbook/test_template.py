"""A described sheet becomes a workbook that guides the hand that fills it."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from geodata.tables.workbook.description import Book, CellKind, Column, Rule, Sheet
from geodata.tables.workbook.longsheet import write_long_workbook
from geodata.tables.workbook.reading import read_workbook
from geodata.tables.workbook.template import write_template

LABEL = Rule(CellKind.LABEL)
SHARE = Rule(CellKind.NUMBER, Decimal(0), Decimal(100))
PEOPLE = Rule(CellKind.WHOLE, Decimal(0))
BOOK = Book(
    (
        Sheet(
            title="Nước sạch",
            heading=("NƯỚC SẠCH", "Kỳ 2024"),
            columns=(
                Column("code", "Mã", LABEL),
                Column("name", "Đơn vị", LABEL),
                Column("water:numerator", "Tử số", PEOPLE, "Nước sạch", "từ 85 % trở lên"),
                Column("water:value", "Tỷ lệ", SHARE, "Nước sạch"),
                Column("quality", "Chất lượng", Rule(CellKind.CHOICE, choices=("ước", "sơ bộ"))),
            ),
            rows=("#Các xã", "26470", "26473"),
            filled={("26470", "name"): "=cmd|' /C calc'!A0", ("26473", "name"): "Xã Long Tân"},
            closed=frozenset({("26473", "water:value")}),
            comments={"26473": "có khu công nghiệp"},
        ),
    ),
    words=("chưa có số liệu",),
    refusal_title="Chưa đúng",
    refusal="Nhập số không âm.",
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    write_template(BOOK, path)
    return path


@pytest.fixture
def workbook(written: Path) -> Workbook:
    return load_workbook(written)


def test_the_row_of_keys_is_hidden_just_above_the_data(workbook: Workbook) -> None:
    sheet = workbook["Nước sạch"]
    assert [cell.value for cell in sheet[5]] == ["code", "name", "water:numerator", "water:value", "quality"]
    assert sheet.row_dimensions[5].hidden
    assert sheet["A7"].value == "26470"
    assert sheet["A7"].data_type == "s"
    assert sheet.freeze_panes == "C6"


def test_only_what_is_to_be_filled_is_open(workbook: Workbook) -> None:
    sheet = workbook["Nước sạch"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not (sheet.protection.insertRows or sheet.protection.insertColumns)
    opened = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert opened == {"C7", "D7", "E7", "C8", "E8"}
    assert sheet["D8"].fill.fgColor.rgb != sheet["D7"].fill.fgColor.rgb


def test_a_name_never_becomes_a_formula(workbook: Workbook) -> None:
    assert workbook["Nước sạch"]["B7"].data_type == "s"


def test_comments_stand_on_headings_and_rows(workbook: Workbook) -> None:
    sheet = workbook["Nước sạch"]
    assert sheet["C3"].comment.text == "từ 85 % trở lên"
    assert sheet["A8"].comment.text == "có khu công nghiệp"
    assert "C3:D3" in {str(r) for r in sheet.merged_cells.ranges}


def test_excel_checks_numbers_words_and_choices(workbook: Workbook) -> None:
    rules = {str(v.sqref): v for v in workbook["Nước sạch"].data_validations.dataValidation}
    assert set(rules) == {"C7:C8", "D7", "E7:E8"}
    assert rules["D7"].formula1 == ('OR(IF(ISNUMBER(D7),IF(D7>=0,D7<=100,FALSE),FALSE),D7="chưa có số liệu")')
    assert "C7=INT(C7)" in rules["C7:C8"].formula1
    assert rules["E7:E8"].formula1 == '"ước,sơ bộ"'
    assert rules["D7"].error == "Nhập số không âm."


def test_what_is_written_is_read_back(written: Path) -> None:
    book = read_workbook(written, row_keys=("code",))
    assert book.findings.items == ()
    rows = {row.text("code"): row.text("name") for row in book.sheets[0].rows}
    assert rows == {"Các xã": "", "26470": "=cmd|' /C calc'!A0", "26473": "Xã Long Tân"}


def test_two_columns_of_one_key_are_no_sheet() -> None:
    column = Column("code", "Mã", LABEL)
    with pytest.raises(ValueError, match="share a key"):
        Sheet("a", (), (column, column), ())


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@SUM(A1)", "'=1+1"])
def test_a_text_that_looks_like_a_formula_has_the_mark_that_keeps_it_text(text: str, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    write_long_workbook(file, "Sheet", ["commune_code", "note"], [{"commune_code": "26470", "note": text}])
    cells = load_workbook(file).active
    assert (cells["B2"].value, cells["B2"].data_type, cells["B2"].quotePrefix) == (text, "s", True)
    assert not cells["A2"].quotePrefix
    with zipfile.ZipFile(file) as package:
        assert b'quotePrefix="1"' in package.read("xl/styles.xml")
