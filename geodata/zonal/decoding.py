"""Decode windows of a tile into one reused buffer, with what is not valid blanked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import numpy as np
import rasterio
from rasterio.windows import Window as RasterWindow

from geodata.imagery.geotiff import open_dataset, reading_pixels
from geodata.imagery.rasters import ClassRaster, Tile
from geodata.zonal.strips import Window

_UNSIGNED = {"uint8": np.uint8, "int8": np.uint8, "uint16": np.uint16, "int16": np.uint16}
_WIDER = {np.uint8: np.uint16, np.uint16: np.uint32}


class PixelSource(Protocol):
    """Where the pixels of a tile come from, for as many threads as ask."""

    def decoder(self, edges: ModuleType) -> WindowReader:
        """Open handles of a thread's own."""

    def value_of(self, number: int) -> int | None:
        """Return the class value of a number as decoded; None if it is no class."""


class WindowReader(Protocol):
    """Decodes windows for one thread."""

    words: np.ndarray
    shift: int
    values: int

    def read(self, window: Window) -> None:
        """Decode `window` into `words`."""

    def close(self) -> None:
        """Close all files."""


@dataclass(frozen=True)
class TilePixels:
    """The classes of one tile, without what is an earlier tile's.

    Parameters
    ----------
    raster : ClassRaster
    tile : Tile
    void : tuple of int
        Values that are no class besides each tile's own nodata.
    """

    raster: ClassRaster
    tile: Tile
    void: tuple[int, ...] = ()

    def decoder(self, edges: ModuleType) -> Decoder:
        """Open handles of a thread's own."""
        void = tuple(stored(value, self.tile.dtype) for value in self.void)
        return Decoder(self.tile, self.raster.under(self.tile), void, edges)

    def value_of(self, number: int) -> int | None:
        """Return the class value of a number as decoded; None if it was blanked out."""
        return None if number >= 1 << bits_of(self.tile.dtype) else meant(number, self.tile.dtype)


class Decoder:
    """One thread's own handle on a tile, and on the tiles under it.

    Parameters
    ----------
    tile : Tile
    under : sequence of Tile
        Earlier tiles that overlap it: pixels valid there are not this tile's.
    void : sequence of int
        Values (as stored, unsigned) that are valid in no tile.
    edges : module
        The compiled code that blanks pixels out.

    Attributes
    ----------
    words : uint64 array
        The window last read, pixel after pixel.
    shift : int
        log2 of pixels in a word.
    values : int
        How many different values a pixel can have.
    """

    def __init__(self, tile: Tile, under: Sequence[Tile], void: Sequence[int], edges: ModuleType) -> None:
        self.tile, self.under, self.void, self._edges = tile, tuple(under), tuple(void), edges
        self._dataset = open_dataset(tile.path)
        self._others: dict[Tile, rasterio.DatasetReader] = {}
        self._type = _UNSIGNED[tile.dtype]
        self._blanks = tile.has_mask or bool(under)
        kept = _WIDER[self._type] if self._blanks else self._type
        size = np.dtype(kept).itemsize
        self.shift = {1: 3, 2: 2, 4: 1}[size]
        self.blank = 1 << (8 * np.dtype(self._type).itemsize)
        self.values = self.blank + (1 if self._blanks else 0)
        self.words = np.zeros(0, np.uint64)
        self._kept = kept

    def read(self, window: Window) -> None:
        """Decode `window` into `words`."""
        pixels = window.rows * window.columns
        # Counting looks at 64 bytes at once, also at the very last pixel.
        needed = -(-pixels // (1 << self.shift)) + 8
        if self.words.size < needed:
            self.words = np.zeros(needed, np.uint64)
        kept = self.words.view(self._kept)[:pixels]
        shape = (window.rows, window.columns)
        if not self._blanks:
            _read(self._dataset, self.tile, window, out=kept.reshape(shape))
            return
        raw, is_valid = read_part(self._dataset, self.tile, window)
        valid = is_valid.view(np.uint8)
        for other in self.under:
            self._take_out(other, window, valid)
        self._edges.blank_out(raw.ravel(), valid.ravel(), kept.dtype.type(self.blank), kept)

    def close(self) -> None:
        """Close all files."""
        for dataset in (self._dataset, *self._others.values()):
            dataset.close()

    def _take_out(self, other: Tile, window: Window, valid: np.ndarray) -> None:
        """Mark as not valid what is valid in an earlier tile."""
        row, column = self.tile.row + window.row, self.tile.column + window.column
        top, left = max(row, other.row), max(column, other.column)
        bottom = min(row + window.rows, other.row + other.height)
        right = min(column + window.columns, other.column + other.width)
        if top >= bottom or left >= right:
            return
        if other not in self._others:
            self._others[other] = open_dataset(other.path)
        part = Window(top - other.row, left - other.column, bottom - top, right - left)
        theirs, counted = read_part(self._others[other], other, part)
        counted &= ~np.isin(theirs, np.array(self.void_of(other), self._type))
        valid[top - row : bottom - row, left - column : right - column][counted] = 0

    def void_of(self, tile: Tile) -> tuple[int, ...]:
        """Stored values that are no class in `tile`."""
        return self.void if tile.nodata is None else (*self.void, stored(tile.nodata, tile.dtype))


def read_part(dataset: rasterio.DatasetReader, tile: Tile, window: Window) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers in a window as stored, unsigned, and which of them the mask band lets through."""
    numbers = np.empty((window.rows, window.columns), _UNSIGNED[tile.dtype])
    _read(dataset, tile, window, out=numbers)
    if not tile.has_mask:
        return numbers, np.ones(numbers.shape, np.bool_)
    with reading_pixels(tile.path):
        return numbers, dataset.read_masks(tile.band, window=_raster_window(window)) > 0


def _read(dataset: rasterio.DatasetReader, tile: Tile, window: Window, *, out: np.ndarray) -> None:
    # The bits are kept: rasterio would clip −1 to 0 if asked to turn int16 into uint16.
    with reading_pixels(tile.path):
        dataset.read(tile.band, window=_raster_window(window), out=out.view(tile.dtype))


def stored(value: int, dtype: str) -> int:
    """Return the unsigned number with the same bits as `value` has in `dtype`."""
    return value % (1 << bits_of(dtype))


def meant(number: int, dtype: str) -> int:
    """Return the value that `stored` turned into `number`."""
    bits = bits_of(dtype)
    return number - (1 << bits) if np.dtype(dtype).kind == "i" and number >= 1 << (bits - 1) else number


def bits_of(dtype: str) -> int:
    """Return the bits of a pixel."""
    return 8 * np.dtype(dtype).itemsize


def _raster_window(window: Window) -> RasterWindow:
    return RasterWindow(window.column, window.row, width=window.columns, height=window.rows)
