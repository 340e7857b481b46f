"""The published facts that the sample's outlines are made from: extents, centres, areas, neighbours."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Commune:
    """What is published about one commune of 2009.

    Parameters
    ----------
    code, name : str
        General Statistics Office code, and the name with its type ("Xã …", "Thị trấn …").
    latitude, longitude : float
        A centre, in degrees (EPSG:4326).
    south, west, north, east : float
        The extent, in degrees (EPSG:4326).
    area_ha : int
        The natural area of 2009, in hectares.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    south: float
    west: float
    north: float
    east: float
    area_ha: int


def communes() -> tuple[Commune, ...]:
    """Return the twelve communes in the order of their codes."""
    with (HERE / "published_communes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_commune(row) for row in csv.DictReader(file))


def border_lengths_km() -> dict[frozenset[str], float]:
    """Return the pairs of communes that share a border, each with its length in km, as published."""
    with (HERE / "published_neighbours.csv").open(encoding="utf-8", newline="") as file:
        return {
            frozenset((row["code_a"], row["code_b"])): float(row["border_km_about"])
            for row in csv.DictReader(file)
        }


def _commune(row: dict[str, str]) -> Commune:
    degrees = {key: float(row[key]) for key in ("latitude", "longitude", "south", "west", "north", "east")}
    return Commune(code=row["commune_code"], name=row["commune"], area_ha=int(row["area_ha_2009"]), **degrees)
