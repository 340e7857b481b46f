"""Sound files changed at random: readers give results, findings or their own errors, and write nothing.

`FUZZ_SEED` chooses another beginning and `FUZZ_SECONDS` a longer run; a failure names the seed of its file.
"""

from __future__ import annotations

import io
import os
import random
import re
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import rasterio
from affine import Affine
from PIL import Image

from geodata.boundaries.check import check_boundaries
from geodata.boundaries.read import read_boundaries
from geodata.errors import GeodataError
from geodata.imagery.rasters import open_class_raster
from geodata.incidents import read_incident_file
from geodata.logo import read_logo
from geodata.tables.workbook.grid import read_grids
from geodata.zonal.decoding import read_part
from geodata.zonal.strips import Window
from layers.catalogue import Profile
from layers.errors import LayersError
from layers.reporting import read_report
from tests.build.boundary_files import (
    shapefile_parts,
    three_communes,
    write_geojson,
    write_geopackage,
    write_shapefile,
)
from tests.build.rasters import WGS, patches, write
from tests.hostile.tables import HEAD
from tests.hostile.workbooks import write_package
from webmap.cli.mapping_file import read_mapping_file

Read = Callable[[Path, Profile], object]
_SEED = int(os.environ.get("FUZZ_SEED", "1601"))
_SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))
_MOST_ROUNDS = 400 if "FUZZ_SECONDS" not in os.environ else 10**9
# Numbers on which readers have stumbled: ends of types, and what is next to nothing.
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_TEXTS = (
    b"",
    b"-1",
    b"1e400",
    b"NaN",
    b"9" * 5000,
    b"&#0;",
    b"\xff\xfe",
    "\u202e".encode(),
    b"=1+1",
    b"[" * 3000,
)


def _workbook(path: Path, _profile: Profile) -> object:
    return read_grids(path, name="a.xlsx")


def _report(path: Path, profile: Profile) -> object:
    name = "a.xlsx" if path.suffix == ".xlsx" else "a.csv"
    return read_report(path, name, profile, lambda _day: ())


def _incidents(path: Path, _profile: Profile) -> object:
    return read_incident_file(path, "a.csv", units=(), case_keys=[b"x"], today=date(2025, 1, 1))


def _outlines(path: Path, _profile: Profile) -> object:
    features, _found = read_boundaries(path, name=f"a{path.suffix}")
    return check_boundaries(features)


def _raster(path: Path, _profile: Profile) -> object:

    tile = open_class_raster(path).tiles[0]
    if tile.height * tile.width > 10_000_000:
        return None
    with rasterio.open(path, driver="GTiff") as dataset:
        return read_part(dataset, tile, Window(0, 0, min(tile.height, 500), min(tile.width, 500)))


def _logo(path: Path, _profile: Profile) -> object:
    return read_logo(path, name="a.png")


_SOUND_MAPPING = """[[sheets]]
title = "Sheet"
layout = "columns"
headings = ["1", "1"]
units = "A"
[[sheets.parts]]
at = "D"
heading = "value"
indicator = "income_per_capita"
[names]
"x" = "26470"
"""


def sound_files(folder: Path) -> dict[str, tuple[Path, Read]]:
    """Write a sound file for each reader."""
    made: dict[str, tuple[Path, Read]] = {}
    for name in ("workbook", "report"):
        path = folder / f"{name}.xlsx"
        write_package(path)
        made[name] = (path, _workbook if name == "workbook" else _report)
    table = folder / "table.csv"
    table.write_bytes(HEAD + b"26470,income_per_capita,2024,61.5,,,x\n" * 3)
    made["table"] = (table, _report)
    incidents = folder / "incidents.csv"
    incidents.write_bytes(b"kind,occurred_on,longitude,latitude\nfire,2024-01-01,106.9,10.7\n")
    made["incidents"] = (incidents, _incidents)
    made["geojson"] = (write_geojson(folder / "a.geojson", three_communes()), _outlines)
    made["geopackage"] = (write_geopackage(folder / "a.gpkg", three_communes()), _outlines)
    made["shapefile"] = (write_shapefile(folder / "a.zip", shapefile_parts(three_communes())), _outlines)
    degrees = Affine(0.001, 0, 106.8, 0, -0.002, 10.8)
    made["raster"] = (
        write(folder / "a.tif", patches(1, 60, 50), crs=WGS, transform=degrees, compress="deflate"),
        _raster,
    )
    logo = folder / "a.png"
    Image.effect_noise((64, 48), 60).save(logo)
    made["logo"] = (logo, _logo)
    mapping = folder / "a.toml"
    mapping.write_text(_SOUND_MAPPING)
    made["mapping"] = (mapping, read_mapping_file)
    return made


