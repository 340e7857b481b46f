"""A zipped shapefile, read in memory: nothing is unpacked to disk, so no path in the ZIP leads anywhere."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path, PurePosixPath

import shapefile
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.dbase import read_dbase
from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.findings import Finding, Findings, Place, error

_PARTS = (".shp", ".dbf", ".prj", ".cpg")
_ENCODINGS = {
    "utf8": "utf-8",
    "65001": "utf-8",
    "1258": "cp1258",
    "windows1258": "cp1258",
    "cp1258": "cp1258",
    "tcvn3": "tcvn3",
    "vni": "vni",
}

# What pyshp lets through on broken bytes.
_BROKEN = (shapefile.ShapefileException, struct.error, ArithmeticError, AttributeError, LookupError, OSError,
           TypeError, ValueError, MemoryError)  # fmt: skip


def read_zipped_shapefile(path: Path, *, file: str, layer: str | None, limits: ReadLimits) -> Reading:
    """Read the only shapefile in a ZIP, or the one whose file name (without suffix) is `layer`."""
    place = Place(file=file)
    try:
        with zipfile.ZipFile(path) as archive:
            found = _choose(archive, place, layer, limits)
            if isinstance(found, Finding):
                return refused(found)
            parts = {suffix: _unpack(archive, entry, limits) for suffix, entry in found.items()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as reason:
        return refused(error("boundaries.not_zip", place, reason))
    return _read_parts(parts, place, limits)


def _choose(
    archive: zipfile.ZipFile, place: Place, layer: str | None, limits: ReadLimits
) -> dict[str, zipfile.ZipInfo] | Finding:
    """Return suffix → entry of one shapefile, or why there is none."""
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > limits.zip_entries:
        return error("boundaries.too_many_entries", place, count=len(entries), limit=limits.zip_entries)
    if size > limits.unpacked_bytes:
        return error("boundaries.too_large_unpacked", place, bytes=size, limit=limits.unpacked_bytes)
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename:
            return error("boundaries.zip_path", place, entry.filename)
        if entry.flag_bits & 1:
            return error("boundaries.zip_encrypted", place, entry.filename)
    stems: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        name = PurePosixPath(entry.filename)
        if name.suffix.lower() in _PARTS and not name.name.startswith("."):
            stems.setdefault(str(name.with_suffix("")).casefold(), {})[name.suffix.lower()] = entry
    shapefiles = {stem: parts for stem, parts in stems.items() if ".shp" in parts}
    names = ", ".join(PurePosixPath(parts[".shp"].filename).stem for parts in shapefiles.values())
    if layer is not None:
        shapefiles = {s: p for s, p in shapefiles.items() if PurePosixPath(s).name == layer.casefold()}
        if not shapefiles:
            return error("boundaries.layer_missing", place, layer=layer, layers=names)
    if not shapefiles:
        return error("boundaries.no_shapefile", place)
    if len(shapefiles) > 1:
        return error("boundaries.layer_needed", place, layers=names)
    chosen = next(iter(shapefiles.values()))
    return chosen if ".dbf" in chosen else error("boundaries.no_dbf", place)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ReadLimits) -> bytes:
    with archive.open(entry) as stream:
        # The directory of a hostile ZIP may understate the size: count what comes out.
        data = stream.read(limits.unpacked_bytes + 1)
    if len(data) > limits.unpacked_bytes:
        raise ValueError("unfolds to more than it says")
    return data


def _read_parts(parts: dict[str, bytes], place: Place, limits: ReadLimits) -> Reading:
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
            try:
                empty = found is None or found.shapeType == shapefile.NULL
                geometries.append(None if empty else shape(found.__geo_interface__))
            except (ShapelyError, ValueError, TypeError, IndexError) as reason:
                where = Place(file=place.file, feature=str(position))
                findings.append(error("boundaries.geometry_unreadable", where, reason))
                geometries.append(None)
    return geometries, findings


def _stated_crs(prj: bytes | None, place: Place, findings: list[Finding]) -> CRS | None:
    text = (prj or b"").decode("utf-8-sig", "replace").strip()
    if not text:
        return None
    try:
        return CRS.from_user_input(text)
    except CRSError:
        findings.append(error("boundaries.crs_unreadable", place, text))
        return None
