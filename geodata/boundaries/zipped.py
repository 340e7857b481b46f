"""A ZIP with one data set in it, unpacked in memory: no path in the ZIP leads anywhere."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from geodata.boundaries.esri_shapefile import read_shapefile
from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.mapinfo import read_mapinfo
from geodata.boundaries.table import Reading, refused
from geodata.findings import Finding, Place, error

# The part that makes a data set what it is, and all parts that are read.
_READERS: dict[str, Callable[[Mapping[str, bytes], Place, ReadLimits], Reading]] = {
    ".shp": read_shapefile,
    ".tab": read_mapinfo,
}
# What zipfile meets a damaged directory or member with.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_PARTS = (".shp", ".dbf", ".prj", ".cpg", ".tab", ".dat", ".map", ".id")


def read_zipped(path: Path, *, file: str, layer: str | None, limits: ReadLimits) -> Reading:
    """Read the only shapefile or MapInfo table in a ZIP, or the one whose stem is `layer`."""
    place = Place(file=file)
    try:
        with zipfile.ZipFile(path) as archive:
            hostile = _hostile(archive.infolist(), place, limits)
            if hostile is not None:
                return refused(hostile)
            found = _choose(archive.infolist(), place, layer)
            if isinstance(found, Finding):
                return refused(found)
            parts = {suffix: _unpack(archive, entry, limits) for suffix, entry in found.items()}
    except _BROKEN as reason:
        return refused(error("boundaries.not_zip", place, reason))
    return _READERS[_main(parts)](parts, place, limits)


def _hostile(entries: list[zipfile.ZipInfo], place: Place, limits: ReadLimits) -> Finding | None:
    """Return why these entries are not touched, if so."""
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
    return None


def _choose(
    entries: list[zipfile.ZipInfo], place: Place, layer: str | None
) -> dict[str, zipfile.ZipInfo] | Finding:
    """Return suffix → entry of one data set, or why there is none."""
    stems: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        name = PurePosixPath(entry.filename)
        if name.suffix.lower() in _PARTS and not name.name.startswith("."):
            stems.setdefault(str(name.with_suffix("")).casefold(), {})[name.suffix.lower()] = entry
    sets = {stem: parts for stem, parts in stems.items() if any(main in parts for main in _READERS)}
    names = ", ".join(PurePosixPath(parts[_main(parts)].filename).stem for parts in sets.values())
    if layer is not None:
        sets = {s: p for s, p in sets.items() if PurePosixPath(s).name == layer.casefold()}
        if not sets:
            return error("boundaries.layer_missing", place, layer=layer, layers=names)
    if not sets:
        return error("boundaries.no_shapefile", place)
    if len(sets) > 1:
        return error("boundaries.layer_needed", place, layers=names)
    return next(iter(sets.values()))


def _main(parts: Mapping[str, object]) -> str:
    return next(main for main in _READERS if main in parts)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ReadLimits) -> bytes:
    with archive.open(entry) as stream:
        # The directory of a hostile ZIP may understate the size: count what comes out.
        data = stream.read(limits.unpacked_bytes + 1)
    if len(data) > limits.unpacked_bytes:
        raise ValueError("unfolds to more than it says")
    return data
