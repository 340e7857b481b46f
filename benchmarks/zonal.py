"""Class areas of zones: ours against exactextract, rasterstats, rasterio.mask and rasterize + bincount.

    pip install -r requirements-bench.txt
    python -m benchmarks.zonal [--quick] [--work FOLDER]

Makes its raster and zones, measures each method in processes of its own, interleaved, so that whatever else
the machine does meets all alike; checks that the answers agree; writes `benchmarks/results/zonal.md` and
`zonal.png`. A figure is the median of the rounds, without imports and loading of compiled code. Ratios are
what to read: they hold on other machines too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import shapely

from benchmarks.memory import peak, start_watching
from benchmarks.scenes import make_communes, write_landcover
from benchmarks.zonal_methods import EXACT, METHODS

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
SIDE = 12_288
LARGE = (24_576, 24_576)
ZONES, MANY = (12, 1000), 20_000
_PEERS = ("exactextract", "rasterstats", "rasterio.mask", "rasterize + bincount")
_GOALS = {12: (1.3, 40), 1000: (2.2, 25)}


@dataclass(frozen=True)
class Run:
    """Seconds, and megabytes before and at the peak, of one method in one process."""

    seconds: float
    before: float
    peak: float


@dataclass(frozen=True)
class Case:
    """A method on a raster with a number of zones and threads."""

    method: str
    raster: str
    zones: int
    threads: int = 1


def main() -> None:
    """Run everything and write the results."""
    options = _options()
    if options.method:
        _run_here(options)
        return
    work = options.work or Path(tempfile.mkdtemp(prefix="zonal-"))
    work.mkdir(parents=True, exist_ok=True)
    _make_scenes(work, quick=options.quick)
    compile_seconds = _compile_time(work)
    runs = _interleaved(work, _cases(quick=options.quick), rounds=3 if options.quick else 5)
    agreement = {zones: _agreement(work, zones) for zones in ZONES}
    RESULTS.mkdir(parents=True, exist_ok=True)
    profile = _profile(work)
    text = _report(runs, agreement, compile_seconds, profile)
    (RESULTS / "zonal.md").write_text(text, encoding="utf-8")
    _picture(runs, RESULTS / "zonal.png")
    print(text)
    if options.work is None:
        shutil.rmtree(work)


def _cases(*, quick: bool) -> list[Case]:
    cases = [Case("decode", "150", 12, n) for n in (1, 2)]
    for zones in ZONES:
        cases += [Case("ours", "150", zones, n) for n in (1, 2)]
        cases += [Case(peer, "150", zones) for peer in _PEERS]
    # The curve over pixels, and over zones.
    cases += [Case("ours", size, 1000, 2) for size in ("10", "40")]
    cases += [Case("exactextract", size, 1000) for size in ("10", "40")]
    cases += [Case("ours", "150", 100, 2), Case("exactextract", "150", 100)]
    if not quick:
        cases += [Case("ours", size, 1000, 2) for size in ("600", "600 striped", "600 one strip")]
        cases += [Case("decode", "600", 12, 2), Case("ours", "150", MANY, 2)]
    return cases


def _make_scenes(work: Path, *, quick: bool) -> None:
    for name, side in (("10", 3_200), ("40", 6_400), ("150", SIDE)):
        file = work / f"{name}.tif"
        if not file.exists():
            write_landcover(file, height=side, width=side)
    if not quick:
        _make_large(work)
    many = () if quick else (MANY,)
    scenes = ((3_200, (1000,)), (6_400, (1000,)), (SIDE, (*ZONES, 100, *many)), (LARGE[0], (12, 1000)))
    for side, counts in scenes:
        for count in counts:
            file = work / f"zones_{side}_{count}.wkb.npy"
            if not file.exists():
                shapes = make_communes(count, height=side, width=side)
                np.save(file, np.array(shapely.to_wkb(shapes), dtype=object), allow_pickle=True)


def _make_large(work: Path) -> None:
    """Write 600 Mpx tiled, and the same in strips and as one strip."""
    import rasterio
    from rasterio.shutil import copy

    tiled = work / "600.tif"
    if not tiled.exists():
        write_landcover(tiled, height=LARGE[0], width=LARGE[1])
    for name, rows in (("600 striped", 16), ("600 one strip", LARGE[0])):
        file = work / f"{name}.tif"
        if not file.exists():
            with rasterio.open(tiled) as source:
                options = {"TILED": "NO", "BLOCKYSIZE": rows, "COMPRESS": "DEFLATE", "BIGTIFF": "YES"}
                copy(source, file, driver="GTiff", **options)


def _interleaved(work: Path, cases: list[Case], *, rounds: int) -> dict[Case, list[Run]]:
    """Run every case once a round; what takes long is run in the first three rounds only."""
    runs: dict[Case, list[Run]] = {case: [] for case in cases}
    for round_number in range(rounds):
        for case in cases:
            if round_number < 3 or (case.method in ("decode", "ours") and "600" not in case.raster):
                runs[case].append(_child(work, case))
        print(f"round {round_number + 1} of {rounds}", file=sys.stderr)
    return runs


def _child(work: Path, case: Case, *, answer: Path | None = None) -> Run:
    command = [sys.executable, "-m", "benchmarks.zonal", "--work", str(work), "--method", case.method]
    command += ["--raster", case.raster, "--zones", str(case.zones), "--threads", str(case.threads)]
    command += [] if answer is None else ["--answer", str(answer)]
    # As the portal starts: a small block cache decodes faster than GDAL's 5 % of all memory.
    environment = {**os.environ, "GDAL_CACHEMAX": "16"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT, env=environment)
    return Run(**json.loads(done.stdout.decode().splitlines()[-1]))


def _run_here(options: argparse.Namespace) -> None:
    file = options.work / f"{options.raster}.tif"
    side = {"10": 3_200, "40": 6_400, "150": SIDE}.get(options.raster, LARGE[0])
    wkb = np.load(options.work / f"zones_{side}_{options.zones}.wkb.npy", allow_pickle=True)
    polygons = shapely.from_wkb(wkb)
    _import(options.method)
    before = start_watching()
    start = time.perf_counter()
    found = METHODS[options.method](file, polygons, options.threads)
    seconds = time.perf_counter() - start
    if options.answer is not None:
        np.save(options.answer, found)
    print(json.dumps({"seconds": seconds, "before": before, "peak": peak()}))


def _import(method: str) -> None:
    """Load what a method needs: imports are nobody's speed."""
    if method in ("ours", "decode"):
        import geodata.zonal.tiles  # noqa: F401
        from geodata.zonal.compiler import compiled

        compiled()
    elif method == "exactextract":
        import exactextract  # noqa: F401
    elif method == "rasterstats":
        import rasterstats  # noqa: F401


