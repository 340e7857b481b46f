"""Trees from raw imagery: NDVI of two bands, its histogram, and a tree / no-tree raster by a threshold.

NDVI = (near infrared − red) / (near infrared + red), from −1 to 1: Rouse et al. 1974, "Monitoring vegetation
systems in the Great Plains with ERTS", NASA SP-351. Green leaves reflect near infrared and absorb red.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window

from geodata.errors import UnreadableFile
from geodata.findings import Wording
from geodata.imagery.geotiff import open_dataset, reading_pixels, side_mask
from geodata.sandbox.apart import apart
from geodata.sandbox.child import Limits
from geodata.whole_file import written_whole

TREE, NO_TREE, NODATA = 1, 0, 255
BINS = 200
# Pixels read at a time; with two bands and their masks about 100 MB.
_PIXELS = 1 << 21
# A slow machine reads ten times as many pixels in a second of CPU.
_LEAST_SECONDS, _PIXELS_A_SECOND = 60, 1_000_000
_MOST_MEGABYTES = 4096
_PART = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class NdviBands:
    """Which bands of a GeoTIFF are red and near infrared, counted from 1."""

    path: Path
    red: int
    nir: int


@dataclass(frozen=True)
class NdviHistogram:
    """How many valid pixels have which NDVI.

    Parameters
    ----------
    counts : ndarray of int64, shape (200,)
        Bins of 0.01 from −1 to 1, half open, the last one closed.
    invalid : int
        Pixels without a value: nodata, masked, or dark in both bands.
    """

    counts: np.ndarray
    invalid: int

    @property
    def edges(self) -> np.ndarray:
        """Edges of the bins, shape (201,)."""
        return np.linspace(-1.0, 1.0, BINS + 1)

    def share_above(self, threshold: float) -> float:
        """Share (0–1) of the valid pixels in bins that begin at the threshold or above."""
        total = int(self.counts.sum())
        return float(self.counts[self.edges[:-1] >= threshold - 1e-9].sum()) / total if total else 0.0


def read_histogram(bands: NdviBands, *, progress: Progress | None = None) -> NdviHistogram:
    """Return the histogram of a whole image, read part by part.

    Raises
    ------
    UnreadableFile
        Not a GeoTIFF, no such band, one band for both, complex numbers.
    """
    return _histogram(*_asked(bands), progress=progress)


def _asked(bands: NdviBands) -> tuple[Path, Path | None, int, int, int]:
    """Return the file, its mask, the two bands, and how many pixels the file says that it has."""
    mask = side_mask(bands.path)
    return bands.path, mask, bands.red, bands.nir, _pixels(bands.path, mask, bands.red, bands.nir)


@apart()
def _pixels(path: Path, mask: Path | None, red: int, nir: int) -> int:
    with _opened(NdviBands(path, red, nir)) as dataset:
        return int(dataset.width * dataset.height)


def _limits(given: Mapping[str, Any]) -> Limits:
    seconds = _LEAST_SECONDS + given["pixels"] // _PIXELS_A_SECOND
    return Limits(seconds=seconds, answer_megabytes=_MOST_MEGABYTES)


@apart(_limits)
def _histogram(
    path: Path, mask: Path | None, red: int, nir: int, pixels: int, *, progress: Progress | None
) -> NdviHistogram:
    counts, invalid, bands = np.zeros(BINS, np.int64), 0, NdviBands(path, red, nir)
    with _opened(bands) as dataset:
        for window in _windows(dataset, progress):
            ndvi, valid = _ndvi(dataset, bands, window)
            found, _ = np.histogram(ndvi[valid], bins=BINS, range=(-1.0, 1.0))
            counts += found
            invalid += int(valid.size - np.count_nonzero(valid))
    return NdviHistogram(counts, invalid)


def suggest_threshold(histogram: NdviHistogram) -> float | None:
    """Return the threshold that parts the histogram best; None where fewer than two bins are filled.

    Otsu 1979, "A threshold selection method from gray-level histograms": the variance between the two
    classes is largest. A suggestion only: where there is little green, or little else, it parts water
    from soil.
    """
    counts = histogram.counts.astype(np.float64)
    if np.count_nonzero(counts) < 2:
        return None
    middles = (histogram.edges[:-1] + histogram.edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    sums = np.cumsum(counts * middles)
    parted = (below > 0) & (above > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums[:-1] / below - (sums[-1] - sums[:-1]) / above
    between = np.where(parted, below * above * apart**2, -1.0)
    # Over a gap between two heaps every edge parts them alike: the middle one is taken.
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    return round(float(histogram.edges[1 + best[len(best) // 2]]), 2)


def classify_trees(
    bands: NdviBands, threshold: float, output: Path, *, wording: Wording, progress: Progress | None = None
) -> dict[int, int]:
    """Write a raster of trees (1), no trees (0) and nodata (255), and beside it the legend that says so.

    Parameters
    ----------
    bands : NdviBands
    threshold : float
        A pixel is a tree where its NDVI is this or more; −1 to 1.
    output : Path
        A GeoTIFF; ``<stem>.toml`` beside it is its legend, to be given to ``landcover measure --legend``.
        Product and version in it name the threshold, so that every value measured says it.
    wording : Wording
        Names the two classes in the legend: ``ndvi.trees`` and ``ndvi.no_trees``.

    Returns
    -------
    dict
        Class → number of pixels.

    Raises
    ------
    UnreadableFile
        As `read_histogram`; ``ndvi.threshold`` for one outside −1…1; ``ndvi.output_exists``.
    """
    if not -1.0 <= threshold <= 1.0:
        raise UnreadableFile("ndvi.threshold", threshold=threshold)
    legend = output.with_suffix(".toml")
    for file in (output, legend):
        if file.exists():
            raise UnreadableFile("ndvi.output_exists", file=file.name)
    counts = dict.fromkeys((TREE, NO_TREE, NODATA), 0)
    with written_whole(output) as unfinished:
        with unfinished.open("wb") as target:
            for found, part in _classified(*_asked(bands), threshold=threshold, progress=progress):
                counts = found
                target.write(part)
        with written_whole(legend) as written:
            written.write_text(_legend(bands, threshold, wording), encoding="utf-8")
    return counts


@apart(_limits)
def _classified(
    path: Path,
    mask: Path | None,
    red: int,
    nir: int,
    pixels: int,
    *,
    threshold: float,
    progress: Progress | None,
) -> Iterator[tuple[dict[int, int], bytes]]:
    """Give the raster of trees part by part, each with the number of pixels of each class in the whole."""
    counts, bands = dict.fromkeys((TREE, NO_TREE, NODATA), 0), NdviBands(path, red, nir)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.tif"
        with _opened(bands) as dataset, rasterio.open(made, "w", **_profile(dataset)) as target:
            target.update_tags(**_source(bands, threshold))
            for window in _windows(dataset, progress):
                ndvi, valid = _ndvi(dataset, bands, window)
                classes = np.where(valid, np.where(ndvi >= threshold, TREE, NO_TREE), NODATA)
                target.write(classes.astype(np.uint8), 1, window=window)
                for value in counts:
                    counts[value] += int(np.count_nonzero(classes == value))
        with made.open("rb") as stream:
            while part := stream.read(_PART):
                yield counts, part


def _opened(bands: NdviBands) -> rasterio.DatasetReader:
    dataset = open_dataset(bands.path)
    for band in (bands.red, bands.nir):
        if not 1 <= band <= dataset.count:
            count = dataset.count
            dataset.close()
            raise UnreadableFile("raster.no_such_band", file=bands.path.name, band=band, bands=count)
        if np.dtype(dataset.dtypes[band - 1]).kind not in "uif":
            dtype = dataset.dtypes[band - 1]
            dataset.close()
            raise UnreadableFile("ndvi.not_numbers", file=bands.path.name, dtype=dtype)
    if bands.red == bands.nir:
        dataset.close()
        raise UnreadableFile("ndvi.one_band", band=bands.red)
    return dataset


def _windows(dataset: rasterio.DatasetReader, progress: Progress | None) -> Iterator[Window]:
    """Yield windows of whole rows of blocks, and of whole blocks where even one row of them is too wide."""
    height, width = dataset.block_shapes[0]
    columns = min(dataset.width, max(width, _PIXELS // height // width * width))
    rows = max(height, _PIXELS // columns // height * height)
    done, total = 0, dataset.width * dataset.height
    for row in range(0, dataset.height, rows):
        for column in range(0, dataset.width, columns):
            window = Window(
                column,
                row,
                width=min(columns, dataset.width - column),
                height=min(rows, dataset.height - row),
            )
            yield window
            done += window.width * window.height
            if progress is not None:
                progress(done, total)


def _ndvi(dataset: rasterio.DatasetReader, bands: NdviBands, window: Window) -> tuple[np.ndarray, np.ndarray]:
    """Return NDVI as float64 and where it is valid; values are brought to reflectance by scale and offset."""
    with reading_pixels(bands.path):
        red, nir = (_band(dataset, band, window) for band in (bands.red, bands.nir))
        masks = [dataset.read_masks(band, window=window) > 0 for band in (bands.red, bands.nir)]
    total = nir + red
    valid = masks[0] & masks[1] & np.isfinite(total) & (total > 0)
    ndvi = np.full(total.shape, np.nan)
    np.divide(nir - red, total, out=ndvi, where=valid)
    # Corrected reflectance may be a little below zero; NDVI is then past its ends.
    return np.clip(ndvi, -1.0, 1.0), valid


def _band(dataset: rasterio.DatasetReader, band: int, window: Window) -> np.ndarray:
    numbers = dataset.read(band, window=window).astype(np.float64)
    return numbers * dataset.scales[band - 1] + dataset.offsets[band - 1]


def _profile(dataset: rasterio.DatasetReader) -> dict[str, object]:
    return {
        "driver": "GTiff",
        "height": dataset.height,
        "width": dataset.width,
        "count": 1,
        "dtype": "uint8",
        "nodata": NODATA,
        "crs": dataset.crs,
        "transform": dataset.transform,
        "compress": "DEFLATE",
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "BIGTIFF": "IF_SAFER",
    }


def _source(bands: NdviBands, threshold: float) -> dict[str, str]:
    return {
        "product": "ndvi-trees",
        "product_version": _version(threshold),
        "source": f"NDVI >= {threshold:g} of {bands.path.name}, red band {bands.red}, nir band {bands.nir}",
    }


def _version(threshold: float) -> str:
    return f"t{threshold:g}"


def _legend(bands: NdviBands, threshold: float, wording: Wording) -> str:
    source = _escaped(_source(bands, threshold)["source"])
    trees, no_trees = (
        {lang: _escaped(said) for lang, said in wording(code, {"threshold": f"{threshold:g}"}).items()}
        for code in ("ndvi.trees", "ndvi.no_trees")
    )
    return f"""name = "ndvi-trees-{_version(threshold)}"
product = "ndvi-trees"
version = "{_version(threshold)}"
title = "{source}"
source = "{source}"
nodata = [{NODATA}]

[[class]]
value = {TREE}
label_en = "{trees["en"]}"
label_vi = "{trees["vi"]}"
color = "#1B7837"
is_tree = "yes"
is_forest = "no"

[[class]]
value = {NO_TREE}
label_en = "{no_trees["en"]}"
label_vi = "{no_trees["vi"]}"
color = "#D9D9D9"
is_tree = "no"
is_forest = "no"
"""


def _escaped(text: str) -> str:
    """Return a text as it stands between the quotes of a TOML string."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
