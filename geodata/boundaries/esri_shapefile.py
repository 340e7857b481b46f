"""An ESRI shapefile, read in memory from the bytes of its parts."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping

import shapefile
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.dbase import read_dbase
from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.crs import stated_crs
from geodata.findings import Finding, Findings, Place, error

_ENCODINGS = {
    "utf8": "utf-8",
    "65001": "utf-8",
    "1258": "cp1258",
    "windows1258": "cp1258",
    "cp1258": "cp1258",
    "tcvn3": "tcvn3",
    "vni": "vni",
}

_MOST_RINGS = 4_000
# What pyshp lets through on broken bytes.
_BROKEN = (shapefile.ShapefileException, struct.error, ArithmeticError, AttributeError, LookupError, OSError,
           TypeError, ValueError, MemoryError)  # fmt: skip


def read_shapefile(parts: Mapping[str, bytes], place: Place, limits: ReadLimits) -> Reading:
    """Read a shapefile from its parts: suffix → bytes; `.shp` and `.dbf` there, `.prj` and `.cpg` perhaps."""
    if ".dbf" not in parts:
        return refused(error("boundaries.no_dbf", place))
    try:
        columns, rows = read_dbase(parts[".dbf"], limit=limits.features)
        geometries, findings = _geometries(parts[".shp"], place, limits)
    except _BROKEN as reason:
        return refused(error("boundaries.not_shapefile", place, reason))
    if len(geometries) != len(rows):
        counts = {"shapes": len(geometries), "rows": len(rows)}
        return refused(error("boundaries.counts_differ", place, **counts))
    crs = _stated_crs(parts.get(".prj"), place, findings)
    stated = parts.get(".cpg", b"").decode("ascii", "replace").strip().lower()
    encoding = _ENCODINGS.get(stated.replace("-", "").replace(" ", ""))
    return FeatureTable(columns, tuple(rows), tuple(geometries), crs, encoding), Findings(tuple(findings))


def _geometries(
    data: bytes, place: Place, limits: ReadLimits
) -> tuple[list[BaseGeometry | None], list[Finding]]:
    geometries: list[BaseGeometry | None] = []
    findings: list[Finding] = []
    with shapefile.Reader(shp=io.BytesIO(data)) as reader:
        for position, found in enumerate(reader.iterShapes(), start=1):
            if position > limits.features:
                raise ValueError(f"over {limits.features} shapes")
            # Holes are sought for each outer ring, one by one.
            if len(getattr(found, "parts", ())) > _MOST_RINGS:
                raise ValueError(f"over {_MOST_RINGS} rings in a shape")
            try:
                empty = found is None or found.shapeType == shapefile.NULL
                geometries.append(None if empty else shape(found.__geo_interface__))
            except (ShapelyError, NotImplementedError, ValueError, TypeError, IndexError) as reason:
                where = Place(file=place.file, feature=str(position))
                findings.append(error("boundaries.geometry_unreadable", where, reason))
                geometries.append(None)
    return geometries, findings


def _stated_crs(prj: bytes | None, place: Place, findings: list[Finding]) -> CRS | None:
    text = (prj or b"").decode("utf-8-sig", "replace").strip()
    if not text:
        return None
    try:
        return stated_crs(text)
    except CRSError:
        findings.append(error("boundaries.crs_unreadable", place, text))
        return None
