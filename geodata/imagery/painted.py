"""A painted raster: the picture's bytes, where it lies, and which classes are in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureClass:
    """A class that is in the picture: its value, labels and colour (`#rrggbb`)."""

    value: int
    label_vi: str
    label_en: str
    color: str


@dataclass(frozen=True)
class PaintedRaster:
    """A picture and where it lies: PNG with transparent nodata, edges in degrees on WGS 84."""

    png: bytes
    west: float
    south: float
    east: float
    north: float
    classes: tuple[PictureClass, ...]
