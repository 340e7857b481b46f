"""Outlines on paper: projected, scaled to a round scale, in millimetres from the frame's upper left."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, parse_crs, project

# Scales that people can reckon with, within one power of ten.
_ROUND = (
    1,
    1.1,
    1.2,
    1.25,
    1.3,
    1.4,
    1.5,
    1.6,
    1.7,
    1.8,
    1.9,
    2,
    2.2,
    2.5,
    3,
    3.5,
    4,
    4.5,
    5,
    6,
    7,
    8,
    9,
    10,
)
_MM_PER_METRE = 1000.0


@dataclass(frozen=True)
class MapFrame:
    """Where the outlines lie on paper.

    `outlines` are in millimetres, x to the right and y downwards, by code; `scale` is the denominator
    (160000 for 1:160 000); `crs` the projected system they are drawn in, `corner` where in it the paper's
    upper left is, in metres.
    """

    width: float
    height: float
    scale: float
    crs: str
    outlines: Mapping[str, BaseGeometry]
    land: BaseGeometry
    corner: tuple[float, float] = (0.0, 0.0)

    def millimetres(self, metres: float) -> float:
        """Return how long a distance on the ground is on paper."""
        return metres * _MM_PER_METRE / self.scale

    def to_paper(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place is on paper."""
        point = project(shapely.Point(longitude, latitude), WGS84, parse_crs(self.crs))
        return self.millimetres(point.x - self.corner[0]), self.millimetres(self.corner[1] - point.y)


def fit(
    outlines: Mapping[str, BaseGeometry],
    *,
    width: float,
    height: float,
    crs: str,
    margin: float = 2.5,
    bottom: float = 0.0,
    round_scale: bool = True,
) -> MapFrame:
    """Fit outlines into a frame, in its middle.

    Parameters
    ----------
    outlines : mapping of code to Polygon or MultiPolygon
        EPSG:4326, longitude first; at least one that is not empty.
    width, height : float
        The frame in millimetres.
    crs : str
        A projected system in metres, such as ``"EPSG:5899"``.
    margin, bottom : float
        Millimetres kept free on all sides, and more of them below.
    round_scale : bool
        Whether the scale is one that people can reckon with; a small picture fills its frame instead.

    Raises
    ------
    ValueError
        Without anything to draw, or where nothing is left of the frame.
    """
    drawn = {code: shape for code, shape in outlines.items() if not shape.is_empty}
    room = (width - 2 * margin, height - 2 * margin - bottom)
    if not drawn or min(room) <= 0:
        raise ValueError(f"{len(drawn)} outlines do not fit a frame of {width} × {height} mm")
    system = parse_crs(crs)
    projected = project(np.array(list(drawn.values())), WGS84, system)
    west, south, east, north = shapely.total_bounds(projected)
    scale = max((east - west) / room[0], (north - south) / room[1]) * _MM_PER_METRE
    scale = _rounded_up(scale) if round_scale else scale
    factor = _MM_PER_METRE / scale
    left = (width - (east - west) * factor) / 2
    top = (height - bottom - (north - south) * factor) / 2

    def to_paper(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([left + (points[:, 0] - west) * factor, top + (north - points[:, 1]) * factor])

    on_paper = shapely.transform(projected, to_paper)
    corner = (west - left / factor, north + top / factor)
    placed = dict(zip(drawn, on_paper, strict=True))
    return MapFrame(width, height, scale, crs, placed, united(on_paper), corner)


def united(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    """Return shapes as one; of a valid coverage in a fraction of the time."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapely.make_valid(shapes))


def _rounded_up(scale: float) -> float:
    power = 10.0 ** math.floor(math.log10(scale))
    return next(step * power for step in _ROUND if step * power >= scale * (1 - 1e-9))
