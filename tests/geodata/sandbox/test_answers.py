"""Values cross by the types that were declared, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import CRS
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.findings import Findings, Place, error
from geodata.sandbox.answers import WrongAnswer, codec_of


class Colour(StrEnum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Cell:
    """A cell with a colour."""

    at: tuple[int, int]
    colour: Colour
    number: Decimal | None = None


def there_and_back(value: Any, kind: Any) -> Any:
    codec = codec_of(kind)
    return codec.decode(json.loads(json.dumps(codec.encode(value))))


SQUARE = Polygon([(0, 0), (0.1, 0), (0.1, 0.30000000000000004)])


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, type(None)),
        ("chữ", str),
        (7, int),
        (7.25, float),
        (True, bool),
        (b"\0\xff", bytes),
        (Decimal("1.50"), Decimal),
        (Fraction(1, 3), Fraction),
        (date(2024, 12, 31), date),
        (datetime(2024, 12, 31, 1, 2), datetime),
        (Path("a/b"), Path),
        (Colour.RED, Colour),
        (Cell((1, 2), Colour.BLUE, Decimal(1)), Cell),
        (Cell((1, 2), Colour.BLUE), Cell),
        ((1, "a"), tuple[int, str]),
        ((1, 2, 3), tuple[int, ...]),
        ([["a"], []], list[list[str]]),
        (frozenset({1, 2}), frozenset[int]),
        ({(1, 2): Cell((1, 2), Colour.RED)}, Mapping[tuple[int, int], Cell]),
        (
            Findings((error("a.b", Place(line=3), "x", n=Decimal(1), t=(1, date(2024, 1, 1))),)),
            Findings,
        ),
        (SQUARE, BaseGeometry),
        (MultiPolygon([SQUARE]), MultiPolygon),
        (None, BaseGeometry | None),
        ([1, {"a": 1.5}, None, (True,)], Any),
        (3, int | Fraction),
        (Fraction(1, 3), int | Fraction),
    ],
)
def test_what_crosses_comes_back_alike(value: Any, kind: Any) -> None:
    found = there_and_back(value, kind)
    assert found == value
    assert type(found) is type(value)


def test_systems_come_back_with_their_number_and_their_axes() -> None:
    local = CRS.from_proj4("+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m")
    for system in (CRS.from_epsg(9210), local, CRS.from_wkt(CRS.from_epsg(4326).to_wkt())):
        found = there_and_back(system, CRS)
        assert (found, found.to_epsg(), found.name) == (system, system.to_epsg(), system.name)


def test_arrays_come_back_to_the_last_bit() -> None:
    array = np.array([[0.1, np.nan], [np.inf, -0.0]])
    found = there_and_back(array, np.ndarray)
    assert found.dtype == array.dtype
    assert found.tobytes() == array.tobytes()


def test_no_array_of_objects_crosses() -> None:
    with pytest.raises(ValueError, match="pickle"):
        codec_of(np.ndarray).encode(np.array([Point(0, 0)], dtype=object))


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        ("7", int),
        (True, int),
        (1, bool),
        (1.0, int),
        (None, str),
        ("1,5", Decimal),
        ("green", Colour),
        ([[1, 2], "red"], Cell),
        ([[1, 2], "red", None, None], Cell),
        ({"at": [1, 2]}, Cell),
        ([1], tuple[int, str]),
        ([1, "2"], tuple[int, ...]),
        (["a", 1], list[str]),
        ("abc", list[str]),
        ([["a"]], dict[str, str]),
        ({"a": 1}, dict[str, int]),
        ("00", BaseGeometry),
        (SQUARE.wkb_hex, MultiPolygon),
        ("+init=/etc/passwd", CRS),
        ("+proj=longlat", CRS),
        ("no base64!", bytes),
        ({"pickle": "gASVCg=="}, Any),
        ({"decimal": "1", "day": "2024-01-01"}, Any),
        ({"decimal": "1"}, int | Fraction),
        ("2024-13-01", date),
    ],
)
def test_what_is_of_another_type_is_refused(plain: Any, kind: Any) -> None:
    with pytest.raises(WrongAnswer):
        codec_of(kind).decode(plain)


def test_what_cannot_cross_is_known_before_it_is_tried() -> None:
    with pytest.raises(TypeError, match="cannot cross"):
        codec_of(Sequence[threading_lock()])


def threading_lock() -> type:
    """A type that no process can give another."""
    import threading

    return type(threading.Lock())
