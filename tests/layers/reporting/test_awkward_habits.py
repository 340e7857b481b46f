"""What hands do to a workbook before it comes back: one habit each, and exactly what is found."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from geodata.store.vocabulary import State
from geodata.tables.workbook.cells import ANNOTATOR
from layers.reporting import ReadReport
from tests.build.workbooks import FilledTemplate, give_result

Read = Callable[..., ReadReport]
Do = Callable[[FilledTemplate], None]
THIEN, TAN, TOWN = "26470", "26473", "26479"
COUNT, FIRES = (THIEN, "major_fires:value"), "major_fires:value"
RATE = "clean_water_rural"
N, V, D = (THIEN, f"{RATE}:numerator"), (THIEN, f"{RATE}:value"), (THIEN, "population_rural:value")


@dataclass(frozen=True)
class Habit:
    """What is done to a template that holds one fire in Phước Thiền, and what is found: (code, cell)."""

    name: str
    do: Do
    found: tuple[tuple[str, str | None], ...] = ()
    value: object = Decimal(1)


def at(template: FilledTemplate, where: tuple[str, str] = COUNT) -> str:
    return template.cell(*where).coordinate


def put(**cells: object) -> Do:
    """Put figures: count, n, v, d."""
    keys = {"count": COUNT, "n": N, "v": V, "d": D}

    def doing(template: FilledTemplate) -> None:
        for name, value in cells.items():
            template[keys[name]] = value

    return doing


def labelled(code: object, name: object) -> Do:
    """Write code and name of Phước Thiền's row otherwise."""

    def doing(template: FilledTemplate) -> None:
        sheet, row = template.sheet_with(FIRES), template.cell(*COUNT).row
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = code, name

    return doing


def rows_above(template: FilledTemplate) -> None:
    sheet = template.sheet_with(FIRES)
    sheet.insert_rows(1, 4)
    sheet["A1"], sheet["A2"] = "UBND HUYỆN NHƠN TRẠCH", "CÔNG AN HUYỆN"
    sheet.merge_cells("A1:C1")


def blank_rows(template: FilledTemplate) -> None:
    template.sheet_with(FIRES).insert_rows(template.cell(*COUNT).row, 3)


def rows_backwards(template: FilledTemplate) -> None:
    sheet, key_row = template.sheet_with(FIRES), template.key_row(template.sheet_with(FIRES))
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=key_row + 1)]
    for number, values in enumerate(reversed(rows), start=key_row + 1):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def columns_backwards(template: FilledTemplate) -> None:
    sheet = template.sheet_with(FIRES)
    key_row, last = template.key_row(sheet), sheet.max_column
    for range_ in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(range_))
    for row in range(key_row, sheet.max_row + 1):
        values = [sheet.cell(row, c).value for c in range(1, last + 1)]
        for column, value in enumerate(reversed(values), start=1):
            sheet.cell(row, column).value = value


def total_row(word: str) -> Do:
    def doing(template: FilledTemplate) -> None:
        sheet = template.sheet_with(FIRES)
        row = sheet.max_row + 1
        sheet.cell(row, 2).value, sheet.cell(row, template.cell(*COUNT).column).value = word, 1

    return doing


def sum_formula(template: FilledTemplate) -> None:
    sheet = template.sheet_with(FIRES)
    row, column = sheet.max_row + 1, template.cell(*COUNT).column
    sheet.cell(row, 1).value = "Tổng cộng"
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    letter = get_column_letter(column)
    sheet.cell(row, column).value = f"=SUM({letter}7:{letter}{row - 1})"


def merged_figures(template: FilledTemplate) -> None:
    cell = template.cell(*COUNT)
    below = cell.offset(row=1)
    below.value = None
    cell.parent.merge_cells(f"{cell.coordinate}:{below.coordinate}")


def hidden_column(template: FilledTemplate) -> None:
    cell = template.cell(*COUNT)
    cell.parent.column_dimensions[cell.column_letter].hidden = True


def very_hidden_sheet(template: FilledTemplate) -> None:
    template.sheet_with(FIRES).sheet_state = "veryHidden"


def hidden_scribbles(template: FilledTemplate) -> None:
    sheet = template.workbook.create_sheet("Nháp")
    sheet["A1"], sheet.sheet_state = 7, "hidden"


