"""Quần đảo Hoàng Sa and quần đảo Trường Sa: every map of the country shows them, by law and custom."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import shapely
from shapely.geometry.base import BaseGeometry

# Degrees. No province is as tall or as wide as this, and the country is far taller.
_COUNTRY = 3.0


@dataclass(frozen=True)
class SeaPlace:
    """What is drawn in the sea: names by language, extent (west, south, east, north), and islands as points.

    Longitude before latitude. The sea itself has neither extent nor islands, but a place for its name.
    """

    code: str
    names: tuple[tuple[str, str], ...]
    extent: tuple[float, float, float, float] | None
    islands: tuple[tuple[float, float], ...]
    place: tuple[float, float]

    def name(self, lang: str) -> str:
        """Return what it is called."""
        return dict(self.names)[lang]


def sea_places(outlines: Sequence[BaseGeometry]) -> tuple[SeaPlace, ...]:
    """Return what a map of these units (EPSG:4326) shows in the sea; nothing where it is not of the country.

    A map is of the country where its units reach over more than three degrees of latitude or of longitude.
    Where the units have an archipelago's islands themselves, it is named and its islands are not drawn again.
    """
    shapes = [outline for outline in outlines if not outline.is_empty]
    if not shapes:
        return ()
    west, south, east, north = shapely.total_bounds(shapes)
    if max(east - west, north - south) <= _COUNTRY:
        return ()
    return tuple(_undoubled(place, shapes) for place in _places())


def _undoubled(place: SeaPlace, shapes: Sequence[BaseGeometry]) -> SeaPlace:
    if place.extent is None or not shapely.intersects(shapely.box(*place.extent), shapes).any():
        return place
    return SeaPlace(place.code, place.names, place.extent, (), place.place)


@lru_cache(maxsize=1)
def _places() -> tuple[SeaPlace, ...]:
    read = tomllib.loads((files("webmap.drawing") / "archipelagos.toml").read_text(encoding="utf-8"))
    found = []
    for one in read["archipelago"]:
        west, south, east, north = one["extent"]
        islands = tuple((x, y) for x, y in one["islands"])
        middle = ((west + east) / 2, (south + north) / 2)
        found.append(SeaPlace(one["code"], _names(one), (west, south, east, north), islands, middle))
    x, y = read["sea"]["place"]
    return (*found, SeaPlace("sea", _names(read["sea"]), None, (), (x, y)))


def _names(one: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return (("vi", one["name_vi"]), ("en", one["name_en"]))
