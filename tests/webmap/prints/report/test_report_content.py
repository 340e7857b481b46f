"""A report says what the data say: every target, who lags and by how much, and nothing that is not known."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask

from geodata.store import importing
from geodata.store.observations import ObservationEntry, read_observations, write_observations
from geodata.store.period_events import write_period_event
from geodata.store.remedies import StoredRemedy
from geodata.store.vocabulary import PeriodStatus
from layers.follow_up.remedies import enter_remedy
from tests.build.reports import material_of
from tests.build.rights import OWNER
from webmap.prints.report.commune_sentences import missed_communes, short_name
from webmap.prints.report.content import ReportContent, report_content
from webmap.prints.report.figures import MOST_FIGURES, chosen_layers, say_choice
from webmap.prints.report.listing import MOST_NAMED
from webmap.prints.sheet.material import Material
from webmap.words.layer import say_map_value, say_target, say_value
from webmap.words.summary_sentence import say_summary


@pytest.fixture(scope="module")
def material(sample_app: Flask) -> Material:
    return material_of(sample_app)


@pytest.fixture(scope="module")
def content(material: Material) -> ReportContent:
    return report_content(material)


def said(content: ReportContent) -> dict[str, str]:
    return {entry.code: " ".join(entry.sentences) for clause in content.clauses for entry in clause.entries}


def set_value(app: Flask, code: str, unit: str, value: Decimal) -> None:
    """Correct a figure of the sample's 2024 by one that is no sample."""
    store = app.extensions["portal"].store
    with store.session() as session:
        rows = read_observations(session, indicators=[code], periods=["2024"])
    key = next(row.unit for row in rows if row.unit.code == unit)
    with importing(store, "indicators", "lan", file_name="sua.xlsx", reason="tính lại") as batch:
        write_observations(batch, [ObservationEntry(key, code, "2024", value=value)])


def test_a_change_is_never_said_of_two_values_that_look_the_same(content: ReportContent):
    compared = 0
    for text in said(content).values():
        found = re.search(r"(?:cùng kỳ năm|năm) trước \(([^)]*)\) (?:tăng|giảm) (\S+)", text)
        if found is not None:
            compared += 1
            now = re.search(r": ([\d.,]+%?)", text)
            assert now is None or now[1] != found[1], text
            assert re.search("[1-9]", found[2]), text
    assert compared > 40
    assert "năm trước (6,21%) giảm 0,06\u00a0điểm\u00a0%" in said(content)["rehab_voluntary"]
    assert any("chưa làm tròn" in text for text in content.general)


def test_every_target_is_said_with_value_target_and_status(material: Material, content: ReportContent):
    sentences = said(content)
    words = {
        "exceeded": "vượt chỉ tiêu",
        "met": ", đạt chỉ tiêu",
        "near": "chưa đạt, sát chỉ tiêu",
        "missed": "chưa đạt chỉ tiêu",
        "not_due": "chưa đến hạn",
        "unjudged": "không đánh giá",
    }
    checked = set()
    for line in material.reading.summary.lines:
        layer, district = line.layer, line.layer.district
        if district.figure.value is None:
            continue
        text = sentences[layer.indicator.code]
        value = say_value(layer.indicator, district.figure, district.target, material.word)
        assert value.lower() in text.lower()
        assert words[district.legend_key] in text
        if district.judgement.reason is None:
            target = say_target(layer.indicator, district.target, district.previous, material.word)
            assert target.removeprefix("=\u00a0") in text
        checked.add(district.legend_key)
    assert checked == set(words)


def test_clauses_follow_the_resolution_with_all_their_lines(material: Material, content: ReportContent):
    assert [clause.table.code for clause in content.clauses] == [
        "I.1", "I.2", "I.3", "I.4", "I.5", "I.6", "I.7", "III.1.1",
    ]  # fmt: skip
    (resolution,) = material.reading.profile.resolutions
    assert sum(len(clause.table.rows) for clause in content.clauses) == len(resolution.targets)
    assert content.general[0] == say_summary(material.reading.summary, material.word)
    # The one line that nobody has a figure of is named, not told as a zero.
    (without,) = [clause.without for clause in content.clauses if clause.without]
    assert without == "Chưa có số liệu: Tỷ lệ cơ sở Đoàn, Hội hoàn thành tốt nhiệm vụ."
    assert "union_branches" not in said(content)


def test_lagging_communes_are_named_with_value_and_gap(material: Material, content: ReportContent):
    layer = material.reading.layer("clean_water_rural")
    text = said(content)["clean_water_rural"].replace("\u00a0", " ")
    missed = missed_communes(layer)
    assert missed
    for value in missed:
        shown = say_map_value(layer.indicator, value.figure, value.target, material.word)
        assert f"{short_name(value)} ({shown}, " in text
    assert "Trong 11 xã được đánh giá có 5 xã đạt." in text
    assert "Huyện báo cáo 85,8%; cộng từ các xã là 85,4%." in text
    for value in set(layer.units) - set(missed):
        assert f"{short_name(value)} (" not in text


def test_the_year_before_is_compared(content: ReportContent):
    sentences = {code: text.replace("\u00a0", " ") for code, text in said(content).items()}
    assert "So với năm trước (238 vụ) tăng 5 vụ." in sentences["social_order_crimes"]
    assert "So với năm trước (8/11 xã đạt) tăng 1 xã." in sentences["new_rural_criteria"]
    assert "Không thay đổi so với năm trước (100,0%)." in sentences["waste_medical"]
    # Nothing is known of the year before: nothing is said of it.
    assert "năm trước (" not in sentences["cultural_enterprises"]


