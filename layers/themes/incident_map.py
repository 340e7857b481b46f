"""Incidents of a year on a grid, as a map shows them: no small count, and none that sums would give away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import shapely
from shapely.geometry import Polygon

from geodata.store.incidents import StoredIncident
from geodata.store.units import StoredUnit
from layers.scales.classification import Classification, Method
from layers.themes.crime_hotspots import GridCell, count_on_grid

CELL_M = 1000
SMALLEST_SHOWN = 10
PALETTE = "OrRd"
# The same classes for every kind and year, so that maps can be compared; the last one is open upwards.
_BREAKS = (10, 15, 20, 30, 50)
_OPEN_END = 10**9
CLASSES = Classification(Method.OWN_BREAKS, tuple(Fraction(edge) for edge in (*_BREAKS, _OPEN_END)))

Position = tuple[int, int]


@dataclass(frozen=True)
class PlacedCell:
    """A square that may be shown: its rank (1 has most; equal counts share one), and where it mostly lies.

    `commune` is None for a square that touches no commune.
    """

    code: str
    rank: int
    count: int
    outline: Polygon
    commune: StoredUnit | None

    @property
    def class_number(self) -> int:
        """The class of the count, from 0."""
        return CLASSES.class_of(Fraction(self.count))


@dataclass(frozen=True)
class IncidentMap:
    """The squares of a kind (None: all kinds together), most incidents first.

    `kinds` are those that occur, `has_any` whether anything occurred at all. How many squares are hidden and
    how many incidents lie in them is left out on purpose.
    """

    kind: str | None
    kinds: tuple[str, ...]
    cells: tuple[PlacedCell, ...]
    has_any: bool

    @property
    def class_counts(self) -> tuple[int, ...]:
        """How many squares each class has."""
        numbers = [cell.class_number for cell in self.cells]
        return tuple(numbers.count(number) for number in range(CLASSES.count))


def map_incidents(
    incidents: Sequence[StoredIncident],
    communes: Sequence[StoredUnit],
    *,
    crs: str,
    kind: str | None = None,
) -> IncidentMap:
    """Count incidents in squares of a kilometre and name the commune that each square mostly lies in.

    Parameters
    ----------
    incidents : sequence of StoredIncident
        All kinds of one year. Years never overlap; of spans that do, the difference would tell small counts.
    communes : sequence of StoredUnit
    crs : str
        A projected CRS in metres.
    kind : str or None
        The kind to show; None is all kinds together.

    Notes
    -----
    A square is shown where it has `SMALLEST_SHOWN` incidents or more. A kind is hidden in a square also where
    all kinds together, less the kinds shown there, would leave 1 to 9 (secondary suppression).
    """
    by_kind = {one: [i for i in incidents if i.kind == one] for one in sorted({i.kind for i in incidents})}
    if kind is None:
        shown: Sequence[GridCell] = count_on_grid(
            incidents, crs=crs, cell_m=CELL_M, smallest_shown=SMALLEST_SHOWN
        ).cells
    else:
        counted = {one: _every_cell(points, crs) for one, points in by_kind.items()}
        shown = [
            cell
            for position, cell in counted.get(kind, {}).items()
            if kind in shown_kinds({one: c[position].count for one, c in counted.items() if position in c})
        ]
    return IncidentMap(kind, tuple(by_kind), _placed(shown, communes), bool(incidents))


def shown_kinds(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the kinds whose counts in one square may be shown beside the count of all kinds.

    Examples
    --------
    >>> sorted(shown_kinds({"theft": 30, "fighting": 12, "drug": 2}))
    ['theft']
    """
    shown = {kind for kind, count in counts.items() if count >= SMALLEST_SHOWN}
    while shown and 0 < sum(n for kind, n in counts.items() if kind not in shown) < SMALLEST_SHOWN:
        shown.remove(min(shown, key=lambda kind: (counts[kind], kind)))
    return frozenset(shown)


def _every_cell(incidents: Sequence[StoredIncident], crs: str) -> dict[Position, GridCell]:
    grid = count_on_grid(incidents, crs=crs, cell_m=CELL_M, smallest_shown=1)
    return {(cell.column, cell.row): cell for cell in grid.cells}


def _placed(cells: Sequence[GridCell], communes: Sequence[StoredUnit]) -> tuple[PlacedCell, ...]:
    ordered = sorted(cells, key=lambda cell: (-cell.count, cell.column, cell.row))
    counts = [cell.count for cell in ordered]
    return tuple(
        PlacedCell(
            code=f"{cell.column}-{cell.row}",
            rank=1 + counts.index(cell.count),
            count=cell.count,
            outline=cell.outline,
            commune=_commune_of(cell.outline, communes),
        )
        for cell in ordered
    )


def _commune_of(square: Polygon, communes: Sequence[StoredUnit]) -> StoredUnit | None:
    shares = [
        (shapely.area(shapely.intersection(square, shapely.make_valid(unit.geometry))), unit)
        for unit in communes
        if unit.geometry is not None
    ]
    share, unit = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return unit if share > 0 else None
