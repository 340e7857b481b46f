"""What a thread does: decode the windows of a strip, and count what lies under the zones."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType

import numpy as np

from geodata.errors import LimitExceeded
from geodata.zonal.batches import Batch
from geodata.zonal.compiler import Compiled
from geodata.zonal.decoding import PixelSource, WindowReader
from geodata.zonal.strips import Layout, Window

# More classes than this are no classes: heights, or counts. Sums of zones by classes must fit in memory.
MAXIMUM_CLASSES = 1024
_FIRST_COLUMNS = 32


@dataclass(frozen=True)
class StripSums:
    """Sums of a strip for some zones: positions, numbers as stored, and pixels (or hectares) by both."""

    zones: np.ndarray
    numbers: np.ndarray
    sums: np.ndarray


@dataclass
class _Bench:
    """What a thread keeps between strips."""

    decoder: WindowReader
    places: np.ndarray
    known: np.ndarray = field(default_factory=lambda: np.zeros(MAXIMUM_CLASSES + 1, np.int32))
    columns: int = _FIRST_COLUMNS


class Worker:
    """Counts strips of one tile; may be called by several threads at once.

    Attributes
    ----------
    invalid : list of int
        Positions of zones that had to be repaired.
    unit_ha : dict of int to float
        Hectares of the zones met, by position.
    """

    def __init__(
        self,
        pixels: PixelSource,
        layout: Layout,
        row_areas: np.ndarray | None,
        code: Compiled,
    ) -> None:
        self.invalid: list[int] = []
        self.unit_ha: dict[int, float] = {}
        self._pixels, self._layout, self._row_areas, self._code = pixels, layout, row_areas, code
        self._local, self._benches = threading.local(), list[_Bench]()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for bench in self._benches:
            bench.decoder.close()

    def strip(self, strip: int, batches: Sequence[Batch]) -> list[StripSums]:
        """Return the sums of one strip for the zones in `batches`."""
        tile = self._layout.tile
        ready = [(batch, batch.edges(self._layout, self._code, strip)) for batch in batches]
        needed = np.zeros(-(-tile.width // tile.block_width), np.bool_)
        for batch, edges in ready:
            self._note(batch)
            self._code.edges.mark_blocks(edges, tile.width, tile.block_width, needed)
        sums: list[StripSums] = []
        for window in self._layout.windows(strip, needed):
            bench = self._bench()
            bench.decoder.read(window)
            for batch, edges in ready:
                if edges.size:
                    sums.append(self._count(bench, window, batch, edges))
        return sums

    def _note(self, batch: Batch) -> None:
        """Keep what is known of the zones themselves; each strip that meets them says the same."""
        if int(batch.chosen[0]) not in self.unit_ha:
            self.invalid.extend(batch.invalid)
            self.unit_ha.update(zip(batch.chosen.tolist(), batch.unit_ha.tolist(), strict=True))

    def _bench(self) -> _Bench:
        if not hasattr(self._local, "bench"):
            decoder = self._pixels.decoder(self._code.edges)
            self._local.bench = _Bench(decoder, np.full(decoder.values, -1, np.int32))
            self._benches.append(self._local.bench)
        return self._local.bench

    def _count(self, bench: _Bench, window: Window, batch: Batch, edges: np.ndarray) -> StripSums:
        if self._row_areas is None:
            weights = np.ones(window.rows)
        else:
            weights = self._row_areas[window.row : window.row + window.rows]
        rows = 1 + int(np.count_nonzero(np.diff(edges[:, 5])))
        while True:
            sums, ranks = np.zeros((rows, bench.columns)), np.zeros(rows, np.int32)
            counts = np.zeros(bench.columns, np.int64)
            used = self._code.coverage.accumulate(
                bench.decoder.words,
                bench.decoder.shift,
                window.rows,
                window.columns,
                window.row,
                window.column,
                edges,
                weights,
                counts,
                bench.places,
                bench.known,
                sums,
                ranks,
            )
            if used >= 0:
                break
            bench.columns *= 2
            if bench.columns > MAXIMUM_CLASSES:
                raise LimitExceeded(
                    "raster.too_many_classes", file=self._layout.tile.path.name, maximum=MAXIMUM_CLASSES
                )
        numbers = bench.known[1 : 1 + bench.known[0]].copy()
        return StripSums(batch.chosen[ranks[:used]], numbers, sums[:used, : numbers.size])
