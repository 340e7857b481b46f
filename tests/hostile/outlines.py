"""Hostile outlines: what is small to send and endless to cross, repair, overlay or read."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from tests.build.boundary_files import (
    NAMES,
    SOUTH,
    STEP,
    WEST,
    Row,
    gpkg_blob,
    shapefile_parts,
    three_communes,
    write_geojson,
    write_geopackage,
    write_shapefile,
    write_zip,
)
from tests.hostile.kinds import hostile

_CODES = tuple(NAMES)
_MILLION = 1_000_000
_CORNER = np.array([WEST, SOUTH])


def named(*geometries: BaseGeometry | None) -> list[Row]:
    """Return geometries as communes, the first with published codes and names."""
    known = list(NAMES.items())
    made = [known[n] if n < len(known) else (f"{30_000 + n}", f"Xã Số {n}") for n in range(len(geometries))]
    return [
        ({"commune_code": code, "commune": name}, g) for (code, name), g in zip(made, geometries, strict=True)
    ]


def comb(teeth: int, *, upright: bool) -> BaseGeometry:
    """Return a comb a hundredth of a degree wide, its teeth across nearly all of it."""
    step = STEP / teeth
    along = np.repeat(np.arange(teeth + 1) * step, 2)
    reach = np.resize([0.05 * STEP, 0.95 * STEP, 0.95 * STEP, 0.05 * STEP], len(along))
    points = np.column_stack([along, reach] if upright else [reach, along])
    back = np.array([[STEP, 0.0], [0.0, 0.0]] if upright else [[0.0, STEP], [0.0, 0.0]])
    return shapely.Polygon(np.vstack([points, back]) + _CORNER)


def scribble(points: int) -> BaseGeometry:
    """Return a ring through random points of a square: nearly each edge crosses a quarter of all others."""
    random = np.random.default_rng(6)
    return shapely.Polygon(random.random((points, 2)) * STEP + [WEST, SOUTH])


def _feature_text(coordinates: str, code: str = _CODES[0], kind: str = "Polygon") -> str:
    properties = json.dumps({"commune_code": code, "commune": NAMES[code]})
    geometry = f'{{"type":"{kind}","coordinates":{coordinates}}}'
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


def _collection(*features: str) -> str:
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


@hostile("outlines", "ranh.geojson")
def combs_across_each_other(path: Path) -> None:
    """Two combs of 40,000 vertices, one lying, one standing: a hundred million crossings."""
    write_geojson(path, named(comb(10_000, upright=True), comb(10_000, upright=False)))


@hostile("outlines", "ranh.geojson")
def comb_over_itself(path: Path) -> None:
    """One ring that is both combs."""
    first, second = comb(10_000, upright=True), comb(10_000, upright=False)
    ring = np.vstack([shapely.get_coordinates(first), shapely.get_coordinates(second)])
    write_geojson(path, named(shapely.Polygon(ring)))


@hostile("outlines", "ranh.geojson")
def scribble_of_six_thousand_points(path: Path) -> None:
    """A ring of 6,000 random points that crosses itself millions of times."""
    write_geojson(path, named(scribble(6_000)))


@hostile("outlines", "ranh.geojson")
def scribble_in_metres_without_a_system(path: Path) -> None:
    """The same ring where the file's numbers are no degrees: it would be repaired once for each system."""
    points = shapely.get_coordinates(scribble(6_000)) - [WEST, SOUTH]
    write_geojson(path, named(shapely.Polygon(points * 1e5 + [400_000, 1_185_000])))


@hostile("outlines", "ranh.geojson")
def star_of_twenty_thousand_spikes(path: Path) -> None:
    """A ring that runs from one point to 20,000 others and back each time."""
    angles = np.linspace(0, 2 * math.pi, 20_000, endpoint=False)
    tips = np.column_stack([np.cos(angles), np.sin(angles)]) * STEP / 2
    ring = np.zeros((40_000, 2))
    ring[1::2] = tips
    write_geojson(path, named(shapely.Polygon(ring + _CORNER + STEP / 2)))


