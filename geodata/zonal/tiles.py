"""Measure one tile: strips of rows from a queue, each thread with its own file handle and sums."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from geodata.imagery.rasters import ClassRaster, Tile
from geodata.zonal.batches import Batch, batches_of
from geodata.zonal.compiler import compiled
from geodata.zonal.decoding import PixelSource, TilePixels
from geodata.zonal.ground import pixel_areas
from geodata.zonal.polygons import Zones
from geodata.zonal.strips import Layout, layout_of
from geodata.zonal.worker import StripSums, Worker


@dataclass(frozen=True)
class TileSums:
    """What one tile adds to the whole.

    Parameters
    ----------
    zones : int array
        Positions of the zones that share pixels with the tile, ascending.
    values : tuple of int or None
        Class values met; None stands for pixels that are masked or another tile's.
    area_ha : float64 array, shape (zones, values)
    unit_ha : float64 array, shape (zones,)
        Area of the zones themselves; NaN where no strip met one.
    invalid : tuple of int
        Positions of zones that had to be repaired.
    """

    zones: np.ndarray
    values: tuple[int | None, ...]
    area_ha: np.ndarray
    unit_ha: np.ndarray
    invalid: tuple[int, ...]

    def placed(self, chosen: np.ndarray) -> TileSums:
        """Return the same sums with positions of the whole, where the zones were its part at `chosen`."""
        invalid = tuple(int(chosen[position]) for position in self.invalid)
        return replace(self, zones=chosen[self.zones], invalid=invalid)


def measure_tile(
    raster: ClassRaster,
    tile: Tile,
    zones: Zones,
    *,
    void: Sequence[int] = (),
    pixels: PixelSource | None = None,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
) -> TileSums:
    """Add up the classes under every zone in one tile.

    Parameters
    ----------
    raster : ClassRaster
    tile : Tile
        One of `raster.tiles`.
    zones : Zones
        Their grid is the raster's.
    void : sequence of int
        Values that are no class besides the tile's own nodata; where tiles overlap, such a pixel is left
        to the next tile.
    pixels : PixelSource, optional
        What to count instead of the tile's own classes.
    threads : int
    progress : callable, optional
        Called from this thread with the rows passed since the last call; may raise to stop.

    Returns
    -------
    TileSums
        The same for any number of threads, to the last bit.
    """
    layout, batches = layout_of(tile), batches_of(zones, tile)
    totals = _Totals(np.sort(np.concatenate([b.chosen for b in batches] or [np.empty(0, np.int64)])))
    pixels = pixels or TilePixels(raster, tile, tuple(void))
    worker = Worker(pixels, layout, _row_areas(raster, tile), compiled())
    running: deque[tuple[int, Future[list[StripSums]]]] = deque()
    threads = 1 if tile.one_strip else max(1, threads)
    with worker, ThreadPoolExecutor(threads, thread_name_prefix="zonal") as pool:
        try:
            for strip, live in _strips(layout, batches):
                running.append((strip, pool.submit(worker.strip, strip, live)))
                # Sums are taken in the order of the strips, whichever was done first.
                while len(running) > 3 * threads:
                    _take(running, totals, layout, progress)
            while running:
                _take(running, totals, layout, progress)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    scale = 1.0 if raster.grid.crs.is_geographic else float(pixel_areas(raster.grid, 0, 1)[0])
    return totals.result(worker, pixels, scale)


def _row_areas(raster: ClassRaster, tile: Tile) -> np.ndarray | None:
    """Hectares of a pixel by row; None in a projected raster, where whole pixels are counted."""
    if not raster.grid.crs.is_geographic:
        return None
    return pixel_areas(raster.grid, tile.row, tile.row + tile.height)


def _strips(layout: Layout, batches: list[Batch]) -> Iterator[tuple[int, list[Batch]]]:
    """Yield strips from the top down with the zones they may cross; let go of zones that are passed."""
    waiting = deque(sorted(batches, key=lambda batch: batch.first_row))
    batches.clear()
    live: list[Batch] = []
    strip = 0
    while strip < layout.strips and (live or waiting):
        if not live and waiting:
            strip = max(strip, int(max(waiting[0].first_row, 0.0)) // layout.strip_rows)
            if strip >= layout.strips:
                return
        start, end = strip * layout.strip_rows, (strip + 1) * layout.strip_rows
        while waiting and waiting[0].first_row < end:
            live.append(waiting.popleft())
        live = [batch for batch in live if batch.last_row > start]
        if live:
            yield strip, list(live)
        strip += 1


def _take(
    running: deque[tuple[int, Future[list[StripSums]]]],
    totals: _Totals,
    layout: Layout,
    progress: Callable[[int], None] | None,
) -> None:
    strip, future = running.popleft()
    for part in future.result():
        totals.add(part)
    if progress is not None:
        progress(min(layout.strip_rows, layout.tile.height - strip * layout.strip_rows))


class _Totals:
    """The sums of a tile so far."""

    def __init__(self, zones: np.ndarray) -> None:
        self._zones = zones
        self._columns: dict[int, int] = {}
        self._sums = np.zeros((zones.size, 8))

    def add(self, part: StripSums) -> None:
        for number in part.numbers:
            self._columns.setdefault(int(number), len(self._columns))
        missing = len(self._columns) - self._sums.shape[1]
        if missing > 0:
            self._sums = np.pad(self._sums, ((0, 0), (0, missing + 8)))
        columns = np.array([self._columns[int(number)] for number in part.numbers], np.int64)
        rows = np.searchsorted(self._zones, part.zones)
        self._sums[np.ix_(rows, columns)] += part.sums

    def result(self, worker: Worker, pixels: PixelSource, scale: float) -> TileSums:
        order = sorted(self._columns)
        values = tuple(pixels.value_of(number) for number in order)
        area = self._sums[:, [self._columns[number] for number in order]] * scale
        unit_ha = np.array([worker.unit_ha.get(int(zone), np.nan) for zone in self._zones])
        return TileSums(self._zones, values, area, unit_ha, tuple(sorted(set(worker.invalid))))
