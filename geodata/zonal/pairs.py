"""Two rasters as one: each pixel is the pair of its earlier and its later class."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np
import rasterio

from geodata.errors import UnreadableFile
from geodata.imagery.geotiff import open_dataset
from geodata.imagery.landcover import Legend
from geodata.imagery.rasters import ALIGNMENT_PIXELS, ClassRaster, Tile
from geodata.zonal.decoding import TilePixels, WindowReader, bits_of, read_part, stored
from geodata.zonal.strips import Window

# A pair is a 16-bit number of two positions in the legend; the last position stands for no class.
NO_CLASS = 255
_BASE = 256
_FOREIGN = 254
MAXIMUM_CLASSES = 254
# Class values may be negative or large, so a pair of values is told by this factor.
_SPREAD = 1 << 20


@dataclass(frozen=True)
class PairPixels:
    """The pairs under one tile of the earlier raster.

    Parameters
    ----------
    earlier : ClassRaster
    tile : Tile
        Of `earlier`.
    later : ClassRaster
    shift : tuple of int
        Rows and columns by which the later raster's grid starts further.
    legend : Legend
        Of both.
    """

    earlier: ClassRaster
    tile: Tile
    later: ClassRaster
    shift: tuple[int, int]
    legend: Legend

    def decoder(self, edges: ModuleType) -> _PairDecoder:
        """Open handles of a thread's own."""
        return _PairDecoder(self, edges)

    def value_of(self, number: int) -> int | None:
        """Return the pair as one number; None if either date has no class there."""
        first, second = divmod(number, _BASE)
        if NO_CLASS in (first, second):
            return None
        if _FOREIGN in (first, second):
            raise UnreadableFile("change.values_not_in_legend", legend=self.legend.name)
        values = self.legend.values
        return _pair(values[first], values[second])


def shift_between(earlier: ClassRaster, later: ClassRaster) -> tuple[int, int]:
    """Return by how many rows and columns the later grid starts further.

    Raises
    ------
    UnreadableFile
        The pixels do not coincide.
    """
    one, other = earlier.grid, later.grid
    column = (other.origin_x - one.origin_x) / one.pixel_x
    row = (other.origin_y - one.origin_y) / one.pixel_y
    same = np.allclose([one.pixel_x, one.pixel_y], [other.pixel_x, other.pixel_y], rtol=1e-8, atol=0.0)
    astray = max(abs(column - round(column)), abs(row - round(row)))
    if not same or astray > ALIGNMENT_PIXELS:
        raise UnreadableFile("change.grids_differ", pixels=astray)
    return round(row), round(column)


def split_pair(pair: int) -> tuple[int, int]:
    """Return the earlier and the later class value of a pair."""
    first = (pair + _SPREAD // 2) // _SPREAD
    return first, pair - first * _SPREAD


def _pair(first: int, second: int) -> int:
    return first * _SPREAD + second


class _PairDecoder:
    """Decodes the earlier tile, lays the later tiles over it, and writes pairs."""

    def __init__(self, pixels: PairPixels, edges: ModuleType) -> None:
        tile = pixels.tile
        # Pixels are valid or not by the legend: its nodata is in no place of the table.
        self._first: WindowReader = TilePixels(pixels.earlier, tile, pixels.legend.nodata).decoder(edges)
        self._pixels, self._handles = pixels, dict[Tile, rasterio.DatasetReader]()
        self._places = _places(pixels.legend, tile)
        self.words, self.shift, self.values = np.zeros(0, np.uint64), 2, _BASE * _BASE

    def read(self, window: Window) -> None:
        """Decode `window` into pairs."""
        count = window.rows * window.columns
        if self.words.size < count // 4 + 9:
            self.words = np.zeros(count // 4 + 9, np.uint64)
        self._first.read(window)
        kept = {3: np.uint8, 2: np.uint16, 1: np.uint32}[self._first.shift]
        first = self._place(self._first.words.view(kept)[:count], self._pixels.tile)
        second = self._later(window).ravel()
        pairs = self.words.view(np.uint16)[:count]
        np.multiply(first, _BASE, out=pairs, dtype=np.uint16)
        pairs += second

    def close(self) -> None:
        """Close all files."""
        self._first.close()
        for handle in self._handles.values():
            handle.close()

    def _place(self, numbers: np.ndarray, tile: Tile) -> np.ndarray:
        """Return places in the legend for numbers as decoded; what was blanked out is no class."""
        limit = 1 << bits_of(tile.dtype)
        table = np.append(self._places, np.uint8(NO_CLASS))
        if tile.nodata is not None:
            table[stored(tile.nodata, tile.dtype)] = NO_CLASS
        # Only a wider type than the file's can hold the number that stands for blanked out.
        wide = numbers.dtype.itemsize * 8 > bits_of(tile.dtype)
        return table[np.minimum(numbers, numbers.dtype.type(limit)) if wide else numbers]

    def _later(self, window: Window) -> np.ndarray:
        """Places of the later raster under the window, from the first tile that has a class there."""
        tile, (down, right) = self._pixels.tile, self._pixels.shift
        row, column = tile.row + window.row - down, tile.column + window.column - right
        found = np.full((window.rows, window.columns), NO_CLASS, np.uint8)
        for other in self._pixels.later.tiles:
            top, left = max(row, other.row), max(column, other.column)
            bottom = min(row + window.rows, other.row + other.height)
            end = min(column + window.columns, other.column + other.width)
            if top >= bottom or left >= end:
                continue
            if other not in self._handles:
                self._handles[other] = open_dataset(other.path)
            part = Window(top - other.row, left - other.column, bottom - top, end - left)
            numbers, valid = read_part(self._handles[other], other, part)
            places = self._place(numbers, other)
            places[~valid] = NO_CLASS
            target = found[top - row : bottom - row, left - column : end - column]
            np.copyto(target, places, where=target == NO_CLASS)
        return found


def _places(legend: Legend, tile: Tile) -> np.ndarray:
    """Position in the legend of every number a pixel can have."""
    places = np.full(1 << bits_of(tile.dtype), _FOREIGN, np.uint8)
    for value in legend.nodata:
        places[stored(value, tile.dtype)] = NO_CLASS
    for position, value in enumerate(legend.values):
        places[stored(value, tile.dtype)] = position
    return places
