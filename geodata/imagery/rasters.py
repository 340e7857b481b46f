"""Open rasters of classes safely: GeoTIFF only, one grid, nothing guessed; several tiles make one raster."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyproj
import rasterio
from rasterio.enums import MaskFlags
from rasterio.errors import NotGeoreferencedWarning

from geodata.errors import CrsMismatch, UnreadableFile
from geodata.imagery.geotiff import open_dataset, side_mask, warm_up
from geodata.sandbox.apart import apart

SUFFIXES = (".tif", ".tiff")
# Signed types are read as their unsigned twins of the same bits and told apart when results are named.
CLASS_TYPES = ("uint8", "uint16", "int8", "int16")
# Tiles of one product may be cut with rounded corners; a thousandth of a pixel is far below any of them.
ALIGNMENT_PIXELS = 1e-3
MAXIMUM_LATITUDE = 90.0 + 1e-9


@dataclass(frozen=True)
class Grid:
    """The pixels of a raster on the ground: north-up or south-up, never turned.

    Parameters
    ----------
    crs : pyproj.CRS
    origin_x, origin_y : float
        Outer corner of pixel (row 0, column 0), in CRS units.
    pixel_x, pixel_y : float
        Signed step of a column and of a row, in CRS units; `pixel_y` is negative in a north-up raster.
    """

    crs: pyproj.CRS
    origin_x: float
    origin_y: float
    pixel_x: float
    pixel_y: float

    @property
    def pixel_size(self) -> tuple[float, float]:
        """Width and height of a pixel, in CRS units."""
        return abs(self.pixel_x), abs(self.pixel_y)


@dataclass(frozen=True)
class Tile:
    """One GeoTIFF of a raster.

    Parameters
    ----------
    path : Path
    row, column : int
        Where its first pixel lies on the raster's grid.
    height, width : int
    block_height, block_width : int
        How the file is stored; a block is the least that can be decoded.
    dtype : str
    band : int
    nodata : int or None
        The declared value that is no class, if the type can hold it.
    has_mask : bool
        A mask band, in the file or beside it, says which pixels are valid. (An alpha band, which is for
        looks, does not.)
    one_strip : bool
        All rows are compressed as one piece: they can only be decoded from the top down.
    """

    path: Path
    row: int
    column: int
    height: int
    width: int
    block_height: int
    block_width: int
    dtype: str
    band: int
    nodata: int | None
    has_mask: bool
    one_strip: bool = False

    def overlaps(self, other: Tile) -> bool:
        """Whether the two share a pixel."""
        return (
            self.row < other.row + other.height
            and other.row < self.row + self.height
            and self.column < other.column + other.width
            and other.column < self.column + self.width
        )


@dataclass(frozen=True)
class ClassRaster:
    """Tiles of one product on one grid; where they overlap, the first that has a valid pixel counts.

    Parameters
    ----------
    grid : Grid
    tiles : tuple of Tile
        In the order of their names; the grid starts at the first one, so others may lie at negative rows.
    """

    grid: Grid
    tiles: tuple[Tile, ...]

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """First row, first column, end row and end column on the grid."""
        return (
            min(t.row for t in self.tiles),
            min(t.column for t in self.tiles),
            max(t.row + t.height for t in self.tiles),
            max(t.column + t.width for t in self.tiles),
        )

    def under(self, tile: Tile) -> tuple[Tile, ...]:
        """Tiles before `tile` that share pixels with it: what is valid in them is theirs."""
        return tuple(other for other in self.tiles[: self.tiles.index(tile)] if other.overlaps(tile))


def open_class_raster(source: str | Path | Sequence[str | Path], *, band: int = 1) -> ClassRaster:
    """Read the headers of a GeoTIFF, of a folder of them, or of a list; no pixel is read.

    Parameters
    ----------
    source : path or sequence of paths
        A folder stands for its ``.tif`` and ``.tiff`` files, by name; subfolders are not searched.
    band : int, default 1
        The band with the classes, counted from 1.

    Raises
    ------
    UnreadableFile
        Not a GeoTIFF, no such band, floating or complex numbers (``raster.not_classes``), no
        georeference, rotated or sheared, or an empty folder; tiles that differ in type or pixel size, or
        do not lie on one grid.
    CrsMismatch
        No coordinate system, one that is neither projected nor geographic, or tiles in different ones.
    """
    paths = _paths(source)
    tiles: list[Tile] = []
    grid: Grid | None = None
    for path in paths:
        own, tile = _header(path, side_mask(path), band)
        grid = grid or own
        row, column = _offset(grid, own, path, paths[0])
        tiles.append(replace(tile, path=path.absolute(), row=row, column=column))
    assert grid is not None
    for first, second in pairwise(tiles):
        if first.dtype != second.dtype:
            raise UnreadableFile(
                "raster.types_differ", file=second.path.name, dtype=second.dtype, expected=first.dtype
            )
    return ClassRaster(grid, tuple(tiles))


def _paths(source: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    if not isinstance(source, (str, Path)):
        paths = tuple(sorted({Path(item) for item in source}))
    elif Path(source).is_dir():
        paths = tuple(sorted(p for p in Path(source).iterdir() if p.suffix.lower() in SUFFIXES))
    else:
        paths = (Path(source),)
    if not paths:
        name = Path(source).name if isinstance(source, (str, Path)) else ""
        raise UnreadableFile("raster.none_found", folder=name, suffixes=", ".join(SUFFIXES))
    return paths


@apart(warm=warm_up)
def _header(path: Path, mask: Path | None, band: int) -> tuple[Grid, Tile]:
    """Read what a file says of itself; a mask lies beside it."""
    with _dataset(path) as dataset:
        return _grid(dataset, path), _tile(dataset, path, band=band)


def _dataset(path: Path) -> rasterio.DatasetReader:
    with warnings.catch_warnings():
        # A file without a georeference is refused below, with a reason of our own.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return open_dataset(path)


def _grid(dataset: rasterio.DatasetReader, path: Path) -> Grid:
    transform = dataset.transform
    if not all(map(math.isfinite, transform)):
        raise UnreadableFile("raster.no_georeference", file=path.name)
    if transform.is_identity or not (transform.a or transform.b) or not (transform.d or transform.e):
        raise UnreadableFile("raster.no_georeference", file=path.name)
    if transform.b or transform.d:
        raise UnreadableFile("raster.rotated", file=path.name, b=transform.b, d=transform.d)
    if dataset.crs is None:
        raise CrsMismatch("raster.no_crs", file=path.name)
    crs = pyproj.CRS.from_user_input(dataset.crs.to_wkt())
    if not (crs.is_projected or crs.is_geographic):
        raise CrsMismatch("raster.unusable_crs", file=path.name, crs=crs.name)
    grid = Grid(crs, transform.c, transform.f, transform.a, transform.e)
    last = grid.origin_y + grid.pixel_y * dataset.height
    if crs.is_geographic and max(abs(grid.origin_y), abs(last)) > MAXIMUM_LATITUDE:
        raise UnreadableFile("raster.beyond_pole", file=path.name, latitude=max(grid.origin_y, last, key=abs))
    return grid


def _offset(grid: Grid, own: Grid, path: Path, first: Path) -> tuple[int, int]:
    if own.crs != grid.crs:
        raise CrsMismatch("raster.crs_differ", file=path.name, crs=own.crs.name, expected=grid.crs.name)
    column = (own.origin_x - grid.origin_x) / grid.pixel_x
    row = (own.origin_y - grid.origin_y) / grid.pixel_y
    sizes_agree = np.allclose([own.pixel_x, own.pixel_y], [grid.pixel_x, grid.pixel_y], rtol=1e-8, atol=0.0)
    misplaced = max(abs(column - round(column)), abs(row - round(row)))
    if not sizes_agree or misplaced > ALIGNMENT_PIXELS:
        raise UnreadableFile("raster.grids_differ", file=path.name, expected=first.name, pixels=misplaced)
    return round(row), round(column)


def _tile(dataset: rasterio.DatasetReader, path: Path, *, band: int) -> Tile:
    if not 1 <= band <= dataset.count:
        raise UnreadableFile("raster.no_such_band", file=path.name, band=band, bands=dataset.count)
    dtype = dataset.dtypes[band - 1]
    if dtype not in CLASS_TYPES:
        raise UnreadableFile(
            "raster.not_classes", file=path.name, dtype=dtype, allowed=", ".join(CLASS_TYPES)
        )
    block_height, block_width = dataset.block_shapes[band - 1]
    return Tile(
        path=path.absolute(),
        row=0,
        column=0,
        height=dataset.height,
        width=dataset.width,
        block_height=block_height,
        block_width=block_width,
        dtype=dtype,
        band=band,
        nodata=_nodata(dataset.nodatavals[band - 1], dtype),
        has_mask=_has_mask(dataset, band),
        one_strip=_is_one_strip(dataset, band),
    )


def _nodata(declared: float | None, dtype: str) -> int | None:
    if declared is None or declared != declared or declared != int(declared):
        return None
    limits = np.iinfo(dtype)
    return int(declared) if limits.min <= declared <= limits.max else None


def _has_mask(dataset: rasterio.DatasetReader, band: int) -> bool:
    flags = dataset.mask_flag_enums[band - 1]
    return MaskFlags.per_dataset in flags and MaskFlags.alpha not in flags


def _is_one_strip(dataset: rasterio.DatasetReader, band: int) -> bool:
    """Whether GDAL shows rows where the file has a single strip: then only the first row has an offset."""
    if dataset.block_shapes[band - 1][0] != 1 or dataset.height == 1:
        return False
    offsets = [dataset.get_tag_item(f"BLOCK_OFFSET_0_{row}", "TIFF", bidx=band) for row in (0, 1)]
    return offsets[0] is not None and offsets[1] is None
