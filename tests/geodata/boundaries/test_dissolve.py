"""Mergers: whole predecessors make successors, and a table that does not add up is refused."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from geodata.boundaries.dissolve import Merger, dissolve_units, read_mergers
from geodata.boundaries.feature import KnownUnit
from geodata.crs import area_ha
from geodata.errors import UnreadableFile
from geodata.findings import Findings, Place
from tests.build.boundary_files import NAMES, square

HEAD = "new_code,new_commune,area_km2,legacy_code,legacy_commune\n"
KNOWN = [KnownUnit(code, name, square(column)) for column, (code, name) in enumerate(NAMES.items())]


def lines(*rows: tuple[str, str, str, str, str]) -> list[Merger]:
    return [
        Merger(Place(file="m.csv", line=n), new, name, Decimal(area), old, old_name)
        for n, (new, name, area, old, old_name) in enumerate(rows, start=2)
    ]


SOUND = lines(
    ("26470", "Xã Nhơn Trạch", "2.42", "26470", "Xã Phước Thiền"),
    ("26470", "Xã Nhơn Trạch", "2.42", "26473", "Long Tan"),
    ("26479", "Phường Hiệp Phước", "1.21", "26479", "Thị trấn Hiệp Phước"),
)


def codes(findings: Findings) -> list[str]:
    return [f.code for f in findings]


def test_two_make_one_and_one_stays() -> None:
    (both, one), findings = dissolve_units(KNOWN, SOUND)
    assert list(findings) == []
    assert (both.code, both.name, both.kind) == ("26470", "Xã Nhơn Trạch", "xa")
    assert both.predecessors == ("26470", "26473")
    assert both.geometry.symmetric_difference(square(0, width=2)).area < 1e-12
    assert both.area_ha == pytest.approx(2 * area_ha(square(0)), rel=1e-4)
    assert both.natural_area_ha == 242.0
    assert (one.kind, one.predecessors) == ("phuong", ("26479",))


def test_a_successors_own_area_counts_not_the_sum() -> None:
    known = [replace(unit, natural_area_ha=999.0) for unit in KNOWN]
    (both, _), findings = dissolve_units(known, [replace(line, area_km2=Decimal(5)) for line in SOUND])
    assert both.natural_area_ha == 500.0
    assert codes(findings) == ["boundaries.area_differs"] * 2


@pytest.mark.parametrize(
    ("mergers", "code"),
    [
        (lines(("1", "Xã A", "1", "99999", "Xã Lạ")), "dissolve.unknown_unit"),
        (lines(("1", "Xã A", "1", "26470", "Xã Long Tân")), "dissolve.name_conflict"),
        ([*SOUND, SOUND[0]], "dissolve.used_twice"),
        (
            [*SOUND, *lines(("26479", "Xã Khác", "1.21", "26482", "Xã Phú Hữu"))],
            "dissolve.successor_differs",
        ),
        ([*SOUND, *lines(("26482", "Xã Phú Hữu", "1", "26485", "Xã Phú Hội"))], "dissolve.part_missing"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(mergers: list[Merger], code: str) -> None:
    known = [*KNOWN, KnownUnit("26482", "Xã Phú Hữu", square(3)), KnownUnit("26485", "Xã Phú Hội")]
    successors, findings = dissolve_units(known, mergers)
    assert successors == ()
    assert codes(findings) == [code]


def test_a_unit_that_no_line_names_is_told() -> None:
    _, findings = dissolve_units(KNOWN, SOUND[:2])
    (left,) = findings.warnings
    assert (left.code, left.content, left.parameters) == (
        "dissolve.unit_left",
        "Thị trấn Hiệp Phước",
        {"unit": "26479"},
    )


def test_reading_the_table(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_text("\ufeff" + HEAD + "26485,Xã Nhơn Trạch,108.0,26470,Xã Phước Thiền\n", encoding="utf-8")
    (merger,), findings = read_mergers(path, name="m.csv")
    assert list(findings) == []
    assert merger == Merger(
        Place(file="m.csv", line=2), "26485", "Xã Nhơn Trạch", Decimal("108.0"), "26470", "Xã Phước Thiền"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "boundaries.file_empty"),
        (HEAD.encode(), "boundaries.file_empty"),
        (b"\xff\xfe", "boundaries.not_utf8"),
        (b"new_code,new_commune\n1,2\n", "dissolve.columns_missing"),
        (HEAD.encode() + b"1,A,1,2\n", "dissolve.line_incomplete"),
        (HEAD.encode() + b"1,A,,2,B\n", "dissolve.line_incomplete"),
        (HEAD.encode() + b"1,A,ten,2,B\n", "dissolve.area_unreadable"),
        (HEAD.encode() + b"1,A,0,2,B\n", "dissolve.area_unreadable"),
        (HEAD.encode() + b"1,A,-1,2,B\n", "dissolve.area_unreadable"),
        (HEAD.encode() + b"1,A,NaN,2,B\n", "dissolve.area_unreadable"),
        (HEAD.encode() + b'1,"A"x,1,2,B\n', "dissolve.not_csv"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "stored"
    path.write_bytes(data)
    mergers, findings = read_mergers(path, name="m.csv")
    assert mergers == ()
    assert codes(findings) == [code]


def test_no_table_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_mergers(tmp_path / "none.csv", name="none.csv")
