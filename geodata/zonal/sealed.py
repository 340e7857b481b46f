"""A tile measured in a child process of its own: its pixels are decoded there, its sums come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.imagery.geotiff import side_mask, warm_up
from geodata.imagery.landcover import Legend
from geodata.imagery.rasters import ClassRaster, Tile
from geodata.sandbox import apart
from geodata.sandbox.child import Limits
from geodata.zonal.batches import zones_touching
from geodata.zonal.compiler import cache_folder, compiled
from geodata.zonal.pairs import PairPixels
from geodata.zonal.polygons import Zones
from geodata.zonal.tiles import TileSums, measure_tile

# A slow machine decodes ten times as many pixels in a second of CPU; polygons cost besides.
_LEAST_SECONDS, _PIXELS_A_SECOND, _ZONES_A_SECOND = 60, 5_000_000, 200
_MEGABYTES, _MEGABYTES_A_THREAD = 2048, 128


@dataclass(frozen=True)
class Later:
    """The raster of a later date, and by how many rows and columns its grid starts further."""

    raster: ClassRaster
    shift: tuple[int, int]
    legend: Legend


def measure_sealed(
    raster: ClassRaster,
    tile: Tile,
    zones: Zones,
    *,
    void: Sequence[int] = (),
    later: Later | None = None,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
) -> TileSums:
    """Add up the classes (with `later`, the pairs of them) under every zone in one tile.

    As `geodata.zonal.tiles.measure_tile`, with the same sums to the last bit, but in a child process, which
    gets the tile and those that share pixels with it.

    Raises
    ------
    geodata.sandbox.apart.ReaderStopped
        Besides whatever measuring raises.
    """
    if apart.INSIDE:
        # Whoever measures in a child, or watches this process, has no use for another.
        pixels = None if later is None else _pairs(raster, tile, later)
        return measure_tile(raster, tile, zones, void=void, pixels=pixels, threads=threads, progress=progress)
    chosen = zones_touching(zones, tile)
    part = zones.part(chosen)
    tiles = (*raster.under(tile), tile)
    if later is not None:
        later = _under(later, tile)
    others = () if later is None else later.raster.tiles
    paths = tuple(one.path for one in (*tiles, *others))
    sums = _sums(
        paths,
        tuple(mask for path in paths if (mask := side_mask(path)) is not None),
        ClassRaster(raster.grid, tiles),
        later,
        *_as_bytes(part.geometries),
        part.codes,
        part.crs,
        void=tuple(void),
        threads=threads,
        progress=progress,
        ready=str(cache_folder()),
    )
    return sums.placed(chosen)


def _under(later: Later, tile: Tile) -> Later:
    """Return the later raster with only those of its tiles that share pixels with a tile of the earlier."""
    down, right = later.shift
    there = replace(tile, row=tile.row - down, column=tile.column - right)
    tiles = tuple(one for one in later.raster.tiles if one.overlaps(there))
    return replace(later, raster=replace(later.raster, tiles=tiles))


def _limits(given: Mapping[str, Any]) -> Limits:
    tile: Tile = given["raster"].tiles[-1]
    seconds = tile.height * tile.width // _PIXELS_A_SECOND + len(given["codes"]) // _ZONES_A_SECOND
    return Limits(
        megabytes=_MEGABYTES + _MEGABYTES_A_THREAD * given["threads"],
        seconds=_LEAST_SECONDS + seconds,
        answer_megabytes=512,
        has_threads=True,
    )


def _warm(ready: str) -> None:
    warm_up()
    compiled(cache=Path(ready))


@apart.apart(_limits, warm=_warm)
def _sums(
    files: tuple[Path, ...],
    masks: tuple[Path, ...],
    raster: ClassRaster,
    later: Later | None,
    outlines: bytes,
    ends: np.ndarray,
    codes: tuple[str, ...],
    crs: str,
    *,
    void: tuple[int, ...],
    threads: int,
    progress: Callable[[int], None] | None,
    ready: str,
) -> TileSums:
    """Measure the last tile of `raster`; `files` are those of its tiles and of the later ones, in order."""
    compiled(cache=Path(ready))
    here = _lying_at(raster, files)
    tile = here.tiles[-1]
    shapes = shapely.from_wkb([outlines[first:end] for first, end in pairwise((0, *ends.tolist()))])
    pixels = None
    if later is not None:
        other = _lying_at(later.raster, files[len(here.tiles) :])
        pixels = _pairs(here, tile, replace(later, raster=other))
    zones = Zones(shapes, codes, crs, here.grid)
    return measure_tile(here, tile, zones, void=void, pixels=pixels, threads=threads, progress=progress)


def _as_bytes(geometries: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Return all outlines as WKB in one piece, and where each ends: one by one they would cross slowly."""
    texts = shapely.to_wkb(geometries)
    return b"".join(texts), np.cumsum([len(text) for text in texts], dtype=np.int64)


def _pairs(raster: ClassRaster, tile: Tile, later: Later) -> PairPixels:
    return PairPixels(raster, tile, later.raster, later.shift, later.legend)


def _lying_at(raster: ClassRaster, files: Sequence[Path]) -> ClassRaster:
    """Return a raster whose tiles' files lie elsewhere."""
    return replace(
        raster,
        tiles=tuple(
            replace(tile, path=file.absolute()) for tile, file in zip(raster.tiles, files, strict=False)
        ),
    )
