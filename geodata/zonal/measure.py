"""Measure the area of every class in every unit: check, count tile by tile, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geodata.errors import LimitExceeded
from geodata.imagery.landcover import Legend
from geodata.imagery.rasters import ClassRaster, Tile, open_class_raster
from geodata.zonal.assembly import assemble
from geodata.zonal.cluster import measure_on_cluster
from geodata.zonal.compiler import compiled, fingerprint
from geodata.zonal.errors import NoOverlap
from geodata.zonal.finished import FinishedTiles
from geodata.zonal.polygons import Zones, make_zones
from geodata.zonal.results import ClassAreas
from geodata.zonal.sealed import measure_sealed
from geodata.zonal.tiles import TileSums

MAXIMUM_PIXELS = 5e10
Progress = Callable[[int, int], None]


def measure_class_areas(
    raster: str | Path | Sequence[str | Path],
    polygons: Sequence[Any],
    codes: Sequence[str],
    *,
    crs: str = "EPSG:4326",
    legend: Legend | None = None,
    band: int = 1,
    threads: int = 2,
    max_pixels: float = MAXIMUM_PIXELS,
    progress: Progress | None = None,
    cache: Path | None = None,
    on_compile: Callable[[], None] | None = None,
    resume: Path | None = None,
    scheduler: str | None = None,
) -> ClassAreas:
    """Return the exact area of every class in every polygon.

    Each pixel counts with the exact part of it that the polygon covers. The polygons are brought to the
    raster (their edges densified to follow the true curve within 0.001 pixel), never the raster to them.
    In a projected raster areas come from the pixel size; in a geographic one every row has its
    ellipsoidal pixel area.

    Parameters
    ----------
    raster : path or sequence of paths
        A GeoTIFF, a folder of them, or a list: tiles of one raster. Where tiles overlap, a pixel is
        counted once, from the first tile (by name) in which it is valid.
    polygons : sequence of shapely polygons or multipolygons
        In `crs`, x (longitude) first. Invalid ones are repaired and reported.
    codes : sequence of str
        One for each polygon.
    crs : str
        Of the polygons.
    legend : Legend, optional
        Its nodata values are no class either; values outside it become findings.
    band : int
        Band of the raster, from 1.
    threads : int
        Results do not depend on it, to the last bit.
    max_pixels : float
        Refuse if more pixels lie inside the units' extent; counted before any is read.
    progress : callable, optional
        Called as ``progress(done, total)`` with rows of tiles; may raise to stop.
    cache, on_compile
        See :func:`geodata.zonal.compiler.compiled`.
    resume : Path, optional
        Folder in which finished tiles are kept until all are: after a kill the same call goes on from them,
        with the same result.
    scheduler : str, optional
        Address of a Dask scheduler whose workers measure the tiles: see :mod:`geodata.zonal.cluster`.

    Raises
    ------
    UnreadableFile, CrsMismatch
        The raster cannot be used: see :func:`geodata.imagery.rasters.open_class_raster`.
    UnusablePolygon
        A geometry is missing, empty, no polygon, or cannot be transformed.
    LimitExceeded
        Too many pixels, or over 1,024 different values.
    NoOverlap
        No pixel lies in any unit.

    Examples
    --------
    >>> areas = measure_class_areas("worldcover.tif", communes.geometry, communes.code)  # doctest: +SKIP
    >>> areas.units[0].area_ha[10]  # doctest: +SKIP
    812.4
    """
    opened = open_class_raster(raster, band=band)
    zones = make_zones(polygons, codes, crs=crs, grid=opened.grid)
    tiles = tiles_to_measure(opened, zones, max_pixels=max_pixels)
    compiled(cache=cache, on_compile=on_compile)
    void = () if legend is None else legend.nodata
    finished = None
    if resume is not None:
        finished = FinishedTiles(resume, opened, zones, void, program=fingerprint())
    run = _Run(tiles, finished, progress)
    if scheduler is not None and run.left:
        measure_on_cluster(scheduler, opened, run.left, zones, void=void, threads=threads, done=run.measured)
    for tile in run.left:
        run.measured(
            tile, measure_sealed(opened, tile, zones, void=void, threads=threads, progress=run.pass_by)
        )
    areas = assemble(opened, zones, [run.known[tile] for tile in tiles], legend=legend)
    if finished is not None:
        finished.discard()
    return areas


def tiles_to_measure(raster: ClassRaster, zones: Zones, *, max_pixels: float) -> tuple[Tile, ...]:
    """Return the tiles that share pixels with the units' extent, once these are known not to be too many.

    Raises
    ------
    NoOverlap, LimitExceeded
    """
    box = zones.bounds
    left, top, right, bottom = box[:, 0].min(), box[:, 1].min(), box[:, 2].max(), box[:, 3].max()
    touched, pixels = [], 0
    for tile in raster.tiles:
        rows = min(bottom, tile.row + tile.height) - max(top, tile.row)
        columns = min(right, tile.column + tile.width) - max(left, tile.column)
        if rows > 0 and columns > 0:
            touched.append(tile)
            pixels += int(np.ceil(rows)) * int(np.ceil(columns))
    if not touched:
        raise NoOverlap("landcover.no_overlap", files=len(raster.tiles), crs=raster.grid.crs.name)
    if pixels > max_pixels:
        raise LimitExceeded("landcover.too_many_pixels", pixels=pixels, maximum=int(max_pixels))
    return tuple(touched)


class _Run:
    """Which tiles are done, and how many rows: those passed in the tile under way, and of those done."""

    def __init__(
        self, tiles: Sequence[Tile], finished: FinishedTiles | None, progress: Progress | None
    ) -> None:
        self.known: dict[Tile, TileSums] = {}
        self._tiles, self._finished, self._progress = tiles, finished, progress
        self._total, self._done, self._here = sum(tile.height for tile in tiles), 0, 0
        for tile in tiles:
            sums = None if finished is None else finished.read(tile)
            if sums is not None:
                self._know(tile, sums)

    @property
    def left(self) -> list[Tile]:
        """Tiles that nobody has measured yet."""
        return [tile for tile in self._tiles if tile not in self.known]

    def measured(self, tile: Tile, sums: TileSums) -> None:
        if self._finished is not None:
            self._finished.keep(tile, sums)
        self._know(tile, sums)

    def pass_by(self, rows: int) -> None:
        self._here += rows
        self._say()

    def _know(self, tile: Tile, sums: TileSums) -> None:
        self.known[tile] = sums
        # Rows beyond the units were passed without a word.
        self._done, self._here = self._done + tile.height, 0
        self._say()

    def _say(self) -> None:
        if self._progress is not None:
            self._progress(self._done + self._here, self._total)


__all__ = ["MAXIMUM_PIXELS", "TileSums", "measure_class_areas", "tiles_to_measure"]
