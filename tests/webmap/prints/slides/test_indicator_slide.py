"""The slide of an indicator says the layer's numbers: in its title, its chart, the workbook behind it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

from geodata.names import split_type
from layers.joining.layer import Layer
from layers.rules.values import number_of
from layers.status_classes import STATUS_CLASS, STATUS_CLASSES
from tests.build.decks import (
    charts_of,
    deck_of,
    series_of,
    tables_of,
    texts_of,
    title_of,
    workbook_of,
)
from webmap.paper.order import SHEET, Part
from webmap.prints.sheet.material import Material
from webmap.words.layer import say_legend

MAPPED = ["clean_water_rural", "tree_cover", "new_rural_criteria", "social_order_crimes"]


def slide_of(deck: Any, layer: Layer) -> Any:
    name = layer.indicator.name_vi
    return next(slide for slide in deck.slides if title_of(slide).startswith(f"{name}: "))


def numbers_of(layer: Layer) -> dict[str, float | None]:
    found = {}
    for value in layer.units:
        number = number_of(layer.indicator, value.figure)
        found[split_type(value.unit.name)[1]] = None if number is None else float(number)
    return found


def test_the_title_is_a_sentence_from_the_data(material: Material, deck: Any):
    layer = material.reading.layer("clean_water_rural")
    title = title_of(slide_of(deck, layer)).replace("\u00a0", " ")
    value = f"{float(layer.district.figure.value or 0):.1f}%".replace(".", ",")
    assert title.startswith(f"{layer.indicator.name_vi}: {value}, đạt chỉ tiêu ≥ 85%; ")
    behind = [v for v in layer.units if v.judgement.status is not None and v.judgement.status.is_missed]
    behind.sort(key=lambda v: -(v.judgement.gap or 0))
    names = ", ".join(split_type(v.unit.name)[1] for v in behind[:3])
    assert title.endswith(f"{len(behind)} xã chưa đạt, chậm nhất: {names}")


@pytest.mark.parametrize("code", MAPPED)
def test_the_chart_has_the_layers_numbers(code: str, material: Material, deck: Any):
    layer = material.reading.layer(code)
    (chart,) = charts_of(slide_of(deck, layer))
    series = series_of(chart)
    statuses = {say_legend(one.key, material.word): one.key for one in STATUS_CLASSES}
    drawn: dict[str, float | None] = dict.fromkeys(next(iter(series.values())))
    for name, numbers in series.items():
        for commune, number in numbers.items():
            if name in statuses and number is not None:
                assert drawn[commune] is None, "a commune has one bar"
                drawn[commune] = number
                key = next(v.legend_key for v in layer.units if split_type(v.unit.name)[1] == commune)
                assert statuses[name] == key
    assert drawn == numbers_of(layer)


@pytest.mark.parametrize("code", MAPPED)
def test_the_workbook_behind_a_chart_has_the_same_numbers(code: str, material: Material, deck: Any):
    (chart,) = charts_of(slide_of(deck, material.reading.layer(code)))
    rows = list(workbook_of(chart).iter_rows(values_only=True))
    heads = rows[0]
    for name, numbers in series_of(chart).items():
        column = heads.index(name)
        kept = {row[0]: row[column] for row in rows[1:]}
        assert [one for one in kept if kept[one] is None] == [one for one in numbers if numbers[one] is None]
        # A workbook keeps sixteen digits.
        for commune, number in numbers.items():
            assert number is None or kept[commune] == pytest.approx(number, rel=1e-14)


def test_a_commune_without_a_number_is_a_gap_and_says_why(material: Material, deck: Any):
    layer = material.reading.layer("clean_water_rural")
    lacking = [name for name, number in numbers_of(layer).items() if number is None]
    assert lacking
    slide = slide_of(deck, layer)
    for numbers in series_of(charts_of(slide)[0]).values():
        assert all(numbers[name] is None for name in lacking)
    assert any(f"không có dân cư nông thôn: {lacking[0]}" in text for text in texts_of(slide))


def test_the_targets_series_is_what_each_commune_is_read_against(material: Material, deck: Any):
    layer = material.reading.layer("clean_water_rural")
    numbers = series_of(charts_of(slide_of(deck, layer))[0])["Chỉ tiêu"]
    own = {split_type(v.unit.name)[1]: v.target.value for v in layer.units if v.target and v.figure.value}
    assert {name: number for name, number in numbers.items() if number is not None} == {
        name: float(value) for name, value in own.items() if value is not None
    }
    assert len(set(own.values())) > 1, "the sample has a commune with a target of its own"


def test_against_last_year_the_frame_is_last_years_figure(material: Material, deck: Any):
    layer = material.reading.layer("social_order_crimes")
    series = series_of(charts_of(slide_of(deck, layer))[0])
    assert "Cùng kỳ năm trước" in series
    for value in layer.units:
        before = value.previous and number_of(layer.indicator, value.previous)
        drawn = series["Cùng kỳ năm trước"][split_type(value.unit.name)[1]]
        assert drawn == (None if before is None else float(before))


def test_bars_bear_the_colour_pattern_and_sign_of_their_status(material: Material, deck: Any):
    (chart,) = charts_of(slide_of(deck, material.reading.layer("clean_water_rural")))
    looks = {say_legend(one.key, material.word): one for one in STATUS_CLASSES}
    seen = 0
    for series in chart.plots[0].series:
        look = looks.get(series.name)
        if look is not None:
            seen += 1
            fill = series._element.spPr.find(f"{qn('a:solidFill')}/{qn('a:srgbClr')}").get("val")
            assert f"#{fill.lower()}" == look.fill
            code = series._element.find(f"{qn('c:dLbls')}/{qn('c:numFmt')}").get("formatCode")
            sign = {"circle": "○", "triangle": "▲", "cross": "×"}[str(look.sign)]
            assert re.fullmatch(rf'\[\$-42A\]"{sign} "#,##0\.0"%"', code)
    assert seen == 3


def test_shown_digits_never_seem_to_reach_what_is_missed(material: Material, deck: Any):
    layer = material.reading.layer("tree_cover")
    numbers = [n for n in numbers_of(layer).values() if n is not None]
    assert any(round(n, 1) == 26.5 and n < 26.5 for n in numbers), "the sample has 26.46 against 26.5"
    (chart,) = charts_of(slide_of(deck, layer))
    assert '0.00"%"' in chart.plots[0].series[0]._element.find(f".//{qn('c:numFmt')}").get("formatCode")


def test_the_legend_counts_communes(material: Material, deck: Any):
    layer = material.reading.layer("clean_water_rural")
    texts = texts_of(slide_of(deck, layer))
    for entry in layer.legend:
        assert f"{say_legend(entry.key, material.word)}: {entry.count}" in texts


def test_the_map_is_crisp_small_and_in_the_legends_colours(material: Material, deck: Any):
    layer = material.reading.layer("clean_water_rural")
    slide = slide_of(deck, layer)
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    blob = picture.image.blob
    assert len(blob) < 150_000
    image = Image.open(io.BytesIO(blob)).convert("RGB")
    on_screen = 1920 * picture.width / deck.slide_width
    assert image.width >= on_screen
    assert abs(image.width / image.height - picture.width / picture.height) < 0.01
    colours = {colour for _count, colour in image.getcolors(1 << 24) or []}
    for value in layer.units:
        fill = STATUS_CLASS[value.legend_key].fill
        assert tuple(bytes.fromhex(fill[1:])) in colours, value.legend_key


def test_what_only_the_district_has_is_a_number_with_its_context(material: Material, deck: Any):
    layer = material.reading.layer("doctors_per_10k")
    slide = slide_of(deck, layer)
    assert not [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    (table,) = tables_of(slide)
    rows = {row[0]: row[1].replace("\u00a0", " ") for row in table}
    assert rows["Chỉ tiêu"] == "4,6–5,5 bác sỹ/1 vạn dân"
    (chart,) = charts_of(slide)
    before = layer.district.previous
    assert before is not None
    drawn = series_of(chart)
    assert drawn["Cùng kỳ năm trước"]["Cùng kỳ năm trước"] == float(number_of(layer.indicator, before) or -1)
    result = float(number_of(layer.indicator, layer.district.figure) or -1)
    assert drawn["Vượt"]["Thực hiện"] == result
    assert drawn["Chỉ tiêu"]["Thực hiện"] == 4.6


def test_yes_or_no_is_no_chart(material: Material, deck: Any):
    slide = slide_of(deck, material.reading.layer("new_rural_advanced_district"))
    assert not charts_of(slide)
    assert "Không" in texts_of(slide)


def test_what_all_communes_owe_together_frames_no_single_bar(material: Material, deck: Any):
    slide = slide_of(deck, material.reading.layer("model_residential_areas"))
    assert set(series_of(charts_of(slide)[0])) == {"Không đánh giá"}


def test_notes_have_sources_basis_and_every_commune(material: Material, deck: Any):
    layer = material.reading.layer("tree_cover")
    notes = slide_of(deck, layer).notes_slide.notes_text_frame.text
    assert "09-NQ/HU" in notes
    assert "So với chỉ tiêu chung của huyện" in notes
    assert "ước" in notes
    for value in layer.units:
        assert split_type(value.unit.name)[1] in notes


def test_every_indicator_of_the_resolution_has_a_slide(material: Material):
    codes = [layer.indicator.code for layer in material.reading.summary.layers][::6]
    deck = deck_of(material, [Part(SHEET, code) for code in codes])
    # Before the last slide stands the one that names lines without any figure.
    titles = [title_of(slide) for slide in list(deck.slides)[1:-2]]
    assert len(titles) == len(codes)
    for title, code in zip(titles, codes, strict=True):
        assert title.startswith(material.reading.profile.indicators[code].name_vi)
