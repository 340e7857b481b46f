"""One outline on its way from the file's coordinates to a valid MultiPolygon in degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import BoundaryFeature
from geodata.boundaries.locate import not_degrees
from geodata.crs import VIETNAM, project
from geodata.crs import WGS84 as DEGREES
from geodata.findings import Finding, error, warning


@dataclass(frozen=True)
class Mended:
    """A valid outline in EPSG:4326, and whether rings had to be repaired for it."""

    geometry: MultiPolygon
    repaired: bool


def mend(feature: BoundaryFeature) -> tuple[Mended | None, tuple[Finding, ...]]:
    """Return a feature's outline as it may be stored, or the reason why it may not.

    What `unplaced` says for the whole file is not said again for each feature.

    A ring that crosses itself is repaired by shapely's `make_valid`, of which only polygons are kept.
    """
    geometry, crs, place = feature.geometry, feature.crs, feature.place
    if geometry is None or geometry.is_empty:
        return None, (error("boundaries.geometry_empty", place),)
    if not isinstance(geometry, (shapely.Polygon, shapely.MultiPolygon)):
        return None, (error("boundaries.geometry_not_polygon", place, geometry.geom_type),)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None, (error("boundaries.not_finite", place),)
    if crs is None or not_degrees(feature):
        return None, ()
    problem = _misplaced(geometry, crs)
    if problem is not None:
        x, y = shapely.get_coordinates(geometry)[0]
        return None, (error(problem, place, f"{x:.10g} {y:.10g}", crs=_named(crs)),)
    moved = project(geometry, crs, DEGREES)
    if moved.is_valid:
        return Mended(_multi(moved), False), ()
    reason = shapely.is_valid_reason(moved)
    polygons = _multi(shapely.make_valid(moved))
    if polygons.is_empty:
        return None, (error("boundaries.geometry_empty", place, reason),)
    return Mended(polygons, True), (warning("boundaries.repaired", place, reason),)


def _misplaced(geometry: BaseGeometry, crs: CRS) -> str | None:
    """Return the code of what is wrong with the place of a geometry, None if it lies in Vietnam."""
    if _in_vietnam(project(geometry, crs, DEGREES)):
        return None
    swapped = shapely.transform(geometry, lambda points: points[:, ::-1])
    return (
        "boundaries.axes_swapped"
        if _in_vietnam(project(swapped, crs, DEGREES))
        else "boundaries.out_of_range"
    )


def _in_vietnam(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    left, bottom, right, top = VIETNAM
    return left <= west and bottom <= south and east <= right and north <= top


def _multi(geometry: BaseGeometry) -> MultiPolygon:
    parts = shapely.get_parts(geometry)
    while any(part.geom_type.startswith(("Multi", "Geometry")) for part in parts):
        parts = shapely.get_parts(parts)
    polygons = [part for part in parts if isinstance(part, shapely.Polygon) and part.area > 0]
    return MultiPolygon(polygons)


def _named(crs: CRS) -> str:
    epsg = crs.to_epsg()
    return crs.name if epsg is None else f"EPSG:{epsg}"
