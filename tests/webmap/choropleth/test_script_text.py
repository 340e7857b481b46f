"""Nothing that comes from a file is run as a template while folium writes the document."""

import json

import pytest

from tests.build.layers import layer_of, unit_value
from webmap.choropleth import FrameFiles, frame_document
from webmap.choropleth.script_text import script_text, template_safe
from webmap.words.translations import translator

FILES = FrameFiles("/assets/leaflet.js", "/assets/leaflet.css", "/assets/fonts.css")


@pytest.mark.parametrize(
    "payload", ["Xã {{ 7*191 }}", "Xã {% if 7*191 %}{{ 7*191 }}{% endif %}", "Xã {# x #}"]
)
def test_a_name_or_a_note_is_never_a_template(payload):
    value = unit_value("met", 0, name=payload, note=payload)
    text = frame_document(layer_of({0: value}), translator("vi"), FILES)
    assert "1337" not in text
    assert payload.replace("{", "\\u007b", 1).split(" ", 1)[1][:7] in text


def test_json_in_a_script_says_what_it_was_given_and_ends_nothing():
    value = {"name": "</script>{{ x }}'&\u2028", "letters": "{{{%{#}}"}
    text = script_text(value)
    assert json.loads(text) == value
    assert not any(mark in text for mark in ("<", ">", "&", "'", "{{", "{%", "{#", "\u2028"))


def test_html_keeps_its_letters():
    assert template_safe("<p>{{ x }}</p>") == "<p>&#123;{ x }}</p>"
