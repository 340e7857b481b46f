"""Packs and the atlas: contents that tell the truth, bookmarks, and nothing dropped in silence."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from layers.audience import PUBLIC, Audience
from tests.webmap.prints.sheet.conftest import MaterialOf
from webmap.app.errors import BadParameter
from webmap.paper.order import ATLAS, COMMUNE, HEAT, PACK, SHEET, TARGETS, Part
from webmap.prints.kinds import PAGES, make
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import pack_of

PARTS = (Part(TARGETS), Part(SHEET, "tree_cover"), Part(COMMUNE, "26503"), Part(SHEET, "clean_water_rural"))


def printed(material: Material) -> PdfReader:
    return PdfReader(io.BytesIO(make(material, lambda _done: None)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s.]", "", text)


@pytest.fixture
def pack(material_of: MaterialOf) -> PdfReader:
    return printed(material_of(PACK, pack="Giao ban tháng", parts=PARTS))


def test_page_n_is_what_the_contents_say(pack: PdfReader) -> None:
    contents = pack.pages[0].extract_text()
    lines = re.findall(r"^(\S.*?)[ .]*?(\d+)$", contents, re.M)
    told = {squeezed(title): int(number) for title, number in lines}
    for title in ("Tỷ lệ che phủ cây xanh", "Xã Phước An", "Kết quả thực hiện các chỉ tiêu nghị quyết"):
        page = told[squeezed(title)]
        assert squeezed(title) in squeezed(pack.pages[page - 1].extract_text()), (title, page)
        assert f"Trang {page}/{len(pack.pages)}" in " ".join(pack.pages[page - 1].extract_text().split())


def test_bookmarks_lead_to_the_same_pages(pack: PdfReader) -> None:
    bookmarks = {entry.title: pack.get_destination_page_number(entry) for entry in pack.outline}
    assert next(iter(bookmarks)) == "Giao ban tháng"
    assert len(bookmarks) == 1 + len(PARTS)
    for title, page in bookmarks.items():
        assert squeezed(title) in squeezed(pack.pages[page].extract_text())


def test_the_order_is_the_one_that_was_chosen(pack: PdfReader) -> None:
    titles = [entry.title for entry in pack.outline][1:]
    assert titles[1:3] == ["Tỷ lệ che phủ cây xanh", "Xã Phước An"]
    assert "nước sạch" in titles[3]


def test_every_page_says_that_the_data_are_a_sample(pack: PdfReader) -> None:
    first_pages = {pack.get_destination_page_number(entry) for entry in pack.outline}
    for number in first_pages:
        assert "Số liệu mẫu" in pack.pages[number].extract_text()


def test_what_cannot_be_printed_is_listed(material_of: MaterialOf) -> None:
    parts = (*PARTS, Part(SHEET, "khong_co"), Part(COMMUNE, "99999"))
    pack = pack_of(material_of(PACK, pack="x", parts=parts), PAGES)
    assert [part for _group, part in pack.parts] == list(PARTS)
    assert any("khong_co, 99999" in said for said in pack.missing)


def test_a_reader_gets_no_hidden_line_and_is_told_how_many(material_of: MaterialOf) -> None:
    given = material_of(PACK, pack="x", parts=(Part(SHEET, "social_order_crimes"), *PARTS))
    # Real data: then internal lines are for those who sign in.
    material = replace(given, reading=replace(given.reading, sight=PUBLIC))
    pack = pack_of(material, PAGES)
    assert [part for _group, part in pack.parts] == list(PARTS)
    assert any("1 chỉ tiêu" in said for said in pack.missing)
    text = "".join(page.extract_text() for page in printed(material).pages)
    assert "trật tự xã hội" not in text


def test_a_pack_of_nothing_is_refused(material_of: MaterialOf) -> None:
    with pytest.raises(BadParameter):
        pack_of(material_of(PACK, pack="x", parts=(Part(SHEET, "khong_co"),)), PAGES)


def test_the_atlas_has_every_target_and_every_commune(material_of: MaterialOf) -> None:
    material = material_of(ATLAS)
    parts = [part for _group, part in pack_of(material, PAGES).parts]
    assert parts[:2] == [Part(TARGETS), Part(HEAT)]
    sheets = [part.subject for part in parts if part.kind == SHEET]
    assert sorted(filter(None, sheets)) == sorted(
        layer.indicator.code for layer in material.reading.summary.layers
    )
    assert len([part for part in parts if part.kind == COMMUNE]) == 12
    assert len(sheets) == len(material.reading.profile.measured_lines)


def test_an_atlas_names_what_has_no_figures(material_of: MaterialOf) -> None:
    material = material_of(ATLAS, audience=str(Audience.INTERNAL))
    empty = [
        layer
        for layer in material.reading.summary.layers
        if not layer.has_values and layer.district.figure.value is None
    ]
    assert empty
    said = " ".join(pack_of(material, PAGES).missing)
    assert all(layer.indicator.name("vi") in said for layer in empty)


def test_the_same_order_gives_the_same_bytes(material_of: MaterialOf) -> None:
    first, second = (make(material_of(PACK, pack="x", parts=PARTS[:2]), lambda _done: None) for _ in range(2))
    assert first == second


def test_work_can_be_stopped_between_parts(material_of: MaterialOf) -> None:
    class Stopped(Exception):
        pass

    told: list[float] = []

    def report(done: float) -> None:
        told.append(done)
        if len(told) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        make(material_of(PACK, pack="x", parts=PARTS), report)
    assert told == sorted(told)
