"""What a sum lacks is said with it: communes, and the district's own bodies where they report too."""

from __future__ import annotations

from dataclasses import replace

from layers.joining.layer import Layer
from tests.build.layers import layer_of
from webmap.prints.sheet.value_table import value_table
from webmap.words.district import say_communes
from webmap.words.translations import translator

LACKS = "thiếu khối trực thuộc huyện"


def layer_without(*, counted: int, own_report: bool = False) -> Layer:
    """Return a layer whose sum lacks the district's own bodies."""
    layer = layer_of()
    own = replace(layer.district.figure, basis="reported") if own_report else None
    district = replace(
        layer.district,
        figure=own or layer.district.figure,
        own=own,
        counted=counted,
        own_bodies_missing=True,
    )
    return replace(layer, district=district)


def test_own_bodies_that_are_missing_are_named() -> None:
    everybody = len(layer_of().units)
    assert say_communes(layer_without(counted=everybody), translator("vi")).endswith(
        f"{everybody}/{everybody} xã có số liệu, {LACKS}"
    )
    assert LACKS not in say_communes(layer_of(), translator("vi"))


def test_a_report_of_the_district_lacks_nothing() -> None:
    word = translator("vi")
    assert LACKS not in say_communes(layer_without(counted=len(layer_of().units), own_report=True), word)


def test_the_printed_table_marks_the_sum_and_not_the_districts_report() -> None:
    for own_report in (False, True):
        layer = layer_without(counted=2, own_report=own_report)
        notes = value_table(layer, translator("vi"), denominator=None)["notes"]
        assert any(LACKS in note for note in notes) is not own_report
