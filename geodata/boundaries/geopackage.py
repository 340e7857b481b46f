"""GeoPackage, read with sqlite3 alone: no GDAL, no views, nothing in the file is executed.

Layout of the geometry blob: OGC 12-128r18, clause 2.1.3.
"""

from __future__ import annotations

import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.crs import stated_crs
from geodata.findings import Finding, Findings, Place, error

# Numbers of geometries in WKB: what has points, rings, or other geometries (several of them, or curves).
_POINT, _LINES, _RINGS, _SEVERAL = 1, (2, 8), (3, 17), (4, 5, 6, 7, 9, 10, 11, 12, 15, 16)
_DEEPEST = 8
# What a blob that is no geometry is met with; curves are geometries that shapely does not know.
_UNREADABLE = (ShapelyError, NotImplementedError, ValueError, TypeError, struct.error)
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_TIME_LIMIT_SECONDS = 15.0
_LAYERS = ("gpkg_geometry_columns", "gpkg_spatial_ref_sys")


def read_geopackage(path: Path, *, file: str, layer: str | None, limits: ReadLimits) -> Reading:
    """Read one layer of features: the only one, or the one named."""
    try:
        with _opened(path) as base:
            table, found = _choose_layer(base, file, layer)
            if table is None:
                return refused(*found)
            return _read_layer(base, table, file, limits)
    except (sqlite3.Error, UnicodeDecodeError) as reason:
        return refused(error("boundaries.not_geopackage", Place(file=file), reason))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open without write access, without the file's own functions, and for a limited time."""
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000_000)
        until = time.monotonic() + _TIME_LIMIT_SECONDS
        base.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
        yield base


def _choose_layer(
    base: sqlite3.Connection, file: str, layer: str | None
) -> tuple[tuple[str, str, int] | None, tuple[Finding, ...]]:
    """Return (table, geometry column, srs_id) of the layer; no views and virtual tables: they run."""
    plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    tables = {str(name).lower() for (name,) in base.execute(plain)}
    if not tables.issuperset(_LAYERS):
        return None, (error("boundaries.not_geopackage", Place(file=file), ", ".join(_LAYERS)),)
    layers = base.execute(
        "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g"
        " JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table' AND m.rootpage > 0"
        " ORDER BY 1 LIMIT 1000"
    ).fetchall()
    names = ", ".join(str(row[0]) for row in layers)
    place = Place(file=file)
    if layer is not None:
        layers = [row for row in layers if row[0] == layer]
        if not layers:
            return None, (error("boundaries.layer_missing", place, layer=layer, layers=names),)
    if not layers:
        return None, (error("boundaries.no_layer", place),)
    if len(layers) > 1:
        return None, (error("boundaries.layer_needed", place, layers=names),)
    return layers[0], ()


def _read_layer(
    base: sqlite3.Connection, layer: tuple[str, str, int], file: str, limits: ReadLimits
) -> Reading:
    name, geometry_column, srs_id = layer
    crs, findings = _stated_crs(base, srs_id, file)
    cursor = base.execute(f"SELECT * FROM {_quoted(name)} LIMIT {limits.features + 1}")
    columns = tuple(item[0] for item in cursor.description)
    if geometry_column not in columns:
        return refused(error("boundaries.not_geopackage", Place(file=file), geometry_column))
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry | None] = []
    left = limits.unpacked_bytes
    for position, values in enumerate(cursor, start=1):
        # A computed column gives more than the file holds.
        left -= sum(len(value) for value in values if isinstance(value, (str, bytes)))
        if left < 0:
            found = {"bytes": limits.unpacked_bytes - left, "limit": limits.unpacked_bytes}
            return refused(error("boundaries.too_large_unpacked", Place(file=file), **found))
        row = dict(zip(columns, values, strict=True))
        try:
            geometries.append(_geometry(row.pop(geometry_column)))
        except _UNREADABLE as reason:
            place = Place(file=file, feature=str(position))
            findings.append(error("boundaries.geometry_unreadable", place, reason))
            geometries.append(None)
        rows.append(row)
    if len(rows) > limits.features:
        return refused(
            error("boundaries.too_many_features", Place(file=file), count=len(rows), limit=limits.features)
        )
    kept = tuple(column for column in columns if column != geometry_column)
    table = FeatureTable(kept, tuple(rows), tuple(geometries), crs, "utf-8")
    return table, Findings(tuple(findings))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stated_crs(base: sqlite3.Connection, srs_id: int, file: str) -> tuple[CRS | None, list[Finding]]:
    row = base.execute(
        "SELECT organization, organization_coordsys_id, definition"
        " FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (srs_id,),
    ).fetchone()
    if row is None or srs_id in (-1, 0):
        return None, []
    organization, code, definition = row
    try:
        if str(organization).upper() == "EPSG":
            return CRS.from_epsg(code), []
        return stated_crs(str(definition)), []
    except (CRSError, ValueError, TypeError):
        return None, [error("boundaries.crs_unreadable", Place(file=file), definition)]


def _geometry(blob: bytes | None) -> BaseGeometry | None:
    """Return the geometry behind a GeoPackage header: GP, version, flags, srs_id, envelope, WKB."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    if len(blob) < 8:
        raise ValueError("geometry is cut short")
    flags = blob[3]
    envelope = _ENVELOPE_BYTES.get(flags >> 1 & 7)
    if envelope is None or flags & 0b100000:
        raise ValueError("unknown kind of GeoPackage geometry")
    wkb = blob[8 + envelope :]
    _refuse_deep(wkb)
    return shapely.from_wkb(wkb)


def _refuse_deep(wkb: bytes) -> None:
    """Raise ValueError for geometries far in each other: GEOS goes down until its stack ends."""
    left, at = [1], 0
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        order = "<" if wkb[at : at + 1] == b"\x01" else ">"
        (kind,) = struct.unpack_from(f"{order}I", wkb, at + 1)
        at += 9 if kind & 0x20000000 else 5
        plain = kind & 0x0FFFFFFF
        axes = 2 + bin(kind >> 30).count("1") + (0, 1, 1, 2)[plain // 1000 % 4]
        if plain % 1000 == _POINT:
            at += 8 * axes
            continue
        (count,) = struct.unpack_from(f"{order}I", wkb, at)
        at += 4
        if plain % 1000 in _LINES:
            at += 8 * axes * count
        elif plain % 1000 in _RINGS:
            for _ in range(count):
                at += 4 + 8 * axes * struct.unpack_from(f"{order}I", wkb, at)[0]
        elif plain % 1000 in _SEVERAL and len(left) < _DEEPEST:
            left.append(count)
        else:
            raise ValueError("unknown or too deep a geometry")