def second_blank_sheet(template: FilledTemplate) -> None:
    template.workbook.create_sheet("Sheet1")


def renamed_sheet(template: FilledTemplate) -> None:
    template.sheet_with(FIRES).title = "an ninh (sửa lần 2)"


def heading_row_again(template: FilledTemplate) -> None:
    """Excel repeats headings for print when somebody pastes them between the rows."""
    sheet = template.sheet_with(FIRES)
    row = sheet.max_row + 1
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = "Mã xã", "Đơn vị"


def filtered(template: FilledTemplate) -> None:
    sheet, row = template.sheet_with(FIRES), template.cell(*COUNT).row
    sheet.auto_filter.ref = f"A{row - 1}:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.row_dimensions[row + 1].hidden = True


def percent_signs(template: FilledTemplate) -> None:
    put(v="85 %", d=1000)(template)


def comment_by(author: str) -> Do:
    def doing(template: FilledTemplate) -> None:
        template.cell(*COUNT).comment = Comment("Sai: sửa lại", author)

    return doing


HABITS = [
    Habit("title rows above", rows_above),
    Habit("blank rows between", blank_rows),
    Habit("rows in another order", rows_backwards),
    Habit("columns in another order", columns_backwards),
    Habit("a total in a row of its own", total_row("Tổng"), (("row.total", "A19"),)),
    Habit("a total of all communes", total_row("TỔNG CỘNG:"), (("row.total", "A19"),)),
    Habit("a total of the district", total_row("Toàn huyện"), (("row.total", "A19"),)),
    Habit("a total made by a formula, its label merged", sum_formula, (("row.total", "A19"),)),
    Habit("one figure over two communes", merged_figures, (("cell.merged", "F7"),), None),
    Habit("a hidden column", hidden_column, (("column.hidden", "F7"),)),
    Habit("a sheet hidden by a program", very_hidden_sheet, (("sheet.hidden", None),)),
    Habit("scribbles on a hidden sheet", hidden_scribbles,
          (("sheet.hidden", None), ("sheet.no_keys", None))),
    Habit("an empty sheet", second_blank_sheet),
    Habit("a sheet with another name", renamed_sheet),
    Habit("headings repeated below", heading_row_again),
    Habit("a filter that hides empty rows", filtered, (("row.hidden", "A8"),)),
    Habit("a percent sign after a figure", percent_signs),
    Habit("figures as text", put(count=" 1 ")),
    Habit("an apostrophe's text", put(count="1")),
    Habit("full-width digits", put(count="１")),
    Habit("a plus sign", put(count="+1")),
    Habit("a number with a unit", put(count="1 vụ"), (("cell.text", "F7"),), None),
    Habit("a number with a remark", put(count="1 (ước)"), (("cell.text", "F7"),), None),
    Habit("two numbers", put(count="1/2"), (("cell.text", "F7"),), None),
    Habit("scientific writing", put(count="1e3"), (("cell.text", "F7"),), None),
    Habit("an en dash", put(count="–"), (("cell.asked", "F7"),), None),
    Habit("a question mark", put(count="?"), (("cell.asked", "F7"),), None),
    Habit("a bare no", put(count="Không"), (("cell.asked", "F7"),), None),
    Habit("only blanks", put(count=" \u00a0\u200b"), (), None),
    Habit("#N/A", put(count="#N/A"), (("cell.error_value", "F7"),), None),
    Habit("#REF!", put(count="#REF!"), (("cell.error_value", "F7"),), None),
    Habit("a comment of the portal itself", comment_by(ANNOTATOR)),
    Habit("a code with blanks", labelled(" 26470 ", "Xã Phước Thiền")),
    Habit("the name where the code belongs", labelled("Xã Phước Thiền", None)),
    Habit("the code alone", labelled("26470", None)),
    Habit("a running number before the name", labelled(None, "1. Phước Thiền")),
    Habit("the body that reports", labelled(None, "UBND xã Phước Thiền")),
    Habit("decomposed letters", labelled(None, unicodedata.normalize("NFD", "Xã Phước Thiền"))),
    Habit("TCVN3 letters", labelled(None, "Ph\u00ad\u00edc Thi\u00d2n"), (("unit.name_old_font", "A7"),)),
    Habit("VNI letters", labelled(None, "Phöôùc Thieàn"), (("unit.name_old_font", "A7"),)),
    Habit("VNI capitals", labelled(None, "PHÖÔÙC THIEÀN"), (("unit.name_old_font", "A7"),)),
    Habit("no marks", labelled(None, "Phuoc Thien"), (("unit.name_weak", "A7"),)),
    Habit("a mark too few", labelled(None, "Phước Thiên"), (("unit.unknown_name", "A7"),), None),
    Habit("half a name", labelled(None, "P.Thiền"), (("unit.unknown_name", "A7"),), None),
    Habit("a neighbour's commune", labelled(None, "Long Thành"), (("unit.unknown_name", "A7"),), None),
    Habit("a slip in the code", labelled("26471", "Xã Phước Thiền"), (("unit.unknown_code", "A7"),), None),
    Habit("withdrawn in short", put(count="rút"), (), None),
]  # fmt: skip


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_one_habit(habit: Habit, template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    habit.do(template)
    report = read(template.save())
    assert tuple((f.code, f.place.cell) for f in report.findings) == habit.found
    values = [e.value for e in report.entries if (e.unit.code, e.indicator) == (THIEN, "major_fires")]
    assert values == ([] if habit.value is None and not _withdrawn(report) else [habit.value])


def _withdrawn(report: ReadReport) -> bool:
    return any(entry.withdrawn for entry in report.entries)


def test_a_near_name_comes_with_a_suggestion_and_is_not_taken(template: FilledTemplate, read: Read) -> None:
    template[COUNT] = 1
    labelled(None, "Phước Thiên")(template)
    finding = read(template.save()).findings.items[0]
    assert finding.severity == "error"
    assert str(finding.parameters["suggestions"]).startswith("Xã Phước Thiền (26470)")


@pytest.mark.parametrize(
    ("formula", "result", "kind", "code", "value"),
    [
        ("2+3", "5", "n", None, 5),
        ("1/0", "#DIV/0!", "e", "cell.error_value", None),
        ("A1", "", "str", None, None),
        ('"5"', "5", "str", None, 5),
        ("TODAY()", "x", "str", "cell.asked", None),
    ],
)
def test_a_formula_is_what_it_last_gave(
    formula: str,
    result: str,
    kind: str,
    code: str | None,
    value: int | None,
    template: FilledTemplate,
    read: Read,
) -> None:
    template[TAN, FIRES] = 2
    template[COUNT] = "=" + formula.replace("&quot;", '"')
    path = template.save()
    written = formula.replace("&quot;", '"')
    give_result(path, written, result, kind)
    report = read(path)
    assert [f.code for f in report.findings] == ([] if code is None else [code])
    assert [e.value for e in report.entries if e.unit.code == THIEN] == ([] if value is None else [value])


def test_shares_of_one_without_a_percent_format_are_asked_about(template: FilledTemplate, read: Read) -> None:
    template[V], template[TAN, f"{RATE}:value"] = 0.853, 0.91
    report = read(template.save())
    finding = next(f for f in report.findings if f.code == "value.maybe_share")
    assert (finding.severity, finding.parameters["count"], finding.place.cell) == (
        "warning",
        2,
        at(template, V),
    )


def test_one_share_under_one_percent_is_a_figure(template: FilledTemplate, read: Read) -> None:
    template[V], template[TAN, f"{RATE}:value"] = 0.9, 91
    assert "value.maybe_share" not in {f.code for f in read(template.save()).findings}


def test_a_conversation_beside_a_cell_is_kept_without_excels_preface(
    template: FilledTemplate, read: Read
) -> None:
    template[COUNT] = 1
    preface = (
        "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any "
        "edits to it will get removed if the file is opened in a newer version of Excel.\n\nComment:\n    "
    )
    template.cell(*COUNT).comment = Comment(preface + "theo biên bản số 5", "tc={1}")
    assert read(template.save()).entries[0].note == "theo biên bản số 5"


def test_what_stands_is_left_where_a_cell_is_emptied(template: FilledTemplate, read: Read) -> None:
    template[COUNT], template[TAN, FIRES] = None, 0
    report = read(template.save())
    assert [(e.unit.code, e.value, e.state) for e in report.entries] == [(TAN, 0, State.VALUE)]
