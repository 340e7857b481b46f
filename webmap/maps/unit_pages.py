"""The table beside a map of very many units, a page at a time; by name, or one line of the legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from layers.joining.layer import Layer, UnitValue
from layers.tables.column_filter import read_text_filter
from webmap.app.errors import BadParameter
from webmap.choropleth import are_many
from webmap.choropleth.fronted import fronted
from webmap.words.scheme import Scheme

PAGE = 100
"""Rows of a page: more than anybody reads at once, and few enough to be sent at once."""


@dataclass(frozen=True)
class UnitPages:
    """A page of a layer's units, the largest gap first: rows `first` to `last` of `found` that are asked for.

    `total` are all units, `name` and `key` what they are narrowed to. `keys` are the codes of every unit, by
    legend line (see `fronted`): the units that the map and the page may name to each other.
    """

    values: tuple[UnitValue, ...]
    number: int
    count: int
    found: int
    total: int
    name: str
    key: str
    keys: Mapping[str, str]
    address: Callable[[int], str]

    @property
    def first(self) -> int:
        """The number of the first row, from 1; 0 without rows."""
        return (self.number - 1) * PAGE + 1 if self.values else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.values) - 1 if self.values else 0


def unit_pages(
    layer: Layer, scheme: Scheme, given: Mapping[str, str], address: Callable[[dict[str, str]], str]
) -> UnitPages | None:
    """Return the page of `rows`, `name` and `line`, or that of a `unit`; None where one holds all units.

    Parameters
    ----------
    given : mapping
        What the address says.
    address : callable
        Returns the page's address with such parameters.

    Raises
    ------
    webmap.pages.error_pages.BadParameter
        For a page that does not exist.
    """
    if not are_many(layer):
        return None
    name, key = given.get("name", "").strip(), given.get("line", "")
    asked_for = read_text_filter(name)
    keys: dict[str, list[str]] = {}
    found = []
    for value in layer.by_gap():
        own = scheme.key_of(value)
        keys.setdefault(own, []).append(value.unit.code)
        if (not key or own == key) and (not name or asked_for.accepts(value.unit.name)):
            found.append(value)
    count = max(1, -(-len(found) // PAGE))
    number = _number(found, count, given)
    narrowed = {k: v for k, v in (("name", name), ("line", key)) if v}

    return UnitPages(
        values=tuple(found[(number - 1) * PAGE : number * PAGE]),
        number=number,
        count=count,
        found=len(found),
        total=len(layer.units),
        name=name,
        key=key,
        keys={own: fronted(sorted(codes)) for own, codes in keys.items()},
        address=lambda page: address({**narrowed, "rows": str(page)}),
    )


def _number(found: list[UnitValue], count: int, given: Mapping[str, str]) -> int:
    """Return the page that is asked for: by its number, or by a unit that is on it."""
    unit = given.get("unit")
    if unit is not None:
        row = next((row for row, value in enumerate(found) if value.unit.code == unit), 0)
        return row // PAGE + 1
    text = given.get("rows", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= count):
        raise BadParameter("map.no_rows", given=text, count=count)
    return int(text)
