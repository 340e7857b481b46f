"""The heat table on paper: every commune's value under every target, legible, in the ranking's order."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from geodata.names import split_type
from layers.joining.ranking import rank_communes
from tests.webmap.prints.sheet.conftest import MaterialOf
from webmap.paper.order import HEAT
from webmap.prints.kinds import make
from webmap.prints.sheet.heat_content import MOST_COMMUNES, heat_content
from webmap.words.layer import say_map_value


def test_every_cell_is_the_layers(material_of: MaterialOf) -> None:
    material = material_of(HEAT, paper="a3")
    content = heat_content(material)
    (block,) = content["blocks"]
    layers = [
        layer for _code, lines in material.reading.summary.in_clauses for layer in (x.layer for x in lines)
    ]
    drawn = [layer for layer in layers if layer.units]
    assert len(drawn) == len(block["cells"]) > 30
    for layer, cells in zip(drawn, block["cells"], strict=True):
        by_name = dict(zip(block["names"], cells, strict=True))
        for value in layer.units:
            key, said = by_name[split_type(value.unit.name)[1]]
            assert key == value.legend_key
            assert said == say_map_value(layer.indicator, value.figure, value.target, material.word)


def test_who_lags_most_stands_first(material_of: MaterialOf) -> None:
    material = material_of(HEAT, paper="a3")
    layers = [layer for layer in material.reading.summary.layers if layer.units]
    names = [split_type(one.unit.name)[1] for one in rank_communes(layers)]
    assert heat_content(material)["blocks"][0]["names"] == names


def test_a3_holds_the_district_on_one_page_of_legible_type(material_of: MaterialOf) -> None:
    reader = PdfReader(io.BytesIO(make(material_of(HEAT, paper="a3"), lambda _done: None)))
    (page,) = reader.pages
    sizes: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: text.strip() and sizes.append(abs(size * tm[3]))
    )
    assert sizes
    assert min(sizes) >= 8.9


@pytest.mark.parametrize(
    ("paper", "orientation"), [("a4", "landscape"), ("a4", "portrait"), ("a3", "portrait")]
)
def test_narrow_paper_has_the_communes_in_even_blocks(
    material_of: MaterialOf, paper: str, orientation: str
) -> None:
    content = heat_content(material_of(HEAT, paper=paper, orientation=orientation))
    widths = [len(block["names"]) for block in content["blocks"]]
    assert sum(widths) == 12
    assert max(widths) - min(widths) <= 1


def test_a_copy_without_colour_tells_statuses_apart(material_of: MaterialOf) -> None:
    looks = heat_content(material_of(HEAT, paper="a3"))["looks"]
    signs = {key: looks[key]["sign"] for key in ("met", "near", "missed", "not_due")}
    assert all(signs.values())
    assert len(set(signs.values())) == 4


def test_more_communes_than_are_printed_are_said(
    material_of: MaterialOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmap.prints.sheet.heat_content.MOST_COMMUNES", 5)
    content = heat_content(material_of(HEAT, paper="a3"))
    assert sum(len(block["names"]) for block in content["blocks"]) == 5
    assert MOST_COMMUNES > 12
    assert any("trong 12 xã chậm nhất" in note for note in content["notes"])
