"""What the page of a criterion set shows: the matrix, what blocks each commune, the map of the number met."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from geodata.store.criteria import StoredCriterionSet
from layers.audience import may_see
from layers.catalogue import Indicator
from layers.joining import build_layer
from layers.new_rural import criteria_matrix, indicator_of_set
from webmap.address import Asked
from webmap.dates import format_period
from webmap.new_rural_words import criterion_names, matrix_lines, part_lines, say_set
from webmap.pictures import page_map
from webmap.translations import Translator


def criteria_values(here: Asked, chosen: StoredCriterionSet, word: Translator) -> dict[str, Any]:
    """Return what the template of the page needs of a set, for the reader who asks."""
    matrix = criteria_matrix(here.snapshot, chosen, here.period, here.drawn_on, here.audience)
    holds = chosen.holds(here.period.last_day)
    # The line of a grade counts the set that holds in the period: its map is of no other one.
    line = indicator_of_set(here.snapshot, chosen) if holds else None
    return {
        "chosen": chosen,
        "holds": holds,
        "title": say_set(chosen, word),
        "names": criterion_names(chosen, word),
        "lines": matrix_lines(matrix, here.snapshot, word),
        "towns": [town.name for town in matrix.towns],
        "parts": part_lines(matrix, word),
        "line": line,
        "picture": _picture(here, line, word),
    }


def _picture(here: Asked, line: Indicator | None, word: Translator) -> Markup:
    """Return the map of how many criteria are met; a set that no line counts has none."""
    if line is None or not may_see(line.visibility, here.audience, only_sample=here.snapshot.only_sample):
        return Markup("")
    layer = build_layer(here.snapshot, line.code, here.period, vintage=here.vintage, audience=here.audience)
    return page_map(layer, f"{line.name(word.lang)}, {format_period(here.period, word.lang)}", word)
