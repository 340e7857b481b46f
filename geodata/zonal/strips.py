"""Cut a tile into strips of rows and windows that fit a processor's cache and the file's blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geodata.errors import UnreadableFile
from geodata.imagery.rasters import Tile

# A window and what is read for it stay near the processor: larger ones were slower, smaller ones cost calls.
WINDOW_PIXELS = 1 << 20
LEAST_ROWS = 256
MAXIMUM_BLOCK_BYTES = 64_000_000


@dataclass(frozen=True)
class Window:
    """A rectangle of a tile that is decoded at once."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Layout:
    """How a tile is walked.

    Parameters
    ----------
    strip_rows : int
        Rows of a strip, a multiple of the block height.
    window_columns : int
        Greatest width of a window, a multiple of the block width.
    """

    tile: Tile
    strip_rows: int
    window_columns: int

    @property
    def strips(self) -> int:
        """How many strips there are."""
        return -(-self.tile.height // self.strip_rows)

    def windows(self, strip: int, needed: np.ndarray) -> Iterator[Window]:
        """Yield the windows of a strip that hold the needed columns of blocks.

        Parameters
        ----------
        needed : bool array
            One for each column of blocks.
        """
        row = strip * self.strip_rows
        rows = min(self.strip_rows, self.tile.height - row)
        block = self.tile.block_width
        chosen = np.flatnonzero(needed)
        for run in np.split(chosen, np.flatnonzero(np.diff(chosen) > 1) + 1) if chosen.size else ():
            column, end = int(run[0]) * block, min((int(run[-1]) + 1) * block, self.tile.width)
            while column < end:
                columns = min(self.window_columns, end - column)
                yield Window(row, column, rows, columns)
                column += columns


def layout_of(tile: Tile) -> Layout:
    """Return how `tile` is walked.

    Raises
    ------
    UnreadableFile
        One block alone would fill the memory (``raster.blocks_too_large``).
    """
    size = 1 if tile.dtype in ("uint8", "int8") else 2
    if tile.block_height * tile.block_width * size > MAXIMUM_BLOCK_BYTES:
        raise UnreadableFile(
            "raster.blocks_too_large",
            file=tile.path.name,
            height=tile.block_height,
            width=tile.block_width,
            maximum=MAXIMUM_BLOCK_BYTES,
        )
    if tile.block_width >= tile.width:
        fitting = WINDOW_PIXELS // tile.width // tile.block_height * tile.block_height
        rows = max(tile.block_height, min(fitting, _at_least(2 * LEAST_ROWS, tile.block_height)))
        return Layout(tile, rows, tile.width)
    rows = _at_least(LEAST_ROWS, tile.block_height)
    columns = max(1, WINDOW_PIXELS // rows // tile.block_width) * tile.block_width
    return Layout(tile, rows, columns)


def _at_least(rows: int, block: int) -> int:
    return -(-rows // block) * block
