"""Long tables: dressed in any common way, with the line each row stood on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.tables.longform import LongLimits, harmless, open_long_csv, write_long_csv


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def rows_of(file: Path, **options: object) -> list[tuple[int, dict[str, str]]]:
    with open_long_csv(file, required=("code", "value"), **options) as table:  # type: ignore[arg-type]
        return [(row.line, dict(row.fields)) for row in table.rows]


def code_of(file: Path, **options: object) -> str:
    with pytest.raises(GeodataError) as refused:
        rows_of(file, **options)
    return refused.value.code


def test_lines_are_those_of_the_file(file: Path) -> None:
    file.write_text('code,value,note\na,1,"two\nlines"\n\nb,2,\n', encoding="utf-8")
    assert rows_of(file) == [
        (2, {"code": "a", "value": "1", "note": "two lines"}),
        (5, {"code": "b", "value": "2", "note": ""}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_heading_tells_the_delimiter(delimiter: str, file: Path) -> None:
    file.write_text(f'code{delimiter}value\na{delimiter}"1,5;2"\n', encoding="utf-8")
    assert rows_of(file)[0][1]["value"] == "1,5;2"


def test_short_rows_are_rows_and_blank_surplus_is_no_matter(file: Path) -> None:
    file.write_text("code,value,note\na,1\nb,2,,,\n", encoding="utf-8")
    assert [fields["value"] for _, fields in rows_of(file)] == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\n", "csv.no_heading"),
        (b"code,worth\n", "csv.columns_missing"),
        (b"code,value,value\n", "csv.column_twice"),
        (b"code,value\na,1,2\n", "csv.too_many_fields"),
        (b'code,value\na,"1\n', "csv.broken"),
        (b"code,value\na,\xe1\n", "csv.encoding"),
        (b"code,value\na,\0\n", "file.not_its_suffix"),
        (b"%PDF-1.7", "file.not_its_suffix"),
    ],
)
def test_what_is_refused(content: bytes, code: str, file: Path) -> None:
    file.write_bytes(content)
    assert code_of(file) == code


@pytest.mark.parametrize(("limit", "code"), [("bytes", "file.too_large"), ("lines", "csv.too_many_lines")])
def test_limits(limit: str, code: str, file: Path) -> None:
    file.write_text("code,value\n" + "a,1\n" * 10, encoding="utf-8")
    assert code_of(file, limits=replace(LongLimits(), **{limit: 5})) == code


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1+1"])
def test_formulas_are_disarmed_and_read_back(text: str, file: Path) -> None:
    write_long_csv(file, ("code", "value"), [{"code": text, "value": Decimal("-1.5")}])
    raw = file.read_text("utf-8-sig").splitlines()[1]
    assert not raw.startswith(("=", "+", "-", "@"))
    assert raw.endswith(",-1.5")
    assert rows_of(file)[0][1]["code"] == text


def test_plain_text_stays_as_it_is() -> None:
    assert harmless("Xã Phước An") == "Xã Phước An"


def test_numbers_are_written_to_be_read_one_way(file: Path) -> None:
    rows = [{"code": "a", "value": Decimal("1.234")}, {"code": "b", "value": None}, {"code": "c", "value": 7}]
    write_long_csv(file, ("code", "value"), rows)
    assert [fields["value"] for _, fields in rows_of(file)] == ["1.2340", "", "7"]
