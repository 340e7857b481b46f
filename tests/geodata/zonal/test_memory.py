"""Memory is flat: whatever the layout of a large raster, and however many zones there are."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
MEGABYTES = 150

PROGRAM = """
import sys
import numpy as np, shapely
from benchmarks.memory import peak, start_watching
from benchmarks.scenes import make_communes
from geodata.sandbox import apart
from geodata.zonal import measure_class_areas
from geodata.zonal.compiler import compiled
import geodata.zonal.tiles, concurrent.futures
zones = make_communes(int(sys.argv[2]), height=12000, width=13000)
compiled()
# No child: the memory of this process is what is watched.
apart.INSIDE = True
before = start_watching()
areas = measure_class_areas(sys.argv[1], zones, [str(n) for n in range(len(zones))], crs="EPSG:32648")
assert min(unit.covered_fraction for unit in areas.units) > 0.5
print(peak() - before)
"""


def write_large(file: Path, **layout: object) -> Path:
    """Write 156 Mpx of rows that differ from each other."""
    height, width = 12_000, 13_000
    random = np.random.default_rng(3)
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "compress": "deflate", "crs": "EPSG:32648"}
    place = {"transform": Affine(10, 0, 300_000, 0, -10, 1_300_000), "height": height, "width": width}
    with rasterio.open(file, "w", **profile, **place, **layout) as target:
        for row in range(0, height, 1000):
            block = 10 * random.integers(1, 9, (40, 260), dtype=np.uint8)
            part = np.kron(block, np.ones((25, 50), np.uint8))
            target.write(part, 1, window=Window(0, row, width=width, height=1000))
    return file


@pytest.mark.parametrize(
    ("layout", "zones"),
    [
        ({"tiled": True, "blockxsize": 512, "blockysize": 512}, 12),
        ({"tiled": True, "blockxsize": 512, "blockysize": 512}, 20_000),
        ({"blockysize": 1}, 1000),
        ({"blockysize": 16}, 1000),
        ({"blockysize": 12_000}, 12),
    ],
    ids=["tiled", "20,000 zones", "rows", "strips", "one strip"],
)
def test_memory_stays_under_150_megabytes(tmp_path: Path, layout: dict[str, object], zones: int) -> None:
    file = write_large(tmp_path / "large.tif", **layout)
    # As the portal starts.
    environment = {**os.environ, "GDAL_CACHEMAX": "16"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(file), str(zones)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    assert float(done.stdout) < MEGABYTES
