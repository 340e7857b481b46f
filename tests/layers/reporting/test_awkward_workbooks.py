"""Workbooks with one defect or habit each, and exactly what is found in them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl.comments import Comment

from geodata.findings import Finding
from geodata.store.vocabulary import Quality, State
from layers.reporting import ReadReport
from tests.build.workbooks import FilledTemplate

Read = Callable[..., ReadReport]
THIEN, TAN, TOWN = "26470", "26473", "26479"
RATE = "clean_water_rural"


@dataclass(frozen=True)
class Case:
    """What is put in which cell, and the one finding that must come of it."""

    name: str
    cells: dict[tuple[str, str], object]
    severity: str | None
    code: str | None
    at: tuple[str, str] | None = None


def water(**parts: object) -> dict[tuple[str, str], object]:
    """Figures of one rural clean-water rate: d (shared denominator), n (numerator), v (value)."""
    keys = {"d": "population_rural:value", "n": f"{RATE}:numerator", "v": f"{RATE}:value"}
    return {(THIEN, keys[name]): value for name, value in parts.items()}


N, V, D = (THIEN, f"{RATE}:numerator"), (THIEN, f"{RATE}:value"), (THIEN, "population_rural:value")
COUNT = (THIEN, "major_fires:value")

CASES = [
    Case("sound", water(d=1000, n=850), None, None),
    Case("text number", water(d=1000, v="85,0"), None, None),
    Case("thousands with decimals", water(d="1.234,0", n=1000), None, None),
    Case("blanks inside", water(d="1 234", n="1 000"), None, None),
    Case("no-break blanks", water(d="1\u00a0234", n="\u00a01000\u00a0"), None, None),
    Case("ambiguous", water(d="1.234", n=1000), "error", "number.ambiguous", D),
    Case("ambiguous comma", water(d="1,234", n=1000), "error", "number.ambiguous", D),
    Case("words in a number", water(d=1000, n="khoảng 850"), "error", "cell.text", N),
    Case("a dash", water(d=1000, n="-"), "error", "cell.asked", N),
    Case("an x", water(d=1000, n="x"), "error", "cell.asked", N),
    Case("error value", water(d=1000, v="#DIV/0!"), "error", "cell.error_value", V),
    Case("formula never computed", water(d=1000, n="=400+450"), "error", "cell.not_calculated", N),
    Case("date", water(d=1000, n=datetime(2024, 5, 26)), "error", "cell.date", N),
    Case("truth", water(d=1000, n=True), "error", "cell.truth", N),
    Case("over the maximum", water(v=105), "error", "value.over_maximum", V),
    Case("at the maximum", water(d=1000, n=1000, v=100), None, None),
    Case("negative numerator", water(d=1000, n=-1), "error", "value.negative", N),
    Case("negative count", {COUNT: -2}, "error", "value.negative", COUNT),
    Case("half a person", water(d=1000, n=850.5), "error", "value.not_whole", N),
    Case("half a fire", {COUNT: 1.5}, "error", "value.not_whole", COUNT),
    Case("a fire count of zero", {COUNT: 0}, None, None),
    Case("numerator over denominator", water(d=1000, n=1001), "error", "numerator.over_denominator", N),
    Case("three of nothing", water(d=0, n=3), "error", "denominator.zero", N),
    Case("a share of nothing", water(d=0, v=50), "error", "denominator.zero", V),
    Case("contradiction", water(d=1000, n=850, v=80), "error", "value.contradicts", V),
    Case("rounded", water(d=3, n=2, v=66.7), None, None),
    Case("cut instead of rounded", water(d=3, n=2, v=66.6), None, None),
    Case("computed to 15 digits", water(d=3, n=2, v=66.6666666666667), None, None),
    Case("numerator alone", water(n=850), "error", "denominator.missing", N),
    Case("value alone", water(v=85), "note", "rate.without_denominator", V),
    Case("no whole number gives it", water(d=3, v=50.0001), "warning", "numerator.not_whole", V),
    Case("percent in a head count", water(d=1000, n="85 %"), "error", "number.percent", N),
    Case("not arising in a count", {COUNT: "không phát sinh"}, "error", "word.write_zero", COUNT),
    Case("a word and a number", water(d=1000, n="không áp dụng", v=85), "error", "value.word_and_number", N),
    Case("more criteria than the set has", {(THIEN, "new_rural_criteria:value"): 20}, "error",
         "value.over_maximum", (THIEN, "new_rural_criteria:value")),
    Case("criteria in a town", {(TOWN, "new_rural_criteria:value"): 12}, "error",
         "indicator.only_of_xa", (TOWN, "new_rural_criteria:value")),
    Case("unknown quality", water(d=1000, n=850) | {(THIEN, "quality"): "tạm"}, "error",
         "quality.unknown"),
    Case("counted at the workplace, over 100", {(THIEN, "labour_force:value"): 100,
         (THIEN, "social_insurance:numerator"): 130}, None, None),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_defect_one_finding(case: Case, template: FilledTemplate, read: Read) -> None:
    for where, value in case.cells.items():
        template[where] = value
    expected_place = None
    if case.at is not None:
        cell = template.cell(*case.at)
        expected_place = (cell.parent.title, cell.coordinate)
    report = read(template.save())
    found = [(f.severity, f.code) for f in report.findings]
    assert found == ([] if case.code is None else [(case.severity, case.code)])
    if expected_place is not None:
        place = report.findings.items[0].place
        assert (place.sheet, place.cell) == expected_place
    assert bool(report.entries) == (case.severity != "error")


def only(report: ReadReport, code: str) -> Finding:
    assert [f.code for f in report.findings] == [code]
    return report.findings.items[0]


def entry_of(report: ReadReport, indicator: str = RATE) -> object:
    return next(e for e in report.entries if e.indicator == indicator)


def test_over_the_maximum_names_cell_value_and_maximum(template: FilledTemplate, read: Read) -> None:
    template[V] = 105
    finding = only(read(template.save()), "value.over_maximum")
    assert finding.parameters["value"] == 105
    assert finding.parameters["maximum"] == 100
    assert (finding.parameters["indicator"], finding.parameters["unit_vi"]) == (RATE, "%")
    assert finding.content == "105"
    assert finding.place.file == "bieu-2024.xlsx"


@pytest.mark.parametrize(("value", "number_format"), [(0.265, "0.0%"), (0.265, "0.00 %"), (26.5, "General")])
def test_a_percentage_is_read_by_its_format(
    value: float, number_format: str, template: FilledTemplate, read: Read
) -> None:
    template[D] = 1000
    cell = template.cell(*V)
    cell.value, cell.number_format = value, number_format
    entry = entry_of(read(template.save()))
    assert (entry.value, entry.numerator, entry.denominator) == (Decimal("26.5"), 265, 1000)
    assert entry.numerator_derived


def test_a_quoted_percent_sign_does_not_scale(template: FilledTemplate, read: Read) -> None:
    cell = template.cell(*V)
    cell.value, cell.number_format = 26.5, '0.0"%"'
    assert entry_of(read(template.save())).value == Decimal("26.5")


def test_a_percent_format_in_a_head_count_is_asked_about(template: FilledTemplate, read: Read) -> None:
    template[D] = 1000
    cell = template.cell(*N)
    cell.value, cell.number_format = 0.85, "0%"
    assert only(read(template.save()), "number.percent").content == "85 %"


@pytest.mark.parametrize(
    ("word", "state", "reason"),
    [
        ("chưa có số liệu", State.NO_DATA, None),
        ("CHƯA CÓ SỐ LIỆU ", State.NO_DATA, None),
        ("không phát sinh", State.NOT_APPLICABLE, "no_cases"),
        ("không áp dụng", State.NOT_APPLICABLE, "stated"),
    ],
)
def test_fixed_words_are_states(
    word: str, state: State, reason: str | None, template: FilledTemplate, read: Read
) -> None:
    template[N] = word
    report = read(template.save())
    assert report.findings.items == ()
    entry = entry_of(report)
    assert (entry.state, entry.reason, entry.value, entry.withdrawn) == (state, reason, None, False)


def test_withdrawing_is_a_word_too(template: FilledTemplate, read: Read) -> None:
    template[V] = "rút số liệu"
    assert entry_of(read(template.save())).withdrawn


def test_nothing_of_nothing_did_not_arise(template: FilledTemplate, read: Read) -> None:
    template[D], template[N] = 0, 0
    entry = entry_of(read(template.save()))
    assert (entry.state, entry.reason) == (State.NOT_APPLICABLE, "no_cases")


def test_an_empty_cell_says_nothing(template: FilledTemplate, read: Read) -> None:
    template[D] = 1000
    assert {e.indicator for e in read(template.save()).entries} == {"population_rural"}


def test_quality_comes_from_the_row_else_from_the_first_sheet(template: FilledTemplate, read: Read) -> None:
    template[THIEN, "major_fires:value"] = 1
    template[TAN, "major_fires:value"] = 2
    fires = template.sheet_with("major_fires:value")
    row = template.cell(TAN, "major_fires:value").row
    fires.cell(row, template.keys(fires).index("quality") + 1).value = "ước"
    template["quality", "value"] = "sơ bộ"
    report = read(template.save())
    assert {e.unit.code: e.quality for e in report.entries} == {
        THIEN: Quality.PRELIMINARY,
        TAN: Quality.ESTIMATE,
    }


def test_comments_and_notes_are_kept_with_the_value(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template.cell(*COUNT).comment = Comment("theo biên bản", "x")
    fires = template.sheet_with("major_fires:value")
    fires.cell(template.cell(*COUNT).row, template.keys(fires).index("note") + 1).value = "cháy kho"
    assert entry_of(read(template.save()), "major_fires").note == "cháy kho; theo biên bản"


def test_rows_and_columns_may_be_moved_and_titles_added(template: FilledTemplate, read: Read) -> None:
    template[D], template[N] = 1000, 850
    sheet = template.sheet_with(f"{RATE}:numerator")
    merged = [copy.copy(m) for m in sheet.merged_cells.ranges]
    for one in merged:
        sheet.unmerge_cells(str(one))
    sheet.insert_rows(1, 3)
    sheet["A1"] = "ỦY BAN NHÂN DÂN HUYỆN"
    key_row = template.key_row(sheet)
    order = [tuple(c.value for c in row) for row in sheet.iter_rows(min_row=key_row)]
    for r, values in enumerate([order[0], *reversed(order[1:])], start=key_row):
        for c, value in enumerate(reversed(values), start=1):
            sheet.cell(r, c).value = value
    report = read(template.save())
    assert report.findings.items == ()
    assert entry_of(report).value == 85
    assert entry_of(report).unit.code == THIEN


def test_total_rows_are_passed_over_with_a_note(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    row = sheet.max_row + 2
    sheet.cell(row, 2).value = "Tổng cộng:"
    sheet.cell(row, template.cell(*COUNT).column).value = 12
    report = read(template.save())
    assert only(report, "row.total").place.cell == f"A{row}"
    assert len(report.entries) == 1


def test_a_signature_below_the_table_is_no_matter(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    sheet.cell(sheet.max_row + 3, 2).value = "Người lập biểu"
    assert read(template.save()).findings.items == ()


def test_a_row_of_figures_without_a_commune_is_refused(template: FilledTemplate, read: Read) -> None:
    sheet = template.sheet_with("major_fires:value")
    row = sheet.max_row + 1
    sheet.cell(row, template.cell(*COUNT).column).value = 12
    assert only(read(template.save()), "row.no_unit").place.cell == f"A{row}"


def test_columns_of_ones_own_get_a_note(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    column = sheet.max_column + 1
    sheet.cell(template.cell(*COUNT).row, column).value = "tự tính"
    assert only(read(template.save()), "column.no_key").content == "tự tính"


def test_an_unknown_key_gets_a_note(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    sheet.cell(template.key_row(sheet), sheet.max_column + 1).value = "dancing_rate:value"
    assert only(read(template.save()), "column.unknown").parameters == {"column": "dancing_rate:value"}


def test_a_column_copied_within_its_sheet_is_refused(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    column = sheet.max_column + 1
    sheet.cell(template.key_row(sheet), column).value = "major_fires:value"
    sheet.cell(template.cell(*COUNT).row, column).value = 7
    assert only(read(template.save()), "column.twice").parameters["column"] == "major_fires:value"


def test_hidden_rows_and_sheets_are_reported(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    sheet.row_dimensions[template.cell(*COUNT).row].hidden = True
    sheet.sheet_state = "hidden"
    assert [f.code for f in read(template.save()).findings] == ["sheet.hidden", "row.hidden"]


def test_a_sheet_of_ones_own_with_numbers_needs_a_reason(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template.workbook.create_sheet("Tính").append(["Xã", 12])
    finding = only(read(template.save()), "sheet.no_keys")
    assert (finding.severity, finding.place.sheet) == ("warning", "Tính")


def test_a_sheet_of_words_is_only_noted(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template.workbook.create_sheet("Hướng dẫn").append(["Gửi trước ngày 15"])
    assert only(read(template.save()), "sheet.no_keys").severity == "note"


def test_the_same_commune_twice_is_refused(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template.cell(TAN, "major_fires:value").value = 2
    sheet = template.sheet_with("major_fires:value")
    row = template.cell(TAN, "major_fires:value").row
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = THIEN, "Xã Phước Thiền"
    assert only(read(template.save()), "unit.twice").place.cell == f"A{row}"


def test_a_sheet_copied_whole_says_everything_twice(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template.workbook.copy_worksheet(template.sheet_with("major_fires:value"))
    assert only(read(template.save()), "value.twice").parameters["indicator"] == "major_fires"


def test_an_unknown_commune_comes_with_a_suggestion(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    sheet.cell(template.cell(*COUNT).row, 1).value = "26477"
    finding = only(read(template.save()), "unit.unknown_code")
    assert "Xã Phước Thiền (26470)" in finding.parameters["suggestions"]


@pytest.mark.parametrize("written", ["X. Phước Thiền", "Phước Thiền", "PHƯỚC THIỀN", "phước  thiền"])
def test_a_commune_may_be_named_instead_of_coded(written: str, template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    row = template.cell(*COUNT).row
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = None, written
    report = read(template.save())
    assert report.findings.items == ()
    assert report.entries[0].unit.code == THIEN


@pytest.mark.parametrize(
    ("written", "code", "severity"),
    [("Phuoc Thien", "unit.name_weak", "warning"), ("Phước Thiện", "unit.unknown_name", "error")],
)
def test_near_names_are_asked_about(
    written: str, code: str, severity: str, template: FilledTemplate, read: Read
) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    row = template.cell(*COUNT).row
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = None, written
    finding = only(read(template.save()), code)
    assert finding.severity == severity
    assert "Xã Phước Thiền" in str(finding.parameters)


def test_a_code_beside_anothers_name_is_refused(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    sheet.cell(template.cell(*COUNT).row, 2).value = "Xã Long Tân"
    assert only(read(template.save()), "unit.code_and_name_differ").parameters["unit_code"] == THIEN


def test_a_code_that_became_a_number_is_still_the_code(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    sheet = template.sheet_with("major_fires:value")
    sheet.cell(template.cell(*COUNT).row, 1).value = 26470
    assert read(template.save()).entries[0].unit.code == THIEN


def test_a_period_that_is_no_period(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template["period", "value"] = "quý 5 năm 2024"
    report = read(template.save())
    assert [f.code for f in report.findings] == ["period.none", "period.missing"]


def test_another_period_than_expected(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    finding = only(read(template.save(), period="2024-H1"), "period.differs")
    assert finding.parameters == {"period": "2024", "expected": "2024-H1"}


def test_without_its_first_sheet_the_period_must_be_told(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    del template.workbook["Thông tin"]
    path = template.save()
    assert only(read(path), "period.missing").severity == "error"
    assert read(path, period="2024").findings.items == ()


def test_a_template_of_another_profile(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template["profile", "value"] = "long_thanh"
    only(read(template.save()), "template.other_profile")


def test_a_template_of_another_version_is_read(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    template["template_version", "value"] = "0"
    report = read(template.save())
    assert only(report, "template.other_version").severity == "note"
    assert len(report.entries) == 1


def test_own_figures_of_the_district(template: FilledTemplate, read: Read) -> None:
    template["budget_revenue", "value"] = "12.345,6"
    template["industrial_parks", "value"] = 5
    template["industrial_parks_treatment", "numerator"] = 4
    template["new_rural_advanced_district", "value"] = "chưa đạt"
    report = read(template.save())
    assert report.findings.items == ()
    found = {e.indicator: (e.unit.code, e.value) for e in report.entries}
    assert found["budget_revenue"] == ("742", Decimal("12345.6"))
    assert found["industrial_parks_treatment"] == ("742", 80)
    assert found["new_rural_advanced_district"] == ("742", 0)


def test_yes_or_no_is_asked_for_in_words(template: FilledTemplate, read: Read) -> None:
    template["new_rural_advanced_district", "value"] = "sắp"
    only(read(template.save()), "cell.not_yes_no")


def test_a_template_of_the_year_of_the_merger_knows_which_units_it_means(
    profile, new_units, read: Read, tmp_path
) -> None:
    from layers.periods import Period
    from layers.reporting import template_workbook

    file = tmp_path / "2025.xlsx"
    template_workbook(profile, new_units, Period.parse("2025"), file)
    filled = FilledTemplate(file)
    filled["26485", "major_fires:value"] = 2
    report = read(filled.save())
    assert report.findings.items == ()
    assert report.entries[0].unit.valid_from == date(2025, 7, 1)
