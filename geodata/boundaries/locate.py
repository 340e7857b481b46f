"""Features that cannot be placed for want of a system: say which ones their numbers would fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geodata.boundaries.feature import BoundaryFeature, KnownUnit
from geodata.boundaries.table import extent
from geodata.crs import VIETNAM, Bounds, Candidate, guess_candidates
from geodata.findings import Finding, Place, error

# Degrees around the known units: room for simplified outlines, but not for the meridian 0.25° away.
_ROOM = 0.1


def unplaced(features: Sequence[BoundaryFeature], known: Sequence[KnownUnit]) -> list[Finding]:
    """Return one error for all features without a system, and one for those whose degrees are none."""
    found: list[Finding] = []
    without = [f for f in features if f.crs is None]
    bounds = extent([f.geometry for f in without])
    if bounds is not None:
        candidates = _candidates(bounds, known)
        code = "boundaries.crs_missing" if candidates else "boundaries.crs_missing_unguessed"
        if any(c.swapped for c in candidates):
            code = "boundaries.crs_missing_swapped"
        found.append(_named(code, without[0], bounds, candidates))
    metric = [f for f in features if not_degrees(f)]
    bounds = extent([f.geometry for f in metric])
    if bounds is not None:
        found.append(_named("boundaries.not_degrees", metric[0], bounds, _candidates(bounds, known)))
    return found


def not_degrees(feature: BoundaryFeature) -> bool:
    """Return whether a feature in a geographic system has a number above 180."""
    if feature.geometry is None or feature.crs is None or not feature.crs.is_geographic:
        return False
    return any(math.isfinite(number) and abs(number) > 180 for number in feature.geometry.bounds)


def _candidates(bounds: Bounds, known: Sequence[KnownUnit]) -> tuple[Candidate, ...]:
    around = extent([unit.geometry for unit in known])
    if around is None:
        return guess_candidates(bounds)
    west, south, east, north = around
    near = (west - _ROOM, south - _ROOM, east + _ROOM, north + _ROOM)
    return guess_candidates(bounds, around=near) or guess_candidates(bounds, around=VIETNAM)


def _named(code: str, feature: BoundaryFeature, bounds: Bounds, candidates: Sequence[Candidate]) -> Finding:
    names = ", ".join(f"{c.code} ({c.name})" for c in candidates)
    content = " ".join(f"{number:.10g}" for number in bounds)
    return error(code, Place(file=feature.place.file), content, candidates=names)
