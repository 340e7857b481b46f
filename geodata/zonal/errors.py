"""Errors of measuring, each one line of meaning."""

from geodata.errors import GeodataError, UnreadableFile


class NoOverlap(GeodataError):
    """The raster and the units do not share a single pixel: the wrong file, or the wrong coordinates."""


class UnusablePolygon(UnreadableFile):
    """A unit's geometry is missing, empty, not a polygon, or cannot be brought to the raster's CRS."""
