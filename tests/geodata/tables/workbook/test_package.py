"""What is refused before anything parses it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from geodata.errors import GeodataError, LimitExceeded, UnreadableFile
from geodata.tables.workbook.package import MeteredPackage, WorkbookLimits, check_package, has_formulas

LIMITS = WorkbookLimits()
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.xlsx"
    workbook = Workbook()
    workbook.active.append(["Xã", 12])
    workbook.save(path)
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return path


def code_of(path: Path, limits: WorkbookLimits = LIMITS, **options: str) -> str:
    with pytest.raises(GeodataError) as refused:
        check_package(path, limits, **options)
    return refused.value.code


def test_a_plain_workbook_passes(sound: Path) -> None:
    check_package(sound, LIMITS)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "file.empty"),
        ("a.xlsx", b"commune_code,indicator", "file.not_its_suffix"),
        ("a.csv", b"PK\x03\x04", "file.wrong_suffix"),
        ("a.xlsm", b"PK\x03\x04", "workbook.macros"),
        ("a.XLSM", b"PK\x03\x04", "workbook.macros"),
        ("a.xls", COMPOUND, "workbook.old_format"),
        ("a.xlsx", COMPOUND + b"\0" * 64, "workbook.old_format"),
        ("a.xlsx", COMPOUND + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), "workbook.encrypted"),
        ("a.xlsx", b"PK\x03\x04 and no directory", "workbook.broken"),
    ],
)
def test_other_files(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert code_of(path) == code


def test_the_name_that_the_person_gave_decides(sound: Path) -> None:
    kept = sound.rename(sound.with_name("0f3a9c"))
    check_package(kept, LIMITS, name="biểu.xlsx")
    assert code_of(kept, name="biểu.xlsm") == "workbook.macros"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("xl/vbaProject.bin", b"macro", "workbook.macros"),
        ("xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "workbook.broken"),
        ("xl/workbook.xml", b"<again/>", "workbook.broken"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_parts_that_no_template_has(name: str, content: bytes, code: str, sound: Path) -> None:
    assert code_of(with_part(sound, name, content)) == code


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    assert code_of(with_part(tmp_path / "a.xlsx", "mimetype", b"text")) == "file.not_its_suffix"


def test_a_bomb_is_told_by_its_directory(sound: Path) -> None:
    with_part(sound, "xl/worksheets/sheet9.xml", b"0" * 3_000_000)
    assert sound.stat().st_size < 20_000
    assert code_of(sound, replace(LIMITS, unpacked_bytes=2_000_000)) == "workbook.unpacks_too_large"


LIMIT_CASES: list[tuple[str, int, str, Callable[[Path], object]]] = [
    ("bytes", 100, "file.too_large", lambda path: path),
    ("parts", 3, "workbook.too_many_parts", lambda path: path),
    ("cells", 1, "workbook.too_many_cells", lambda path: path),
]


@pytest.mark.parametrize(("limit", "value", "code", "make"), LIMIT_CASES, ids=[c[0] for c in LIMIT_CASES])
def test_limits(limit: str, value: int, code: str, make: Callable[[Path], object], sound: Path) -> None:
    make(sound)
    with pytest.raises(LimitExceeded) as refused:
        check_package(sound, replace(LIMITS, **{limit: value}))
    assert refused.value.code == code


def test_cells_are_counted_across_chunks(sound: Path) -> None:
    content = b"<sheetData>" + b'<c r="A1"/>' * 20_000 + b"</sheetData>"
    with_part(sound, "xl/worksheets/sheet9.xml", content)
    check_package(sound, replace(LIMITS, cells=20_002))
    assert code_of(sound, replace(LIMITS, cells=20_001)) == "workbook.too_many_cells"


def test_a_cut_file_is_broken(sound: Path) -> None:
    content = sound.read_bytes()
    sound.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableFile) as refused:
        check_package(sound, LIMITS)
    assert refused.value.code == "workbook.broken"


def test_a_damaged_part_is_broken(sound: Path) -> None:
    content = bytearray(sound.read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[at : at + 20] = b"\xff" * 20
    sound.write_bytes(bytes(content))
    assert code_of(sound) == "workbook.broken"


def _merged(path: Path, ref: str) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    filler = b"<!--" + b"x" * (1 << 16) + b"-->"
    merged = b'<mergeCells count="1"><mergeCell ref="' + ref.encode() + b'"/></mergeCells>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", b"</sheetData>" + filler + merged)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "A:XFD", "B2:ZZ60000"])
def test_a_merged_range_without_end_is_refused_before_anybody_walks_it(ref: str, sound: Path) -> None:
    assert code_of(_merged(sound, ref)) == "workbook.too_many_merged"


@pytest.mark.parametrize("ref", ["A1:H1", "A1:XFD1", "A1:A1048576"])
def test_a_title_over_a_whole_row_passes(ref: str, sound: Path) -> None:
    check_package(_merged(sound, ref), LIMITS)


def test_workbooks_are_parsed_by_what_is_hardened_against_strangers():
    assert openpyxl.DEFUSEDXML
    assert not openpyxl.LXML


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (b"<c r='A1'><f>B1+1</f><v>2</v></c>", True),
        (b"<x:c r='A1'><x:f t='shared' si='0'/></x:c>", True),
        ("<c r='A1'><f>B1+1</f></c>".encode("utf-16"), True),
        (b" " * 65_539 + b"<f>B1+1</f>", True),
        (b"<sheetFormatPr/><font/><c r='A1'><v>2</v></c>", False),
    ],
)
def test_formulas_are_noticed_wherever_they_stand(sheet: bytes, expected: bool, sound: Path) -> None:
    assert not has_formulas(sound)
    assert has_formulas(with_part(sound, "xl/anywhere.xml", sheet)) is expected


@pytest.mark.parametrize(
    ("piece", "limit", "code"),
    [
        (b"<row/>", "rows_in_all", "workbook.too_many_elements"),
        (b"<si/>", "strings", "workbook.too_many_elements"),
        (b"<xf/>", "heavy_elements", "workbook.too_many_elements"),
        (b"<v/>", "contents", "workbook.too_many_cells"),
        (b"<x.y:c\t/>", "cells", "workbook.too_many_cells"),
        (b"<f t = 's'>AAAAAAAAAAAAAAA</f>", "shared_formulas", "workbook.too_much_text"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_slow_to_read_is_counted_wherever_it_lies(
    piece: bytes, limit: str, code: str, encoding: str, sound: Path
) -> None:
    content = f"<a>{piece.decode() * 500}</a>".encode(encoding)
    with_part(sound, "elsewhere/part.dat", content)
    check_package(sound, replace(LIMITS, **{limit: 20_000_000}))
    assert code_of(sound, replace(LIMITS, **{limit: 450})) == code


def test_a_part_that_is_read_again_and_again_ends_the_reading(sound: Path) -> None:
    limits = replace(LIMITS, elements=200)
    with sound.open("rb") as stream:
        package = MeteredPackage(stream, limits)
        part = package.read("xl/worksheets/sheet1.xml")
        times = 500 // part.count(b"<")
        for _ in range(times - 1):
            package.read("xl/worksheets/sheet1.xml")
        with pytest.raises(LimitExceeded) as refused:
            package.read("xl/worksheets/sheet1.xml")
    assert refused.value.code == "workbook.too_many_elements"
