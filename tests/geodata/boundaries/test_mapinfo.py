"""MapInfo tables in a ZIP: text in old fonts, systems by parameters, and what is no table."""

import csv
import re
from importlib import resources
from pathlib import Path

import geopandas
import pytest
from pyproj import CRS

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.feature import KnownUnit
from geodata.boundaries.read import read_boundaries
from geodata.crs import WGS84, identify
from tests.build.boundary_files import NAMES, Row, three_communes, write_zip

# What MapInfo's own projection list has for VN-2000: datum 9999 with seven parameters.
WITH_PARAMETERS = CRS.from_proj4(
    "+proj=tmerc +lon_0=107.75 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m +type=crs "
    "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
)


def encode(text: str, encoding: str) -> bytes:
    """Return text as an old program typed it, letter by letter."""
    if encoding == "utf-8":
        return text.encode()
    table = resources.files("geodata").joinpath("old_text_letters.csv").read_text("utf-8")
    letters = {row["letter"]: row[encoding] for row in csv.DictReader(table.splitlines())}
    return b"".join(bytes.fromhex(letters.get(letter) or f"{ord(letter):02x}") for letter in text)


def table_parts(
    folder: Path, rows: list[Row], *, epsg: int = 4326, encoding: str = "utf-8", charset: str = "Neutral"
) -> dict[str, bytes]:
    """Return suffix → bytes of a MapInfo table whose text is in `encoding`."""
    letters = [
        {column: encode(text, encoding).decode("latin-1") for column, text in properties.items()}
        for properties, _ in rows
    ]
    frame = geopandas.GeoDataFrame(letters, geometry=[g for _, g in rows], crs=WGS84).to_crs(epsg)
    if epsg == 5899:
        frame = frame.set_crs(WITH_PARAMETERS, allow_override=True)
    frame.to_file(folder / "xa.tab", driver="MapInfo File", engine="pyogrio", encoding="ISO-8859-1")
    parts = {suffix: (folder / f"xa{suffix}").read_bytes() for suffix in (".tab", ".dat", ".map", ".id")}
    parts[".tab"] = re.sub(rb'(?<=[Cc]harset )"?[\w-]+"?', charset.encode(), parts[".tab"])
    return parts


def zipped(folder: Path, parts: dict[str, bytes]) -> Path:
    return write_zip(folder / "ranhgioi.zip", {f"xa{suffix}": data for suffix, data in parts.items()})


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni"])
@pytest.mark.parametrize("charset", ["Neutral", '"WindowsLatin1"'])
def test_a_table_is_read_whatever_its_letters_are(tmp_path: Path, encoding: str, charset: str) -> None:
    path = zipped(tmp_path, table_parts(tmp_path, three_communes(), encoding=encoding, charset=charset))
    features, findings = read_boundaries(path, name="ranhgioi.zip", encoding=encoding)
    assert findings.errors == ()
    assert {feature.code: feature.name for feature in features} == NAMES
    for feature, (_, square) in zip(features, three_communes(), strict=True):
        assert feature.geometry is not None
        assert feature.geometry.symmetric_difference(square).area < 1e-9


def test_old_letters_are_recognised_by_the_published_names(tmp_path: Path) -> None:
    path = zipped(tmp_path, table_parts(tmp_path, three_communes(), encoding="tcvn3"))
    features, findings = read_boundaries(path, name="ranhgioi.zip", known_names=NAMES.values())
    assert [f.code for f in findings] == ["boundaries.encoding_detected"]
    assert {feature.name for feature in features} == set(NAMES.values())


def test_own_parameters_of_vn2000_are_the_registered_system(tmp_path: Path) -> None:
    path = zipped(tmp_path, table_parts(tmp_path, three_communes(), epsg=5899))
    features, findings = read_boundaries(path, name="ranhgioi.zip")
    assert findings.errors == ()
    assert {feature.crs for feature in features} == {CRS.from_epsg(5899)}
    known = [KnownUnit(p["commune_code"], p["commune"], g) for p, g in three_communes()]
    units, found = check_boundaries(features, known_units=known)
    assert len(units) == 3
    assert list(found) == []


def test_mapinfo_without_the_datum_is_noticed_by_the_shift(tmp_path: Path) -> None:
    # Saved with "UTM zone 48 (WGS 84)" because the list had no VN-2000.
    path = zipped(tmp_path, table_parts(tmp_path, three_communes(), epsg=3405))
    features, _ = read_boundaries(path, name="ranhgioi.zip")
    known = [KnownUnit(p["commune_code"], p["commune"], g) for p, g in three_communes()]
    (found,) = check_boundaries(features, known_units=known)[1]
    assert found.code == "boundaries.shifted_as"
    assert found.parameters["likely"].startswith("EPSG:3405 ")
    assert found.parameters["metres"] == 226


def test_a_wgs84_projection_is_not_taken_for_vn2000() -> None:
    on_wgs84 = CRS.from_proj4("+proj=tmerc +lon_0=108.5 +k=0.9999 +x_0=500000 +datum=WGS84 +type=crs")
    assert identify(on_wgs84) == on_wgs84


@pytest.mark.parametrize("suffix", [".dat", ".map", ".id"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, suffix: str) -> None:
    parts = table_parts(tmp_path, three_communes())
    del parts[suffix]
    features, (found,) = read_boundaries(zipped(tmp_path, parts), name="ranhgioi.zip")
    assert features == ()
    assert (found.code, found.parameters["missing"]) == ("boundaries.mapinfo_part_missing", suffix)


def test_a_table_that_points_elsewhere_is_refused(tmp_path: Path) -> None:
    parts = table_parts(tmp_path, three_communes())
    parts[".tab"] = b'!table\nOpen Table "/etc/passwd" Hide\nCreate View x As Select * From passwd\n'
    (found,) = read_boundaries(zipped(tmp_path, parts), name="ranhgioi.zip")[1]
    assert found.code == "boundaries.mapinfo_not_native"


@pytest.mark.parametrize("suffix", [".dat", ".map"])
def test_broken_bytes_are_refused(tmp_path: Path, suffix: str) -> None:
    parts = table_parts(tmp_path, three_communes())
    parts[suffix] = parts[suffix][:40]
    features, findings = read_boundaries(zipped(tmp_path, parts), name="ranhgioi.zip")
    assert features == ()
    assert [f.code for f in findings.errors] == ["boundaries.not_mapinfo"]
