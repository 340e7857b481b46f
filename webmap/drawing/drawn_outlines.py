"""Outlines as maps draw them: a hole that no unit fills is a gap between what a unit was merged from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

# A hole larger than this part of its unit is drawn: it may be a place that belongs to nobody here.
_GAP = 0.01


def without_gaps(outlines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return outlines of one vintage, in their order, without the small holes that no other of them fills.

    Neighbours of a real file do not quite meet, so that a unit merged from them has slits, which would be
    drawn as lines within it. Only drawings close them: files and areas keep the outlines as they were loaded.
    """
    # A point of each: none of a unit's own lies in a hole of it.
    points = shapely.point_on_surface(outlines)
    return [_closed(outline, points) for outline in outlines]


def _closed(outline: BaseGeometry, points: NDArray[np.object_]) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(outline) if isinstance(part, Polygon)]
    if not any(part.interiors for part in parts):
        return outline
    largest = _GAP * outline.area

    def is_gap(hole: Polygon) -> bool:
        return hole.area < largest and not shapely.contains(hole, points).any()

    return MultiPolygon(
        [
            Polygon(part.exterior, [ring for ring in part.interiors if not is_gap(Polygon(ring))])
            for part in parts
        ]
    )
