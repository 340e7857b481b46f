"""Where outlines lie over each other, and where they leave holes between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import areas_ha
from geodata.errors import LimitExceeded

# 0.01 ha is a square of 10 m: less is rounding of coordinates, not a question of who owns the land.
SLIVER_HA = 0.01
# The country's 11,163 communes meet in some 33,000 pairs.
MOST_PAIRS = 200_000
_AT_ONCE = 256


@dataclass(frozen=True)
class Overlap:
    """Two outlines over each other: positions in the sequence, hectares, share of the smaller one (0–1)."""

    first: int
    second: int
    area_ha: float
    share: float


@dataclass(frozen=True)
class Gap:
    """A hole that outlines enclose: hectares, and a point inside (longitude, latitude)."""

    area_ha: float
    longitude: float
    latitude: float


def find_overlaps(geometries: Sequence[BaseGeometry], areas: np.ndarray) -> tuple[Overlap, ...]:
    """Return the pairs that share over 0.01 ha, the largest share first.

    Parameters
    ----------
    geometries : sequence of valid polygons
        In EPSG:4326.
    areas : ndarray, shape (n,)
        Their areas in hectares.

    Raises
    ------
    LimitExceeded
        Where so many pairs meet that they cannot be units beside each other.
    """
    shapes = np.asarray(geometries, dtype=object)
    if len(shapes) < 2:
        return ()
    first, second = _meeting(shapes)
    # Neighbours that only touch are most of the pairs and need no intersection.
    crossing = ~shapely.touches(shapes[first], shapes[second])
    first, second = first[crossing], second[crossing]
    shared = areas_ha(shapely.intersection(shapes[first], shapes[second]))
    shares = shared / np.minimum(areas[first], areas[second])
    found = [int(n) for n in np.argsort(-shares, kind="stable") if shared[n] > SLIVER_HA]
    return tuple(
        Overlap(int(first[n]), int(second[n]), float(shared[n]), float(min(shares[n], 1.0))) for n in found
    )


def _meeting(shapes: np.ndarray) -> np.ndarray:
    """Return the pairs that meet, as two rows; counted while they are sought, for all may meet all."""
    tree, found, count = shapely.STRtree(shapes), [], 0
    for start in range(0, len(shapes), _AT_ONCE):
        pairs = tree.query(shapes[start : start + _AT_ONCE], predicate="intersects")
        pairs[0] += start
        found.append(pairs[:, pairs[0] < pairs[1]])
        count += found[-1].shape[1]
        if count > MOST_PAIRS:
            raise LimitExceeded("boundaries.too_many_overlaps", limit=MOST_PAIRS)
    return np.concatenate(found, axis=1)


def find_gaps(geometries: Sequence[BaseGeometry]) -> tuple[Gap, ...]:
    """Return the enclosed holes over 0.01 ha, the largest first; an opening to the outside is no hole."""
    whole = shapely.union_all(np.asarray(geometries, dtype=object))
    holes = [
        shapely.polygons(ring)
        for part in shapely.get_parts(whole)
        if isinstance(part, shapely.Polygon)
        for ring in part.interiors
    ]
    # A unit that lies in the hole of another is part of the union: the hole is only what stays open.
    areas = areas_ha(holes)
    found = [int(n) for n in np.argsort(-areas, kind="stable") if areas[n] > SLIVER_HA]
    inside = [holes[n].representative_point() for n in found]
    return tuple(Gap(float(areas[n]), point.x, point.y) for n, point in zip(found, inside, strict=True))
