"""Read a boundary file: is it what its name says, which columns mean what, which text, which system."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS

from geodata.boundaries.columns import Columns, recognise_columns
from geodata.boundaries.feature import BoundaryFeature, ReadLimits
from geodata.boundaries.geojson import read_geojson
from geodata.boundaries.geopackage import read_geopackage
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.boundaries.tangle import is_tangled
from geodata.boundaries.text import decode_table
from geodata.boundaries.zipped import read_zipped
from geodata.crs import WGS84, identify, is_wgs84_tm3
from geodata.errors import UnreadableFile
from geodata.findings import Findings, Place, error, note, warning
from geodata.names import legible, normalise, split_type, unit_types
from geodata.sandbox.apart import ReaderStopped, apart
from geodata.sandbox.child import Limits

_SUFFIXES = {".geojson": "geojson", ".json": "geojson", ".gpkg": "gpkg", ".zip": "zip"}
_LONE_PARTS = {".shp", ".dbf", ".shx", ".tab", ".dat", ".map", ".id"}
_MAGIC = {"gpkg": b"SQLite format 3\0", "zip": b"PK\x03\x04"}
# What programs write for a missing text.
_EMPTY_WORDS = {"", "NAN", "NONE", "NULL", "<NA>", "<NULL>", "NA"}
ACCEPTED_SUFFIXES = tuple(_SUFFIXES)


def read_boundaries(
    path: Path,
    *,
    name: str,
    layer: str | None = None,
    crs: CRS | None = None,
    encoding: str = "auto",
    code_column: str | None = None,
    name_column: str | None = None,
    known_names: Iterable[str] = (),
    limits: ReadLimits | None = None,
) -> tuple[tuple[BoundaryFeature, ...], Findings]:
    """Read the outlines of units from GeoJSON, GeoPackage, a zipped shapefile or MapInfo table.

    Parameters
    ----------
    path : Path
        Where the bytes are; its name does not matter.
    name : str
        The file's name as the person gave it: its suffix is what the content must be.
    layer : str, optional
        Needed where a file holds more than one.
    crs : CRS, optional
        The system that the person confirms; wins over what the file says, with a note where they differ.
    encoding : {'auto', 'utf-8', 'tcvn3', 'vni'}
        Of the text in a shapefile or MapInfo table. ``auto`` takes what is clear and asks otherwise.
    code_column, name_column : str, optional
        By default recognised by name, see ``columns.csv``.
    known_names : iterable of str
        Published names that the file's may be: they help to find the encoding.
    limits : ReadLimits, optional

    Returns
    -------
    features : tuple of BoundaryFeature
        Empty where an error forbids to go on.
    findings : Findings

    Raises
    ------
    UnreadableFile
        If there is no file at `path`.
    """
    if not path.is_file():
        raise UnreadableFile("boundaries.file_missing", file=name)
    try:
        return _read(
            path,
            name=name,
            layer=layer,
            crs=crs,
            encoding=encoding,
            code_column=code_column,
            name_column=name_column,
            known_names=list(known_names),
            limits=limits or ReadLimits(),
        )
    except ReaderStopped as stopped:
        return (), Findings((error(stopped.code, Place(file=name), **stopped.parameters),))


@apart(Limits(seconds=60, answer_megabytes=512))
def _read(
    path: Path,
    *,
    name: str,
    layer: str | None,
    crs: CRS | None,
    encoding: str,
    code_column: str | None,
    name_column: str | None,
    known_names: list[str],
    limits: ReadLimits,
) -> tuple[tuple[BoundaryFeature, ...], Findings]:
    table, findings = _read_table(path, name, layer, limits)
    if table is None:
        return (), findings
    table, spoken = decode_table(table, encoding=encoding, known_names=known_names, file=name)
    columns, recognised = recognise_columns(
        table.columns, code_column=code_column, name_column=name_column, file=name
    )
    system, located = _decide_crs(table.crs, crs, name)
    too_much = _counted(table, name, limits)
    findings = findings + spoken + recognised + located + too_much
    unnamed = columns.code is None and columns.name is None
    if unnamed or too_much:
        return (), findings
    features = _features(table, columns, system, name)
    longest = max(len(text or "") for f in features for text in (f.code, f.name))
    if longest > limits.name_letters:
        return (), findings + Findings(
            (error("boundaries.name_too_long", Place(file=name), limit=limits.name_letters),)
        )
    return features, findings


def _read_table(path: Path, name: str, layer: str | None, limits: ReadLimits) -> Reading:
    place = Place(file=name)
    suffix = Path(name).suffix.lower()
    size = path.stat().st_size
    if suffix not in _SUFFIXES:
        code = "boundaries.shp_alone" if suffix in _LONE_PARTS else "boundaries.suffix_unknown"
        return refused(error(code, place, suffix=suffix, accepted=", ".join(_SUFFIXES)))
    if size == 0:
        return refused(error("boundaries.file_empty", place))
    if size > limits.file_bytes:
        return refused(error("boundaries.too_large", place, bytes=size, limit=limits.file_bytes))
    kind = _SUFFIXES[suffix]
    with path.open("rb") as stream:
        found = _kind_of(stream.read(64))
    if found != kind:
        return refused(error("boundaries.not_what_suffix_says", place, suffix=suffix, found=found or "?"))
    if kind == "geojson":
        return read_geojson(path, file=name, limits=limits)
    reader = read_geopackage if kind == "gpkg" else read_zipped
    return reader(path, file=name, layer=layer, limits=limits)


def _kind_of(start: bytes) -> str | None:
    for kind, magic in _MAGIC.items():
        if start.startswith(magic):
            return kind
    # UTF-16 text would begin with FF FE; only UTF-8, with or without its mark, is GeoJSON.
    return "geojson" if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else None


def _decide_crs(stated: CRS | None, confirmed: CRS | None, file: str) -> tuple[CRS | None, Findings]:
    """Return the system to use: the person's, else the file's, in its registered definition."""
    place = Place(file=file)
    if confirmed is not None:
        chosen = identify(confirmed)
        if stated is not None and identify(stated) != chosen:
            words = {"stated": stated.name, "used": f"EPSG:{chosen.to_epsg()}"}
            return chosen, Findings((note("boundaries.crs_overridden", place, **words),))
        return chosen, Findings()
    if stated is None:
        return None, Findings()
    if is_wgs84_tm3(stated):
        return stated, Findings((warning("boundaries.crs_wgs84_tm3", place, crs=stated.name),))
    if _SUFFIXES[Path(file).suffix.lower()] == "geojson" and stated != WGS84:
        # RFC 7946 knows no other system, and programs that follow it would not even look at this one.
        return None, Findings((error("boundaries.geojson_not_wgs84", place, stated.name),))
    chosen = identify(stated)
    if stated.name == "unknown" and chosen.name != "unknown":
        return chosen, Findings((note("boundaries.crs_registered", place, used=f"EPSG:{chosen.to_epsg()}"),))
    return chosen, Findings()


def _counted(table: FeatureTable, file: str, limits: ReadLimits) -> Findings:
    place = Place(file=file)
    if not table.rows:
        return Findings((error("boundaries.empty", place),))
    vertices = int(shapely.get_num_coordinates(list(table.geometries)).sum())
    if vertices > limits.vertices:
        return Findings(
            (error("boundaries.too_many_vertices", place, count=vertices, limit=limits.vertices),)
        )
    polygons = shapely.get_parts([g for g in table.geometries if g is not None])
    rings = int((shapely.get_num_interior_rings(polygons) + 1).sum())
    if rings > limits.rings:
        return Findings((error("boundaries.too_many_rings", place, count=rings, limit=limits.rings),))
    if is_tangled(table.geometries, limits.crossings):
        return Findings((error("boundaries.too_many_crossings", place, limit=limits.crossings),))
    return Findings()


def _features(
    table: FeatureTable, columns: Columns, crs: CRS | None, file: str
) -> tuple[BoundaryFeature, ...]:
    features: list[BoundaryFeature] = []
    for position, (row, geometry) in enumerate(zip(table.rows, table.geometries, strict=True), start=1):
        code, name = _code(row.get(columns.code or "")), _name(row, columns)
        flat = None if geometry is None else shapely.force_2d(geometry)
        place = Place(file=file, feature=code or name or str(position))
        features.append(BoundaryFeature(place, code, name, flat, crs, _natural_area_ha(row, columns)))
    return tuple(features)


def _code(value: Any) -> str | None:
    """Return a commune code as text: 26470.0, "26470 " and "VN26470" are 26470; 4 is 00004."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = re.sub(r"^VN(?=\d)", "", legible(str(value)).strip().upper())
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", text)
    if text == "0" or text in _EMPTY_WORDS:
        return None
    return text.zfill(5) if text.isdecimal() and text.isascii() else text


def _name(row: dict[str, Any], columns: Columns) -> str | None:
    value = row.get(columns.name or "")
    text = normalise(str(value)) if isinstance(value, str) else ""
    if not text or text.upper() in _EMPTY_WORDS:
        return None
    kind = row.get(columns.type or "")
    if isinstance(kind, str) and split_type(text)[0] is None:
        named = split_type(f"{normalise(kind)} {text}")[0]
        if named is not None:
            return f"{unit_types()[named].published} {text}"
    return text


def _natural_area_ha(row: dict[str, Any], columns: Columns) -> float | None:
    value = row.get(columns.area or "")
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not math.isfinite(value)
        or value <= 0
    ):
        return None
    return float(value) * (100.0 if columns.area_unit == "km2" else 1.0)
