"""Outlines of a real file as a partition of the land: no overlap, no sliver, every border drawn once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# A hole wider than this is kept: it may be water. Narrower ones are where two borders were simplified apart.
WIDEST_SLIVER = 200.0
# Square metres; less is rounding of coordinates.
_SMALLEST_OVERLAP = 1.0
# Only where giving an overlap away would move a vertex this far is it worth a closer look who should have it.
_CLOSER_LOOK = 60.0
_Shapes = NDArray[np.object_]
Progress = Callable[[float], None]


def untold(_share: float) -> None:
    """Be told how far work is, and do nothing: for those whom nobody watches."""


def partition(outlines: Sequence[BaseGeometry], *, progress: Progress = untold) -> _Shapes:
    """Return the outlines as a valid coverage: an overlap belongs to one of the two, slivers are filled.

    Parameters
    ----------
    outlines : sequence of Polygon or MultiPolygon
        Valid, in metres.
    progress : callable
        Told how far the work is (0–1).

    Returns
    -------
    ndarray of Polygon or MultiPolygon
        In the same order. Of two units that overlap the one has the land whose neighbour's vertices move
        less by it. A hole of at most `WIDEST_SLIVER` goes to the unit with which it shares the longest
        border, unless it is so long that it would be a tail of that unit: then it stays open.
    """
    shapes = np.asarray(outlines, dtype=object)
    if shapely.coverage_is_valid(shapes):
        return _filled(shapes)
    apart = _without_overlaps(shapes)
    progress(0.4)
    clean = shapely.coverage_clean(apart, merge_strategy="min_area")
    progress(0.7)
    return _filled(clean)


def _without_overlaps(shapes: _Shapes) -> _Shapes:
    first, second, shared = _overlaps(shapes)
    if not len(first):
        return shapes
    lost_by_first = _loss(shapes, first, second, shared)
    lost_by_second = _loss(shapes, second, first, shared)
    first_loses = lost_by_first < lost_by_second
    loser = np.where(first_loses, first, second)
    order = np.argsort(loser, kind="stable")
    units, starts = np.unique(loser[order], return_index=True)
    lost = [shapely.union_all(shared[part]) for part in np.split(order, starts[1:])]
    apart = shapes.copy()
    apart[units] = shapely.difference(shapes[units], np.asarray(lost, dtype=object))
    # What would vanish keeps its land; the cleaning that follows gives it to the smaller unit.
    gone = shapely.is_empty(apart)
    apart[gone] = shapes[gone]
    return apart


def _overlaps(shapes: _Shapes) -> tuple[NDArray[np.intp], NDArray[np.intp], _Shapes]:
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = pairs[:, pairs[0] < pairs[1]]
    shared = shapely.intersection(shapes[first], shapes[second])
    real = shapely.area(shared) > _SMALLEST_OVERLAP
    return first[real], second[real], shared[real]


def _loss(
    shapes: _Shapes, losers: NDArray[np.intp], winners: NDArray[np.intp], shared: _Shapes
) -> NDArray[np.float64]:
    """Return how far a vertex of each loser would move if the winner had what they share; 0 if none would."""
    points, unit = shapely.get_coordinates(shapes, return_index=True)
    vertices = shapely.points(points)
    starts = np.searchsorted(unit, np.arange(len(shapes) + 1))
    borders = shapely.boundary(shapes)
    found = np.zeros(len(losers))
    for n, (loser, winner, land) in enumerate(zip(losers, winners, shared, strict=True)):
        own = vertices[starts[loser] : starts[loser + 1]]
        own = own[shapely.intersects(land, own)]
        if len(own):
            found[n] = shapely.distance(own, borders[winner]).max()
            if found[n] > _CLOSER_LOOK:
                left = shapely.boundary(shapely.difference(shapes[loser], shapes[winner]))
                found[n] = shapely.distance(own, left).max() if not left.is_empty else np.inf
    return found


def _filled(shapes: _Shapes) -> _Shapes:
    """Give each sliver that the units enclose to the one it has the longest border with."""
    slivers = _slivers(shapes)
    if not len(slivers):
        return shapes
    owners = _longest_border(shapes, slivers)
    beside = ~_is_tail(shapes, slivers, owners)
    slivers, owners = slivers[beside], owners[beside]
    filled = shapes.copy()
    order = np.argsort(owners, kind="stable")
    units, starts = np.unique(owners[order], return_index=True)
    for unit, part in zip(units, np.split(order, starts[1:]), strict=True):
        filled[unit] = shapely.coverage_union_all([shapes[unit], *slivers[part]])
    return filled


def _slivers(shapes: _Shapes) -> _Shapes:
    whole = shapely.coverage_union_all(shapes)
    rings = [
        ring
        for part in shapely.get_parts(whole)
        if isinstance(part, shapely.Polygon)
        for ring in part.interiors
    ]
    holes = np.asarray([shapely.polygons(ring) for ring in rings], dtype=object)
    if not len(holes):
        return holes
    radii = shapely.length(shapely.maximum_inscribed_circle(holes, tolerance=1.0))
    return holes[2 * radii <= WIDEST_SLIVER]


def _is_tail(shapes: _Shapes, slivers: _Shapes, owners: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which slivers reach farther from their owner than a sliver may be wide."""
    points, sliver = shapely.get_coordinates(slivers, return_index=True)
    borders = shapely.boundary(shapes)
    away = shapely.distance(shapely.points(points), borders[owners[sliver]])
    is_tail = np.zeros(len(slivers), dtype=bool)
    is_tail[sliver[away > WIDEST_SLIVER]] = True
    return is_tail


def _longest_border(shapes: _Shapes, slivers: _Shapes) -> NDArray[np.intp]:
    """Return for each sliver the place of the unit that it shares most of its edge with."""
    edges, unit = _segments(shapes)
    mine, sliver = _segments(slivers)
    # Both sides of a border are the same two points, and so the same row.
    table = np.concatenate([edges, mine])
    _, group = np.unique(table, axis=0, return_inverse=True)
    owner_of = np.full(group.max() + 1, -1)
    owner_of[group[: len(edges)]] = unit
    owner = owner_of[group[len(edges) :]]
    length = np.hypot(mine[:, 2] - mine[:, 0], mine[:, 3] - mine[:, 1])
    known = owner >= 0
    pairs, at = np.unique(np.column_stack([sliver[known], owner[known]]), axis=0, return_inverse=True)
    totals = np.bincount(at, weights=length[known])
    best = np.lexsort((totals, pairs[:, 0]))
    last = np.append(np.diff(pairs[best, 0]) != 0, True)
    return pairs[best[last], 1]


def _segments(shapes: _Shapes) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the edges of polygons as rows (x, y, x, y), the lesser point first, and whose each is."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    start, end = points[:-1][inside], points[1:][inside]
    turned = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    rows = np.where(turned[:, None], np.hstack([end, start]), np.hstack([start, end]))
    return rows, part_of[ring_of[ring[:-1][inside]]]
