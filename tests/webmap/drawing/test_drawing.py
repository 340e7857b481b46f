"""The drawing: the legend's fills are the map's, signs and patterns for each class, texts that stay texts."""

import re
from xml.etree import ElementTree

import pytest

from layers.status_classes import STATUS_CLASS, STATUS_CLASSES
from tests.build.outlines import CRS_CODE, rectangle, unit
from webmap.drawing import Lettering, MapUnit, draw_map, draw_small_map
from webmap.drawing.symbols import swatch

SVG = "{http://www.w3.org/2000/svg}"
KEYS = [one.key for one in STATUS_CLASSES]


def every_class() -> list[MapUnit]:
    """Return one unit of each status and state, side by side."""
    return [unit(str(n), rectangle(3 * n, 0, 3, 4), key, f"Xóm {n}") for n, key in enumerate(KEYS)]


def groups(svg: str) -> dict[str, ElementTree.Element]:
    """Return the areas of a drawing by class."""
    return {
        g.attrib["data-class"]: g
        for g in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if "data-class" in g.attrib
    }


def drawn(units: list[MapUnit], **more: object) -> str:
    """Draw on a frame of 200 × 100 mm."""
    return draw_map(
        units,
        width=200,
        height=100,
        crs=CRS_CODE,
        lettering=Lettering(**more),  # type: ignore[arg-type]
    ).svg


@pytest.mark.parametrize("key", KEYS)
def test_the_legend_is_filled_as_the_map_and_the_data_say(key: str) -> None:
    on_map, in_legend = groups(drawn(every_class()))[key], groups(swatch(key))[key]
    fills = [shape.find(f"{SVG}path").attrib["fill"] for shape in (on_map, in_legend)]  # type: ignore[union-attr]
    assert fills == [STATUS_CLASS[key].fill] * 2


@pytest.mark.parametrize(("key", "pattern"), [("no_data", "M"), ("suppressed", "a"), ("unjudged", "dash")])
def test_what_has_no_colour_has_a_pattern(key: str, pattern: str) -> None:
    second = groups(drawn(every_class()))[key].findall(f"{SVG}path")[1]
    assert pattern in second.attrib["d"] or "stroke-dasharray" in second.attrib


def test_solid_classes_have_no_pattern() -> None:
    assert len(groups(drawn(every_class()))["met"].findall(f"{SVG}path")) == 1


def test_neighbours_of_different_signs_differ_in_shape() -> None:
    shapes = {key: re.sub(r"[\d.\-]+", "", swatch(key).split("</g>", 1)[1]) for key in KEYS}
    with_sign = [shapes[key] for key in ("exceeded", "met", "near", "missed", "not_due")]
    assert len(set(with_sign)) == 5


def test_it_names_every_unit_with_its_value() -> None:
    svg = drawn(every_class())
    texts = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert [text for text in texts if text == "86,1%"] == ["86,1%"] * len(KEYS)
    assert "1:140 000" in texts


def test_the_scale_is_written_in_the_readers_way() -> None:
    svg = drawn([unit("1", rectangle(0, 0, 10, 6))], scale="Tỷ lệ 1:%s", group=".", north="B")
    assert "Tỷ lệ 1:80.000" in svg
    assert ">B</text>" in svg


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img onerror=x>', "A & B", "${x}`y`"])
def test_names_come_out_as_text(name: str) -> None:
    svg = draw_small_map([unit("1", rectangle(0, 0, 4, 3), name=name)], crs=CRS_CODE, label=name)
    document = ElementTree.fromstring(svg)
    assert document.attrib["aria-label"] == name
    assert [t.text for t in document.iter(f"{SVG}title")] == [f"{name}: 86,1%"]
    assert not list(document.iter(f"{SVG}script"))


def test_a_drawing_needs_no_id_style_or_script() -> None:
    for svg in (drawn(every_class()), draw_small_map(every_class(), crs=CRS_CODE, label="Bản đồ")):
        assert not re.search(r'(?<!-)\b(id|style|class|onload)="|<style|<script|<image|href=', svg)


def test_one_unit_alone_is_drawn() -> None:
    drawing = draw_map(
        [unit("1", rectangle(0, 0, 4, 3))], width=160, height=128, crs=CRS_CODE, lettering=Lettering()
    )
    assert [label.wanted.name for label in drawing.labels] == ["Phú Hội"]


def test_names_keep_out_of_the_fold() -> None:
    units = [unit(str(n), rectangle(7 * n, 0, 7, 16), name="Phước Khánh") for n in range(3)]
    drawing = draw_map(units, width=250, height=205, crs=CRS_CODE, lettering=Lettering(names=11, fold=190))
    assert all(not (label.box.bounds[0] < 190 < label.box.bounds[2]) for label in drawing.labels)


def test_the_same_units_give_the_same_drawing() -> None:
    assert drawn(every_class()) == drawn(every_class())


def test_a_province_of_communes_leaves_names_out_and_says_which() -> None:
    units = [
        unit(f"{n:03}", rectangle(5 * (n % 19), 4 * (n // 19), 5, 4), name=f"Xã số {n}") for n in range(171)
    ]
    drawing = draw_map(units, width=160, height=128, crs=CRS_CODE, lettering=Lettering())
    assert len(drawing.labels) + len(drawing.left_out) == 171
