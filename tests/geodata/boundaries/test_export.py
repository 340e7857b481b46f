"""Writing outlines: what is written is read back the same, by us and by GDAL."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyogrio
import pytest
from shapely.geometry import MultiPolygon

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.export import ExportUnit, write_boundaries
from geodata.boundaries.read import read_boundaries
from geodata.errors import UnreadableFile
from tests.build.boundary_files import square

UNITS = [
    ExportUnit(
        "26485", "Xã Phú Hội", date(1994, 9, 1), date(2025, 6, 30), MultiPolygon([square(0)]), 120.9, 121.0
    ),
    ExportUnit("00004", "Xã Long Tân", date(2025, 7, 1), None, MultiPolygon([square(1), square(3)]), 241.9),
]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".json", ".GPKG"])
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / ("xa" + suffix)
    write_boundaries(UNITS, path)
    features, findings = read_boundaries(path, name=path.name)
    assert list(findings) == []
    units, findings = check_boundaries(features)
    assert list(findings) == []
    assert [(u.code, u.name, u.natural_area_ha) for u in units] == [
        ("26485", "Xã Phú Hội", 121.0),
        ("00004", "Xã Long Tân", None),
    ]
    for unit, written in zip(units, UNITS, strict=True):
        assert unit.geometry.hausdorff_distance(written.geometry) < 1e-7
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_columns_in_order_as_gdal_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write_boundaries(UNITS, path)
    info = pyogrio.read_info(path)
    assert info["layer_name"] == "communes" and info["crs"] == "EPSG:4326"
    expected = ["commune_code", "commune", "valid_from", "valid_to", "natural_area_ha", "area_ha"]
    assert list(info["fields"]) == expected


def test_dates_and_ring_order_in_geojson(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    write_boundaries(UNITS, path)
    first, second = json.loads(path.read_text("utf-8"))["features"]
    assert (first["properties"]["valid_from"], first["properties"]["valid_to"]) == (
        "1994-09-01",
        "2025-06-30",
    )
    assert second["properties"]["valid_to"] is None
    ring = first["geometry"]["coordinates"][0][0]
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert doubled > 0


def test_an_existing_file_is_replaced_and_another_suffix_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("old")
    write_boundaries(UNITS[:1], path)
    assert len(json.loads(path.read_text("utf-8"))["features"]) == 1
    with pytest.raises(UnreadableFile):
        write_boundaries(UNITS, tmp_path / "a.shp")