@hostile("outlines", "ranh.gpkg")
def ring_over_itself_ten_thousand_times(path: Path) -> None:
    """A ring that goes round the same square 10,000 times."""
    square = shapely.get_coordinates(box(WEST, SOUTH, WEST + STEP, SOUTH + STEP))[:-1]
    write_geopackage(path, named(shapely.Polygon(np.tile(square, (10_000, 1)))))


@hostile("outlines", "ranh.gpkg")
def squares_within_squares(path: Path) -> None:
    """15,000 communes, each within the one before: a hundred million overlaps without one crossing."""
    inset = STEP / 2 / 15_001
    boxes = [
        box(WEST + n * inset, SOUTH + n * inset, WEST + STEP - n * inset, SOUTH + STEP - n * inset)
        for n in range(15_000)
    ]
    write_geopackage(path, named(*boxes))


@hostile("outlines", "ranh.gpkg")
def squares_on_one_another(path: Path) -> None:
    """19,000 communes that are all the same square."""
    write_geopackage(path, named(*[box(WEST, SOUTH, WEST + STEP, SOUTH + STEP)] * 19_000))


@hostile("outlines", "ranh.gpkg")
def million_holes(path: Path) -> None:
    """One commune with 400,000 holes."""
    across = 633
    places = (np.arange(across) + 0.25) * STEP / across
    west, south = (grid.ravel() for grid in np.meshgrid(places + WEST, places + SOUTH))
    side = STEP / across / 2
    x = np.column_stack([west, west, west + side, west + side, west])
    y = np.column_stack([south, south + side, south + side, south, south])
    rings = shapely.linearrings(np.dstack([x, y]))
    shell = shapely.linearrings(shapely.get_coordinates(box(WEST, SOUTH, WEST + STEP, SOUTH + STEP)))
    write_geopackage(path, named(shapely.polygons(shell, holes=rings)))


