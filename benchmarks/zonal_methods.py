"""Ways to find the class areas of zones, each called alike: ours, its floor, and the peers.

Each function takes the raster's file, polygons in its CRS and the number of threads (peers have one), and
returns an array of shape (zones, 256): pixels by class value, or an empty one where it only decodes.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue

import geopandas
import numpy as np
import rasterio
import shapely

from benchmarks.scenes import CRS, PIXEL

Method = Callable[[Path, np.ndarray, int], np.ndarray]


def ours(file: Path, polygons: np.ndarray, threads: int) -> np.ndarray:
    """`geodata.zonal`: exact."""
    from geodata.sandbox import apart
    from geodata.zonal import measure_class_areas

    # In this process, as its peers: its memory is what is watched. A child costs 0.1 s a tile more.
    apart.INSIDE = True
    codes = [str(n) for n in range(len(polygons))]
    areas = measure_class_areas(file, polygons, codes, crs=CRS, threads=threads)
    pixel_ha = PIXEL**2 / 10_000
    found = np.zeros((len(polygons), 256))
    for row, unit in zip(found, areas.units, strict=True):
        for value, ha in unit.area_ha.items():
            row[value] = ha / pixel_ha
    return found


def decode(file: Path, polygons: np.ndarray, threads: int) -> np.ndarray:
    """Decode all windows that ours would, with as many threads, and do nothing with them: the floor."""
    from geodata.imagery.rasters import open_class_raster
    from geodata.zonal.compiler import compiled
    from geodata.zonal.decoding import TilePixels
    from geodata.zonal.strips import layout_of

    raster = open_class_raster(file)
    tile = raster.tiles[0]
    layout, pixels, edges = layout_of(tile), TilePixels(raster, tile), compiled().edges
    needed = np.ones(-(-tile.width // tile.block_width), np.bool_)
    strips: SimpleQueue[int] = SimpleQueue()
    for strip in range(layout.strips):
        strips.put(strip)

    def work() -> None:
        decoder = pixels.decoder(edges)
        try:
            while True:
                for window in layout.windows(strips.get_nowait(), needed):
                    decoder.read(window)
        except Empty:
            decoder.close()

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work) for _ in range(threads)]:
            future.result()
    return np.zeros((0, 256))


def exactextract(file: Path, polygons: np.ndarray, threads: int) -> np.ndarray:
    """exactextract with the strategy that suits many polygons over one raster: exact."""
    from exactextract import exact_extract

    zones = geopandas.GeoDataFrame({"n": range(len(polygons))}, geometry=polygons, crs=CRS)
    answers = exact_extract(
        str(file),
        zones,
        ["unique", "frac", "count"],
        strategy="raster-sequential",
        max_cells_in_memory=30_000_000,
    )
    found = np.zeros((len(polygons), 256))
    for row, answer in zip(found, answers, strict=True):
        properties = answer["properties"]
        row[np.asarray(properties["unique"], int)] = np.asarray(properties["frac"]) * properties["count"]
    return found


def rasterstats(file: Path, polygons: np.ndarray, threads: int) -> np.ndarray:
    """rasterstats, categorical: a pixel counts if its centre lies inside."""
    from rasterstats import zonal_stats

    answers = zonal_stats(list(polygons), str(file), categorical=True, nodata=0)
    found = np.zeros((len(polygons), 256))
    for row, answer in zip(found, answers, strict=True):
        for value, pixels in answer.items():
            row[int(value)] = pixels
    return found


def rasterio_mask(file: Path, polygons: np.ndarray, threads: int) -> np.ndarray:
    """rasterio.mask, zone by zone, and numpy.bincount: pixel centres."""
    from rasterio.mask import mask

    found = np.zeros((len(polygons), 256))
    with rasterio.open(file) as source:
        for row, polygon in zip(found, polygons, strict=True):
            pixels, _ = mask(source, [polygon], crop=True, filled=True, nodata=0)
            row[:] = np.bincount(pixels.ravel(), minlength=256)
    found[:, 0] = 0
    return found


def rasterize_bincount(file: Path, polygons: np.ndarray, threads: int) -> np.ndarray:
    """Burn zone numbers strip by strip with rasterio.features, then numpy.bincount: pixel centres."""
    from rasterio.features import rasterize
    from rasterio.windows import Window
    from rasterio.windows import transform as window_transform

    found = np.zeros((len(polygons) + 1) * 256, np.int64)
    boxes = shapely.bounds(polygons)
    with rasterio.open(file) as source:
        for row in range(0, source.height, 512):
            window = Window(0, row, width=source.width, height=min(512, source.height - row))
            place = window_transform(window, source.transform)
            top, bottom = place.f, place.f + place.e * window.height
            near = np.flatnonzero((boxes[:, 1] < top) & (boxes[:, 3] > bottom))
            if not near.size:
                continue
            burnt = rasterize(
                ((polygons[n], int(n) + 1) for n in near),
                out_shape=(window.height, window.width),
                transform=place,
                dtype="int32",
            )
            pairs = burnt.ravel() * 256 + source.read(1, window=window).ravel()
            found += np.bincount(pairs, minlength=found.size)
    counts = found.reshape(-1, 256)[1:].astype(float)
    counts[:, 0] = 0
    return counts


METHODS: dict[str, Method] = {
    "decode": decode,
    "ours": ours,
    "exactextract": exactextract,
    "rasterstats": rasterstats,
    "rasterio.mask": rasterio_mask,
    "rasterize + bincount": rasterize_bincount,
}
EXACT = ("ours", "exactextract")
