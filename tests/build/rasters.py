"""Small rasters for tests: never square, pixels wider than high."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine

UTM = "EPSG:32648"
WGS = "EPSG:4326"
WEST, NORTH = 700_000.0, 1_186_000.0
WIDE, HIGH = 10.0, 8.0
NORTH_UP = Affine(WIDE, 0.0, WEST, 0.0, -HIGH, NORTH)
SOUTH_UP = Affine(WIDE, 0.0, WEST, 0.0, HIGH, NORTH)
DEGREES = Affine(1 / 6000, 0.0, 106.75, 0.0, -1 / 9000, 10.8)


def write(
    file: Path,
    pixels: np.ndarray,
    *,
    crs: str | None = UTM,
    transform: Affine = NORTH_UP,
    mask: np.ndarray | None = None,
    mask_beside: bool = False,
    **options: Any,
) -> Path:
    """Write bands (rows × columns, or bands × rows × columns) as a GeoTIFF."""
    bands = pixels if pixels.ndim == 3 else pixels[np.newaxis]
    profile = {"driver": "GTiff", "count": bands.shape[0], "dtype": bands.dtype, **options}
    size = {"height": bands.shape[1], "width": bands.shape[2]}
    place = rasterio.Env(GDAL_TIFF_INTERNAL_MASK=not mask_beside)
    with place, rasterio.open(file, "w", crs=crs, transform=transform, **size, **profile) as target:
        target.write(bands)
        if mask is not None:
            target.write_mask(mask)
    return file


def patches(seed: int, height: int, width: int, *, dtype: str = "uint8", size: int = 7) -> np.ndarray:
    """Return classes 10, 20 … 80 in patches of `size` pixels with some pixels out of place."""
    random = np.random.default_rng(seed)
    coarse = random.integers(1, 9, (height // size + 1, width // size + 1))
    pixels = 10 * np.kron(coarse, np.ones((size, size), int))[:height, :width]
    astray = random.random(pixels.shape) < 0.05
    return np.where(astray, 10 * random.integers(1, 9, pixels.shape), pixels).astype(dtype)