@hostile("outlines", "ranh.zip")
def shapefile_of_many_rings(path: Path) -> None:
    """A shapefile with one shape of 60,000 outer rings and 60,000 holes."""
    rings = []
    for n in range(60_000):
        west, south = WEST + (n % 300) * 1e-4, SOUTH + (n // 300) * 1e-4
        rings.append(
            [
                (west, south),
                (west, south + 8e-5),
                (west + 8e-5, south + 8e-5),
                (west + 8e-5, south),
                (west, south),
            ]
        )
        inner = [(west + 2e-5, south + 2e-5), (west + 4e-5, south + 2e-5), (west + 4e-5, south + 4e-5)]
        rings.append([*inner, inner[0]])
    parts = shapefile_parts(three_communes()[:1])
    points = np.concatenate(rings)
    starts = np.cumsum([0, *(len(ring) for ring in rings[:-1])])
    content = struct.pack("<i4d2i", 5, WEST, SOUTH, WEST + 1, SOUTH + 1, len(rings), len(points))
    content += starts.astype("<i4").tobytes() + points.astype("<f8").tobytes()
    head = bytearray(parts[".shp"][:100])
    head[24:28] = struct.pack(">i", (100 + 8 + len(content)) // 2)
    parts[".shp"] = bytes(head) + struct.pack(">2i", 1, len(content) // 2) + content
    write_shapefile(path, parts)


@hostile("outlines", "ranh.geojson")
def not_a_number(path: Path) -> None:
    """Coordinates that are NaN."""
    path.write_text(_collection(_feature_text("[[[NaN,10.7],[106.8,10.8],[106.9,10.7],[NaN,10.7]]]")))


@hostile("outlines", "ranh.geojson")
def beyond_all_floats(path: Path) -> None:
    """Coordinates of 1e400, which is read as infinite."""
    path.write_text(_collection(_feature_text("[[[1e400,10.7],[106.8,10.8],[106.9,10.7],[1e400,10.7]]]")))


@hostile("outlines", "ranh.geojson")
def number_of_many_digits(path: Path) -> None:
    """A coordinate of 100,000 digits."""
    path.write_text(_collection(_feature_text(f"[[[{'9' * 100_000},10.7],[106.8,10.8],[106.9,10.7]]]")))


@hostile("outlines", "ranh.geojson")
def number_beyond_a_double(path: Path) -> None:
    """A coordinate that is a whole number of 400 digits."""
    point = "9" * 400
    path.write_text(_collection(_feature_text(f"[[[{point},10],[106.8,10.8],[106.9,10.7],[{point},10]]]")))


@hostile("outlines", "ranh.geojson")
def coordinates_beyond_the_world(path: Path) -> None:
    """Coordinates of 1e300."""
    path.write_text(_collection(_feature_text("[[[1e300,1e300],[-1e300,1e300],[0,-1e300],[1e300,1e300]]]")))


@hostile("outlines", "ranh.geojson")
def lists_in_lists(path: Path) -> None:
    """Coordinates a million brackets deep."""
    path.write_text(_collection(_feature_text("[" * _MILLION + "]" * _MILLION)))


@hostile("outlines", "ranh.geojson")
def collections_in_collections(path: Path) -> None:
    """A geometry of 300 collections in each other: shallow for a parser of JSON, deep for one of shapes."""
    inner = '{"type":"Point","coordinates":[1,1]}'
    for _ in range(300):
        inner = f'{{"type":"GeometryCollection","geometries":[{inner}]}}'
    feature = f'{{"type":"Feature","properties":{{"commune_code":"26470"}},"geometry":{inner}}}'
    path.write_text(_collection(feature))


@hostile("outlines", "ranh.geojson")
def empty_lists_by_the_million(path: Path) -> None:
    """60 megabytes of empty lists, which take three gigabytes when they are read."""
    path.write_text(f'{{"type":"FeatureCollection","features":[],"x":[{"[]," * 20 * _MILLION}0]}}')


@hostile("outlines", "ranh.geojson")
def features_of_nothing(path: Path) -> None:
    """Four million features that are empty objects."""
    path.write_text(_collection("{}," * 4 * _MILLION + "{}"))


@hostile("outlines", "ranh.geojson")
def rings_of_nothing(path: Path) -> None:
    """A polygon of a million rings of three points."""
    path.write_text(
        _collection(_feature_text("[" + "[[1,1],[2,2],[1,1]]," * _MILLION + "[[1,1],[2,2],[1,1]]]"))
    )


@hostile("outlines", "ranh.geojson")
def columns_by_the_million(path: Path) -> None:
    """A feature with a million properties."""
    properties = ",".join(f'"{n}":{n}' for n in range(_MILLION))
    feature = f'{{"type":"Feature","properties":{{"commune_code":"26470",{properties}}},"geometry":null}}'
    path.write_text(_collection(feature))


@hostile("outlines", "ranh.geojson")
def name_of_a_million_letters(path: Path) -> None:
    """Communes whose names are a million letters long."""
    rows = [
        ({"commune_code": "", "commune": "Xã " + "aă" * 500_000}, geometry)
        for _, geometry in three_communes()
    ]
    write_geojson(path, rows)


@hostile("outlines", "ranh.geojson")
def properties_of_the_wrong_kind(path: Path) -> None:
    """Codes that are lists, names that are numbers, a system that is a list."""
    document = json.loads(
        _collection(_feature_text("[[[106.8,10.7],[106.8,10.8],[106.9,10.7],[106.8,10.7]]]"))
    )
    document["features"][0]["properties"] = {"commune_code": [[{}]], "commune": {"a": 1}, "dien_tich": [1]}
    document["features"].append({"type": "Feature", "properties": 7, "geometry": [1]})
    document["features"].append({"type": "Feature", "geometry": {"type": ["x"], "coordinates": {}}})
    document["crs"] = {"type": "name", "properties": [7]}
    path.write_text(json.dumps(document))


@hostile("outlines", "ranh.geojson")
def system_that_reads_a_file(path: Path) -> None:
    """A coordinate system whose definition names a file of the server."""
    crs = {"type": "name", "properties": {"name": "+init=/etc/passwd:root +nadgrids=/etc/passwd"}}
    write_geojson(path, three_communes(), crs=crs)


@hostile("outlines", "ranh.geojson")
def names_that_turn_round(path: Path) -> None:
    """Names with letters that turn the text round, escape sequences and NULs."""
    rows = [
        ({"commune_code": code, "commune": f"\u202e{name}\x1b[2J\x00\u2066\x9b31m"}, square)
        for (code, name), (_, square) in zip(NAMES.items(), three_communes(), strict=True)
    ]
    write_geojson(path, rows)


@hostile("outlines", "ranh.geojson")
def ring_that_touches_itself(path: Path) -> None:
    """A ring of figures of eight that touch in points, and one with no area at all."""
    eights = [(0, 0), (1, 1), (2, 0), (2, 1), (1, 1), (0, 1), (0, 0)]
    touching = shapely.Polygon([(WEST + x * STEP, SOUTH + y * STEP) for x, y in eights])
    flat = shapely.Polygon([(WEST, SOUTH), (WEST + STEP, SOUTH), (WEST, SOUTH)])
    write_geojson(path, named(touching, flat, shapely.Polygon()))


@hostile("outlines", "ranh.geojson")
def virtual_format_called_geojson(path: Path) -> None:
    """A virtual format that reads /etc/passwd, called .geojson."""
    layer = '<OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    path.write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")


@hostile("outlines", "ranh.zip")
def virtual_format_called_zip(path: Path) -> None:
    """The same, called .zip."""
    path.write_text("<OGRVRTDataSource/>")


@hostile("outlines", "ranh.zip")
def virtual_format_in_a_zip(path: Path) -> None:
    """A virtual format as the only member of a ZIP, beside a table that is none."""
    write_zip(path, {"x.vrt": b"<OGRVRTDataSource/>", "x.shp": b"<OGRVRTDataSource/>", "x.dbf": b"\x03"})


@hostile("outlines", "ranh.zip")
def zip_in_a_zip(path: Path) -> None:
    """ZIPs in ZIPs, forty deep."""
    write_shapefile(path, shapefile_parts(three_communes()))
    for _ in range(40):
        write_zip(path, {"ranh.zip": path.read_bytes()})


@hostile("outlines", "ranh.zip")
def members_that_climb(path: Path) -> None:
    """Members called ../../x.shp and /tmp/x.dbf."""
    parts = shapefile_parts(three_communes())
    write_zip(
        path, {f"../../../../tmp/xa{suffix}": data for suffix, data in parts.items()} | {"/tmp/xa.dbf": b""}
    )


@hostile("outlines", "ranh.zip")
def shapefile_that_unfolds(path: Path) -> None:
    """A shapefile of 700 kilobytes with a table of 490 megabytes."""
    parts = shapefile_parts(three_communes())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xa.shp", parts[".shp"])
        with archive.open("xa.dbf", "w") as member:
            member.write(parts[".dbf"])
            for _ in range(490):
                member.write(b" " * _MILLION)


@hostile("outlines", "ranh.zip")
def shapefile_that_lies(path: Path) -> None:
    """Shapes that say they have two thousand million rings and points, and a length of nothing."""
    parts = shapefile_parts(three_communes())
    shapes = bytearray(parts[".shp"])
    shapes[104:108] = struct.pack(">i", 2**31 - 1)
    shapes[144:152] = struct.pack("<2i", 2**31 - 1, 2**31 - 1)
    table = bytearray(parts[".dbf"])
    table[4:12] = struct.pack("<IHH", 3, 65_535, 65_535)
    write_shapefile(path, {**parts, ".shp": bytes(shapes)})


@hostile("outlines", "ranh.zip")
def table_that_lies(path: Path) -> None:
    """A table that says it has four thousand million rows."""
    parts = shapefile_parts(three_communes())
    table = bytearray(parts[".dbf"])
    table[4:8] = struct.pack("<I", 2**32 - 1)
    write_shapefile(path, {**parts, ".dbf": bytes(table)})


@hostile("outlines", "ranh.zip")
def system_of_megabytes(path: Path) -> None:
    """A coordinate system described in five megabytes of brackets."""
    text = b'PROJCS["x",' + b"GEOGCS[" * 700_000
    write_shapefile(path, {**shapefile_parts(three_communes()), ".prj": text, ".cpg": b"x" * _MILLION})


@hostile("outlines", "ranh.zip")
def mapinfo_table_pointing_elsewhere(path: Path) -> None:
    """A MapInfo table whose data lie in another file of the server."""
    head = b'!table\n!version 300\n!charset Neutral\nDefinition Table\n  File "/etc/passwd"\n  Type ODBC\n'
    write_zip(path, {"xa.tab": head, "xa.dat": b"x", "xa.map": b"x", "xa.id": b"x"})


@hostile("outlines", "ranh.zip")
def mapinfo_table_of_rubbish(path: Path) -> None:
    """A native MapInfo table whose parts are no parts."""
    head = (
        b"!table\n!version 300\n!charset Neutral\nDefinition Table\n"
        b'  Type NATIVE Charset "Neutral"\n  Fields 1\n    a Char (9) ;\n'
    )
    random = np.random.default_rng(1).bytes(4096)
    write_zip(path, {"xa.tab": head, "xa.dat": random, "xa.map": random, "xa.id": random})


def _with(path: Path, *statements: str, rows: Sequence[Row] | None = None) -> None:
    """Write a sound GeoPackage and change it by statements."""
    write_geopackage(path, rows or three_communes())
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()


@hostile("outlines", "ranh.gpkg")
def triggers_of_their_own(path: Path) -> None:
    """A GeoPackage with triggers that attach and write files."""
    _with(path, "CREATE TRIGGER t AFTER INSERT ON communes BEGIN SELECT writefile('/tmp/x', 'x'); END")


@hostile("outlines", "ranh.gpkg")
def view_without_end(path: Path) -> None:
    """A list of layers that is a view which counts for ever."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
    _with(
        path,
        "ALTER TABLE gpkg_geometry_columns RENAME TO g",
        f"CREATE VIEW gpkg_geometry_columns AS {endless} 'communes' AS table_name, 'geom' AS column_name,"
        " 4326 AS srs_id FROM n WHERE i < 0",
    )


@hostile("outlines", "ranh.gpkg")
def view_of_all_systems(path: Path) -> None:
    """A list of systems that is a view of a million times a million rows."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
    _with(
        path,
        "ALTER TABLE gpkg_spatial_ref_sys RENAME TO s",
        f"CREATE VIEW gpkg_spatial_ref_sys AS {endless} SELECT 'x' AS srs_name, i AS srs_id, 'EPSG' AS"
        " organization, i AS organization_coordsys_id, '' AS definition FROM n ORDER BY random()",
    )


@hostile("outlines", "ranh.gpkg")
def columns_that_are_computed(path: Path) -> None:
    """5,000 rows with a computed column of fifty megabytes each."""
    _with(
        path,
        "CREATE TABLE big (fid INTEGER PRIMARY KEY, geom BLOB, commune_code TEXT, x AS (zeroblob(50000000)))",
        "INSERT INTO big (geom, commune_code) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 5000) SELECT NULL, i FROM n",
        "UPDATE gpkg_geometry_columns SET table_name = 'big'",
    )


@hostile("outlines", "ranh.gpkg")
def virtual_table_as_a_layer(path: Path) -> None:
    """A layer that is a virtual table."""
    _with(
        path,
        "CREATE VIRTUAL TABLE v USING fts5(geom, commune_code)",
        "UPDATE gpkg_geometry_columns SET table_name = 'v'",
    )


@hostile("outlines", "ranh.gpkg")
def names_that_are_statements(path: Path) -> None:
    """A layer whose name closes the quotes and attaches a file."""
    name = 'x"; ATTACH "/tmp/x" AS y; --'
    quoted = name.replace('"', '""')
    _with(
        path,
        f'ALTER TABLE communes RENAME TO "{quoted}"',
        f"UPDATE gpkg_geometry_columns SET table_name = '{name}'",
    )


@hostile("outlines", "ranh.gpkg")
def journal_mode_wal(path: Path) -> None:
    """A GeoPackage in WAL mode, which would want files beside it."""
    _with(path)
    data = bytearray(path.read_bytes())
    data[18:20] = b"\x02\x02"
    path.write_bytes(bytes(data))


def _blob(path: Path, blob: bytes) -> None:
    _with(path)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE communes SET geom = ?", (blob,))
    base.close()


@hostile("outlines", "ranh.gpkg")
def blob_that_claims(path: Path) -> None:
    """A geometry that claims four thousand million rings."""
    _blob(path, gpkg_blob(box(0, 0, 1, 1), 4326)[:40] + b"\x01" + struct.pack("<2I", 3, 2**32 - 1))


@hostile("outlines", "ranh.gpkg")
def blob_of_points_that_claims(path: Path) -> None:
    """A ring that claims two thousand million points."""
    _blob(path, gpkg_blob(box(0, 0, 1, 1), 4326)[:40] + b"\x01" + struct.pack("<3I", 3, 1, 2**31 - 1))


@hostile("outlines", "ranh.gpkg")
def blob_in_a_blob(path: Path) -> None:
    """A geometry of a million collections in each other."""
    head = gpkg_blob(box(0, 0, 1, 1), 4326)[:40]
    _blob(path, head + (b"\x01" + struct.pack("<2I", 7, 1)) * _MILLION)


@hostile("outlines", "ranh.gpkg")
def blob_of_curves(path: Path) -> None:
    """A polygon of arcs, which is a geometry and yet none that can be read."""
    arc = b"\x01" + struct.pack("<2I10d", 8, 5, 0, 0, 1, 1, 2, 0, 1, -1, 0, 0)
    _blob(path, gpkg_blob(box(0, 0, 1, 1), 4326)[:40] + b"\x01" + struct.pack("<2I", 10, 1) + arc)


@hostile("outlines", "ranh.gpkg")
def blob_of_nothing(path: Path) -> None:
    """Geometries of two bytes."""
    _blob(path, b"GP")


@hostile("outlines", "ranh.gpkg")
def pages_of_rubbish(path: Path) -> None:
    """A GeoPackage whose pages after the first are noise."""
    _with(path)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + np.random.default_rng(2).bytes(len(data) - 4096))


@hostile("outlines", "ranh.gpkg")
def geopackage_cut_off(path: Path) -> None:
    """The first half of a GeoPackage."""
    _with(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _lines_of(rows: Sequence[Row]) -> Iterator[str]:
    for properties, geometry in rows:
        assert geometry is not None
        yield json.dumps(
            {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(geometry)}
        )


@hostile("outlines", "ranh.geojson")
def same_keys_twice(path: Path) -> None:
    """A document that names its features twice, once for who checks and once for who reads."""
    features = ",".join(_lines_of(three_communes()))
    path.write_text(
        f'{{"type":"FeatureCollection","features":[],"features":[{features}],"type":"FeatureCollection"}}'
    )


@hostile("outlines", "ranh.geojson")
def text_in_utf16(path: Path) -> None:
    """A GeoJSON in UTF-16 without its mark."""
    path.write_bytes(_collection(*_lines_of(three_communes())).encode("utf-16-le"))
