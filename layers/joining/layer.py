"""The Layer: an indicator joined to the units of a vintage for a period, judged, with its legend.

The folium map, the printed sheet, the table, the spreadsheet and the API all draw this one value, so
screen, paper and data never differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from geodata.store.targets import StoredResolution
from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from layers.audience import Sight
from layers.catalogue import Indicator, TargetLevel
from layers.numbers import quick_order
from layers.periods import Period
from layers.rules.comparison import Closing
from layers.rules.judgement import Judgement, TargetRule
from layers.rules.values import Figure

LEAST_RANKED = 5
"""Denominator below which a rate says little: it is shown with a mark and without a rank."""


@dataclass(frozen=True)
class UnitValue:
    """A unit's figure in a layer, how it was judged, and what it is compared with.

    `others` are the figures of other bases for the same period (tree cover always shows both); `previous`
    is the same period of the year before and `earlier` the period before this one, `target` what the unit is
    read against (None: nothing). `rank` is 1 for the best value; ties share it, and a unit has none where
    better has no direction, or where fewer than `LEAST_RANKED` cases could be counted.
    """

    unit: StoredUnit
    figure: Figure
    judgement: Judgement
    target: TargetRule | None
    previous: Figure | None
    earlier: Figure | None = None
    others: tuple[Figure, ...] = ()
    rank: int | None = None

    def of(self, unit: StoredUnit) -> UnitValue:
        """Return the same of another unit, of which just this is known."""
        return UnitValue(
            unit,
            self.figure,
            self.judgement,
            self.target,
            self.previous,
            self.earlier,
            self.others,
            self.rank,
        )

    @property
    def is_small(self) -> bool:
        """Whether so few could be counted that the value says little: it is marked, and has no rank."""
        counted = self.figure.denominator
        return self.figure.value is not None and counted is not None and counted < LEAST_RANKED

    @property
    def legend_key(self) -> str:
        """Which legend entry it belongs to: its status, or its state where there is no value."""
        return str(self.judgement.status) if self.judgement.status is not None else str(self.figure.state)


@dataclass(frozen=True)
class DistrictValue:
    """The district's value: summed from numerators and denominators, or the district's own report.

    `figure` is the one that is judged; `own` is the district's own report and `summed` the sum of its units,
    where there are such; `others` are sums of a basis that is not judged (measured beside reported).
    `counted` of `expected` communes are in the sum: fewer than all, or the district's own bodies missing that
    report here too, make it provisional. `met` of `judged` communes meet what they are read against.
    """

    figure: Figure
    judgement: Judgement
    target: TargetRule | None
    previous: Figure | None
    earlier: Figure | None
    own: Figure | None
    summed: Figure | None
    others: tuple[Figure, ...]
    counted: int
    expected: int
    met: int
    judged: int
    own_bodies_missing: bool = False

    @property
    def provisional(self) -> bool:
        """Whether anything is missing from the sum."""
        return self.counted < self.expected or self.own_bodies_missing

    @property
    def to_share(self) -> Closing | None:
        """What its communes together could close: the gap to a target of the district as a whole, if any."""
        closing = self.judgement.closing
        if self.target is None or self.target.level is TargetLevel.EACH_COMMUNE:
            return None
        return closing if closing is not None and closing.amount > 0 else None

    @property
    def legend_key(self) -> str:
        """Which legend entry its status belongs to."""
        return str(self.judgement.status) if self.judgement.status is not None else str(self.figure.state)


@dataclass(frozen=True)
class LegendEntry:
    """One line of the status legend: a status or state and how many units have it."""

    key: str
    count: int


@dataclass(frozen=True)
class Layer:
    """An indicator drawn for a period on a vintage, for a reader.

    For what only the district has figures of, `units` is empty; else it has every commune of the vintage, by
    code, whether it has a value or not. `unmatched` are codes that have a value but no unit in this vintage.
    `geometries` are MultiPolygons in EPSG:4326 by code.
    `office` reports the indicator; empty while none was assigned.
    `reading` says what communes are read against: `judge`, `reference`, `own_only` or `none`.
    """

    indicator: Indicator
    period: Period
    vintage: StoredVintage
    district_unit: StoredUnit | None
    units: tuple[UnitValue, ...]
    district: DistrictValue
    resolution: StoredResolution | None
    clause: str | None
    reading: str
    legend: tuple[LegendEntry, ...]
    unmatched: tuple[str, ...]
    sequence: int
    data_at: datetime | None
    is_sample: bool
    is_official_outline: bool
    sight: Sight
    office: str = ""

    @cached_property
    def geometries(self) -> Mapping[str, BaseGeometry]:
        """Outlines by commune code, EPSG:4326."""
        return {v.unit.code: v.unit.geometry for v in self.units if v.unit.geometry is not None}

    @cached_property
    def has_values(self) -> bool:
        """Whether any commune has a value to draw."""
        return any(v.figure.value is not None for v in self.units)

    @property
    def has_unapproved(self) -> bool:
        """Whether any value that is shown is not approved."""
        figures = (*(v.figure for v in self.units), self.district.figure)
        return any(not figure.is_approved for figure in figures)

    @cached_property
    def ranked(self) -> int:
        """How many communes have a rank."""
        return sum(value.rank is not None for value in self.units)

    @cached_property
    def _by_key(self) -> Mapping[UnitKey, UnitValue]:
        return {value.unit.key: value for value in self.units}

    @cached_property
    def _by_gap(self) -> tuple[UnitValue, ...]:
        def order(value: UnitValue) -> tuple[object, ...]:
            gap = value.judgement.gap
            return (gap is None, quick_order(-(gap or Fraction(0))), value.unit.name)

        return tuple(sorted(self.units, key=order))

    def value_of(self, unit: UnitKey) -> UnitValue | None:
        """Return the value of a unit, None where the layer has no such unit."""
        return self._by_key.get(unit)

    def by_gap(self) -> tuple[UnitValue, ...]:
        """Return the units with the largest gap first, then those without a gap, by name."""
        return self._by_gap


MANY_UNITS = 1500
"""From so many units on one canvas draws them: as an element each they would keep a browser busy for seconds.

The largest province has 577, and the three merged ones of the South 168 and fewer.
"""


def are_many(layer: Layer) -> bool:
    """Tell whether a layer is drawn on one canvas from thinned outlines."""
    return len(layer.units) >= MANY_UNITS
