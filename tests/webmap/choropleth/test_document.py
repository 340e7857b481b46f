"""The frame's document: local files only, nothing unescaped, the legend's fills, the same bytes."""

from __future__ import annotations

import json
import re
import time

import pytest

from layers.status_classes import STATUS_CLASSES, Pattern
from tests.build.layers import KEYS, layer_of, unit_value
from webmap.choropleth import FrameFiles, NothingToDraw, frame_document
from webmap.choropleth.marks import fill_of
from webmap.words.translations import translator

FILES = FrameFiles("/assets/leaflet.js", "/assets/leaflet.css", "/assets/fonts.css")
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`+alert(1)+`",
    "</script><script>alert(1)</script>",
    "\"'><svg onload=alert(1)>",
)


def document(layer=None, lang="vi"):
    return frame_document(layer or layer_of(), translator(lang), FILES)


def features(text):
    """Return the features that the document carries, by code."""
    start = text.index("geo_json_units_add(") and text.index('{"features":')
    found = json.JSONDecoder().raw_decode(text[start:])[0]
    return {feature["id"]: feature["properties"] for feature in found["features"]}


def test_it_asks_for_nothing_but_its_own_files():
    text = document()
    asked = re.findall(r'(?:src|href)="([^"#]+)"', text)
    assert sorted(asked) == sorted([FILES.leaflet_js, FILES.leaflet_css, FILES.fonts_css])
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text


def test_the_same_layer_gives_the_same_bytes():
    assert document() == document()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_it_names_its_language_and_has_a_title(lang):
    text = document(lang=lang)
    assert f'<html lang="{lang}">' in text
    assert re.search(r"<title>[^<]+, (năm|year) 2024</title>", text)


def test_each_unit_has_the_fill_of_its_legend_line():
    text = document()
    styles = dict(re.findall(r'case "(\d+)":[^}]*?return (\{.*?\});', text, re.S))
    default = re.search(r"default:\s*return (\{.*?\});", text, re.S)[1]
    for position, one in enumerate(STATUS_CLASSES):
        code = f"{26470 + position}"
        shared = re.search(rf'case "{code}":[^;]*?return (\{{.*?\}});', text, re.S)
        style = json.loads(styles.get(code) or (shared[1] if shared else default))
        assert style["fillColor"] == fill_of(one), one.key
        assert style["fillOpacity"] == 1
        assert bool(style["dashArray"]) == (one.pattern is Pattern.DASHED_OUTLINE)


def test_every_pattern_that_is_named_is_defined():
    text = document()
    for name in set(re.findall(r"url\(#([a-z_-]+)\)", text)):
        assert f'<pattern id="{name}"' in text


def test_labels_have_the_name_without_its_type_the_sign_and_the_value():
    found = features(document())
    met = found["26471"]["label"]
    assert '<span class="name">Số 1</span>' in met
    assert '<span class="sign"' in met
    assert "84,3%" in met
    assert '<span class="sign"' not in found["26477"]["label"]


def test_a_reader_of_the_screen_is_told_name_value_and_status():
    assert features(document())["26473"]["spoken"] == "Xã Số 3, 84,3%, Chưa đạt"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_and_notes_are_text_wherever_they_stand(payload):
    value = unit_value("missed", name=f"Xã {payload}", note=payload)
    text = document(layer_of({0: value}))
    assert payload not in text or "<" not in payload
    for html in features(text)["26470"].values():
        if isinstance(html, str):
            assert not re.search(r"<(img|script|svg onload)", html)
    assert text.count("<script>") == 2


def test_a_layer_without_outlines_is_refused():
    with pytest.raises(NothingToDraw):
        document(layer_of({}))


def test_the_map_stays_around_the_units():
    text = document()
    settings = json.JSONDecoder().raw_decode(text[text.index('{"bounds":') :])[0]
    (south, west), (north, east) = settings["bounds"]
    assert f"[\n{south},\n{west},\n]" in text[text.index('"maxBounds"') :]
    assert (south < 10.7, west < 106.8, north > 10.82, east > 106.92) == (True,) * 4
    assert north - south < 0.3


def test_it_is_small_and_quick():
    layer = layer_of({i: unit_value(KEYS[i % len(KEYS)], i) for i in range(12)})
    document(layer)
    begun = time.perf_counter()
    text = document(layer)
    assert time.perf_counter() - begun < 0.15
    assert len(text.encode()) < 200_000


def test_an_empty_layer_by_hand_is_really_empty():
    assert layer_of({}).units == ()
