"""Reading boundary files: three kinds come out alike, and what is not what it says is refused."""

import json
from pathlib import Path

import pytest
import shapely
from pyproj import CRS
from shapely.geometry import mapping

from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.read import read_boundaries
from geodata.crs import WGS84, project
from geodata.errors import UnreadableFile
from tests.build.boundary_files import (
    NAMES,
    geojson_document,
    shapefile_parts,
    square,
    three_communes,
    write_geojson,
    write_geopackage,
    write_shapefile,
    write_zip,
)

VN2000 = CRS.from_epsg(5899)


def codes(findings: object) -> list[str]:
    return [f.code for f in findings]  # type: ignore[attr-defined]


def in_vn2000() -> list:
    return [(p, project(g, WGS84, VN2000)) for p, g in three_communes()]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip"])
def test_three_kinds_of_file_come_out_alike(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "stored-under-another-name"
    if suffix == ".geojson":
        write_geojson(path, three_communes())
    elif suffix == ".gpkg":
        write_geopackage(path, three_communes())
    else:
        write_shapefile(path, shapefile_parts(three_communes(), crs=WGS84, cpg="UTF-8"))
    features, findings = read_boundaries(path, name="xã" + suffix)
    assert list(findings) == []
    assert {f.code: f.name for f in features} == NAMES
    assert all(f.crs == WGS84 for f in features)
    assert features[1].geometry is not None and features[1].geometry.equals(square(1))
    assert features[1].place.file == "xã" + suffix and features[1].place.feature == "26473"


def test_vn2000_in_geopackage_and_shapefile(tmp_path: Path) -> None:
    for path in (
        write_geopackage(tmp_path / "a.gpkg", in_vn2000(), srs_id=5899),
        write_shapefile(tmp_path / "a.zip", shapefile_parts(in_vn2000(), crs=VN2000)),
    ):
        features, findings = read_boundaries(path, name=path.name)
        assert list(findings) == []
        assert {f.crs for f in features} == {VN2000}


@pytest.mark.parametrize("suffix", [".gpkg", ".zip"])
def test_no_system_is_left_open_and_taken_from_the_person(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / ("a" + suffix)
    if suffix == ".gpkg":
        write_geopackage(path, in_vn2000(), srs_id=-1)
    else:
        write_shapefile(path, shapefile_parts(in_vn2000()))
    assert {f.crs for f in read_boundaries(path, name=path.name)[0]} == {None}
    assert {f.crs for f in read_boundaries(path, name=path.name, crs=VN2000)[0]} == {VN2000}


def test_the_persons_system_wins_with_a_note(tmp_path: Path) -> None:
    path = write_geopackage(tmp_path / "a.gpkg", in_vn2000(), srs_id=32648)
    features, findings = read_boundaries(path, name="a.gpkg", crs=VN2000)
    assert codes(findings) == ["boundaries.crs_overridden"]
    assert features[0].crs == VN2000


def test_a_bare_proj_string_and_tm3_on_wgs84(tmp_path: Path) -> None:
    bare = "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m"
    parts = shapefile_parts(in_vn2000())
    parts[".prj"] = bare.encode()
    features, findings = read_boundaries(write_shapefile(tmp_path / "a.zip", parts), name="a.zip")
    assert codes(findings) == ["boundaries.crs_registered"] and features[0].crs == VN2000
    parts[".prj"] = bare.replace("+ellps", "+datum").encode()
    _, findings = read_boundaries(write_shapefile(tmp_path / "b.zip", parts), name="b.zip")
    assert codes(findings) == ["boundaries.crs_wgs84_tm3"]
    parts[".prj"] = b"no system at all"
    _, findings = read_boundaries(write_shapefile(tmp_path / "c.zip", parts), name="c.zip")
    assert codes(findings) == ["boundaries.crs_unreadable"]


def test_old_geojson_may_name_its_system(tmp_path: Path) -> None:
    def member(name: str) -> dict:
        return {"type": "name", "properties": {"name": name}}

    path = write_geojson(
        tmp_path / "a.geojson", three_communes(), crs=member("urn:ogc:def:crs:OGC:1.3:CRS84")
    )
    assert list(read_boundaries(path, name="a.geojson")[1]) == []
    path = write_geojson(tmp_path / "b.geojson", in_vn2000(), crs=member("urn:ogc:def:crs:EPSG::5899"))
    _, findings = read_boundaries(path, name="b.geojson")
    assert codes(findings) == ["boundaries.geojson_not_wgs84"] and findings.errors
    assert read_boundaries(path, name="b.geojson", crs=VN2000)[1].errors == ()
    path = write_geojson(tmp_path / "c.geojson", three_communes(), crs=member("nonsense"))
    assert codes(read_boundaries(path, name="c.geojson")[1]) == ["boundaries.crs_unreadable"]


@pytest.mark.parametrize(
    ("code_column", "name_column", "value", "code"),
    [
        ("ma_xa", "ten_xa", "26470", "26470"),
        ("MAXA", "TENXA", 26470, "26470"),
        ("GSO_CODE", "NAME_3", 26470.0, "26470"),
        ("ADM3_PCODE", "ADM3_VI", "VN26470", "26470"),
        ("Mã xã", "Tên xã", " 26470 ", "26470"),
        ("commune_code", "commune", 4, "00004"),
        ("commune_code", "commune", "26470.0", "26470"),
        ("GID_3", "NAME_3", "VNM.19.7.1_1", None),
        ("ma_xa", "ten_xa", None, None),
    ],
)
def test_columns_of_the_common_sources(
    tmp_path: Path, code_column: str, name_column: str, value: object, code: str | None
) -> None:
    rows = [({code_column: value, name_column: "Xã Phước Thiền", "other": 1}, square(0))]
    features, findings = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), name="a.geojson")
    assert list(findings) == []
    assert (features[0].code, features[0].name) == (code, "Xã Phước Thiền")


