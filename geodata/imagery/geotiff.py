"""Open a GeoTIFF safely: a plain file on this disk, by no other driver, with a mask that lies beside it."""

from __future__ import annotations

import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import rasterio
from pyproj import CRS
from rasterio.enums import MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import MemoryFile
from rasterio.transform import from_origin

from geodata.errors import UnreadableFile

_LOOKING_BESIDE = threading.Lock()
# The picture itself, its mask and its overviews: GDAL reads all of them, and takes hours over a million.
_MOST_DIRECTORIES = 256
# Of a directory's head: how offsets and the number of its entries are written, and how long an entry is.
_CLASSIC, _BIG = ("I", "H", 12), ("Q", "Q", 20)


def open_dataset(path: Path) -> rasterio.DatasetReader:
    """Open a GeoTIFF that exists on this machine's disk, and by no other driver, whatever it claims to be.

    Raises
    ------
    UnreadableFile
        Missing, not a GeoTIFF, of too many directories, or with a mask beside it (``<name>.msk``) that does
        not fit it.
    """
    # GDAL would take "/vsicurl/…" or a connection string for a name: only a plain file is let through.
    if not path.is_file():
        raise UnreadableFile("raster.missing", file=path.name)
    if _directories(path) > _MOST_DIRECTORIES:
        raise UnreadableFile("raster.too_many_directories", file=path.name, limit=_MOST_DIRECTORIES)
    mask = side_mask(path)
    try:
        return _open(path) if mask is None else _open_with(path, mask)
    except RasterioError as problem:
        # GDAL names the file by its whole path.
        reason = str(problem).replace(str(path.absolute()), path.name)
        raise UnreadableFile("raster.not_geotiff", file=path.name, reason=reason) from problem


@cache
def warm_up(ready: str = "") -> None:
    """Have GDAL and PROJ load, with a raster of ours, what each child would load for its first file."""
    place = {"crs": "EPSG:4326", "transform": from_origin(106.0, 11.0, 0.1, 0.1)}
    with MemoryFile() as memory:
        with memory.open(driver="GTiff", width=1, height=1, count=1, dtype="uint8", **place):
            pass
        with memory.open(driver="GTiff") as dataset:
            CRS.from_user_input(dataset.crs.to_wkt())
            dataset.read(1)


@contextmanager
def reading_pixels(path: Path) -> Iterator[None]:
    """Say that a file's pixels are damaged where decoding them fails.

    Raises
    ------
    UnreadableFile
        ``raster.damaged``
    """
    try:
        yield
    except RasterioError as problem:
        raise UnreadableFile("raster.damaged", file=path.name) from problem


def side_mask(path: Path) -> Path | None:
    """Return the file beside a GeoTIFF that holds its mask (``<name>.msk``), if there is one."""
    mask = path.with_name(f"{path.name}.msk")
    return mask if mask.exists() else None


def _directories(path: Path) -> int:
    """Return how many directories a TIFF chains, counted to one more than are read; 0 for other files."""
    with path.open("rb") as stream:
        head = stream.read(16)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or len(head) < 16:
            return 0
        offset, number, entry = _BIG if head[2:4] in (b"\x2b\0", b"\0\x2b") else _CLASSIC
        wide = struct.calcsize(offset)
        at, found = struct.unpack(order + offset, head[wide : 2 * wide])[0], 0
        while at and found <= _MOST_DIRECTORIES:
            found += 1
            stream.seek(min(at, 1 << 62))
            count = stream.read(struct.calcsize(number))
            if len(count) < struct.calcsize(number):
                break
            stream.seek(min(entry * struct.unpack(order + number, count)[0], 1 << 62), 1)
            following = stream.read(wide)
            at = struct.unpack(order + offset, following)[0] if len(following) == wide else 0
    return found


def _open(path: Path) -> rasterio.DatasetReader:
    return rasterio.open(path.absolute(), driver="GTiff")


def _open_with(path: Path, mask: Path) -> rasterio.DatasetReader:
    """Open a file whose mask lies beside it; GDAL finds it, whatever its settings, or the file is refused."""
    try:
        with warnings.catch_warnings():
            # A mask needs no georeference: it has its file's.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            _open(mask).close()
    except RasterioError as problem:
        raise _unusable(path, mask) from problem
    # GDAL's settings are the process's: what one thread sets and resets must not meet another's opening.
    with _LOOKING_BESIDE, rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="TRUE"):
        dataset = _open(path)
        found = MaskFlags.per_dataset in dataset.mask_flag_enums[0]
    if not found:
        dataset.close()
        raise _unusable(path, mask)
    return dataset


def _unusable(path: Path, mask: Path) -> UnreadableFile:
    return UnreadableFile("raster.side_mask", file=path.name, mask=mask.name)
