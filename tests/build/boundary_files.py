"""Small boundary files, made by hand: squares of a hundredth of a degree in the district."""

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapefile
import shapely
from pyproj import CRS
from shapely.geometry import box, mapping
from shapely.geometry.base import BaseGeometry

WEST, SOUTH, STEP = 106.8, 10.7, 0.01

NAMES = {"26470": "Xã Phước Thiền", "26473": "Xã Long Tân", "26479": "Thị trấn Hiệp Phước"}


def square(column: float, row: float = 0, width: float = 1, height: float = 1) -> BaseGeometry:
    """Return a box counted in hundredths of a degree from 106.8 E, 10.7 N."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return box(west, south, west + width * STEP, south + height * STEP)


Row = tuple[dict[str, Any], BaseGeometry | None]


def three_communes() -> list[Row]:
    """Return three squares side by side, with code and name."""
    return [
        ({"commune_code": code, "commune": name}, square(column))
        for column, (code, name) in enumerate(NAMES.items())
    ]


def geojson_document(rows: Sequence[Row], **members: Any) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": p, "geometry": None if g is None else mapping(g)} for p, g in rows
    ]
    return {"type": "FeatureCollection", "features": features, **members}


def write_geojson(path: Path, rows: Sequence[Row], **members: Any) -> Path:
    path.write_text(json.dumps(geojson_document(rows, **members)), encoding="utf-8")
    return path


def write_geopackage(
    path: Path, rows: Sequence[Row], *, srs_id: int = 4326, layers: Sequence[str] = ("communes",)
) -> Path:
    """Write a GeoPackage by sqlite3 alone, as the standard has it, without a spatial index."""
    with sqlite3.connect(path) as base:
        base.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,"
            " organization_coordsys_id INTEGER, definition TEXT, description TEXT);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,"
            " srs_id INTEGER, z TINYINT, m TINYINT);"
        )
        known = srs_id in (-1, 0)
        base.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?, ?, ?, 'undefined', '')",
            (srs_id, "NONE" if known else "EPSG", srs_id),
        )
        for layer in layers:
            columns = list(rows[0][0])
            base.execute(f'CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, geom BLOB, {", ".join(columns)})')
            base.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)", (layer, srs_id)
            )
            for properties, geometry in rows:
                blob = None if geometry is None else gpkg_blob(geometry, srs_id)
                marks = ", ".join("?" * (len(columns) + 1))
                base.execute(
                    f'INSERT INTO "{layer}" (geom, {", ".join(columns)}) VALUES ({marks})',
                    (blob, *properties.values()),
                )
    base.close()
    return path


def gpkg_blob(geometry: BaseGeometry, srs_id: int) -> bytes:
    west, south, east, north = geometry.bounds
    header = (
        b"GP" + bytes([0, 0b11]) + struct.pack("<i", srs_id) + struct.pack("<4d", west, east, south, north)
    )
    return header + shapely.to_wkb(geometry)


def write_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def shapefile_parts(
    rows: Sequence[Row], *, crs: CRS | None = None, cpg: str | None = None, encoding: str = "utf-8"
) -> dict[str, bytes]:
    """Return suffix → bytes; text values may be bytes already, in whatever encoding a test wants."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    # One byte a letter, so that a test's own bytes reach the file as they are.
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="latin-1"
    ) as writer:
        for column in rows[0][0]:
            writer.field(column, "C", size=80)
        for properties, geometry in rows:
            values = [v if isinstance(v, bytes) else str(v).encode(encoding) for v in properties.values()]
            writer.record(*[value.decode("latin-1") for value in values])
            if geometry is None:
                writer.null()
            else:
                writer.shape(mapping(geometry))
    parts = {".shp": shp.getvalue(), ".shx": shx.getvalue(), ".dbf": dbf.getvalue()}
    if crs is not None:
        parts[".prj"] = crs.to_wkt("WKT1_ESRI").encode()
    if cpg is not None:
        parts[".cpg"] = cpg.encode()
    return parts


def write_shapefile(path: Path, parts: Mapping[str, bytes], stem: str = "xa") -> Path:
    return write_zip(path, {stem + suffix: data for suffix, data in parts.items()})
