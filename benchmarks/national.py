"""Class areas of a whole country: every commune over a mosaic of WorldCover-sized tiles, killed and resumed.

    python -m benchmarks.national COMMUNES.gpkg [--layer communes] [--work FOLDER] [--output FILE.md]

The mosaic is made up (classes in patches of a few kilometres), of tiles of 36,000 × 36,000 pixels of 1/12,000
degree as ESA WorldCover has them; its tiles share one compressed pattern and cost some megabytes each. Three
runs in processes of their own must give the same table: one through, one killed when a third of the tiles are
done and then resumed, one on two Dask workers (`pip install -r requirements-cluster.txt`).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import geopandas
import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.windows import Window

from benchmarks.memory import peak, start_watching
from geodata.imagery.landcover import load_legend
from geodata.sandbox import apart
from geodata.zonal import measure_class_areas, write_table
from geodata.zonal.compiler import compiled

Result = TypeVar("Result")
SIDE, DEGREES, PER_DEGREE = 36_000, 3, 12_000
_ROUNDS = 3
_BLOCK = 1024
_CLASSES = np.array([10, 20, 30, 40, 50, 60, 80, 90, 95], np.uint8)
_ROOT = Path(__file__).resolve().parent.parent
# As the portal starts: a small block cache decodes faster than GDAL's 5 % of all memory.
_ENVIRONMENT = {**os.environ, "GDAL_CACHEMAX": "16", "PYTHONPATH": str(_ROOT)}


class Scene(NamedTuple):
    """What is measured: `under` are the pixels within communes, `made` the seconds of making the mosaic,
    `quickest` those of the quickest run through.
    """

    communes: int
    tiles: int
    under: float
    made: float
    megabytes: float
    quickest: float


def main() -> None:
    """Make the mosaic, run three times, compare, write the results."""
    options = _options()
    if options.run:
        _run_here(options)
        return
    work = options.work or Path(tempfile.mkdtemp(prefix="national-"))
    work.mkdir(parents=True, exist_ok=True)
    mosaic, shapes = work / "mosaic", _communes(options)
    made, tiles = _timed(lambda: make_mosaic(mosaic, tuple(shapes.total_bounds)))
    rounds = [_round(options, work, tiles) for _ in range(_ROUNDS)]
    # Whatever else the machine does meets all three alike; figures are the medians of the rounds.
    through, resumed, cluster = (
        [statistics.median(column) for column in zip(*runs, strict=True)]
        for runs in zip(*(one[1:] for one in rounds), strict=True)
    )
    killed_after = round(statistics.median(one[0] for one in rounds))
    quickest = min(one[1][0] for one in rounds)
    scene = Scene(len(shapes), tiles, _pixels_under(shapes), made, _megabytes(mosaic), quickest)
    text = _report(scene, through, killed_after, resumed, cluster)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text, encoding="utf-8")
    print(text)
    if options.work is None:
        shutil.rmtree(work)


def _round(
    options: argparse.Namespace, work: Path, tiles: int
) -> tuple[int, list[float], list[float], list[float]]:
    """Return how many tiles were done at the kill, and seconds and memory of each run."""
    through = _child(options, work, "through")
    killed_after = _killed(options, work, tiles)
    resumed = _child(options, work, "killed")
    cluster = _on_cluster(options, work)
    if len({_hash(work / f"{name}.csv") for name in ("through", "killed", "cluster")}) != 1:
        raise SystemExit("the three tables differ")
    return killed_after, through, resumed, cluster


def make_mosaic(folder: Path, bounds: tuple[float, float, float, float]) -> int:
    """Write the tiles of 3 × 3 degrees that touch the bounds; return how many.

    Parameters
    ----------
    bounds : (float, float, float, float)
        West, south, east, north in degrees.
    """
    folder.mkdir(exist_ok=True)
    west, south, east, north = bounds
    first: Path | None = None
    count = 0
    for left in range(int(west // DEGREES) * DEGREES, int(np.ceil(east)), DEGREES):
        for bottom in range(int(south // DEGREES) * DEGREES, int(np.ceil(north)), DEGREES):
            file = folder / f"made_up_N{bottom:02d}E{left:03d}.tif"
            place = Affine(1 / PER_DEGREE, 0, left, 0, -1 / PER_DEGREE, bottom + DEGREES)
            if first is None:
                _write_tile(file, place)
                first = file
            else:
                shutil.copyfile(first, file)
                with rasterio.open(file, "r+") as target:
                    target.transform = place
            count += 1
    return count


def _write_tile(file: Path, place: Affine) -> None:
    profile = {
        "driver": "GTiff", "height": SIDE, "width": SIDE, "count": 1, "dtype": "uint8", "nodata": 0,
        "crs": "EPSG:4326", "transform": place, "compress": "deflate", "tiled": True,
        "blockxsize": _BLOCK, "blockysize": _BLOCK, "BIGTIFF": "YES",
    }  # fmt: skip
    random = np.random.default_rng(11)
    with rasterio.open(file, "w", **profile) as target:
        for row in range(0, SIDE, 2 * _BLOCK):
            height = min(2 * _BLOCK, SIDE - row)
            strip = np.empty((height, SIDE), np.uint8)
            for column in range(0, SIDE, 2 * _BLOCK):
                width = min(2 * _BLOCK, SIDE - column)
                strip[:, column : column + width] = _patches(random)[:height, :width]
            target.write(strip, 1, window=Window(0, row, width=SIDE, height=height))


def _patches(random: np.random.Generator) -> np.ndarray:
    """Return classes in crooked patches of some 50 pixels: each row of coarse cells is shifted a little."""
    cells = np.repeat(_CLASSES[random.integers(0, _CLASSES.size, (40, 42))], 52, axis=1)
    fine = np.repeat(cells, 52, axis=0)[: 2 * _BLOCK]
    shifts = np.cumsum(random.integers(-1, 2, fine.shape[0]))
    columns = (np.arange(2 * _BLOCK) + shifts[:, None]) % fine.shape[1]
    return np.take_along_axis(fine, columns, axis=1)


def _run_here(options: argparse.Namespace) -> None:
    """Measure in this process and say time and memory; what `_child` starts."""
    shapes = _communes(options)
    compiled()
    # No children: the memory of this process is what is watched.
    apart.INSIDE = True
    before = start_watching()
    seconds, areas = _timed(
        lambda: measure_class_areas(
            options.work / "mosaic",
            list(shapes),
            [f"{n:05d}" for n in range(len(shapes))],
            legend=load_legend("esa-worldcover"),
            resume=options.work / "kept",
            scheduler=options.scheduler,
            progress=_bar,
        )
    )
    most = peak()
    write_table(areas, None, options.work / f"{options.run}.csv")
    print(f"\n{seconds:.2f} {before:.0f} {most:.0f}")


def _bar(done: int, total: int) -> None:
    filled = 40 * done // total
    if sys.stderr.isatty():
        bar = f"[{'#' * filled}{'-' * (40 - filled)}] {100 * done // total:3d} %"
        print(f"\r{bar}", end="", file=sys.stderr)


def _child(options: argparse.Namespace, work: Path, name: str, scheduler: str = "") -> list[float]:
    """Return seconds, and megabytes before and at the peak, of a run in a process of its own."""
    command = _command(options, work, name, scheduler)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=_ROOT, env=_ENVIRONMENT)
    return [float(word) for word in done.stdout.decode().splitlines()[-1].split()]


def _killed(options: argparse.Namespace, work: Path, tiles: int) -> int:
    """Start a run, kill it when a third of the tiles are done; return how many were."""
    child = subprocess.Popen(
        _command(options, work, "killed", ""), stdout=subprocess.DEVNULL, cwd=_ROOT, env=_ENVIRONMENT
    )
    while child.poll() is None and len(list((work / "kept").rglob("*.npz"))) < tiles // 3:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    return len(list((work / "kept").rglob("*.npz")))


def _on_cluster(options: argparse.Namespace, work: Path) -> list[float]:
    file = work / "scheduler.json"
    file.unlink(missing_ok=True)
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    processes = [_dask("scheduler", *words)]
    while not file.exists() or '"address"' not in file.read_text():
        time.sleep(0.1)
    address = file.read_text().split('"address": "')[1].split('"')[0]
    processes += [_dask("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in "12"]
    try:
        return _child(options, work, "cluster", address)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _dask(what: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{what}", *words], cwd=_ROOT,
        env=_ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _command(options: argparse.Namespace, work: Path, name: str, scheduler: str) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.national", str(options.communes), "--run", name]
    command += ["--work", str(work), "--layer", options.layer]
    return [*command, "--scheduler", scheduler] if scheduler else command


def _communes(options: argparse.Namespace) -> geopandas.GeoSeries:
    return geopandas.read_file(options.communes, layer=options.layer).to_crs(4326).geometry


def _pixels_under(shapes: geopandas.GeoSeries) -> float:
    """Pixels within the communes: their area in degrees is in a geographic raster that of pixels too."""
    return float(shapely.area(shapely.make_valid(shapes.to_numpy())).sum()) * PER_DEGREE**2


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _megabytes(mosaic: Path) -> float:
    return sum(file.stat().st_size for file in mosaic.glob("*.tif")) / 1e6


def _report(
    scene: Scene, through: list[float], killed_after: int, resumed: list[float], cluster: list[float]
) -> str:
    tiles, seconds, more = scene.tiles, through[0], cluster[0] / through[0]
    return f"""# Class areas of a whole country

