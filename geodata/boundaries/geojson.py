"""GeoJSON, read strictly and without GDAL: RFC 7946 knows degrees on WGS 84 and no NaN."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.crs import WGS84, stated_crs
from geodata.findings import Finding, Findings, Place, error

_DEGREES = {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84", "CRS84"}

# What shapely meets a geometry with that is none: other members, numbers beyond a float, nested without end.
_UNSHAPELY = (ShapelyError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError,
              AssertionError, NotImplementedError)  # fmt: skip


class _NotFinite(ValueError):
    """NaN or Infinity stands in the text."""


def read_geojson(path: Path, *, file: str, limits: ReadLimits) -> Reading:
    """Read a FeatureCollection; its system is WGS 84, or what a ``crs`` member of old GeoJSON names."""
    data = path.read_bytes()
    lists = data.count(b"[") + data.count(b"{")
    if lists > limits.lists:
        return refused(error("boundaries.too_many_lists", Place(file=file), count=lists, limit=limits.lists))
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        return refused(error("boundaries.not_utf8", Place(file=file)))
    except _NotFinite as reason:
        return refused(error("boundaries.not_finite", Place(file=file), reason))
    except (ValueError, RecursionError) as reason:
        # No JSON, brackets without end, or a number of thousands of digits.
        line = getattr(reason, "lineno", None)
        return refused(error("boundaries.not_json", Place(file=file, line=line), reason))
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        return refused(error("boundaries.not_feature_collection", Place(file=file)))
    if len(features) > limits.features:
        found = {"count": len(features), "limit": limits.features}
        return refused(error("boundaries.too_many_features", Place(file=file), **found))
    crs, findings = _stated_crs(document, file)
    return _table(features, crs, findings, file)


def _refuse_constant(text: str) -> float:
    raise _NotFinite(text)


def _stated_crs(document: dict[str, Any], file: str) -> tuple[CRS | None, list[Finding]]:
    if document.get("crs") is None:
        return WGS84, []
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else ""
    if name in _DEGREES:
        return WGS84, []
    try:
        return stated_crs(name), []
    except CRSError:
        return None, [error("boundaries.crs_unreadable", Place(file=file), member)]


def _table(features: list[Any], crs: CRS | None, findings: list[Finding], file: str) -> Reading:
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry | None] = []
    columns: dict[str, None] = {}
    for position, feature in enumerate(features, start=1):
        place = Place(file=file, feature=str(position))
        if not isinstance(feature, dict):
            findings.append(error("boundaries.not_a_feature", place, feature))
            continue
        properties = feature.get("properties")
        rows.append(properties if isinstance(properties, dict) else {})
        columns.update(dict.fromkeys(rows[-1]))
        try:
            geometries.append(shape(feature["geometry"]) if feature.get("geometry") else None)
        except _UNSHAPELY as reason:
            findings.append(error("boundaries.geometry_unreadable", place, reason))
            geometries.append(None)
    table = FeatureTable(tuple(columns), tuple(rows), tuple(geometries), crs, "utf-8")
    return table, Findings(tuple(findings))