def _changed(data: bytes, dice: random.Random) -> bytes:
    """Return bytes with some of them changed, cut, doubled, or put in place of a number or a text."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(changed) + 1)
        match dice.randrange(6):
            case 0 if at < len(changed):
                changed[at] = dice.randrange(256)
            case 1:
                number = struct.pack(dice.choice("<>") + "I", dice.choice(_NUMBERS))
                changed[at : at + 4] = number
            case 2:
                del changed[at : at + dice.choice((1, 4, 100, 10_000))]
            case 3:
                changed[at:at] = changed[at : at + dice.choice((1, 30, 500))] * dice.choice((1, 2, 50))
            case 4:
                changed[at:at] = dice.choice(_TEXTS)
            case _:
                _change_value(changed, dice)
    return bytes(changed)


def _change_value(changed: bytearray, dice: random.Random) -> None:
    """Put something else in place of a value of JSON, an attribute or the text of an element."""
    found = list(re.finditer(rb'"[^"<>]{0,80}"|(?<=>)[^<>]{1,80}(?=<)|-?\d+\.?\d*', bytes(changed[:200_000])))
    if found:
        start, end = dice.choice(found).span()
        changed[start:end] = dice.choice(_TEXTS)


def _fuzzed(path: Path, data: bytes, dice: random.Random) -> bytes:
    """Return a changed file: its bytes, one member of a ZIP, or what a database's rows say."""
    if data[:2] == b"PK" and dice.random() < 0.8:
        return _with_changed_member(data, dice)
    if data[:6] == b"SQLite" and dice.random() < 0.5:
        return _with_changed_rows(path, data, dice)
    return _changed(data, dice)


def _with_changed_member(data: bytes, dice: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        chosen = dice.choice(source.namelist())
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _changed(content, dice) if name == chosen else content)
    return stream.getvalue()


def _with_changed_rows(path: Path, data: bytes, dice: random.Random) -> bytes:
    beside = path.with_suffix(".changing")
    beside.write_bytes(data)
    with closing(sqlite3.connect(beside)) as base, base:
        (blob,) = base.execute("SELECT geom FROM communes LIMIT 1").fetchone()
        base.execute("UPDATE communes SET geom = ? WHERE fid = 1", (_changed(blob, dice),))
        odd = dice.choice((None, -1, 2**62, 1e308, b"\xff\0", "x" * 5000, "\u202e"))
        column = dice.choice(("commune", "commune_code", "geom"))
        base.execute(f"UPDATE communes SET {column} = ? WHERE fid = 2", (odd,))
        if dice.random() < 0.3:
            column = dice.choice(("organization", "organization_coordsys_id", "definition"))
            base.execute(f"UPDATE gpkg_spatial_ref_sys SET {column} = ?", (odd,))
    changed = beside.read_bytes()
    beside.unlink()
    return changed


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Read]]:
    """One sound file for each reader."""
    return sound_files(tmp_path_factory.mktemp("sound"))


READERS = [
    "workbook",
    "report",
    "table",
    "incidents",
    "geojson",
    "geopackage",
    "shapefile",
    "raster",
    "logo",
    "mapping",
]


@pytest.mark.parametrize("reader", READERS)
def test_sound_files_are_read(reader: str, sound: dict[str, tuple[Path, Read]], profile: Profile) -> None:
    path, read = sound[reader]
    assert read(path, profile)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("reader", READERS)
def test_changed_files_give_findings_or_the_readers_own_errors(
    reader: str,
    sound: dict[str, tuple[Path, Read]],
    profile: Profile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, read = sound[reader]
    monkeypatch.chdir(tmp_path)
    assert fuzz(source, lambda file: read(file, profile), tmp_path, _SECONDS)


def fuzz(source: Path, read: Callable[[Path], object], folder: Path, seconds: float) -> int:
    """Change a sound file again and again, and have it read; return how often that was done.

    Anything but a result or an error of the readers' own is a fault, and so is a file that they leave behind.
    """
    data, until, rounds = source.read_bytes(), time.monotonic() + seconds, 0
    file = folder / f"fuzzed{source.suffix}"
    for seed in _seeds(until):
        changed = _fuzzed(file, data, random.Random(seed))
        file.write_bytes(changed)
        try:
            read(file)
        except (GeodataError, LayersError):
            pass
        except Exception as fault:
            raise AssertionError(f"{source.name} with FUZZ_SEED={seed}: {fault!r}") from fault
        assert file.read_bytes() == changed
        assert list(folder.iterdir()) == [file], f"{source.name} with FUZZ_SEED={seed} left something behind"
        rounds += 1
    return rounds


def _seeds(until: float) -> Iterator[int]:
    for seed in range(_SEED, _SEED + _MOST_ROUNDS):
        if time.monotonic() > until:
            return
        yield seed