def _compile_time(work: Path) -> float:
    """Return how long the very first measuring has to wait for the compiler."""
    with tempfile.TemporaryDirectory() as empty:
        program = (
            "import time; t = time.perf_counter(); from geodata.zonal.compiler import compiled; compiled()"
        )
        program += "; print(time.perf_counter() - t)"
        environment = {**os.environ, "NUMBA_CACHE_DIR": empty}
        done = subprocess.run(
            [sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, cwd=ROOT, env=environment
        )
    return float(done.stdout)


def _agreement(work: Path, zones: int) -> dict[str, float]:
    """Return the greatest difference of a fraction from exactextract's, by method."""
    answers = {}
    for method in METHODS:
        if method != "decode":
            file = work / "answer.npy"
            _child(work, Case(method, "150", zones, 2), answer=file)
            pixels = np.load(file)
            pixels[:, 0] = 0
            answers[method] = pixels / np.maximum(pixels.sum(axis=1, keepdims=True), 1)
    found = {m: float(np.abs(a - answers["exactextract"]).max()) for m, a in answers.items()}
    if found["ours"] > 1e-7:
        raise SystemExit(f"ours differs from exactextract by {found['ours']:g}")
    return found


def _profile(work: Path) -> str:
    """Return where the time of 1,000 zones on one thread goes, by function."""
    program = f"""
import cProfile, pstats, io, sys
from pathlib import Path
import numpy as np, shapely
from benchmarks.zonal_methods import ours
from geodata.zonal.compiler import compiled
compiled()
work = Path({str(work)!r})
polygons = shapely.from_wkb(np.load(work / "zones_{SIDE}_1000.wkb.npy", allow_pickle=True))
import concurrent.futures, geodata.zonal.tiles as tiles
class Here:
    def __init__(self, *a, **k): pass
    def __enter__(self): return self
    def __exit__(self, *a): pass
    def submit(self, f, *a):
        future = concurrent.futures.Future(); future.set_result(f(*a)); return future
    def shutdown(self, **k): pass
tiles.ThreadPoolExecutor = Here
profiler = cProfile.Profile()
profiler.runcall(ours, work / "150.tif", polygons, 1)
out = io.StringIO()
pstats.Stats(profiler, stream=out).sort_stats("tottime").print_stats(9)
lines = out.getvalue().splitlines()
start = next(n for n, line in enumerate(lines) if "tottime" in line)
for line in lines[start:]:
    parts = line.split(None, 5)
    if len(parts) == 6:
        print("|", parts[0], "|", parts[1], "|", parts[5].rsplit("/", 1)[-1], "|")
"""
    environment = {**os.environ, "GDAL_CACHEMAX": "16"}
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, cwd=ROOT, env=environment
    )
    first, *rest = done.stdout.decode().splitlines()
    return "\n".join([first, "| --- | --- | --- |", *rest])


