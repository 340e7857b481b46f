"""Write outlines for QGIS and others: GeoPackage or GeoJSON by suffix, degrees on WGS 84."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import shapely
from shapely.geometry import MultiPolygon

from geodata.errors import UnreadableFile
from geodata.whole_file import written_whole

LAYER = "communes"
# Seven decimals of a degree are a centimetre.
_DECIMALS = 7


@dataclass(frozen=True)
class ExportUnit:
    """A unit of a vintage as it is written; areas in hectares, geometry in EPSG:4326."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    geometry: MultiPolygon
    area_ha: float
    natural_area_ha: float | None = None


def write_boundaries(units: Sequence[ExportUnit], path: Path) -> None:
    """Write units to ``.gpkg`` (layer ``communes``) or ``.geojson``; an existing file is replaced whole.

    Columns: ``commune_code, commune, valid_from, valid_to`` (ISO dates as text; empty while valid),
    ``natural_area_ha, area_ha``. `read_boundaries` reads them back.

    Raises
    ------
    UnreadableFile
        If the suffix is another.
    """
    writers = {".gpkg": _write_geopackage, ".geojson": _write_geojson, ".json": _write_geojson}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise UnreadableFile("boundaries.export_suffix", suffix=path.suffix, accepted=".gpkg, .geojson")
    with written_whole(path) as unfinished:
        write(units, unfinished)


def _properties(unit: ExportUnit) -> dict[str, Any]:
    return {
        "commune_code": unit.code,
        "commune": unit.name,
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": None if unit.valid_to is None else unit.valid_to.isoformat(),
        "natural_area_ha": unit.natural_area_ha,
        "area_ha": round(unit.area_ha, 4),
    }


def _write_geopackage(units: Sequence[ExportUnit], path: Path) -> None:
    rows = [_properties(unit) for unit in units]
    columns = list(_properties(units[0])) if units else None
    frame = geopandas.GeoDataFrame(
        rows, columns=columns, geometry=[unit.geometry for unit in units], crs="EPSG:4326"
    )
    frame.to_file(path, driver="GPKG", layer=LAYER, engine="pyogrio")


def _write_geojson(units: Sequence[ExportUnit], path: Path) -> None:
    features = [
        {"type": "Feature", "properties": _properties(unit), "geometry": _geometry(unit.geometry)}
        for unit in units
    ]
    document = {"type": "FeatureCollection", "name": LAYER, "features": features}
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _geometry(geometry: MultiPolygon) -> dict[str, Any]:
    # RFC 7946 wants outer rings counter-clockwise.
    turned = shapely.orient_polygons(geometry)
    rounded = shapely.transform(turned, lambda points: points.round(_DECIMALS))
    return dict(shapely.geometry.mapping(rounded))
