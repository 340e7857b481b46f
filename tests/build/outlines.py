"""Outlines whose places on paper can be told by head: rectangles of whole kilometres in EPSG:5899."""

from __future__ import annotations

from pyproj import CRS
from shapely.geometry import MultiPolygon, box
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, project
from webmap.drawing import MapUnit

CRS_CODE = "EPSG:5899"
# The corner of Nhơn Trạch from which kilometres are counted.
EAST, NORTH = 400_000, 1_180_000


def rectangle(west: float, south: float, width: float, height: float) -> BaseGeometry:
    """Return a rectangle in kilometres from the corner, in EPSG:4326."""
    x, y = EAST + west * 1000, NORTH + south * 1000
    plane = MultiPolygon([box(x, y, x + width * 1000, y + height * 1000)])
    return project(plane, CRS.from_user_input(CRS_CODE), WGS84)


def unit(
    code: str, shape: BaseGeometry, key: str = "met", name: str = "Phú Hội", value: str = "86,1%"
) -> MapUnit:
    """Return a unit to draw."""
    return MapUnit(code, shape, key, name, value, f"{name}: {value}")