def _median(runs: Iterable[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


def _memory(runs: Iterable[Run]) -> float:
    return max(run.peak - run.before for run in runs)


def _paired(ours: list[Run], other: list[Run]) -> float:
    """Return the median over the rounds of one's time by the other's of the same round."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(ours, other, strict=False))


def _report(
    runs: dict[Case, list[Run]], agreement: dict[int, dict[str, float]], compile_seconds: float, profile: str
) -> str:
    floor = runs[Case("decode", "150", 12, 2)]
    lines = [
        "# Class areas of zones",
        "",
        f"`python -m benchmarks.zonal`, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};",
        f"{_versions()}.",
        "150 Mpx (12,288 × 12,288, uint8, DEFLATE, tiles of 512), zones of about 185 vertices that",
        "cover it. Medians; ratios are medians over rounds, each against the same round. Imports and",
        f"loading of compiled code are left out (compiling, once: {compile_seconds:.1f} s).",
        "",
        "| zones | method | seconds | of decoding, 2 threads | MB beyond imports | difference |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for zones in ZONES:
        for case in [c for c in runs if c.raster == "150" and c.zones == zones]:
            if case.method == "decode" and zones != 12:
                continue
            difference = "–" if case.method == "decode" else f"{agreement[zones][case.method]:.1e}"
            threads = f", {case.threads} threads" if case.threads > 1 else ""
            lines.append(
                f"| {zones:,} | {case.method}{threads} | {_median(runs[case]):.3f} | "
                f"{_paired(runs[case], floor):.2f} × | {_memory(runs[case]):.0f} | {difference} |"
            )
    lines += [
        "",
        "## Against the goals",
        "",
        "| zones | of decoding | goal | faster than exactextract | goal |",
    ]
    lines += ["| --- | --- | --- | --- | --- |"]
    for zones in ZONES:
        ours = runs[Case("ours", "150", zones, 2)]
        over, faster = _paired(ours, floor), 1 / _paired(ours, runs[Case("exactextract", "150", zones)])
        goal_over, goal_faster = _GOALS[zones]
        lines.append(f"| {zones:,} | {over:.2f} × | {goal_over} × | {faster:.0f} × | {goal_faster} × |")
    lines += _large(runs)
    lines += [
        "",
        "## What bounds it",
        "",
        "Decoding of DEFLATE blocks is the floor (`_read`). Above it, each row of blocks costs the walk",
        "along the edges that cross it, sorting of the pixels they cross, and counting the classes of the",
        "runs between (`accumulate`). 1,000 zones on one thread, by own time in seconds:",
        "",
        profile,
        "",
        "![time against zones and pixels](zonal.png)",
        "",
    ]
    return "\n".join(lines)


def _versions() -> str:
    names = ("numpy", "numba", "rasterio", "exactextract", "rasterstats")
    return ", ".join(f"{name} {version(name)}" for name in names)


def _large(runs: dict[Case, list[Run]]) -> list[str]:
    chosen = [case for case in runs if "600" in case.raster or case.zones == MANY]
    if not chosen:
        return []
    lines = [
        "",
        "## 600 Mpx, and 20,000 zones",
        "",
        "| raster | zones | method | seconds | megabytes beyond imports |",
    ]
    lines += ["| --- | --- | --- | --- | --- |"]
    for case in chosen:
        lines.append(
            f"| {case.raster} Mpx | {case.zones:,} | {case.method} | {_median(runs[case]):.2f} | "
            f"{_memory(runs[case]):.0f} |"
        )
    return lines


def _picture(runs: dict[Case, list[Run]], file: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (by_zones, by_pixels) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    for method in (*EXACT, "rasterstats", "rasterio.mask", "rasterize + bincount"):
        cases = sorted(
            (c for c in runs if c.raster == "150" and c.method == method and c.zones != MANY),
            key=lambda c: c.zones,
        )
        cases = [c for c in cases if method != "ours" or c.threads == 2]
        by_zones.plot([c.zones for c in cases], [_median(runs[c]) for c in cases], marker="o", label=method)
    for method in EXACT:
        cases = [Case(method, size, 1000, 2 if method == "ours" else 1) for size in ("10", "40", "150")]
        by_pixels.plot([10, 40, 151], [_median(runs[c]) for c in cases], marker="o", label=method)
    for axes, label in ((by_zones, "zones (150 Mpx)"), (by_pixels, "megapixels (1,000 zones)")):
        axes.set(xscale="log", yscale="log", xlabel=label, ylabel="seconds")
        axes.grid(visible=True, which="both", linewidth=0.3)
        axes.legend()
    figure.savefig(file, dpi=110)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="three rounds, without 600 Mpx and 20,000 zones")
    parser.add_argument("--work", type=Path, help="where rasters are made, and kept")
    for name in ("--method", "--raster"):
        parser.add_argument(name, default="", help=argparse.SUPPRESS)
    parser.add_argument("--zones", type=int, default=12, help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