def test_type_and_published_area_have_columns_too(tmp_path: Path) -> None:
    rows = [({"NAME_3": "Hiệp Phước", "TYPE_3": "Thị trấn", "area_km2": 18.89}, square(0))]
    features, _ = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), name="a.geojson")
    assert features[0].name == "Thị trấn Hiệp Phước"
    assert features[0].natural_area_ha == pytest.approx(1889)
    rows = [({"NAME_3": "Hiệp Phước", "dien_tich_tu_nhien": 1889}, square(0))]
    features, _ = read_boundaries(write_geojson(tmp_path / "b.geojson", rows), name="b.geojson")
    assert (features[0].name, features[0].natural_area_ha) == ("Hiệp Phước", 1889.0)


def test_columns_named_by_the_person(tmp_path: Path) -> None:
    rows = [({"k1": "26470", "k2": "Xã Phước Thiền"}, square(0))]
    path = write_geojson(tmp_path / "a.geojson", rows)
    assert codes(read_boundaries(path, name="a.geojson")[1]) == ["boundaries.no_code_no_name_column"]
    features, findings = read_boundaries(path, name="a.geojson", code_column="k1", name_column="K2")
    assert list(findings) == [] and features[0].code == "26470" and features[0].name == "Xã Phước Thiền"
    features, findings = read_boundaries(path, name="a.geojson", code_column="k9")
    assert codes(findings) == ["boundaries.column_missing"]
    assert findings.items[0].parameters == {"column": "k9", "columns": "k1, k2"}


TCVN3 = (
    {"maxa": b"26470", "tenxa": b"Ph\xad\xedc Thi\xd2n"},
    {"maxa": b"26491", "tenxa": b"Ph\xf3 \xa7\xabng"},
)
VNI = (
    {"maxa": b"26470", "tenxa": "Phöôùc Thieàn".encode("cp1252")},
    {"maxa": b"26491", "tenxa": "Phuù Ñoâng".encode("cp1252")},
)


