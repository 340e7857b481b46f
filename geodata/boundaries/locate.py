"""Features that cannot be placed for want of a system: say which ones their numbers would fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import BoundaryFeature, KnownUnit
from geodata.boundaries.table import extent
from geodata.crs import VIETNAM, WGS84, Bounds, Candidate, guess_candidates, project
from geodata.findings import Finding, Place, error
from geodata.sandbox.apart import apart
from geodata.sandbox.child import Limits

# Degrees around the known units: room for simplified outlines, but not for the meridian 0.25° away.
_ROOM = 0.1
# Degrees, a tenth of a metre: files without a system may have rings that cross themselves, too.
GRID_DEGREES = 1e-6


def unplaced(
    features: Sequence[BoundaryFeature],
    known: Sequence[KnownUnit],
    surroundings: Sequence[BaseGeometry] = (),
) -> list[Finding]:
    """Return one error for all features without a system, and one for those whose degrees are none."""
    found: list[Finding] = []
    homes = [*(unit.geometry for unit in known if unit.geometry is not None), *surroundings]
    without = [f for f in features if f.crs is None]
    bounds = extent([f.geometry for f in without])
    if bounds is not None:
        candidates = _candidates(bounds, homes)
        code = "boundaries.crs_missing" if candidates else "boundaries.crs_missing_unguessed"
        if any(c.swapped for c in candidates):
            code = "boundaries.crs_missing_swapped"
        found.append(_named(code, without, bounds, candidates, homes))
    metric = [f for f in features if not_degrees(f)]
    bounds = extent([f.geometry for f in metric])
    if bounds is not None:
        candidates = _candidates(bounds, homes)
        found.append(_named("boundaries.not_degrees", metric, bounds, candidates, homes))
    return found


@apart(Limits(seconds=60))
def systems_for(
    features: Sequence[BoundaryFeature], homes: Sequence[BaseGeometry]
) -> tuple[tuple[Candidate, float | None, BaseGeometry], ...]:
    """Return the systems that features without one may be in, with what a person needs to confirm one.

    Parameters
    ----------
    features : sequence of BoundaryFeature
    homes : sequence of BaseGeometry
        Known outlines in EPSG:4326; without any the systems are those whose ranges fit Vietnam.

    Returns
    -------
    tuple of (Candidate, float or None, BaseGeometry)
        The system, the share (0–1) of the outlines that would then lie on known ones (None where none are
        known), and the outlines as it would place them, as one geometry in EPSG:4326; best first.
    """
    shapes = [f.geometry for f in features if f.geometry is not None and not f.geometry.is_empty]
    bounds = extent(shapes)
    if bounds is None:
        return ()
    candidates = _candidates(bounds, homes)
    shares: dict[Candidate, float | None] = dict.fromkeys(candidates)
    if homes:
        shares = dict(fit_candidates(shapes, candidates, homes))
    return tuple((candidate, share, _placed(shapes, candidate)) for candidate, share in shares.items())


def not_degrees(feature: BoundaryFeature) -> bool:
    """Return whether a feature in a geographic system has a number above 180."""
    if feature.geometry is None or feature.crs is None or not feature.crs.is_geographic:
        return False
    return any(math.isfinite(number) and abs(number) > 180 for number in feature.geometry.bounds)


def _candidates(bounds: Bounds, homes: Sequence[BaseGeometry]) -> tuple[Candidate, ...]:
    around = extent(homes)
    if around is None:
        return guess_candidates(bounds)
    west, south, east, north = around
    near = (west - _ROOM, south - _ROOM, east + _ROOM, north + _ROOM)
    return guess_candidates(bounds, around=near) or guess_candidates(bounds, around=VIETNAM)


def fit_candidates(
    shapes: Sequence[BaseGeometry], candidates: Sequence[Candidate], homes: Sequence[BaseGeometry]
) -> tuple[tuple[Candidate, float], ...]:
    """Return the candidates with the share (0–1) of all outlines that would lie on known ones, best first.

    Systems that ranges cannot tell apart (3405, 32648 and 5897 lie within 500 m) differ in this share.
    """
    home = shapely.union_all(np.array(homes, dtype=object), grid_size=GRID_DEGREES)
    found: list[tuple[Candidate, float]] = []
    for candidate in candidates:
        whole = _placed(shapes, candidate)
        shared = shapely.intersection(whole, home, grid_size=GRID_DEGREES).area
        found.append((candidate, shared / whole.area if whole.area else 0.0))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def _placed(shapes: Sequence[BaseGeometry], candidate: Candidate) -> BaseGeometry:
    """Return the outlines in EPSG:4326 as a system places them, as one geometry."""
    there = np.array(shapes, dtype=object)
    if candidate.swapped:
        there = shapely.transform(there, lambda points: points[:, ::-1])
    there = shapely.make_valid(project(there, CRS.from_epsg(candidate.epsg), WGS84))
    return shapely.union_all(there, grid_size=GRID_DEGREES)


def _named(
    code: str,
    features: Sequence[BoundaryFeature],
    bounds: Bounds,
    candidates: Sequence[Candidate],
    homes: Sequence[BaseGeometry],
) -> Finding:
    if homes and candidates:
        shapes = [f.geometry for f in features if f.geometry is not None and not f.geometry.is_empty]
        fitting = fit_candidates(shapes, candidates, homes)
        names = ", ".join(f"{c.code} ({c.name}; {math.floor(100 * share)}%)" for c, share in fitting)
    else:
        names = ", ".join(f"{c.code} ({c.name})" for c in candidates)
    content = " ".join(f"{number:.10g}" for number in bounds)
    return error(code, Place(file=features[0].place.file), content, candidates=names)
