"""The table says what the tooltips say: what rows share once, the rest row by row, largest gap first."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from layers.rules.judgement import Judgement, Status
from layers.rules.values import Figure
from tests.build.layers import KEYS, PROFILE, layer_of, unit_value
from webmap.words.scheme import legend_lines, say_reading
from webmap.words.translations import translator
from webmap.words.unit_table import unit_table

VI = translator("vi")


def gapped(position, gap, **changes):
    value = unit_value("missed", position)
    return replace(value, judgement=Judgement("value", Status.MISSED, None, Fraction(gap)), **changes)


def test_the_largest_gap_comes_first_and_those_without_one_last():
    values = {0: unit_value("met", 0), 1: gapped(1, 2), 2: gapped(2, 5)}
    assert [row.facts.code for row in unit_table(layer_of(values), VI).rows] == ["26472", "26471", "26470"]


def test_what_all_rows_share_is_said_once():
    table = unit_table(
        layer_of({0: gapped(0, 1), 1: gapped(1, 2)}), VI, denominator=PROFILE.indicators["population_rural"]
    )
    assert dict(table.shared) == {
        "Kỳ": "năm 2024",
        "Tính từ": "người sử dụng / Dân số nông thôn",
        "Chỉ tiêu": "≥\u00a085%",
        "Nguồn gốc": "Báo cáo, chính thức",
        "Nguồn": "nuoc-sach.xlsx, lan, 10:00 ngày 05/01/2025",
    }
    assert not any(row.remarks for row in table.rows)


def test_a_row_that_differs_says_so_itself():
    estimate = replace(unit_value("missed", 2).figure, quality="estimate")
    table = unit_table(layer_of({0: gapped(0, 1), 1: gapped(1, 2), 2: gapped(2, 3, figure=estimate)}), VI)
    assert dict(table.shared)["Nguồn gốc"] == "Báo cáo, chính thức, trừ xã có ghi khác"
    assert [row.remarks for row in table.rows] == [("Nguồn gốc: Báo cáo, ước tính",), (), ()]


def test_a_note_and_another_basis_are_remarks():
    other = Figure("value", value=Fraction(24), basis="measured")
    value = replace(unit_value("met", note="Tạm tính"), others=(other,))
    row = unit_table(layer_of({0: value}), VI).rows[0]
    assert row.remarks == ("Tạm tính",)
    assert [str(other) for other in row.facts.others] == ["24,0% (Đo từ ảnh vệ tinh)"]


def test_the_legend_has_every_class_in_its_order_with_its_count():
    lines = legend_lines(layer_of(), VI)
    assert [line.key for line in lines] == list(KEYS)
    assert {line.count for line in lines} == {1}
    assert lines[0].label == "Vượt"


def test_met_near_missed_and_no_data_are_always_there():
    lines = legend_lines(layer_of({0: unit_value("met")}), VI)
    assert [(line.key, line.count) for line in lines] == [
        ("met", 1),
        ("near", 0),
        ("missed", 0),
        ("no_data", 0),
    ]


def test_the_legend_says_what_communes_are_read_against():
    layer = layer_of()
    assert say_reading(layer, VI) == "So với chỉ tiêu chung của huyện."
    assert "tham khảo" in say_reading(replace(layer, reading="reference"), VI)
    first, *others = layer.units
    own = replace(first, target=replace(first.target, own=True))
    assert say_reading(replace(layer, units=(own, *others)), VI).endswith(". 1 xã có chỉ tiêu giao riêng.")
    no_target = replace(layer, district=replace(layer.district, target=None), units=())
    assert say_reading(no_target, VI).startswith("Không có chỉ tiêu")