@pytest.mark.parametrize(("texts", "encoding"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_text_of_old_offices(tmp_path: Path, texts: tuple, encoding: str) -> None:
    rows = [(text, square(column)) for column, text in enumerate(texts)]
    path = write_shapefile(tmp_path / "a.zip", shapefile_parts(rows, crs=WGS84))
    for asked in ("auto", encoding):
        features, findings = read_boundaries(path, name="a.zip", encoding=asked)
        assert [f.name for f in features] == ["Phước Thiền", "Phú Đông"]
        assert codes(findings) == (["boundaries.encoding_detected"] if asked == "auto" else [])
    _, findings = read_boundaries(path, name="a.zip", encoding="utf-8")
    assert codes(findings) == ["boundaries.encoding_wrong"] and findings.errors
    assert codes(read_boundaries(path, name="a.zip", encoding="latin-9")[1]) == [
        "boundaries.encoding_unknown"
    ]


def test_text_that_makes_no_sense_is_asked_about(tmp_path: Path) -> None:
    rows = [({"maxa": b"26470", "tenxa": b"\xff\xfe\xffq"}, square(0))]
    path = write_shapefile(tmp_path / "a.zip", shapefile_parts(rows, crs=WGS84))
    assert codes(read_boundaries(path, name="a.zip")[1]) == ["boundaries.encoding_unclear"]


def test_text_read_as_windows_1252_by_another_program(tmp_path: Path) -> None:
    rows = [({"maxa": "26470", "tenxa": "Phöôùc Thieàn"}, square(0))]
    path = write_geojson(tmp_path / "a.geojson", rows)
    assert read_boundaries(path, name="a.geojson", encoding="vni")[0][0].name == "Phước Thiền"


def test_names_end_in_bytes_that_look_like_blanks(tmp_path: Path) -> None:
    # The last byte of à in UTF-8 is A0, a no-break space to whoever trims before decoding.
    rows = [({"maxa": "26470", "tenxa": "Xã Hoà"}, square(0))]
    path = write_shapefile(tmp_path / "a.zip", shapefile_parts(rows, crs=WGS84))
    assert read_boundaries(path, name="a.zip")[0][0].name == "Xã Hoà"


REFUSED = [
    ("a.geojson", b"", "boundaries.file_empty"),
    ("a.gpkg", b"", "boundaries.file_empty"),
    ("a.txt", b"{}", "boundaries.suffix_unknown"),
    ("a", b"{}", "boundaries.suffix_unknown"),
    ("a.shp", b"\x00\x00\x27\x0a", "boundaries.shp_alone"),
    ("a.gpkg", b"{}", "boundaries.not_what_suffix_says"),
    ("a.zip", b"{}", "boundaries.not_what_suffix_says"),
    ("a.geojson", b"PK\x03\x04rest", "boundaries.not_what_suffix_says"),
    ("a.geojson", b"<OGRVRTDataSource/>", "boundaries.not_what_suffix_says"),
    ("a.gpkg", b"SQLite format 3\0" + b"\xff" * 200, "boundaries.not_geopackage"),
    ("a.zip", b"PK\x03\x04" + b"\xff" * 200, "boundaries.not_zip"),
    ("a.geojson", b'{"type": ', "boundaries.not_json"),
    ("a.geojson", b'{"a":' * 100_000, "boundaries.not_json"),
    ("a.geojson", b'{"type": "Feature"}', "boundaries.not_feature_collection"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "boundaries.empty"),
    ("a.geojson", '{"a": "Xã"}'.encode("cp1258", "replace") + b"\xff", "boundaries.not_utf8"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": [NaN]}', "boundaries.not_finite"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": [1]}', "boundaries.not_a_feature"),
]


@pytest.mark.parametrize(("name", "data", "code"), REFUSED)
def test_what_is_no_boundary_file_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / "stored"
    path.write_bytes(data)
    features, findings = read_boundaries(path, name=name)
    assert features == ()
    assert code in codes(findings.errors)
    assert findings.items[0].place.file == name


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_boundaries(tmp_path / "none.gpkg", name="none.gpkg")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[106.8, 10.7], [106.9, 10.7]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]},
        {"type": "Polygon", "coordinates": 5},
        {"type": "Square"},
        {"coordinates": []},
        "Polygon",
    ],
)
def test_a_broken_geometry_is_named(tmp_path: Path, geometry: object) -> None:
    document = geojson_document(three_communes())
    document["features"][1]["geometry"] = geometry
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document))
    _, findings = read_boundaries(path, name="a.geojson")
    assert codes(findings) == ["boundaries.geometry_unreadable"]
    assert findings.items[0].place.feature == "2"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (ReadLimits(file_bytes=100), "boundaries.too_large"),
        (ReadLimits(features=2), "boundaries.too_many_features"),
        (ReadLimits(vertices=14), "boundaries.too_many_vertices"),
    ],
)
def test_limits_of_any_file(tmp_path: Path, limits: ReadLimits, code: str) -> None:
    for path in (
        write_geojson(tmp_path / "a.geojson", three_communes()),
        write_geopackage(tmp_path / "a.gpkg", three_communes()),
    ):
        assert codes(read_boundaries(path, name=path.name, limits=limits)[1].errors) == [code]


