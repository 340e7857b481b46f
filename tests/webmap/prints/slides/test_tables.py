"""Native tables of a deck hold what pages hold, cell by cell; headings are repeated, rows are measured."""

from __future__ import annotations

from typing import Any

import pytest
from pptx.oxml.ns import qn

from geodata.names import split_type
from layers.joining.ranking import rank_communes
from layers.status_classes import STATUS_CLASS
from tests.build.decks import shapes_of, tables_of, title_of
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.targets_content import targets_content
from webmap.prints.slides.statuses import sign_letters
from webmap.prints.slides.tables import Cell, Column, parted
from webmap.words.layer import say_map_value


def tables_with(deck: Any, head: str) -> list[tuple[Any, list[list[str]]]]:
    return [(slide, t) for slide in deck.slides for t in tables_of(slide) if head in t[0]]


def test_the_meetings_table_has_every_line_and_cell(material: Material, deck: Any):
    content = targets_content(material)
    found = tables_with(deck, "TT")
    rows = []
    for _slide, table in found:
        assert table[0] == content["heads"]
        rows += table[1:]
    expected = []
    for clause in content["clauses"]:
        for row in clause["rows"]:
            signed = f"{sign_letters(row['key'])} {row['cells'][7]}".strip()
            expected.append([*row["cells"][:7], signed, row["cells"][8]])
    assert rows == expected
    assert [int(row[0]) for row in rows] == list(range(1, 71))


def test_each_clause_says_how_its_targets_stand(material: Material, deck: Any):
    titles = {title_of(slide) for slide, _table in tables_with(deck, "TT")}
    for clause in targets_content(material)["clauses"]:
        count = len(clause["rows"])
        assert any(t.startswith(f"{clause['title']}: {count} chỉ tiêu: ") for t in titles), clause["title"]


def test_the_heat_table_has_every_commune_under_every_target(material: Material, deck: Any):
    layers = [layer for layer in material.reading.summary.layers if layer.units]
    standings = rank_communes(layers)
    names = [split_type(one.unit.name)[1] for one in standings]
    found = [(slide, table) for slide, table in tables_with(deck, "Mức chỉ tiêu") if names[0] in table[0]]
    rows = [row for _slide, table in found for row in table[1:]]
    assert len(rows) == len(layers)
    for _slide, table in found:
        assert table[0][2:] == names
    for layer, row in zip(layers, rows, strict=True):
        assert row[0].startswith(layer.indicator.name_vi)
        values = {v.unit.key: v for v in layer.units}
        for standing, text in zip(standings, row[2:], strict=True):
            value = values[standing.unit.key]
            said = say_map_value(layer.indicator, value.figure, value.target, material.word)
            shown = said.removesuffix("%") or "–"
            assert text == f"{sign_letters(value.legend_key)} {shown}".strip()


def test_the_heat_tables_cells_are_filled_by_status(material: Material, deck: Any):
    layer = next(one for one in material.reading.summary.layers if one.indicator.code == "clean_water_rural")
    standings = rank_communes([one for one in material.reading.summary.layers if one.units])
    for slide in deck.slides:
        for frame in (shape for shape in shapes_of(slide) if shape.has_table):
            for row in frame.table.rows:
                if row.cells[0].text.startswith(layer.indicator.name_vi) and len(row.cells) == 14:
                    for standing, cell in zip(standings, list(row.cells)[2:], strict=True):
                        value = next(v for v in layer.units if v.unit.key == standing.unit.key)
                        fill = cell._tc.tcPr.find(f"{qn('a:solidFill')}/{qn('a:srgbClr')}").get("val")
                        assert f"#{fill.lower()}" == STATUS_CLASS[value.legend_key].fill
                    return
    pytest.fail("no row of clean water in the heat table")


def test_no_data_is_hatched_also_in_a_grey_copy(deck: Any):
    hatched = [
        fill.get("prst")
        for slide in deck.slides
        for frame in shapes_of(slide)
        if frame.has_table
        for fill in frame._element.iter(qn("a:pattFill"))
    ]
    assert "wdUpDiag" in hatched


def test_a_communes_slides_have_what_it_misses_and_what_it_meets(material: Material, deck: Any):
    unit = material.reading.communes[0]
    standing = next(s for s in rank_communes(material.reading.summary.layers) if s.unit.key == unit.key)
    (first,) = [
        slide
        for slide in deck.slides
        if title_of(slide).startswith(f"{unit.name} chưa đạt {standing.missed}/{standing.judged} chỉ tiêu")
    ]
    (table,) = tables_of(first)
    missed = [layer.indicator.name_vi for layer, _value in standing.missed_values]
    assert [row[0] for row in table[1:]] == missed
    others = [s for s in deck.slides if title_of(s).startswith(f"{unit.name} đạt {standing.met} chỉ tiêu")]
    rows = [row for slide in others for table in tables_of(slide) for row in table[1:]]
    assert sum("Đạt" in row[2] or "Vượt" in row[2] for row in rows) == standing.met


COLUMNS = [Column("Tên", 60.0), Column("Số", 20.0)]


def rows(count: int, text: str = "một") -> list[list[Cell]]:
    return [[Cell(text), Cell(str(n))] for n in range(count)]


def test_a_table_is_parted_by_what_fits_and_spread_evenly():
    pages = parted(rows(20), COLUMNS, 100.0)
    assert [len(page.rows) for page in pages] == [10, 10]
    assert [cell.text for page in pages for _name, cell in page.rows] == [str(n) for n in range(20)]
    for page in pages:
        assert sum(page.heights) <= 100.0


def test_a_short_table_takes_large_type_and_a_long_one_no_less_than_12_points():
    assert parted(rows(3), COLUMNS, 100.0)[0].points == 16
    assert {page.points for page in parted(rows(60), COLUMNS, 100.0)} <= {12, 14, 16}


def test_no_word_is_cut_for_the_sake_of_larger_type():
    long = [[Cell("Nghiêng-nghiêng-nghiêng-nghiên"), Cell("1")]]
    assert parted(long, COLUMNS, 100.0)[0].points < 16


def test_a_row_higher_than_a_slide_has_one_to_itself():
    pages = parted([*rows(1), [Cell("chữ " * 400), Cell("1")], *rows(1)], COLUMNS, 60.0)
    assert [len(page.rows) for page in pages] == [1, 1, 1]


def test_a_table_without_rows_is_one_page():
    assert [len(page.rows) for page in parted([], COLUMNS, 60.0)] == [0]
