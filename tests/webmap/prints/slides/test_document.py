"""A deck as a whole: what every slide has, what lacks is said, the same deck has the same bytes."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml.ns import qn

from tests.build.decks import (
    TITLE,
    charts_of,
    deck_of,
    everything_in,
    made,
    material_of,
    shapes_of,
    texts_of,
    title_of,
)
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.kinds import PAGES, part_slides
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import chosen_pack
from webmap.prints.slides import slides_document

SAMPLE = {"vi": "Số liệu mẫu: không dùng để báo cáo", "en": "Sample data: not for reports"}


def test_it_is_as_wide_as_screens_are(deck: Any):
    assert round(deck.slide_width / deck.slide_height, 3) == round(16 / 9, 3)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_slide_has_title_number_foot_and_mark(lang: str, deck: Any, english_deck: Any):
    slides = list((deck if lang == "vi" else english_deck).slides)
    assert len(slides) > 20
    for slide in slides:
        assert title_of(slide).strip()
        kinds = {_kind(shape) for shape in slide.placeholders}
        assert {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER} <= kinds
        assert slide._element.find(f".//{qn('a:fld')}").get("type") == "slidenum"
        assert SAMPLE[lang] in texts_of(slide)
        assert len(slide.notes_slide.notes_text_frame.text) > 40


def test_the_cover_says_whose_what_and_when(material: Material, deck: Any):
    cover = deck.slides[0]
    said = "\n".join(texts_of(cover))
    assert title_of(cover) == TITLE
    for text in (
        "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH",
        "Huyện Nhơn Trạch, năm 2024",
        "Nhơn Trạch, ngày 05 tháng 01 năm 2025",
        f"{len(material.reading.summary.lines)} chỉ tiêu",
    ):
        assert text in said


def test_the_cover_has_the_offices_logo_in_its_proportions(sample_app: Flask):
    logo = io.BytesIO()
    Image.new("RGB", (40, 20), "#0b5394").save(logo, "PNG")
    found = replace(material_of(sample_app), picture={"abc": logo.getvalue()}.__getitem__)
    found.__dict__["office"] = replace(found.office, logo="abc")
    cover = deck_of(found, []).slides[0]
    (picture,) = [shape for shape in cover.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert picture.image.blob == logo.getvalue()
    assert picture.width / picture.height == pytest.approx(2, rel=1e-3)
    assert "HUYỆN NHƠN TRẠCH" in picture._element.nvPicPr.cNvPr.get("descr").upper()


def test_where_nobody_entered_the_issuer_the_cover_has_a_blank(sample_app: Flask):
    cover = deck_of(material_of(sample_app, period="2025"), []).slides[0]
    assert any("…………" in text and "(tên cơ quan ban hành)" in text for text in texts_of(cover))


def test_the_last_slide_leads_back_to_the_print(material: Material, deck: Any):
    last = deck.slides[-1]
    said = "\n".join(texts_of(last))
    assert material.order.code in title_of(last)
    assert material.order.address in said
    assert "09-NQ/HU" in said
    assert "Số liệu đến" in said
    (picture,) = [shape for shape in last.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert material.order.address in picture._element.nvPicPr.cNvPr.get("descr")


def test_pictures_charts_tables_and_legends_say_what_they_show(deck: Any):
    counted = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            is_frame = shape.has_chart or shape.has_table
            if is_frame or shape.shape_type in (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.GROUP):
                counted += 1
                assert shape._element._nvXxPr.cNvPr.get("descr"), title_of(slide)
    assert counted > 30


def test_type_is_large_enough_and_named(deck: Any):
    for slide in deck.slides:
        for size in _sizes(slide.shapes.title._element):
            assert size >= 24
        for shape in shapes_of(slide):
            if shape.has_table:
                assert min(_sizes(shape._element)) >= 12
        for face in slide._element.iter(qn("a:latin")):
            assert face.get("typeface") == "Arial"
        for chart in charts_of(slide):
            assert {face.get("typeface") for face in chart._chartSpace.iter(qn("a:latin"))} == {"Arial"}
            assert min(_sizes(chart._chartSpace, "a:defRPr")) >= 12


def _kind(placeholder: Any) -> Any:
    return placeholder.placeholder_format.type


def _sizes(element: etree._Element, tag: str = "a:rPr") -> list[float]:
    return [int(one.get("sz")) / 100 for one in element.iter(qn(tag)) if one.get("sz")]


def test_everything_stands_on_the_slide_and_above_its_foot(deck: Any, english_deck: Any):
    for one in (deck, english_deck):
        for slide in one.slides:
            foot = min(
                p.top for p in slide.placeholders if p.placeholder_format.type == PP_PLACEHOLDER.FOOTER
            )
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.top >= 0
                assert shape.left + shape.width <= one.slide_width
                assert shape.top + shape.height <= one.slide_height
                if shape.has_table or shape.has_chart or shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                    assert shape.top + shape.height <= foot, title_of(slide)


def test_shapes_are_numbered_apart(deck: Any):
    for slide in deck.slides:
        numbers = [one.get("id") for one in slide._element.iter(qn("p:cNvPr"))]
        assert len(numbers) == len(set(numbers))


def test_no_english_word_is_on_a_vietnamese_slide(deck: Any):
    english = {"the", "of", "commune", "communes", "target", "targets", "map", "chart", "table", "is", "and"}
    for slide in deck.slides:
        said = [*texts_of(slide), slide.notes_slide.notes_text_frame.text]
        said += [str(shape._element._nvXxPr.cNvPr.get("descr", "")) for shape in slide.shapes]
        for chart in charts_of(slide):
            said.append(chart.chart_title.text_frame.text)
            said += [series.name for series in chart.plots[0].series]
        words = {word.strip(".,;:()").lower() for text in said for word in text.split()}
        assert not words & english, title_of(slide)


def test_the_same_deck_has_the_same_bytes(sample_app: Flask, monkeypatch: pytest.MonkeyPatch):
    parts = [Part(TARGETS), Part(SHEET, "clean_water_rural"), Part(SHEET, "budget_revenue")]
    first = made(material_of(sample_app), parts)
    later = time.time() + 10 * 365 * 86400
    monkeypatch.setattr(time, "time", lambda: later)
    assert made(material_of(sample_app), parts) == first


def test_parts_come_in_the_order_that_was_chosen(material: Material):
    codes = ["tree_cover", "clean_water_rural"]
    deck = deck_of(material, [Part(SHEET, code) for code in codes])
    assert [title_of(slide).split(":")[0] for slide in list(deck.slides)[1:-1]] == [
        material.reading.profile.indicators[code].name_vi for code in codes
    ]


def test_what_cannot_be_shown_is_listed(material: Material):
    deck = deck_of(material, [Part(SHEET, "khong_co"), Part(COMMUNE, "99999"), Part(SHEET, "tree_cover")])
    assert len(deck.slides) == 4
    missing = deck.slides[-2]
    assert title_of(missing) == "Không có trong tập này, hoặc chưa có số liệu"
    said = "\n".join(texts_of(missing))
    assert "khong_co" in said
    assert "99999" in said


def test_progress_is_told_after_each_slide_and_ends_whole(material: Material):
    told: list[float] = []
    pack = chosen_pack(material, [Part(HEAT), Part(SHEET, "tree_cover")], PAGES)
    slides_document(material, pack, part_slides, title=TITLE, report=told.append)
    assert told[-1] == 1.0
    assert len(told) > 4
    assert all(0 < earlier <= later for earlier, later in pairwise(told))


def test_who_cancels_ends_the_work(material: Material):
    class Cancelled(Exception):
        pass

    told: list[float] = []

    def cancel(done: float) -> None:
        told.append(done)
        if len(told) == 2:
            raise Cancelled

    pack = chosen_pack(material, [Part(TARGETS)], PAGES)
    with pytest.raises(Cancelled):
        slides_document(material, pack, part_slides, title=TITLE, report=cancel)
    assert len(told) == 2


def test_no_part_has_xml_that_programs_would_repair(material: Material):
    data = made(material, [Part(SHEET, "tree_cover"), Part(COMMUNE, material.reading.communes[0].code)])
    text = everything_in(data)
    assert not [letter for letter in text if letter < " " and letter not in "\n\r\t"]
    assert "a:normAutofit" not in "".join(part for part in text.split("<p:sldMaster")[:1])
