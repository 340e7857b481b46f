"""Open a GeoTIFF safely: a plain file on this disk, by no other driver, with a mask that lies beside it."""

from __future__ import annotations

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


def open_dataset(path: Path) -> rasterio.DatasetReader:
    """Open a GeoTIFF that exists on this machine's disk, and by no other driver, whatever it claims to be.

    Raises
    ------
    UnreadableFile
        Missing, not a GeoTIFF, or with a mask beside it (``<name>.msk``) that does not fit it.
    """
    # GDAL would take "/vsicurl/…" or a connection string for a name: only a plain file is let through.
    if not path.is_file():
        raise UnreadableFile("raster.missing", file=path.name)
    mask = side_mask(path)
    try:
        return _open(path) if mask is None else _open_with(path, mask)
    except RasterioError as problem:
        raise UnreadableFile("raster.not_geotiff", file=path.name, reason=str(problem)) from problem


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
