"""What the page of a criterion set shows: the matrix, what blocks each commune, the map of the number met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from markupsafe import Markup

from geodata.store.criteria import StoredCriterionSet
from layers.catalogue import Indicator
from layers.tables.column_filter import read_text_filter
from layers.themes.new_rural import (
    NO_DATA,
    CommuneCriteria,
    CriteriaMatrix,
    criteria_matrix,
    indicator_of_set,
)
from webmap.app.cache import kept
from webmap.new_rural.words import (
    MOST_NAMED,
    LineWords,
    PartWords,
    criterion_names,
    matrix_lines,
    part_lines,
    say_set,
)
from webmap.pages.address import Asked, draws_many, layer_of
from webmap.pages.pictures import page_map
from webmap.words.dates import format_period
from webmap.words.translations import Translator

_KEPT = 6
MOST_LINES = 200
"""Communes that a page's matrix has at most."""


@dataclass(frozen=True)
class CriteriaPage:
    """A criterion set on its page, by the names that the template has.

    `line` is the indicator that counts its grade, `sought` the part of the communes' names that is asked for,
    `more_towns` how many towns are not named.
    """

    chosen: StoredCriterionSet
    holds: bool
    title: str
    names: Mapping[str, str]
    lines: tuple[LineWords, ...]
    commune_count: int
    sought: str
    towns: tuple[str, ...]
    more_towns: int
    parts: tuple[PartWords, ...]
    line: Indicator | None
    picture: Markup


def criteria_values(
    here: Asked,
    chosen: StoredCriterionSet,
    word: Translator,
    *,
    name: str = "",
    most: int | None = MOST_LINES,
) -> CriteriaPage:
    """Return what the page shows of a set, for the reader who asks.

    `name` is a part of the names of the communes that are wanted, where there are very many; `most` is how
    many are listed, None for all.
    """
    matrix = _matrix(here, chosen)
    shown = first_communes(matrix, name, most)
    holds = chosen.holds(here.period.last_day)
    # The line of a grade counts the set that holds in the period: its map is of no other one.
    line = indicator_of_set(here.snapshot, chosen) if holds else None
    return CriteriaPage(
        chosen=chosen,
        holds=holds,
        title=say_set(chosen, word),
        names=criterion_names(chosen, word),
        lines=matrix_lines(replace(matrix, communes=shown), here.snapshot, word),
        commune_count=len(matrix.communes),
        sought=name,
        towns=tuple(town.name for town in matrix.towns[:MOST_NAMED]),
        more_towns=max(len(matrix.towns) - MOST_NAMED, 0),
        parts=part_lines(matrix, word),
        line=line,
        picture=_picture(here, line, word),
    )


def first_communes(matrix: CriteriaMatrix, name: str, most: int | None) -> tuple[CommuneCriteria, ...]:
    """Return the communes of a name; of very many those first of which the most is to be said."""
    sought = read_text_filter(name)
    found = [line for line in matrix.communes if not name or sought.accepts(line.unit.name)]
    if most is not None and len(found) > most:
        found.sort(key=lambda line: (not line.is_at_risk, line.blocking is None, line.count(NO_DATA)))
    return tuple(found[:most])


def _matrix(here: Asked, chosen: StoredCriterionSet) -> CriteriaMatrix:
    make = partial(criteria_matrix, here.reading, chosen)
    if not draws_many(here):
        return make()
    # Of very many communes it is made once for each reader's sight, as layers are.
    key = (here.snapshot.sequence, chosen.code, here.period, here.drawn_on, here.sight)
    return cast(CriteriaMatrix, kept("criteria", _KEPT).get(key, make))


def _picture(here: Asked, line: Indicator | None, word: Translator) -> Markup:
    """Return the map of how many criteria are met; a set that no line counts has none."""
    if line is None or not here.sight.sees(line):
        return Markup("")
    layer = layer_of(here, line.code)
    return page_map(layer, f"{line.name(word.lang)}, {format_period(here.period, word.lang)}", word)