def test_limits_of_a_zip(tmp_path: Path) -> None:
    parts = shapefile_parts(three_communes(), crs=WGS84)
    path = write_shapefile(tmp_path / "a.zip", parts)
    cases = [
        (ReadLimits(zip_entries=2), "boundaries.too_many_entries"),
        (ReadLimits(unpacked_bytes=100), "boundaries.too_large_unpacked"),
        (ReadLimits(features=2), "boundaries.not_shapefile"),
    ]
    for limits, code in cases:
        assert codes(read_boundaries(path, name="a.zip", limits=limits)[1]) == [code]


@pytest.mark.parametrize("entry", ["../x.shp", "/etc/x.shp", "..\\x.shp", "C:\\x.shp", "a/../../x.shp"])
def test_a_path_out_of_the_zip_is_refused(tmp_path: Path, entry: str) -> None:
    path = write_zip(tmp_path / "a.zip", {entry: b"x"})
    assert codes(read_boundaries(path, name="a.zip")[1]) == ["boundaries.zip_path"]


def test_what_a_zip_must_hold(tmp_path: Path) -> None:
    parts = shapefile_parts(three_communes(), crs=WGS84)

    def found(**members: bytes) -> list[str]:
        path = write_zip(tmp_path / "b.zip", {k.replace("_", "."): v for k, v in members.items()})
        return codes(read_boundaries(path, name="b.zip")[1])

    assert found(readme_txt=b"x") == ["boundaries.no_shapefile"]
    assert found(a_shp=parts[".shp"]) == ["boundaries.no_dbf"]
    assert found(a_shp=parts[".shp"], a_dbf=parts[".dbf"][:-40]) == ["boundaries.not_shapefile"]
    assert found(a_shp=parts[".shp"][:120], a_dbf=parts[".dbf"]) == ["boundaries.not_shapefile"]
    assert found(a_shp=b"x" * 200, a_dbf=parts[".dbf"]) == ["boundaries.not_shapefile"]
    fewer = shapefile_parts(three_communes()[:2])
    assert found(a_shp=fewer[".shp"], a_dbf=parts[".dbf"]) == ["boundaries.counts_differ"]


def test_one_of_several_layers(tmp_path: Path) -> None:
    path = write_geopackage(tmp_path / "a.gpkg", three_communes(), layers=("communes", "roads"))
    _, findings = read_boundaries(path, name="a.gpkg")
    assert codes(findings) == ["boundaries.layer_needed"]
    assert findings.items[0].parameters["layers"] == "communes, roads"
    assert len(read_boundaries(path, name="a.gpkg", layer="roads")[0]) == 3
    assert codes(read_boundaries(path, name="a.gpkg", layer="x")[1]) == ["boundaries.layer_missing"]
    parts = shapefile_parts(three_communes(), crs=WGS84)
    both = {stem + suffix: data for stem in ("tinh/xa", "tinh/huyen") for suffix, data in parts.items()}
    path = write_zip(tmp_path / "a.zip", both)
    assert codes(read_boundaries(path, name="a.zip")[1]) == ["boundaries.layer_needed"]
    assert len(read_boundaries(path, name="a.zip", layer="XA")[0]) == 3


def test_a_view_is_no_layer(tmp_path: Path) -> None:
    import sqlite3

    path = write_geopackage(tmp_path / "a.gpkg", three_communes())
    with sqlite3.connect(path) as base:
        base.execute("ALTER TABLE communes RENAME TO hidden")
        base.execute("CREATE VIEW communes AS SELECT * FROM hidden")
        base.execute("UPDATE gpkg_geometry_columns SET table_name = 'communes'")
    base.close()
    assert codes(read_boundaries(path, name="a.gpkg")[1]) == ["boundaries.no_layer"]


def test_a_third_dimension_is_dropped(tmp_path: Path) -> None:
    solid = shapely.force_3d(square(0), 5.0)
    path = tmp_path / "a.geojson"
    document = geojson_document([({"ma_xa": "26470", "ten_xa": "Xã Phước Thiền"}, square(0))])
    document["features"][0]["geometry"] = mapping(solid)
    path.write_text(json.dumps(document))
    features, _ = read_boundaries(path, name="a.geojson")
    assert features[0].geometry is not None and not features[0].geometry.has_z
