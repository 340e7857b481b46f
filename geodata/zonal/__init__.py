"""Exact class areas per unit from rasters of classes: the numerical heart of the portal."""

from geodata.zonal.errors import NoOverlap, UnusablePolygon
from geodata.zonal.measure import MAXIMUM_PIXELS, measure_class_areas
from geodata.zonal.results import TABLE_COLUMNS, ClassAreas, UnitClassAreas, write_classes, write_table

__all__ = [
    "MAXIMUM_PIXELS",
    "TABLE_COLUMNS",
    "ClassAreas",
    "NoOverlap",
    "UnitClassAreas",
    "UnusablePolygon",
    "measure_class_areas",
    "write_classes",
    "write_table",
]
