"""Reports in long form: what a CSV may look like, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from geodata.store.vocabulary import Quality, State
from layers.reporting import ReadReport

ReadCsv = Callable[..., ReadReport]
HEAD = "commune_code,indicator,period,value,numerator,denominator,note\n"


def codes(report: ReadReport) -> list[str]:
    return [f.code for f in report.findings]


def test_value_or_parts_or_all_three(read_csv: ReadCsv) -> None:
    report = read_csv(
        HEAD
        + "26470,clean_water_rural,2024,,850,1000,\n"
        + "26473,clean_water_rural,2024,85,,1000,\n"
        + "26476,clean_water_rural,2024,85,850,1000,khảo sát\n"
        + "26482,clean_water_rural,2024,85,,,\n"
    )
    assert codes(report) == ["rate.without_denominator"]
    assert report.findings.items[0].place.line == 5
    found = {e.unit.code: (e.value, e.numerator, e.denominator, e.numerator_derived) for e in report.entries}
    assert found == {
        "26470": (85, 850, 1000, False),
        "26473": (85, 850, 1000, True),
        "26476": (85, 850, 1000, False),
        "26482": (85, None, None, False),
    }
    assert report.entries[2].note == "khảo sát"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + '26470,tree_cover,2024,"26,5",,,\n',
        "\ufeff" + HEAD + "26470,tree_cover,2024,26.5,,,\r\n",
        HEAD.replace(",", ";") + "26470;tree_cover;2024;26,5;;;\n",
        HEAD.replace(",", "\t") + "26470\ttree_cover\t2024\t26,5\t\t\t\n",
        "Commune_Code , INDICATOR,period,value\n 26470 , tree_cover ,2024, 26.5 %\n",
        "period,value,indicator,commune\n2024,26.5,tree_cover,Xã Phước Thiền\n".replace(
            "commune\n", "commune,commune_code\n"
        ).replace("Thiền\n", "Thiền,\n"),
    ],
    ids=["quoted comma", "mark and CRLF", "semicolons", "tabs", "blanks and case", "by name, other order"],
)
def test_the_same_figure_in_many_dresses(text: str, read_csv: ReadCsv) -> None:
    report = read_csv(text)
    assert codes(report) == []
    entry = report.entries[0]
    assert (entry.unit.code, entry.value, entry.numerator_derived) == ("26470", Decimal("26.5"), True)
    # 1691 ha is the commune's own published area: 26.5 % of it.
    assert entry.numerator == Decimal("448.115")


def test_utf_16_as_excel_writes_unicode_text(read_csv: ReadCsv) -> None:
    text = HEAD.replace(",", "\t") + "26470\tmajor_fires\t2024\t1\t\t\tcháy chợ\n"
    report = read_csv(text.encode("utf-16"))
    assert codes(report) == []
    assert report.entries[0].note == "cháy chợ"


ROWS = [
    ("99999,major_fires,2024,1,,,", "unit.unknown_code", 2),
    ("26470,dancing,2024,1,,,", "indicator.not_in_catalogue", 2),
    (",major_fires,2024,1,,,", "row.no_unit", 2),
    ("26470,,2024,1,,,", "row.no_indicator", 2),
    ("26470,major_fires,2024-13,1,,,", "period.none", 2),
    ("26470,major_fires,2024Q1,1,,,", "period.none", 2),
    ("26470,major_fires,,1,,,", "period.missing", 2),
    ("26470,major_fires,1950,1,,,", "unit.none_in_period", 2),
    ("26470,major_fires,2024,một,,,", "cell.text", 2),
    ("26470,major_fires,2024,1.234,,,", "number.ambiguous", 2),
    ("26470,major_fires,2024,-1,,,", "value.negative", 2),
    ("26470,major_fires,2024,1,1,,", "numerator.not_used", 2),
    ("26470,clean_water_rural,2024,105,,,", "value.over_maximum", 2),
    ("26470,clean_water_rural,2024,,11,10,", "numerator.over_denominator", 2),
    ("26470,clean_water_rural,2024,,3,0,", "denominator.zero", 2),
    ("26470,clean_water_rural,2024,,,10,", "value.missing", 2),
    ("26470,clean_water_rural,2024,90,850,1000,", "value.contradicts", 2),
    ("26470,rehab_compulsory,2024,8,,,", "indicator.district_only", 2),
    ("742-own,cultural_hamlets,2024,8,,,", "indicator.not_of_own_bodies", 2),
]


@pytest.mark.parametrize(("row", "code", "line"), ROWS, ids=[row for row, _, _ in ROWS])
def test_what_is_refused(row: str, code: str, line: int, read_csv: ReadCsv) -> None:
    report = read_csv(HEAD + row + "\n")
    assert codes(report) == [code]
    assert report.findings.items[0].severity == "error"
    assert report.findings.items[0].place.line == line
    assert report.entries == ()


def test_the_same_figure_twice_names_the_first(read_csv: ReadCsv) -> None:
    report = read_csv(
        HEAD + "26470,major_fires,2024,1,,,\n26473,major_fires,2024,1,,,\n26470,major_fires,2024,2,,,\n"
    )
    assert codes(report) == ["value.twice"]
    finding = report.findings.items[0]
    assert (finding.place.line, finding.parameters["first"]) == (4, "2")


def test_an_empty_row_leaves_things_as_they_were(read_csv: ReadCsv) -> None:
    report = read_csv(HEAD + "26470,major_fires,2024,,,,\n\n ,,\n26473,major_fires,2024,0,,,\n")
    assert codes(report) == ["line.empty"]
    assert [e.value for e in report.entries] == [0]


def test_columns_of_ones_own_get_a_note(read_csv: ReadCsv) -> None:
    report = read_csv("commune_code,indicator,period,value,người nhập\n26470,major_fires,2024,1,Lan\n")
    assert codes(report) == ["column.unknown"]
    assert report.findings.items[0].severity == "note"


def test_states_qualities_and_reasons_by_column(read_csv: ReadCsv) -> None:
    report = read_csv(
        "commune_code,indicator,period,value,state,reason,quality\n"
        "26470,tree_cover,2024,,no_data,,\n"
        "26473,tree_cover,2024,,not_applicable,no_cases,\n"
        "26476,tree_cover,2024,,không áp dụng,,\n"
        "26482,tree_cover,2024,20,value,,ước\n"
        "26485,tree_cover,2024,,suppressed,few,final\n"
    )
    assert codes(report) == []
    assert [(e.state, e.reason, e.quality) for e in report.entries] == [
        (State.NO_DATA, None, Quality.FINAL),
        (State.NOT_APPLICABLE, "no_cases", Quality.FINAL),
        (State.NOT_APPLICABLE, "stated", Quality.FINAL),
        (State.VALUE, None, Quality.ESTIMATE),
        (State.SUPPRESSED, "few", Quality.FINAL),
    ]


def test_a_state_beside_a_number_is_refused(read_csv: ReadCsv) -> None:
    text = "commune_code,indicator,period,value,state\n26470,tree_cover,2024,20,no_data\n"
    assert codes(read_csv(text)) == ["value.word_and_number"]
    assert codes(read_csv(text.replace("no_data", "gone"))) == ["state.unknown"]


def test_other_bases_are_made_by_the_portal(read_csv: ReadCsv) -> None:
    text = "commune_code,indicator,period,value,basis\n26470,tree_cover,2024,20,{}\n"
    assert codes(read_csv(text.format("reported"))) == []
    noted = read_csv(text.format("measured"))
    assert (codes(noted), noted.entries) == (["basis.not_imported"], ())
    assert codes(read_csv(text.format("guessed"))) == ["basis.unknown"]


def test_rows_of_other_bases_are_noted_once(read_csv: ReadCsv) -> None:
    rows = "".join(f"{code},tree_cover,2024,20,measured\n" for code in ("26470", "26473", "26476"))
    report = read_csv("commune_code,indicator,period,value,basis\n" + rows)
    (finding,) = report.findings
    assert (finding.code, finding.place.line, finding.content, finding.parameters) == (
        "basis.not_imported",
        2,
        "measured",
        {"rows": 3},
    )


class TestTheMergerOf2025:
    """26485 was Phú Hội until 30/6/2025 and is Nhơn Trạch since."""

    def test_a_code_of_two_units_is_asked_about(self, read_csv: ReadCsv) -> None:
        report = read_csv(HEAD + "26485,major_fires,2025,1,,,\n")
        assert codes(report) == ["unit.two_in_period"]
        units = report.findings.items[0].parameters["units"]
        assert units == "Xã Phú Hội (2020-01-01); Xã Nhơn Trạch (2025-07-01)"

    @pytest.mark.parametrize(
        ("at", "since"), [(date(2025, 1, 15), date(2020, 1, 1)), (date(2025, 12, 31), date(2025, 7, 1))]
    )
    def test_a_day_settles_it(self, at: date, since: date, read_csv: ReadCsv) -> None:
        report = read_csv(HEAD + "26485,major_fires,2025,1,,,\n", at=at)
        assert codes(report) == []
        assert report.entries[0].unit.valid_from == since

    def test_a_vintage_column_settles_it_row_by_row(self, read_csv: ReadCsv) -> None:
        report = read_csv(
            "commune_code,indicator,period,value,vintage\n"
            "26485,major_fires,2025,1,2020-01-01\n26485,major_fires,2025,2,2025-07-01\n"
        )
        assert codes(report) == []
        assert [(e.unit.valid_from.year, e.value) for e in report.entries] == [(2020, 1), (2025, 2)]

    def test_a_vintage_that_is_no_date(self, read_csv: ReadCsv) -> None:
        text = "commune_code,indicator,period,value,vintage\n26485,major_fires,2025,1,cũ\n"
        assert codes(read_csv(text)) == ["vintage.no_date"]

    @pytest.mark.parametrize(("period", "since"), [("2025-Q2", 2020), ("2025-Q3", 2025)])
    def test_a_period_on_one_side_is_clear(self, period: str, since: int, read_csv: ReadCsv) -> None:
        report = read_csv(HEAD + f"26485,major_fires,{period},1,,,\n")
        assert codes(report) == []
        assert report.entries[0].unit.valid_from.year == since

    def test_a_code_of_one_unit_is_clear(self, read_csv: ReadCsv) -> None:
        assert codes(read_csv(HEAD + "26470,major_fires,2025,1,,,\n")) == []

    def test_the_district_is_one(self, read_csv: ReadCsv) -> None:
        report = read_csv(HEAD + "742,major_fires,2025,1,,,\n")
        assert codes(report) == []
        assert report.entries[0].unit.valid_from == date(2025, 7, 1)

    def test_a_name_of_two_units_is_asked_about(self, read_csv: ReadCsv) -> None:
        text = "commune_code,commune,indicator,period,value\n,Phước An,major_fires,2025,1\n"
        assert codes(read_csv(text)) == ["unit.two_in_period"]


FILES = [
    (b"", "so-lieu.csv", "file.empty"),
    (b"PK\x03\x04\x00\x00", "so-lieu.csv", "file.not_its_suffix"),
    (b"\xff\xfe", "so-lieu.csv", "csv.no_heading"),
    (b"a,b\n1,2\n", "so-lieu.csv", "csv.columns_missing"),
    (b"\n\n", "so-lieu.csv", "csv.no_heading"),
    (HEAD.encode() + "26470,major_fires,2024,1,,,cháy".encode("cp1258"), "so-lieu.csv", "csv.encoding"),
    (HEAD.encode() + b"26470,major_fires,2024,1,,,,,7\n", "so-lieu.csv", "csv.too_many_fields"),
    (HEAD.encode() + b'26470,major_fires,2024,1,,,"open\n', "so-lieu.csv", "csv.broken"),
    (b"commune_code,indicator,value,value\n26470,major_fires,1,2\n", "so-lieu.csv", "csv.column_twice"),
    (b"", "so-lieu.xlsx", "file.empty"),
    (HEAD.encode(), "so-lieu.xlsx", "file.not_its_suffix"),
    (b"%PDF-1.7", "so-lieu.pdf", "file.wrong_suffix"),
    (b"PK\x03\x04", "so-lieu.xlsm", "workbook.macros"),
    (b"PK\x03\x04", "so-lieu.xls", "workbook.old_format"),
    (b"PK\x03\x04 broken", "so-lieu.xlsx", "workbook.broken"),
]


@pytest.mark.parametrize(
    ("content", "name", "code"), FILES, ids=[f"{code} {name}" for _, name, code in FILES]
)
def test_files_that_cannot_be_read(content: bytes, name: str, code: str, read_csv: ReadCsv) -> None:
    report = read_csv(content, name=name)
    assert codes(report) == [code]
    assert report.findings.items[0].place.file == name
    assert report.entries == ()


def test_a_file_kept_under_a_name_without_suffix(tmp_path: Path, profile, units_on: Callable) -> None:
    from layers.reporting import read_report

    path = tmp_path / "0f3a"
    path.write_text(HEAD + "26470,major_fires,2024,1,,,\n", encoding="utf-8")
    assert len(read_report(path, "quý 1.csv", profile, units_on).entries) == 1
