"""Outlines for a map of a country: a partition, its borders thinned, and how far that moved them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.arcs import ArcCoverage, arcs_of
from geodata.boundaries.partition import Progress, partition, untold
from geodata.crs import WGS84, project

TOLERANCE = 100.0
"""Metres that a vertex may lie off the border before it is kept."""

LARGEST_SHIFT = 230.0
"""Metres beyond which thinning moves no vertex; 250 are a tenth of a pixel of a country on one screen."""

# Metres of a degree of latitude, and of one of longitude at the equator.
_DEGREE = (111_320.0, 110_700.0)
# What moved is measured in this zone: Vietnam lies within five degrees of its meridian, so that lengths are
# right to 0.4 %.
_METRES = CRS.from_epsg(32648)
# Metres: borders that may not be thinned by this much are not thinned at all.
_LEAST_TOLERANCE = 10.0
# How much of the work is done when no outlines overlap any more.
_PARTED = 0.6


@dataclass(frozen=True)
class ThinnedCoverage:
    """A valid coverage in EPSG:4326 with as many outlines as were given, in their order.

    `shift` is the farthest, in metres, that a vertex of the file lies from the drawn border of its own unit,
    or a drawn vertex from the border that the file has.
    """

    coverage: ArcCoverage
    shift: float


def thinned(
    outlines: Sequence[BaseGeometry], *, tolerance: float = TOLERANCE, progress: Progress = untold
) -> ThinnedCoverage:
    """Return outlines as a valid coverage with thinned borders.

    Parameters
    ----------
    outlines : sequence of Polygon or MultiPolygon
        Valid, EPSG:4326; overlaps and slivers between them are resolved (`partition`).
    tolerance : float
        Metres; a larger one leaves fewer vertices. 0 keeps all.
    progress : callable
        Told how far the work is (0–1).
    """
    given = np.asarray(outlines, dtype=object)
    # Stretched degrees, not a projection: straight borders stay straight, so what fits together here does so
    # in degrees too.
    middle = shapely.total_bounds(given)[1::2].mean()
    stretch = np.array([_DEGREE[0] * cos(radians(middle)), _DEGREE[1]])
    plane = shapely.transform(given, lambda points: points * stretch)
    apart = partition(plane, progress=lambda share: progress(_PARTED * share))
    thin = _thin(arcs_of(apart), plane, tolerance, progress)
    coverage = replace(thin, arcs=tuple(arc / stretch for arc in thin.arcs))
    before, after = (project(shapes, WGS84, _METRES) for shapes in (given, coverage.polygons()))
    return ThinnedCoverage(coverage, float(_shifts(before, after).max(initial=0.0)))


def _thin(
    whole: ArcCoverage, given: NDArray[np.object_], tolerance: float, progress: Progress
) -> ArcCoverage:
    """Thin each arc by itself; those of units that are spoilt by it or moved too far, less and less."""
    counts = [len(arc) for arc in whole.arcs]
    lines = shapely.linestrings(np.concatenate(whole.arcs), indices=np.repeat(np.arange(len(counts)), counts))
    allowed = np.full(len(counts), tolerance)
    shifts, changed = np.zeros(len(given)), np.arange(len(given))
    units_of = _units_by_arc(whole)
    for turn in count(1):
        # How many turns it takes is not known beforehand: each is taken for half of what is left.
        progress(1 - (1 - _PARTED) / 2**turn)
        drawn = replace(whole, arcs=_thinned_arcs(lines, allowed))
        shapes = drawn.polygons()
        shifts[changed] = _shifts(given[changed], shapes[changed])
        spoilt = np.flatnonzero(_spoilt(shapes) | (shifts > LARGEST_SHIFT))
        named = {n if n >= 0 else ~n for unit in spoilt for ring in whole.outlines[unit] for n in ring.arcs}
        thin = [n for n in named if allowed[n] > 0]
        if not thin:
            return drawn
        allowed[thin] = np.where(allowed[thin] > _LEAST_TOLERANCE, allowed[thin] / 2, 0.0)
        changed = np.array(sorted({unit for n in thin for unit in units_of[n]}))
    raise AssertionError("what cannot be thinned is left as it is")


def _units_by_arc(whole: ArcCoverage) -> list[list[int]]:
    found: list[list[int]] = [[] for _arc in whole.arcs]
    for unit, rings in enumerate(whole.outlines):
        for ring in rings:
            for n in ring.arcs:
                found[n if n >= 0 else ~n].append(unit)
    return found


def _thinned_arcs(
    lines: NDArray[np.object_], allowed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], ...]:
    points, arc = shapely.get_coordinates(
        shapely.simplify(lines, allowed, preserve_topology=False), return_index=True
    )
    return tuple(np.split(points, np.searchsorted(arc, np.arange(1, len(lines)))))


def _spoilt(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which outlines are no longer valid, or no longer fit to their neighbours."""
    unsound = ~shapely.is_valid(shapes) | shapely.is_empty(shapes)
    sound = np.flatnonzero(~unsound)
    unsound[sound] = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes[sound]))
    return unsound


def _shifts(given: NDArray[np.object_], drawn: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return for each unit the farthest that a vertex of one outline lies from the border of the other."""
    farthest = np.zeros(len(given))
    for one, other in ((given, drawn), (drawn, given)):
        points, unit = shapely.get_coordinates(one, return_index=True)
        away = shapely.distance(shapely.points(points), shapely.boundary(other)[unit])
        # Nothing left of an outline: it has no distance, and is put back as spoilt.
        np.maximum.at(farthest, unit, np.nan_to_num(away, nan=np.inf))
    return farthest
