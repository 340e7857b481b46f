"""Make `landcover.tif`: invented land cover of the district in the classes of ESA WorldCover.

Run as ``python -m layers.profiles.nhon_trach.sample.make_landcover [FILE]``. It has WorldCover's own grid
(EPSG:4326, 1/12000 degree, about 10 m) and is not an observation: patches are contours of smoothed noise,
set so that each commune gets the share of trees of `TREES`. The same seed gives the same file.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.features import rasterize
from rasterio.transform import Affine, from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter
from shapely.geometry import shape

from layers.profiles.nhon_trach.sample import fields, make_boundaries, published

FILE = published.HERE / "landcover.tif"
SEED = 11
PER_DEGREE = 12000
# Fields are made on cells this many times larger, then interpolated: fast, and edges come out smooth.
COARSE = 4
MARGIN_CELLS = 6
NODATA, TREE, SHRUB, GRASS, CROP, BUILT, BARE, WATER, WETLAND, MANGROVE = (
    0,
    10,
    20,
    30,
    40,
    50,
    60,
    80,
    90,
    95,
)

# Wished share of trees and mangroves, of houses and factories, and how readily creeks appear; all invented.
TREES = {
    "26470": 0.12,
    "26473": 0.27,
    "26476": 0.29,
    "26479": 0.085,
    "26482": 0.30,
    "26485": 0.15,
    "26488": 0.17,
    "26491": 0.17,
    "26494": 0.21,
    "26497": 0.13,
    "26500": 0.28,
    "26503": 0.373,
}
BUILT_UP = {
    "26470": 0.34,
    "26479": 0.46,
    "26485": 0.22,
    "26488": 0.15,
    "26494": 0.19,
    "26497": 0.12,
    "26503": 0.04,
}
CREEKS = {"26503": 0.11, "26500": 0.05, "26482": 0.04, "26491": 0.03}
# A cloud hides part of this commune, so that under 95 % of it is covered.
CLOUDED = "26494"


@dataclass(frozen=True)
class Ground:
    """The coarse grid: which commune lies where, and how far the shore is.

    Parameters
    ----------
    zones : ndarray of int, (rows, columns)
        0 outside, 1 … 12 in the order of the codes.
    codes : tuple of str
    inland : ndarray, (rows, columns)
        Distance to the district's outer line, in coarse cells.
    north, west : float
        Upper left corner in degrees.
    """

    zones: np.ndarray
    codes: tuple[str, ...]
    inland: np.ndarray
    north: float
    west: float

    def spread(self, values: dict[str, float], default: float) -> np.ndarray:
        """Return one value for each zone, `default` where none is given."""
        return np.array([default, *(values.get(code, default) for code in self.codes)])


def make(*, seed: int = SEED) -> tuple[np.ndarray, Affine]:
    """Return the classes, uint8 of shape (rows, columns), and the transform to degrees (EPSG:4326)."""
    ground = _ground()
    generator = np.random.default_rng(seed)
    classes = _classes(ground, generator)
    classes[_hidden(ground, generator)] = NODATA
    return classes, from_origin(ground.west, ground.north, 1 / PER_DEGREE, 1 / PER_DEGREE)


def write(classes: np.ndarray, transform: Affine, file: Path) -> None:
    """Write a GeoTIFF that says in itself that it is a sample."""
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        compress="deflate",
        zlevel=9,
        tiled=True,
        blockxsize=512,
        blockysize=512,
        width=classes.shape[1],
        height=classes.shape[0],
        count=1,
        dtype="uint8",
        crs="EPSG:4326",
        transform=transform,
        nodata=NODATA,
    ) as raster:
        raster.write(classes, 1)
        raster.update_tags(
            TIFFTAG_IMAGEDESCRIPTION="sample data, not an observation",
            TIFFTAG_DATETIME="2024:06:30 00:00:00",
        )


def _ground() -> Ground:
    """Burn the sample's outlines into the coarse grid, whose corner lies on WorldCover's grid."""
    features = json.loads(make_boundaries.FILE.read_text(encoding="utf-8"))["features"]
    outlines = [shape(feature["geometry"]) for feature in features]
    codes = tuple(feature["properties"]["commune_code"] for feature in features)
    bounds = np.array([outline.bounds for outline in outlines])
    cell = COARSE / PER_DEGREE
    west = np.floor(bounds[:, 0].min() * PER_DEGREE) / PER_DEGREE - MARGIN_CELLS * cell
    north = np.ceil(bounds[:, 3].max() * PER_DEGREE) / PER_DEGREE + MARGIN_CELLS * cell
    columns = int(np.ceil((bounds[:, 2].max() - west) / cell)) + MARGIN_CELLS
    rows = int(np.ceil((north - bounds[:, 1].min()) / cell)) + MARGIN_CELLS
    zones = rasterize(
        [(outline, place) for place, outline in enumerate(outlines, start=1)],
        out_shape=(rows, columns),
        transform=from_origin(west, north, cell, cell),
        dtype="uint8",
    )
    return Ground(zones.astype(np.int64), codes, distance_transform_edt(zones > 0), north, west)


def _classes(ground: Ground, generator: np.random.Generator) -> np.ndarray:
    """Lay the classes over one another, the scarcest last."""
    extent = ground.zones.shape
    everywhere = np.ones(extent, bool)
    creeks = 0.30 - np.abs(fields.noise(extent, generator, 28.0, 10.0, 4.0)) - ground.inland / 500
    creeks = fields.settle(creeks, ground.zones, ground.spread(CREEKS, 0.012), everywhere, blur=20.0)
    town = fields.noise(extent, generator, 28.0, 9.0, 3.5, 1.8) + np.minimum(ground.inland, 50) / 75
    town = fields.settle(town, ground.zones, ground.spread(BUILT_UP, 0.085), creeks < 0, blur=12.0)
    trees = fields.noise(extent, generator, 20.0, 8.0, 3.5, 1.8)
    open_ground = (creeks < 0) & (town < 0)
    trees = fields.settle(trees, ground.zones, ground.spread(TREES, 0.2), open_ground, blur=8.0)
    wood, soil = (fields.noise(extent, generator, 12.0, 5.0, 2.2) for _ in range(2))
    wet = fields.noise(extent, generator, 14.0, 6.0, 2.5) - ground.inland / 16
    tidal = _tidal(ground) + 0.18 * fields.noise(extent, generator, 30.0)

    classes = np.full(fields.finer(trees, COARSE).shape, CROP, np.uint8)
    planted, tide = fields.finer(trees, COARSE) > 0, fields.finer(tidal, COARSE) > 0.5
    soil, wood = fields.finer(soil, COARSE), fields.finer(wood, COARSE)
    for kind, where in (
        (GRASS, soil > 1.15),
        (SHRUB, wood > 1.35),
        (BARE, soil < -2.05),
        (WETLAND, fields.finer(wet, COARSE) > 0.25),
        (TREE, planted),
        (MANGROVE, planted & tide),
        (BUILT, fields.finer(town, COARSE) > 0),
        (WATER, fields.finer(creeks, COARSE) > 0),
    ):
        classes[where] = kind
    return classes


def _tidal(ground: Ground) -> np.ndarray:
    """How much the tide reaches a place: Phước An's south above all, and a strip along the other shores."""
    southward = np.linspace(0.0, 1.0, ground.zones.shape[0])[:, None]
    forest = gaussian_filter((ground.zones == ground.codes.index("26503") + 1).astype(float), 8.0)
    return 1.2 * forest * np.clip(southward * 2.2 - 0.6, 0, 1) + 0.8 * (ground.inland < 6)


def _hidden(ground: Ground, generator: np.random.Generator) -> np.ndarray:
    """Where the file has no data: far outside the district, and under the cloud."""
    outside = distance_transform_edt(ground.zones == 0) > MARGIN_CELLS
    zone = ground.zones == ground.codes.index(CLOUDED) + 1
    deepest = distance_transform_edt(zone)
    row, column = np.unravel_index(deepest.argmax(), zone.shape)
    rows, columns = np.indices(ground.zones.shape)
    far = np.hypot(rows - row, columns - column) + 4 * fields.noise(ground.zones.shape, generator, 6.0)
    cloud = np.sqrt(zone.sum() * 0.11 / np.pi) - np.maximum(far, 0)
    return (fields.finer(outside.astype(float), COARSE) > 0.5) | (fields.finer(cloud, COARSE) > 0)


if __name__ == "__main__":
    write(*make(), Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
