"""What real districts have: no figures, one commune, odd and long names, very many communes, hidden lines."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from shapely.geometry import box

from geodata.store import Store
from tests.build.decks import (
    charts_of,
    deck_of,
    everything_in,
    made,
    material_of,
    series_of,
    tables_of,
    texts_of,
    title_of,
    workbook_of,
)
from tests.build.district import Place, write_district, write_figures
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, Part

TREES = Part(SHEET, "tree_cover")
ALL_PARTS = (Part(TARGETS), Part(HEAT), TREES, Part(COMMUNE, "26470"))


def district(app: Flask, names: list[str]) -> Store:
    """Write a district of square communes in rows of fifteen."""
    store: Store = app.extensions["portal"].store
    places = []
    for at, name in enumerate(names):
        x, y = 106.7 + 0.02 * (at % 15), 10.6 + 0.02 * (at // 15)
        places.append(Place(str(26470 + at), name, box(x, y, x + 0.02, y + 0.02)))
    write_district(store, places)
    return store


def only(deck: Any) -> Any:
    """Return the one slide between cover and closing."""
    _cover, slide, _closing = deck.slides
    return slide


def test_an_indicator_without_any_value_is_a_map_with_a_table(app: Flask):
    district(app, ["Xã Một", "Xã Hai"])
    _cover, slide, without, _closing = deck_of(material_of(app), [TREES]).slides
    assert title_of(slide).endswith(": chưa có số liệu, năm 2024")
    assert "Tỷ lệ che phủ cây xanh" in "\n".join(texts_of(without))
    assert not charts_of(slide)
    (table,) = tables_of(slide)
    assert table[1:] == [["Hai", "–", "Chưa có số liệu"], ["Một", "–", "Chưa có số liệu"]]
    assert [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert "Chưa có số liệu: 2" in texts_of(slide)


def test_nothing_at_all_is_still_a_deck(app: Flask):
    district(app, ["Xã Một"])
    deck = deck_of(material_of(app), ALL_PARTS)
    titles = [title_of(slide) for slide in deck.slides]
    assert any(title.startswith("Chưa có chỉ tiêu nào của xã được đánh giá") for title in titles)
    assert "Xã Một: không có chỉ tiêu nào được đánh giá trong kỳ này" in titles


def test_zero_is_a_bar_and_what_is_missing_is_none(app: Flask):
    store = district(app, ["Xã Một", "Xã Hai"])
    write_figures(store, "tree_cover", "2024", {"26470": {"numerator": Decimal(0)}})
    (chart,) = charts_of(only(deck_of(material_of(app), [TREES])))
    assert series_of(chart)["Chưa đạt"] == {"Một": 0.0, "Hai": None}
    rows = {row[0]: row[1] for row in workbook_of(chart).iter_rows(min_row=2, values_only=True)}
    assert rows == {"Một": 0, "Hai": None}


def test_one_commune_alone(app: Flask):
    store = district(app, ["Xã Một"])
    write_figures(store, "tree_cover", "2024", {"26470": {"numerator": Decimal(200)}})
    slide = only(deck_of(material_of(app), [TREES]))
    assert "Một" in {cell for table in tables_of(slide) for row in table for cell in row} | set(
        series_of(charts_of(slide)[0])["Chưa đạt"]
    )


LONG = "Xã " + "Ẩn Ẫm Ỗi Ữa Ỵ ẵng ợi Nghiêng " * 2
ODD = 'Xã =1+1 #let x = $1$ *đậm* <w:b> <a:t> & "ngoặc" \x07 _x0041_'


@pytest.mark.parametrize("name", [" ".join(LONG.split()), ODD, "Xã " + "Nghiêng" * 9])
def test_odd_and_long_names_come_out_as_text(app: Flask, name: str):
    store = district(app, [name, "Xã Hai"])
    write_figures(store, "tree_cover", "2024", {"26470": {"numerator": Decimal(200), "note": ODD}})
    data = made(material_of(app), ALL_PARTS)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if part.endswith((".xml", ".rels")):
                etree.fromstring(package.read(part))
    deck = Presentation(io.BytesIO(data))
    bare = name.removeprefix("Xã ").replace("\x07", "")
    slide = next(s for s in deck.slides if charts_of(s))
    assert bare in slide.notes_slide.notes_text_frame.text
    (chart,) = charts_of(slide)
    shown = next(one for one in chart.plots[0].categories if one != "Hai")
    assert bare.startswith(shown.removesuffix("…"))
    assert len(shown) <= 22
    cell = next(c for c in workbook_of(chart)["A"][1:] if c.value != "Hai")
    assert (cell.value, cell.data_type) == (shown, "s")


def test_of_very_many_communes_the_chart_has_those_that_lag_most(app: Flask):
    names = [f"Xã Thứ {at}" for at in range(171)]
    store = district(app, names)
    figures = {str(26470 + at): {"numerator": Decimal(at)} for at in range(171)}
    write_figures(store, "tree_cover", "2024", figures)
    material = material_of(app)
    deck = deck_of(material, [TREES, Part(HEAT)])
    slide = list(deck.slides)[1]
    (chart,) = charts_of(slide)
    assert list(chart.plots[0].categories) == [f"Thứ {at}" for at in range(15)]
    assert any("và 156 xã khác chậm ít hơn" in text for text in texts_of(slide))
    heat = list(deck.slides)[2]
    (table,) = tables_of(heat)
    assert table[0][2:] == [f"Thứ {at}" for at in range(len(table[0]) - 2)]
    others = 171 - len(table[0][2:])
    assert others < 171 - 8
    assert any(f"Và {others} xã khác chậm ít hơn." in text for text in texts_of(heat))
    # All of them are in the notes, where there is room.
    assert "Thứ 170" in slide.notes_slide.notes_text_frame.text


def test_what_the_public_may_not_see_is_nowhere_in_the_file(app: Flask):
    store = district(app, ["Xã Một"])
    write_figures(store, "tree_cover", "2024", {"26470": {"numerator": Decimal(200)}})
    write_figures(store, "social_order_crimes", "2024", {"26470": {"value": Decimal(97531)}})
    parts = [Part(SHEET, "social_order_crimes"), *ALL_PARTS]
    hidden = everything_in(made(material_of(app, audience="public"), parts))
    for trace in ("trật tự xã hội", "social_order_crimes", "97.531", ">97531<", "Lưu hành nội bộ"):
        assert trace not in hidden
    assert "Không hiển thị 1 chỉ tiêu lưu hành nội bộ." in hidden
    shown = everything_in(made(material_of(app, audience="internal"), parts))
    for trace in ("trật tự xã hội", "97.531", ">97531<", "Lưu hành nội bộ"):
        assert trace in shown


def test_real_data_bear_no_sample_mark(app: Flask):
    district(app, ["Xã Một"])
    assert "Số liệu mẫu" not in everything_in(made(material_of(app), [TREES]))
