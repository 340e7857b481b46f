"""A made-up country of 2,000 square communes, 50 by 40, which the maps draw on one canvas."""

from __future__ import annotations

from decimal import Decimal

from shapely.geometry import Polygon, box

from geodata.store import Store
from tests.build.district import Place, write_district, write_figures

WIDE, HIGH, SIDE = 50, 40, 0.1
WEST, SOUTH = 103.0, 10.0
NAME = "Xã {{ 7*191 }} <b>"
"""Of commune 10000, in the south-west corner: a text, and neither a template nor HTML."""


def code_of(column: int, row: int) -> str:
    """Return the code of the commune of a column from the west and a row from the south."""
    return f"{10000 + row * WIDE + column}"


def _square(west: float, south: float) -> Polygon:
    return box(west, south, west + SIDE, south + SIDE)


def write_country(store: Store) -> None:
    """Write the communes and their figures of 2024: columns 0–9 miss 85 %, row 39 has no figures."""
    cells = [(column, row) for row in range(HIGH) for column in range(WIDE)]
    write_district(
        store,
        [
            Place(
                code_of(column, row),
                NAME if (column, row) == (0, 0) else f"Xã Ô {column}/{row}",
                _square(WEST + column * SIDE, SOUTH + row * SIDE),
            )
            for column, row in cells
        ],
    )
    figures: dict[str, dict[str, object]] = {
        code_of(column, row): {
            "numerator": Decimal(700 + row if column < 10 else 900),
            "denominator": Decimal(1000),
        }
        for column, row in cells
        if row != HIGH - 1
    }
    write_figures(
        store,
        "population_rural",
        "2024",
        {code_of(column, row): {"value": Decimal(1000)} for column, row in cells},
    )
    write_figures(store, "clean_water_rural", "2024", figures)
    crimes = {code_of(column, row): {"value": Decimal(column)} for column, row in cells}
    write_figures(store, "social_order_crimes", "2024", crimes)
