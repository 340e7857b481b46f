"""Sheets that offices have already: proposed, confirmed, remembered, read; asked about when they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from geodata.findings import Finding
from geodata.store import Store
from geodata.store.units import StoredUnit
from layers.catalogue import Profile
from layers.errors import MappingWrong
from layers.reporting import ReadReport
from layers.reporting.layouts.mapping import (
    Layout,
    MappedPart,
    MappedSheet,
    OfficeMapping,
    mapping_of_plain,
    plain_mapping,
)
from layers.reporting.layouts.proposing import Proposal, confirmed_mapping, propose_mapping
from layers.reporting.layouts.stored_mappings import (
    forget_mapping,
    mapping_for,
    offices_with_mapping,
    remember_mapping,
    remembered_mapping,
)
from tests.build.office_sheets import office_workbook, police_sheet, water_sheet

Read = Callable[..., ReadReport]
POLICE = MappedSheet(
    "Biểu 01",
    Layout.COLUMNS,
    ("4", "5"),
    (
        MappedPart("C", "Kết quả / Số vụ phạm pháp hình sự", "social_order_crimes"),
        MappedPart("D", "Kết quả / Tỷ lệ hộ phân loại rác tại nguồn (%)", "waste_sorting_households"),
        MappedPart("E", "Số vụ cháy, nổ lớn", "major_fires"),
    ),
    units="B",
    note="G",
)
WATER = MappedSheet(
    "Nước sạch",
    Layout.ROWS,
    ("B", "C"),
    (
        MappedPart("3", "Dân số nông thôn / người", "population_rural"),
        MappedPart(
            "4",
            "Số người dân nông thôn sử dụng nước sạch đạt chuẩn QC02 / người",
            "clean_water_rural",
            "numerator",
        ),
    ),
    units="2",
)
BOTH = OfficeMapping((POLICE, WATER))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return office_workbook(tmp_path / "bao-cao.xlsx", police_sheet, water_sheet)


@pytest.fixture
def propose(file: Path, profile: Profile, old_units: tuple[StoredUnit, ...]) -> Callable[[], Proposal]:
    return lambda: propose_mapping(file, profile, old_units)


def found(report: ReadReport) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.place.sheet, f.place.cell) for f in report.findings]


def values(report: ReadReport, indicator: str) -> dict[str, Decimal | None]:
    return {e.unit.code: e.value for e in report.entries if e.indicator == indicator}


def test_a_first_guess_names_communes_headings_and_likely_indicators(propose: Callable[[], Proposal]) -> None:
    police, water = propose().sheets
    assert police.mapped is not None
    assert (police.mapped.layout, police.mapped.units, police.mapped.headings) == ("columns", "B", ("4", "5"))
    assert [(p.at, p.heading) for p in police.parts] == [
        ("C", "Kết quả / Số vụ phạm pháp hình sự"),
        ("D", "Kết quả / Tỷ lệ hộ phân loại rác tại nguồn (%)"),
        ("E", "Số vụ cháy, nổ lớn"),
        ("F", "Quân số"),
    ]
    assert [(p.at, p.indicator, p.role) for p in police.mapped.parts] == [
        ("D", "waste_sorting_households", "value"),
        ("E", "major_fires", "value"),
    ]
    assert water.mapped is not None
    assert (water.mapped.layout, water.mapped.units, water.mapped.headings) == ("rows", "2", ("B", "C"))
    assert water.mapped.parts == WATER.parts
    assert police.columns[:3] == ("A", "B", "C")
    assert police.rows[2][0] == 4
    assert police.rows[2][1][4] == "Số vụ cháy, nổ lớn"


def test_only_what_a_person_chose_is_mapped(propose: Callable[[], Proposal], profile: Profile) -> None:
    proposal = propose()
    choices = {
        ("Biểu 01", "E"): "major_fires",
        ("Biểu 01", "F"): "",
        ("Nước sạch", "4"): "clean_water_rural:numerator",
    }
    mapping = confirmed_mapping(proposal, choices, profile, names={"P.Thạnh": "26488"})
    found = [
        (sheet.title, part.at, part.indicator, part.role) for sheet in mapping.sheets for part in sheet.parts
    ]
    assert found == [
        ("Biểu 01", "E", "major_fires", "value"),
        ("Nước sạch", "4", "clean_water_rural", "numerator"),
    ]
    assert mapping.names == {"P.Thạnh": "26488"}
    with pytest.raises(MappingWrong):
        confirmed_mapping(proposal, {}, profile)
    with pytest.raises(MappingWrong):
        confirmed_mapping(proposal, {("Biểu 01", "E"): "dancing"}, profile)


def test_names_that_are_no_communes_are_asked_about(
    tmp_path: Path, profile: Profile, old_units: tuple[StoredUnit, ...]
) -> None:
    def misspelled(sheet: Worksheet) -> None:
        police_sheet(sheet)
        sheet["B8"] = "Long Tấn"

    path = office_workbook(tmp_path / "a.xlsx", misspelled)
    names = propose_mapping(path, profile, old_units).sheets[0].unknown_names
    assert [(name, units[0].name) for name, units in names] == [("Long Tấn", "Xã Long Tân")]


def test_a_workbook_without_communes_is_shown_and_proposes_nothing(
    tmp_path: Path, profile: Profile, old_units: tuple[StoredUnit, ...]
) -> None:
    def words(sheet: Worksheet) -> None:
        sheet.append(("Kính gửi", "Ủy ban nhân dân huyện"))

    proposal = propose_mapping(office_workbook(tmp_path / "a.xlsx", words), profile, old_units)
    assert proposal.mapping is None
    assert proposal.sheets[0].rows == ((1, ("Kính gửi", "Ủy ban nhân dân huyện")),)


def test_both_layouts_are_read_by_their_mapping(file: Path, read: Read) -> None:
    report = read(file, period="2024", mapping=BOTH)
    assert found(report) == [
        ("row.passed_over", "Biểu 01", "B6"),
        ("row.total", "Biểu 01", "B11"),
        ("row.passed_over", "Biểu 01", "D13"),
        ("row.passed_over", "Biểu 01", "D14"),
        ("column.not_mapped", "Biểu 01", "F5"),
        ("row.total", "Nước sạch", "H2"),
        *(("rate.without_denominator", "Biểu 01", f"D{row}") for row in (7, 8, 9, 10)),
    ]
    assert values(report, "major_fires") == {"26470": 0, "26473": 1, "26479": 2, "26476": 3}
    assert values(report, "waste_sorting_households")["26470"] == 81
    assert values(report, "population_rural") == {"26470": 1000, "26473": 2000, "26479": 0, "26476": 4000}
    assert values(report, "clean_water_rural")["26470"] == 85
    notes = {e.unit.code: e.note for e in report.entries if e.indicator == "major_fires"}
    assert notes["26473"] == "một vụ chưa rõ"
    assert notes["26470"] is None


def test_without_a_mapping_the_sheets_are_not_read(file: Path, read: Read) -> None:
    report = read(file, period="2024")
    assert [f.code for f in report.findings] == ["sheet.no_keys", "sheet.no_keys", "workbook.no_table"]


def test_a_template_needs_no_mapping(template, read: Read) -> None:  # type: ignore[no-untyped-def]
    template["26470", "major_fires:value"] = 1
    report = read(template.save(), mapping=BOTH)
    assert (report.findings.items, len(report.entries)) == ((), 1)


def edited(file: Path, change: Callable[[Worksheet], None], sheet: str = "Biểu 01") -> Path:
    workbook = load_workbook(file)
    change(workbook[sheet])
    workbook.save(file)
    return file


def errors(report: ReadReport) -> list[Finding]:
    return list(report.findings.errors)


def test_title_rows_that_were_added_do_no_harm(file: Path, read: Read) -> None:
    def add(sheet: Worksheet) -> None:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(1, 3)
        for merged in ("A7:A8", "B7:B8", "C7:D7", "E7:E8", "F7:F8"):
            sheet.merge_cells(merged)

    before = read(file, period="2024", mapping=BOTH).entries
    assert read(edited(file, add), period="2024", mapping=BOTH).entries == before


def test_a_column_that_moved_is_found_by_its_heading(file: Path, read: Read) -> None:
    def swap(sheet: Worksheet) -> None:
        for row in range(4, 12):
            left, right = sheet.cell(row, 5), sheet.cell(row, 6)
            if row != 5:
                left.value, right.value = right.value, left.value

    before = values(read(file, period="2024", mapping=BOTH), "major_fires")
    report = read(edited(file, swap), period="2024", mapping=BOTH)
    moved = next(f for f in report.findings if f.code == "mapping.moved")
    assert (moved.place.cell, moved.parameters["at"]) == ("F5", "E")
    assert values(report, "major_fires") == before


def test_another_heading_is_never_read_as_the_old_one(file: Path, read: Read) -> None:
    def rename(sheet: Worksheet) -> None:
        sheet["E4"] = "Số vụ cháy nhỏ"

    finding = errors(read(edited(file, rename), period="2024", mapping=BOTH))[0]
    assert (finding.code, finding.place.cell, finding.content) == (
        "mapping.heading_missing",
        "E5",
        "Số vụ cháy nhỏ",
    )


def test_a_renamed_sheet_is_found_by_its_headings(file: Path, read: Read) -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.title = "Tháng 12"

    report = read(edited(file, rename), period="2024", mapping=BOTH)
    assert errors(report) == []
    assert len(values(report, "major_fires")) == 4


def test_a_missing_sheet_is_an_error(tmp_path: Path, read: Read) -> None:
    report = read(office_workbook(tmp_path / "a.xlsx", water_sheet), period="2024", mapping=BOTH)
    assert [(f.code, f.parameters["sheet"]) for f in errors(report)] == [("mapping.sheet_missing", "Biểu 01")]


def test_a_sheet_nobody_spoke_of_is_noted(file: Path, read: Read) -> None:
    report = read(file, period="2024", mapping=OfficeMapping((POLICE,)))
    assert ("sheet.not_mapped", "Nước sạch", None) in found(report)


def test_a_near_name_is_asked_about_and_its_answer_is_remembered(file: Path, read: Read) -> None:
    def misspell(sheet: Worksheet) -> None:
        sheet["B8"] = "Long Tấn"

    path = edited(file, misspell)
    finding = errors(read(path, period="2024", mapping=BOTH))[0]
    assert (finding.code, finding.place.cell) == ("unit.unknown_name", "B8")
    assert "Xã Long Tân (26473)" in str(finding.parameters["suggestions"])
    answered = replace(BOTH, names={"long  tấn": "26473"})
    assert values(read(path, period="2024", mapping=answered), "major_fires")["26473"] == 1
    left_out = replace(BOTH, names={"Long Tấn": ""})
    assert "26473" not in values(read(path, period="2024", mapping=left_out), "major_fires")


@pytest.mark.parametrize(
    ("cell", "content", "code"),
    [
        ("E8", "#DIV/0!", "cell.error_value"),
        ("E8", "-", "cell.asked"),
        ("E8", "x", "cell.asked"),
        ("E8", -1, "value.negative"),
        ("E8", "1.234", "number.ambiguous"),
        ("E8", "=1+1", "cell.not_calculated"),
        ("D8", 105, "value.over_maximum"),
        ("B8", None, "row.no_unit"),
        ("B8", "Phước Thiền", "value.twice"),
        ("B8", "Khu vực nông thôn", "unit.unknown_name"),
    ],
)
def test_figures_are_checked_as_in_a_template(
    cell: str, content: object, code: str, file: Path, read: Read
) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = content

    first = errors(read(edited(file, change), period="2024", mapping=BOTH))[0]
    assert (first.code, first.place.sheet) == (code, "Biểu 01")
    assert first.place.cell is not None
    assert first.place.cell.endswith("8")


def test_a_share_with_a_percent_format_is_a_percentage(file: Path, read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D8"], sheet["D8"].number_format = 0.825, "0.0%"

    report = read(edited(file, change), period="2024", mapping=BOTH)
    assert values(report, "waste_sorting_households")["26473"] == Decimal("82.5")


def test_hidden_columns_rows_and_sheets_are_told(file: Path, read: Read) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["E"].hidden = True
        sheet.row_dimensions[8].hidden = True
        sheet.sheet_state = "hidden"

    codes = [f.code for f in read(edited(file, hide), period="2024", mapping=BOTH).findings]
    assert {"column.hidden", "row.hidden", "sheet.hidden"} <= set(codes)


def test_a_sheet_of_one_unit_has_its_figures_in_one_column(tmp_path: Path, read: Read) -> None:
    def district(sheet: Worksheet) -> None:
        sheet.title = "Huyện"
        sheet.append(("Chỉ tiêu", "Kết quả"))
        sheet.append(("Thu ngân sách", "12.345,6"))
        sheet.append(("Số khu công nghiệp", 5))

    mapped = MappedSheet(
        "Huyện",
        Layout.ROWS,
        ("A", "A"),
        (
            MappedPart("2", "Thu ngân sách", "budget_revenue"),
            MappedPart("3", "Số khu công nghiệp", "industrial_parks"),
        ),
        unit="742",
        figures="B",
    )
    report = read(
        office_workbook(tmp_path / "a.xlsx", district), period="2024", mapping=OfficeMapping((mapped,))
    )
    assert report.findings.items == ()
    assert {(e.indicator, e.unit.code, e.value) for e in report.entries} == {
        ("budget_revenue", "742", Decimal("12345.6")),
        ("industrial_parks", "742", Decimal(5)),
    }


def test_columns_may_be_of_several_periods(tmp_path: Path, read: Read) -> None:
    def months(sheet: Worksheet) -> None:
        sheet.title = "Cháy"
        sheet.append(("Xã", "Tháng 1", "Tháng 2"))
        sheet.append(("Long Tân", 1, 0))

    parts = (
        MappedPart("B", "Tháng 1", "major_fires", period="2024-01"),
        MappedPart("C", "Tháng 2", "major_fires", period="2024-02"),
    )
    mapped = MappedSheet("Cháy", Layout.COLUMNS, ("1", "1"), parts, units="A")
    report = read(office_workbook(tmp_path / "a.xlsx", months), mapping=OfficeMapping((mapped,)))
    assert [(e.period, e.value) for e in report.entries] == [("2024-01", 1), ("2024-02", 0)]


def test_a_mapping_survives_being_written_down(profile: Profile) -> None:
    mapping = replace(BOTH, names={"P.Thạnh": "26497"}, period="2024")
    assert mapping_of_plain(plain_mapping(mapping), profile) == mapping


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"sheets": []}, "sheets"),
        ({"colour": "red"}, "mapping"),
        ({"period": "quý 5"}, "period"),
        ({"names": ["a"]}, "names"),
        ({"layout": "diagonal"}, "layout"),
        ({"headings": ["4"]}, "headings"),
        ({"headings": ["5", "4"]}, "headings"),
        ({"units": ""}, "units"),
        ({"units": "7"}, "column"),
        ({"parts": []}, "parts"),
        ({"at": "0"}, "column"),
        ({"indicator": "dancing"}, "indicator"),
        ({"role": "colour"}, "role"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], where: str, profile: Profile) -> None:
    plain = plain_mapping(OfficeMapping((POLICE,)))
    for key, value in change.items():
        sheet = plain["sheets"][0]
        holder = next((holder for holder in (plain, sheet, sheet["parts"][0]) if key in holder), plain)
        holder[key] = value
    with pytest.raises(MappingWrong) as refused:
        mapping_of_plain(plain, profile)
    assert refused.value.parameters["where"] == where


def test_an_offices_mapping_is_remembered_until_another_comes(store: Store, profile: Profile) -> None:
    remember_mapping(store, "Công an huyện", BOTH, person="lan")
    remember_mapping(store, "Công an huyện", OfficeMapping((POLICE,)), person="lan")
    with store.session() as session:
        assert remembered_mapping(session, profile, "Công an huyện") == OfficeMapping((POLICE,))
        assert remembered_mapping(session, profile, "Trung tâm Y tế") is None
        assert offices_with_mapping(session) == ("Công an huyện",)
        assert mapping_for(session, profile, {}, "Công an huyện") == OfficeMapping((POLICE,))
        assert mapping_for(session, profile, plain_mapping(BOTH), "Công an huyện") == BOTH
        assert mapping_for(session, profile, {}, None) is None
        assert remembered_mapping(session, profile, "Công an huyện", as_of=2) == BOTH
    forget_mapping(store, "Công an huyện", person="lan")
    with store.session() as session:
        assert remembered_mapping(session, profile, "Công an huyện") is None
