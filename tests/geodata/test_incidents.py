"""Incident files: what is read, what is asked about, and what never comes in."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from shapely.geometry import box

from geodata.incidents import ReadIncidents, read_incident_file
from geodata.store.units import StoredUnit, UnitKey

SINCE = date(2020, 1, 1)
TODAY = date(2024, 12, 31)
WEST = StoredUnit(UnitKey("26470", SINCE), "Xã Phước Thiền", "xa", geometry=box(106.8, 10.6, 106.9, 10.8))
EAST = StoredUnit(
    UnitKey("26479", SINCE), "Thị trấn Hiệp Phước", "thi_tran", geometry=box(106.9, 10.6, 107, 10.8)
)
HEADING = "kind,occurred_on,longitude,latitude,case_no,severity,reported_on,status,commune_code,note"
GOOD = "theft,2024-03-05,106.85,10.7,01/2024,minor,2024-03-06,solved,26470,gần chợ"


def read(folder: Path, *lines: str, heading: str = HEADING, name: str = "vu-viec.csv") -> ReadIncidents:
    file = folder / name
    file.write_text("\n".join((heading, *lines)), encoding="utf-8")
    return read_incident_file(file, name, units=[WEST, EAST], case_keys=[b"key"], today=TODAY)


def codes(found: ReadIncidents) -> list[str]:
    return [finding.code for finding in found.findings]


def test_a_good_line_is_read_whole_and_its_case_number_only_as_a_hash(tmp_path: Path):
    found = read(tmp_path, GOOD)
    (incident,) = found.incidents
    assert codes(found) == []
    assert (incident.kind, incident.occurred_on, incident.date_precision) == (
        "theft",
        date(2024, 3, 5),
        "day",
    )
    assert (incident.longitude, incident.latitude, incident.unit) == (106.85, 10.7, WEST.key)
    assert incident.note == "gần chợ"
    assert incident.case_hash is not None
    assert "01/2024" not in repr(incident)


def test_the_same_case_has_the_same_hash_and_another_key_another(tmp_path: Path):
    first, second = (read(tmp_path, GOOD).incidents[0].case_hash for _ in range(2))
    file = tmp_path / "vu-viec.csv"
    other = read_incident_file(file, file.name, units=[WEST], case_keys=[b"other"], today=TODAY)
    assert first == second != other.incidents[0].case_hash


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("05/03/2024", date(2024, 3, 5), "day"),
        ("2024-03", date(2024, 3, 1), "month"),
        ("2024-12-31", date(2024, 12, 31), "day"),
    ],
)
def test_days_as_offices_write_them(tmp_path: Path, written: str, day: date, precision: str):
    (incident,) = read(tmp_path, f"theft,{written},106.85,10.7").incidents
    assert (incident.occurred_on, incident.date_precision) == (day, precision)


def test_the_commune_follows_from_the_place(tmp_path: Path):
    (incident,) = read(tmp_path, "theft,2024-03-05,106.95,10.7").incidents
    assert incident.unit == EAST.key


@pytest.mark.parametrize(
    ("line", "code", "cut"),
    [
        ("theft,2024-13-05,106.85,10.7", "incidents.day", "2024-13-05"),
        ("theft,,106.85,10.7", "incidents.day", ""),
        ("theft,2025-01-01,106.85,10.7", "incidents.day_to_come", "2025-01-01"),
        ("Trộm cắp,2024-03-05,106.85,10.7", "incidents.kind", "Trộm cắp"),
        ("theft,2024-03-05,10.7,106.85", "incidents.swapped", "10.7; 106.85"),
        ("theft,2024-03-05,2.35,48.85", "incidents.far_away", "2.35; 48.85"),
        ("theft,2024-03-05,nan,10.7", "incidents.degrees", "nan"),
        ("theft,2024-03-05,inf,10.7", "incidents.degrees", "inf"),
        ("theft,2024-03-05,đông,10.7", "incidents.degrees", "đông"),
        ("theft,2024-03-05,106.85,10.7,,,,,99999", "incidents.unknown_commune", "99999"),
        ("theft,2024-03-05,106.85,10.7,,,,,,gọi 0912 345 678", "incidents.note", "gọi 0912 345 678"),
    ],
)
def test_what_is_wrong_refuses_the_file_and_says_where(tmp_path: Path, line: str, code: str, cut: str):
    found = read(tmp_path, GOOD, line)
    (finding,) = found.findings.errors
    assert (finding.code, finding.content, finding.place.line) == (code, cut, 3)
    assert found.incidents == ()


def test_a_case_that_stands_twice_is_an_error(tmp_path: Path):
    found = read(tmp_path, GOOD, GOOD)
    assert codes(found) == ["incidents.case_twice"]
    assert found.findings.errors[0].parameters["first"] == 2


def test_a_point_outside_and_a_point_in_another_commune_are_asked_about(tmp_path: Path):
    found = read(tmp_path, "theft,2024-03-05,106.5,10.7", "theft,2024-03-05,106.95,10.7,,,,,26470")
    assert [f.code for f in found.findings.warnings] == ["incidents.outside", "incidents.other_commune"]
    assert [incident.unit for incident in found.incidents] == [None, WEST.key]


@pytest.mark.parametrize(
    "heading",
    ["ho_ten", "Họ và tên", "CCCD", "so_dien_thoai", "Địa chỉ", "name", "victim", "Ngày sinh nạn nhân"],
)
def test_a_column_of_peoples_data_refuses_the_file(tmp_path: Path, heading: str):
    found = read(
        tmp_path, "theft,2024-03-05,106.85,10.7,x", heading=f"kind,occurred_on,longitude,latitude,{heading}"
    )
    assert [f.code for f in found.findings.errors] == ["incidents.personal_column"]
    assert found.incidents == ()


@pytest.mark.parametrize("heading", ["ho_ten", "Họ và tên"])
def test_a_column_of_peoples_data_refuses_a_workbook_too(tmp_path: Path, heading: str):
    book = Workbook()
    sheet = book.active
    sheet.append(["kind", "occurred_on", "longitude", "latitude", heading])
    sheet.append(["theft", date(2024, 3, 5), 106.85, 10.7, "Nguyễn Văn A"])
    file = tmp_path / "vu-viec.xlsx"
    book.save(file)
    found = read_incident_file(file, file.name, units=[WEST], case_keys=[b"key"], today=TODAY)
    assert "incidents.personal_column" in codes(found)
    assert found.incidents == ()


def test_a_workbook_is_read_like_a_csv(tmp_path: Path):
    book = Workbook()
    sheet = book.active
    sheet.append(["kind", "occurred_on", "longitude", "latitude"])
    sheet.append(["theft", date(2024, 3, 5), 106.85, 10.7])
    sheet.append(["theft", "31/02/2024", 106.85, 10.7])
    file = tmp_path / "vu-viec.xlsx"
    book.save(file)
    found = read_incident_file(file, file.name, units=[WEST], case_keys=[b"key"], today=TODAY)
    (finding,) = found.findings.errors
    assert (finding.code, finding.place.cell) == ("incidents.day", "B3")


def test_unknown_columns_are_noted(tmp_path: Path):
    found = read(
        tmp_path, "theft,2024-03-05,106.85,10.7,x", heading="kind,occurred_on,longitude,latitude,thoi_tiet"
    )
    assert codes(found) == ["incidents.unknown_column"]
    assert len(found.incidents) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("trong.csv", b"", "file.empty"),
        ("thieu.csv", b"kind,occurred_on\ntheft,2024-01-01\n", "csv.columns_missing"),
        ("anh.csv", b"\x89PNG\r\n\x1a\n\0\0", "file.not_its_suffix"),
        ("sai.txt", b"kind", "file.wrong_suffix"),
        ("khong.xlsx", b"not a workbook", "file.not_its_suffix"),
        ("chi-tieu-de.csv", HEADING.encode(), "incidents.none"),
    ],
)
def test_what_is_no_file_of_incidents_is_refused(tmp_path: Path, name: str, content: bytes, code: str):
    file = tmp_path / name
    file.write_bytes(content)
    found = read_incident_file(file, name, units=[WEST], case_keys=[b"key"], today=TODAY)
    assert Counter(f.code for f in found.findings.errors) == {code: 1}
    assert found.incidents == ()
