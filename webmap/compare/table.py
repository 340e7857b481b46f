"""The table of a comparison: one row a unit, both values, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from geodata.store.units import StoredUnit
from layers.numbers import quick_order
from layers.scales.difference import Difference, UnitDifference
from webmap.choropleth.difference_document import say_difference
from webmap.compare.page import Compared, Side
from webmap.words.translations import Translator
from webmap.words.unit_facts import UnitFacts, unit_facts


@dataclass(frozen=True)
class CompareRow:
    """A unit's row; a side is None where the unit does not stand there."""

    code: str
    name: str
    first: UnitFacts | None
    second: UnitFacts | None
    change: str
    change_key: str


MOST_ROWS = 200
"""Rows of a table of very many communes: more than anybody reads at once."""


def compare_rows(found: Compared, word: Translator, *, most: int | None = None) -> tuple[CompareRow, ...]:
    """Return the rows: the largest fall first where there is a difference, else by name.

    Between two vintages a merged unit stands before what it was made of. `most` is how many are worded.
    """
    sides = (found.first, found.second)
    changes = _changes(found.difference)
    merged = {part: unit for unit, parts in found.wanted.snapshot.predecessors.items() for part in parts}
    units = {v.unit.key: v.unit for side in sides for v in side.layer.units}

    def order(unit: StoredUnit) -> tuple[object, ...]:
        change = changes.get(unit.key)
        known = None if change is None else change.change
        whole = units.get(merged[unit.key]) if unit.key in merged else None
        return (
            known is None,
            quick_order(known or Fraction(0)),
            (whole or unit).name,
            whole is not None,
            unit.name,
        )

    return tuple(
        CompareRow(
            unit.code,
            unit.name,
            _facts(found.first, unit, word),
            _facts(found.second, unit, word),
            _said(found.difference, changes.get(unit.key), word),
            _key(found.difference, changes.get(unit.key)),
        )
        for unit in sorted(units.values(), key=order)[:most]
    )


def _facts(side: Side, unit: StoredUnit, word: Translator) -> UnitFacts | None:
    value = side.layer.value_of(unit.key)
    return None if value is None else unit_facts(side.layer, value, word, scheme=side.scheme)


def _changes(difference: Difference | None) -> dict[object, UnitDifference]:
    return {} if difference is None else {one.unit.key: one for one in difference.units}


def _said(difference: Difference | None, change: UnitDifference | None, word: Translator) -> str:
    return "" if difference is None or change is None else say_difference(difference, change, word)


def _key(difference: Difference | None, change: UnitDifference | None) -> str:
    return "" if difference is None or change is None else difference.key_of(change)