def test_how_settled_figures_are_is_counted(material: Material, content: ReportContent):
    figures = [line.layer.district.figure for line in material.reading.summary.lines]
    valued = [figure for figure in figures if figure.value is not None]
    counts = {quality: sum(f.quality == quality for f in valued) for quality in ("estimate", "preliminary")}
    text = " ".join(content.general)
    assert f"Số liệu toàn huyện: {counts['estimate']} số ước tính, {counts['preliminary']} số sơ bộ" in text
    assert "chưa phê duyệt" not in text


def test_before_the_due_date_nothing_is_called_missed(sample_app: Flask):
    half = material_of(sample_app, "2024-H1")
    text = said(report_content(half))["waste_domestic"].replace("\u00a0", " ")
    assert "chưa đến hạn (chỉ tiêu 100%, hạn 31/12/2024); đến nay chưa đạt" in text
    assert "Đến nay 1/12 xã đã đạt mức chỉ tiêu." in text
    assert "So với cùng kỳ năm trước (96,7%) tăng 1,6 điểm %." in text
    assert "Chưa đạt:" not in text


def test_english_counts_one_and_many(sample_app: Flask):
    sentences = said(report_content(material_of(sample_app, lang="en")))
    assert "The one commune judged meets it." in sentences["clean_water_urban"]
    assert "All 12 communes judged meet it." in sentences["waste_medical"]
    assert "2 of 12 communes judged meet it." in sentences["waste_domestic"]
    assert "Up 1 commune on the year before" in sentences["new_rural_criteria"]


def test_what_offices_entered_is_said_and_what_lacks_is_asked_for(own_sample_app: Flask):
    portal = own_sample_app.extensions["portal"]
    asked = report_content(material_of(own_sample_app)).clauses[2].blank
    assert "Tỷ lệ dân số nông thôn sử dụng nước máy đạt chuẩn" in asked
    remedy = StoredRemedy("tap_water_rural", None, "2024", "Xa nguồn.", "Nối ống\nmới", None, "Bà B")
    enter_remedy(portal.store, portal.profile, remedy, person="lan", rights=OWNER)
    clause = report_content(material_of(own_sample_app)).clauses[2]
    (entry,) = [entry for entry in clause.entries if entry.code == "tap_water_rural"]
    assert [(one.about, one.text) for one in entry.remedies] == [
        ("Toàn huyện", "Nguyên nhân: Xa nguồn. Giải pháp: Nối ống mới. Chịu trách nhiệm: Bà B.")
    ]
    assert "nước máy" not in clause.blank


def test_unapproved_figures_are_counted_and_said(own_sample_app: Flask):
    store = own_sample_app.extensions["portal"].store
    set_value(own_sample_app, "income_per_capita", "26503", Decimal("90.5"))
    with importing(store, "periods", "an") as batch:
        write_period_event(batch, "", "2024", PeriodStatus.OPEN)
    content = report_content(material_of(own_sample_app))
    assert "chưa phê duyệt" in said(content)["income_per_capita"]
    assert "1 số chưa phê duyệt" in content.clauses[0].overview


def test_the_public_is_told_nothing_internal(own_sample_app: Flask):
    set_value(own_sample_app, "income_per_capita", "26503", Decimal("90.5"))
    public, internal = (
        report_content(material_of(own_sample_app, audience=one)) for one in ("public", "internal")
    )
    profile = own_sample_app.extensions["portal"].profile
    hidden = {code for code, one in profile.indicators.items() if one.visibility != "public"}
    assert hidden & set(said(internal))
    assert not hidden & set(said(public))
    names = [profile.indicators[code].name("vi") for code in hidden & set(said(internal))]
    assert not [name for name in names if name in repr(public)]
    assert [name for name in names if name in repr(internal)] == names
    assert public.general[0].endswith("Không hiển thị 18 chỉ tiêu lưu hành nội bộ.")
    assert "I.5" not in [clause.table.code for clause in public.clauses]


def test_maps_are_those_of_the_themes_and_of_what_is_missed(material: Material):
    layers = chosen_layers(material)
    codes = [layer.indicator.code for layer in layers]
    assert len(codes) == MOST_FIGURES
    assert {theme.lead for theme in material.reading.profile.themes} <= set(codes)
    order = [line.target.indicator for line in material.reading.summary.lines]
    assert codes == sorted(codes, key=order.index)
    assert say_choice(material).endswith("nhiều nhất 8 bản đồ.")
    others = [layer for layer in layers if layer.indicator.theme is None]
    assert all(missed_communes(layer) for layer in others)


def test_a_long_list_of_targets_is_cut_and_counted(material: Material, content: ReportContent):
    missed = [line for line in material.reading.summary.lines if line.count_key in ("missed", "near")]
    assert len(missed) == MOST_NAMED + 2
    assert content.general[1].startswith("Chỉ tiêu chưa đạt: ")
    assert content.general[1].count("; ") == MOST_NAMED - 1
    assert content.general[1].endswith(" và 2 chỉ tiêu khác.")
    assert content.general[-1].startswith("Mỗi danh sách nêu nhiều nhất 10 ")


def test_no_rule_is_said_where_no_list_is_cut(sample_app: Flask):
    half = report_content(material_of(sample_app, "2024-H1"))
    assert not [text for text in half.general if text.startswith("Mỗi danh sách")]
