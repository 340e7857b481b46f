"""What changed, or differs, unit by unit: two figures of one indicator, on a scale centred on zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from geodata.store.units import StoredUnit
from geodata.store.vocabulary import Basis, State
from layers.catalogue import Indicator
from layers.joining.layer import Layer, UnitValue
from layers.numbers import rounded
from layers.rules.judgement import Judgement, Status
from layers.rules.values import NO_DATA, Figure, map_rate
from layers.scales.value_classes import RATE_DECIMALS

PALETTE = "PuOr"
KEYS = ("fall-2", "fall-1", "same", "rise-1", "rise-2")
"""The classes from the largest fall to the largest rise; `same` is what shows as no difference."""


@dataclass(frozen=True)
class UnitDifference:
    """A unit's two figures; `change` is second − first in the unit of the map.

    It is None where one is missing, and where `is_unlike`: the figures are of different products of imagery.
    """

    unit: StoredUnit
    first: Figure
    second: Figure
    change: Fraction | None
    is_unlike: bool = False


@dataclass(frozen=True)
class Difference:
    """Differences of all units of a vintage and the scale they are drawn on.

    The scale reaches from −`reach` to `reach`, both rounded outwards; each side has two halves. A value
    that is missing on one side is missing: it is never taken for nothing.
    """

    indicator: Indicator
    units: tuple[UnitDifference, ...]
    decimals: int
    reach: Fraction

    @property
    def middle(self) -> Fraction:
        """Where the weaker class of a side ends."""
        return self.reach / 2

    def key_of(self, one: UnitDifference) -> str:
        """Return the class of a unit: one of `KEYS`, or `no_data`."""
        if one.change is None:
            return str(State.NO_DATA)
        if not rounded(one.change, self.decimals):
            return "same"
        side = "rise" if one.change > 0 else "fall"
        return f"{side}-{2 if abs(one.change) >= self.middle else 1}"

    @property
    def counts(self) -> Mapping[str, int]:
        """How many units are in each class."""
        return Counter(self.key_of(one) for one in self.units)

    @property
    def unlike(self) -> tuple[StoredUnit, ...]:
        """The units whose figures are of different products: what lies between them is no change."""
        return tuple(one.unit for one in self.units if one.is_unlike)


def difference_between(first: Layer, second: Layer) -> Difference:
    """Return second − first of two layers of one indicator on one vintage.

    What different products of imagery measured, or imagery and an office, has no difference over time.

    Raises
    ------
    ValueError
        For layers of two indicators or two vintages: their units do not compare.
    """
    if first.indicator != second.indicator or first.vintage != second.vintage:
        raise ValueError("only layers of one indicator on one vintage have a difference")
    before = {value.unit.key: value.figure for value in first.units}
    pairs = ((v.unit, before.get(v.unit.key, NO_DATA), v.figure) for v in second.units)
    return _difference(second.indicator, pairs, over_time=True)


def reported_and_measured(layer: Layer) -> Difference:
    """Return measured − reported of each unit of a layer whose indicator imagery measures."""
    pairs = (
        (value.unit, figure_of(value, Basis.REPORTED), figure_of(value, Basis.MEASURED))
        for value in layer.units
    )
    return _difference(layer.indicator, pairs)


def figure_of(value: UnitValue, basis: Basis) -> Figure:
    """Return a unit's figure of a basis; no data where it has none."""
    figures = (value.figure, *value.others)
    return next((figure for figure in figures if figure.basis == basis), NO_DATA)


def _difference(
    indicator: Indicator, pairs: Iterable[tuple[StoredUnit, Figure, Figure]], *, over_time: bool = False
) -> Difference:
    units = tuple(_between(indicator, *pair, over_time=over_time) for pair in pairs)
    decimals = RATE_DECIMALS if indicator.mapped_as_rate else indicator.precision
    largest = max((abs(one.change) for one in units if one.change is not None), default=Fraction(0))
    # Rounded out to an even last digit, so that the middle needs no digit more.
    step = Fraction(2, 10**decimals)
    return Difference(indicator, units, decimals, ceil(largest / step) * step)


def _between(
    indicator: Indicator, unit: StoredUnit, first: Figure, second: Figure, *, over_time: bool
) -> UnitDifference:
    change = _change(indicator, first, second)
    is_unlike = over_time and change is not None and not first.is_like(second)
    return UnitDifference(unit, first, second, None if is_unlike else change, is_unlike)


def _change(indicator: Indicator, first: Figure, second: Figure) -> Fraction | None:
    before, after = map_rate(indicator, first), map_rate(indicator, second)
    return None if before is None or after is None else after - before


def only_basis(layer: Layer, basis: Basis) -> Layer:
    """Return the layer with each unit's figure of a basis; a figure that is not the judged one is unjudged.

    Ranks and comparisons with other periods are those of the judged values and are left out.
    """
    return replace(layer, units=tuple(_on_basis(value, basis) for value in layer.units))


def _on_basis(value: UnitValue, basis: Basis) -> UnitValue:
    if value.figure.basis == basis:
        return replace(value, others=())
    figure = figure_of(value, basis)
    status = None if figure.value is None else Status.UNJUDGED
    return replace(
        value,
        figure=figure,
        judgement=Judgement(figure.state, status),
        target=None,
        previous=None,
        earlier=None,
        others=(),
        rank=None,
    )
