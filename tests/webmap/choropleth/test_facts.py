"""What a tooltip says: value, parts, target, gap in whole people, period, basis, source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from layers.rules.comparison import Closing, ClosingOf
from layers.rules.judgement import Judgement, Status
from layers.rules.values import Figure
from tests.build.layers import ORIGIN, PROFILE, layer_of, unit_value
from webmap.choropleth.features import facts_table
from webmap.words.translations import translator
from webmap.words.unit_facts import unit_facts

VI, EN = translator("vi"), translator("en")
RURAL = PROFILE.indicators["population_rural"]


def rows_of(value, word=VI, code="clean_water_rural", denominator=RURAL):
    layer = layer_of({0: value}, code=code)
    return dict(unit_facts(layer, value, word, denominator=denominator).rows(word))


def missed():
    value = unit_value("missed", note="Chưa đối chiếu")
    closing = Closing(Fraction(20), ClosingOf.NUMERATOR, more=True)
    return replace(value, judgement=Judgement("value", Status.MISSED, None, Fraction(2, 3), closing))


def test_it_says_all_that_the_issue_asks_for():
    assert rows_of(missed()) == {
        "Giá trị": "84,3%",
        "Tính từ": "2.530\u00a0người sử dụng / 3.000\u00a0người",
        "Chỉ tiêu": "≥\u00a085%",
        "Đánh giá": "Chưa đạt",
        "Cách chỉ tiêu": "0,7\u00a0điểm\u00a0%; cần thêm 20\u00a0người sử dụng",
        "Kỳ": "năm 2024",
        "Nguồn gốc": "Báo cáo, chính thức",
        "Ghi chú": "Chưa đối chiếu",
        "Nguồn": "nuoc-sach.xlsx, lan, 10:00 ngày 05/01/2025",
    }


def test_it_says_it_in_english():
    rows = rows_of(missed(), EN)
    assert rows["Gap"] == "0.7 points; needs 20\u00a0people served more"
    assert rows["Source"] == "nuoc-sach.xlsx, lan, 10:00, 5 January 2025"


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [("26.46", "26.5", "26,46%"), ("26.5", "26.5", "26,5%"), ("26.44", "26.5", "26,4%")],
)
def test_digits_never_contradict_the_status(value, target, shown):
    judged = unit_value("missed")
    judged = replace(
        judged,
        figure=Figure("value", value=Fraction(value)),
        target=replace(judged.target, value=Fraction(target)),
    )
    assert rows_of(judged, code="tree_cover")["Giá trị"] == shown


def test_a_measured_value_says_its_image_and_how_much_it_covers():
    value = unit_value("unjudged")
    figure = Figure(
        "value",
        value=Fraction(24),
        basis="measured",
        product="ESA WorldCover",
        image_date=date(2021, 7, 1),
        covered_fraction=Fraction(93, 100),
    )
    rows = rows_of(replace(value, figure=figure), code="tree_cover")
    assert rows["Nguồn gốc"] == "Đo từ ảnh vệ tinh, ESA WorldCover, ảnh ngày 01/07/2021, phủ 93,0% diện tích"


def test_other_bases_stand_beside_the_judged_one():
    measured = Figure("value", value=Fraction(24), basis="measured", product="ESA WorldCover")
    rows = rows_of(replace(unit_value("met"), others=(measured,)), code="tree_cover")
    assert rows["Số khác"] == "24,0% (Đo từ ảnh vệ tinh, ESA WorldCover)"


def test_without_a_value_it_says_why():
    assert rows_of(unit_value("not_applicable"))["Đánh giá"] == "Không áp dụng (không có dân cư nông thôn)"
    assert rows_of(unit_value("no_data"))["Đánh giá"] == "Chưa có số liệu"
    assert rows_of(unit_value("suppressed"))["Giá trị"] == "–"


def test_a_count_shows_last_year_and_its_rate():
    value = replace(
        unit_value("met"),
        figure=Figure(
            "value", value=Fraction(3), denominator=Fraction(6000), basis="reported", origin=ORIGIN
        ),
        previous=Figure("value", value=Fraction(5)),
        target=None,
    )
    rows = rows_of(value, code="social_order_crimes", denominator=PROFILE.indicators["population"])
    assert rows["Giá trị"] == "3\u00a0vụ"
    assert rows["Tỷ suất"] == "0,50 vụ/1.000"
    assert rows["Cùng kỳ năm trước"] == "5\u00a0vụ"


def test_the_table_of_the_tooltip_is_escaped_throughout():
    value = unit_value("missed", name="Xã <b>A</b>", note="<script>alert(1)</script> & `${x}`")
    html = facts_table(unit_facts(layer_of({0: value}), value, VI), VI)
    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; `${x}`" in html