`python -m benchmarks.national COMMUNES.gpkg`, {os.cpu_count()} cores, Python {platform.python_version()}.
{scene.communes:,} communes over {tiles} tiles of 36,000 × 36,000 pixels ({tiles * SIDE**2 / 1e9:.1f} Gpx as
a whole, {scene.megabytes:.0f} MB stored, made in {scene.made:.0f} s). Only tiles and blocks under communes
are decoded. {scene.under / 1e9:.2f} Gpx lie under communes: {scene.under / seconds / 1e6:.0f} Mpx a second.
Imports and loading of compiled code are left out: medians of {_ROUNDS} rounds, the quickest run through took
{scene.quickest:.1f} s. Load of the machine, other work included: {os.getloadavg()[1]:.1f}.

| run | seconds | megabytes beyond imports |
| --- | --- | --- |
| through, 2 threads | {seconds:.1f} | {through[2] - through[1]:.0f} |
| killed with {killed_after} of {tiles} tiles done, then resumed (the rest) | {resumed[0]:.1f} \
| {resumed[2] - resumed[1]:.0f} |
| two Dask workers of one thread ({more:.2f} × of the run through) | {cluster[0]:.1f} \
| {cluster[2] - cluster[1]:.0f} (here) |

The three tables are the same file, byte by byte, in every round.
"""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("communes", type=Path)
    parser.add_argument("--layer", default="communes")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--output", type=Path, default=_ROOT / "benchmarks" / "results" / "national.md")
    parser.add_argument("--run", default="", help=argparse.SUPPRESS)
    parser.add_argument("--scheduler", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
