"""Whether outlines lie where they are known to lie: a constant shift, another place, outside the district."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import CheckedUnit
from geodata.crs import WGS84, identify, project, systems_to_try, vn2000_zone
from geodata.findings import Finding, Place, warning

# Metres. A missed change of datum is 226 m, the confusions of zones begin at 361 m; less than this is how
# two surveys of one river differ.
_LEAST_SHIFT = 100.0
# The shift must be the same for all: half of the units within a quarter of its length.
_SPREAD = 0.25
# Moved back, outlines must differ by less than half of what they differ as they stand.
_MENDS = 0.5
# Metres within which another reading of the numbers explains a shift.
_EXPLAINS = 40.0
# Metres to which areas are compared: rounding makes the overlay safe for outlines that barely touch.
_GRID = 0.01
# Share of an outline that must lie in its known one, and in the district.
_AT_HOME = 0.5


@dataclass(frozen=True)
class Shift:
    """How far, in metres, and where to (azimuth, degrees from north) the outlines lie off."""

    metres: float
    azimuth: float
    likely: CRS | None


def placement_findings(
    units: Sequence[CheckedUnit],
    known: dict[str, BaseGeometry],
    district: BaseGeometry | None,
    *,
    crs: CRS,
    file: str | None,
) -> list[Finding]:
    """Return what speaks against the place of the outlines.

    Parameters
    ----------
    units : sequence of CheckedUnit
    known : dict of str to BaseGeometry
        Code → outline of the same unit as the store has it, EPSG:4326.
    district : BaseGeometry or None
        All known outlines together, also those of another vintage.
    crs : CRS
        The system that the file was read in.
    """
    pairs = [(unit.geometry, known[unit.code]) for unit in units if unit.code in known]
    shift = find_shift(pairs, crs)
    if shift is not None:
        words = {"metres": round(shift.metres), "azimuth": round(shift.azimuth)}
        if shift.likely is None:
            return [warning("boundaries.shifted", Place(file=file), **words)]
        likely = f"EPSG:{shift.likely.to_epsg()} ({shift.likely.name})"
        return [warning("boundaries.shifted_as", Place(file=file), likely=likely, **words)]
    found: list[Finding] = []
    for unit in units:
        place, own = Place(file=file, feature=unit.code), known.get(unit.code)
        if own is not None and _inside(unit.geometry, own) < _AT_HOME:
            percent = math.floor(100 * _inside(unit.geometry, own))
            found.append(warning("boundaries.unit_elsewhere", place, name=unit.name, percent=percent))
        elif own is None and district is not None and _inside(unit.geometry, district) < _AT_HOME:
            percent = math.ceil(100 - 100 * _inside(unit.geometry, district))
            found.append(warning("boundaries.unit_outside", place, name=unit.name, percent=percent))
    return found


def find_shift(pairs: Sequence[tuple[BaseGeometry, BaseGeometry]], crs: CRS) -> Shift | None:
    """Return the shift that all pairs (new, known; EPSG:4326) have in common, if there is one.

    The median of the centroids' differences is the shift if it is over 100 m, if half of the units
    are within a quarter of it, and if moving the outlines back halves the area in which they differ.
    """
    if not pairs:
        return None
    plane = vn2000_zone(float(np.median([known.centroid.x for _, known in pairs])))
    new = project(np.array([a for a, _ in pairs], dtype=object), WGS84, plane)
    known = project(np.array([b for _, b in pairs], dtype=object), WGS84, plane)
    off = _points(shapely.centroid(new)) - _points(shapely.centroid(known))
    move = np.median(off, axis=0)
    length = float(np.hypot(*move))
    if length < _LEAST_SHIFT or np.median(np.hypot(*(off - move).T)) > _SPREAD * length:
        return None
    back = shapely.transform(new, lambda points: points - move)
    if _differing(back, known) > _MENDS * _differing(new, known):
        return None
    middle = np.median(_points(shapely.centroid(new)), axis=0)
    azimuth = math.degrees(math.atan2(move[0], move[1])) % 360
    return Shift(length, azimuth, _explained(middle, move, plane, crs))


def _explained(middle: np.ndarray, move: np.ndarray, plane: CRS, crs: CRS) -> CRS | None:
    """Return the system in which the file's own numbers would lie where they should."""
    here = project(shapely.Point(middle), plane, crs)
    home = middle - move
    readings: list[tuple[float, CRS]] = []
    for other in systems_to_try(degrees=crs.is_geographic):
        if other != identify(crs):
            read = project(here, other, plane)
            readings.append((math.hypot(read.x - home[0], read.y - home[1]), other))
    nearest = min(readings, key=lambda reading: reading[0], default=None)
    return nearest[1] if nearest is not None and nearest[0] <= _EXPLAINS else None


def _points(points: np.ndarray) -> np.ndarray:
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _differing(new: np.ndarray, known: np.ndarray) -> float:
    return float(shapely.area(shapely.symmetric_difference(new, known, grid_size=_GRID)).sum())


def _inside(outline: BaseGeometry, home: BaseGeometry) -> float:
    """Return the share (0–1) of an outline that lies in another; in degrees, which is even enough here."""
    area = outline.area
    return 1.0 if area == 0 else float(outline.intersection(home).area / area)
