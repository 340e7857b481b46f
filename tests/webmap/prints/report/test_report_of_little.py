"""Reports of little or of much: no value at all, one commune, a very long name, 171 communes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from shapely.geometry import box

from geodata.store import Store
from geodata.store.remedies import StoredRemedy
from layers.follow_up.remedies import enter_remedy
from tests.build.district import Place, write_district, write_figures
from tests.build.reports import blanks_of, material_of, text_of, written
from tests.build.rights import OWNER
from webmap.prints.report.content import report_content

LONG = "Xã " + "Ẩn Ẫm Ỗi Ữa Ỵ ẵng ợi " * 2 + "Đường Xuân Thượng"
ODD = "<w:p/> & #let $1$ *đậm* \x0b\x00"


def store_of(app: Flask) -> Store:
    return app.extensions["portal"].store


def place(at: int, name: str) -> Place:
    """Return the commune at a place of a grid of 15 columns."""
    x, y = 106.5 + 0.02 * (at % 15), 10.5 + 0.02 * (at // 15)
    return Place(str(26001 + at), name, box(x, y, x + 0.02, y + 0.02))


def test_a_period_without_any_value(app: Flask):
    write_district(store_of(app), [place(0, "Xã Một"), place(1, "Xã Hai")])
    content = report_content(material_of(app))
    assert content.appendix == ()
    assert "chưa có số liệu" in content.general[0]
    assert not any(clause.entries for clause in content.clauses)
    text = text_of(written(material_of(app)))
    assert "Chỉ tiêu chưa có số liệu trong kỳ" in text
    assert "0,0%" not in text
    assert "Hình" not in text


def test_a_district_of_one_commune_with_a_long_name(app: Flask):
    assert len(LONG) >= 60
    write_district(store_of(app), [place(0, LONG)])
    figures = {"26001": {"numerator": Decimal(80), "denominator": Decimal(100)}}
    write_figures(store_of(app), "clean_water_rural", "2024", figures)
    text = text_of(written(material_of(app)))
    assert "Xã duy nhất được đánh giá chưa đạt." in text
    assert f"Chưa đạt: {LONG.removeprefix('Xã ')} (80,0%, cách 5,0 điểm %)." in text
    # One unit says more as a number than as a map.
    assert "Hình 1." not in text


def test_what_people_wrote_comes_out_as_text(app: Flask):
    write_district(store_of(app), [place(0, "Xã <w:b/> & $x$ #y"), place(1, "Xã Hai")])
    figures = {
        "26001": {"numerator": Decimal(80), "denominator": Decimal(100), "note": "<w:t> & *"},
        "26002": {"numerator": Decimal(90), "denominator": Decimal(100)},
    }
    write_figures(store_of(app), "clean_water_rural", "2024", figures)
    enter_remedy(
        store_of(app),
        app.extensions["portal"].profile,
        StoredRemedy("clean_water_rural", None, "2024", ODD, ODD, None, ODD),
        person="lan",
        rights=OWNER,
    )
    settings = {"office.state.2020-01-01.signatory_name": ODD, "office.state.2020-01-01.recipients": [ODD]}
    text = text_of(written(material_of(app, settings=settings)))
    kept = "<w:p/> & #let $1$ *đậm*"
    assert f"Toàn huyện. Nguyên nhân: {kept}" in text
    assert f"- {kept}" in text
    assert text.count(kept) == 5
    assert "<w:b/> & $x$ #y (80,0%" in text
    assert "<w:t> & *" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_province_of_171_communes(app: Flask, lang: str):
    write_district(store_of(app), [place(at, f"Xã Số {at + 1}") for at in range(171)])
    figures = {
        str(26001 + at): {"numerator": Decimal(60 + at % 30), "denominator": Decimal(100)}
        for at in range(160)
    }
    write_figures(store_of(app), "clean_water_rural", "2024", figures)
    content = report_content(material_of(app, lang=lang))
    (entry,) = [
        one for clause in content.clauses for one in clause.entries if one.code == "clean_water_rural"
    ]
    text = " ".join(entry.sentences)
    behind = sum(60 + at % 30 < 85 for at in range(160))
    rest = {"vi": f" và {behind - 10} xã khác.", "en": f" and {behind - 10} more communes."}[lang]
    assert rest in text
    assert {"vi": "và 1 xã khác.", "en": "and 1 more commune."}[lang] in text
    assert text.count("cách 25,0" if lang == "vi" else "short by 25.0") == 6
    cap = {"vi": "Mỗi danh sách nêu nhiều nhất 10", "en": "A list names at most 10"}[lang]
    assert [said for said in content.general if said.startswith(cap)]
    (table,) = content.appendix
    assert len(table.rows) == 172


def test_a_large_report_is_written_and_its_map_says_what_it_leaves_out(app: Flask):
    write_district(store_of(app), [place(at, f"Xã Số {at + 1}") for at in range(171)])
    figures = {
        str(26001 + at): {"numerator": Decimal(60 + at % 30), "denominator": Decimal(100)}
        for at in range(171)
    }
    write_figures(store_of(app), "clean_water_rural", "2024", figures)
    document = written(material_of(app))
    text = text_of(document)
    assert "Số 171\n" in text
    assert "Hình 1. Tỷ lệ dân số nông thôn sử dụng nước sạch" in text
    assert "không đủ chỗ trên bản đồ" in text
    assert any(blank.startswith("[cơ quan chủ trì bổ sung") for blank in blanks_of(document))
