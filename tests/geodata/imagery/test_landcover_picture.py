"""Pictures of class rasters: product colours, transparent nodata, edges in degrees, north above."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.io import MemoryFile
from rasterio.transform import from_origin

from geodata.imagery.landcover import load_legend
from geodata.imagery.landcover_picture import paint_raster

WEST, NORTH, WIDE, HIGH = 106.80, 10.75, 0.01, 0.02
LEGEND = load_legend("esa-worldcover")


def raster(folder: Path) -> Path:
    """Write trees above and built-up below, 3 rows × 5 columns, the last column without data."""
    values = np.array([[10] * 4 + [0], [10] * 4 + [0], [50] * 4 + [0]], dtype=np.uint8)
    file = folder / "cover.tif"
    with rasterio.open(
        file, "w", driver="GTiff", width=5, height=3, count=1, dtype="uint8", nodata=0,
        crs="EPSG:4326", transform=from_origin(WEST, NORTH, WIDE, HIGH),
    ) as target:  # fmt: skip
        target.write(values, 1)
    return file


def pixels(png: bytes) -> tuple[np.ndarray, dict[int, tuple[int, ...]]]:
    with MemoryFile(png) as memory, memory.open() as picture:
        return picture.read(1), picture.colormap(1)


def test_classes_have_the_products_colours_and_lie_where_they_are(tmp_path: Path) -> None:
    bounds = (WEST, NORTH - 3 * HIGH, WEST + 5 * WIDE, NORTH)
    painted = paint_raster(raster(tmp_path), LEGEND, bounds, longest=300)
    found, colours = pixels(painted.png)
    assert (painted.west, painted.south, painted.east, painted.north) == bounds
    assert [(one.value, one.color) for one in painted.classes] == [(10, "#006400"), (50, "#fa0000")]
    assert colours[int(found[0, 0])] == (0x00, 0x64, 0x00, 255)
    assert colours[int(found[-1, 0])] == (0xFA, 0x00, 0x00, 255)
    assert colours[int(found[0, -1])][3] == 0


def test_what_lies_beyond_the_raster_is_transparent(tmp_path: Path) -> None:
    bounds = (WEST - 0.05, NORTH - 3 * HIGH, WEST + 5 * WIDE, NORTH)
    found, colours = pixels(paint_raster(raster(tmp_path), LEGEND, bounds).png)
    assert colours[int(found[0, 0])][3] == 0
    assert colours[int(found[0, -2])][3] in (0, 255)


def test_the_picture_is_never_larger_than_asked_for(tmp_path: Path) -> None:
    bounds = (WEST, NORTH - 3 * HIGH, WEST + 5 * WIDE, NORTH)
    for longest in (1, 2, 40):
        found, _ = pixels(paint_raster(raster(tmp_path), LEGEND, bounds, longest=longest).png)
        assert max(found.shape) <= longest
    coarse, _ = pixels(paint_raster(raster(tmp_path), LEGEND, bounds).png)
    assert max(coarse.shape) <= 8, "no finer than the raster itself"
