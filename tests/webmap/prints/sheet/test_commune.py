"""A commune's pages: each target with value, parts, gap and rank, as its page on the screen has them."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.webmap.prints.sheet.conftest import MaterialOf
from webmap.app.errors import UnknownPage
from webmap.paper.order import COMMUNE
from webmap.prints.kinds import make
from webmap.prints.sheet.commune_content import commune_content
from webmap.prints.sheet.value_table import named_with_unit


def test_every_line_of_the_commune_is_there(material_of: MaterialOf) -> None:
    material = material_of(COMMUNE, unit="26503")
    content = commune_content(material, "26503")
    rows = {row["cells"][0]: row for section in content["sections"] for row in section["rows"]}
    drawn = [layer for layer in material.reading.summary.layers if layer.units]
    assert set(rows) == {named_with_unit(layer.indicator, material.word) for layer in drawn}
    for layer in drawn:
        value = next(v for v in layer.units if v.unit.code == "26503")
        row = rows[named_with_unit(layer.indicator, material.word)]
        assert row["key"] == value.legend_key
        assert (row["cells"][1] == "–") == (value.figure.value is None)
        placed = sum(v.rank is not None for v in layer.units)
        assert row["cells"][6] == ("" if value.rank is None else f"{value.rank}/{placed}")


def test_the_page_says_what_would_close_the_gap(material_of: MaterialOf) -> None:
    text = " ".join(
        page.extract_text()
        for page in PdfReader(io.BytesIO(make(material_of(COMMUNE, unit="26503"), lambda _done: None))).pages
    )
    text = " ".join(text.split())
    assert "Xã Phước An" in text
    assert "cần thêm" in text
    assert "Số liệu mẫu" in text
    assert "https://bando.example/p/" in text


def test_a_commune_of_another_time_is_refused(material_of: MaterialOf) -> None:
    with pytest.raises(UnknownPage):
        commune_content(material_of(COMMUNE, unit="99999"), "99999")
