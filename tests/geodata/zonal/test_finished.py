"""A measuring that was stopped or killed goes on from its finished tiles, with the same result."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from shapely.geometry.base import BaseGeometry

from geodata.zonal import ClassAreas, measure_class_areas
from tests.build.rasters import NORTH_UP, UTM, patches, write
from tests.geodata.zonal.test_measure import at

TILES, SIDE = 6, 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six tiles side by side, a pixel of each on the next one."""
    tiles = tmp_path / "tiles"
    tiles.mkdir()
    for n in range(TILES):
        move = NORTH_UP @ Affine.translation(n * (SIDE - 1), 0)
        write(tiles / f"t{n}.tif", patches(n, 90, SIDE), transform=move)
    return tiles


def zones() -> list[BaseGeometry]:
    return [at(10 + 60 * n, 3.3, 75 + 60 * n, 80.7) for n in range(10)]


def measure(folder: Path, **options: object) -> ClassAreas:
    polygons = zones()
    return measure_class_areas(folder, polygons, [str(n) for n in range(len(polygons))], crs=UTM, **options)


class Stopped(Exception):
    pass


def test_it_goes_on_from_the_finished_tiles(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    whole = measure(folder)

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise Stopped

    with pytest.raises(Stopped):
        measure(folder, resume=kept, progress=stop)
    finished = sorted(kept.rglob("*.npz"))
    assert 2 <= len(finished) < TILES
    # Tiles that are done are not opened again: their pixels could not be read any more.
    seen: list[int] = []
    again = measure(folder, resume=kept, progress=lambda done, total: seen.append(done))
    assert seen[0] == 90
    assert seen[-1] == 90 * TILES
    assert again == whole
    assert not list(kept.rglob("*.npz"))


def test_a_tile_that_changed_is_measured_anew(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    def stop(done: int, total: int) -> None:
        if done == total:
            raise Stopped

    with pytest.raises(Stopped):
        measure(folder, resume=kept, progress=stop)
    write(folder / "t0.tif", np.full((90, SIDE), 10, np.uint8))
    assert measure(folder, resume=kept) == measure(folder)


def test_a_file_that_was_cut_short_is_as_good_as_none(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise Stopped

    with pytest.raises(Stopped):
        measure(folder, resume=kept, progress=stop)
    first = sorted(kept.rglob("*.npz"))[0]
    first.write_bytes(first.read_bytes()[:100])
    assert measure(folder, resume=kept) == measure(folder)


PROGRAM = """
import sys, time
from pathlib import Path
from tests.geodata.zonal.test_finished import measure
def slowly(done, total):
    print(done, flush=True)
    time.sleep(0.2)
measure(Path(sys.argv[1]), resume=Path(sys.argv[2]), progress=slowly)
"""


@pytest.mark.slow
def test_after_a_kill_it_goes_on_with_the_same_result(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    program = [sys.executable, "-c", PROGRAM, str(folder), str(kept)]
    child = subprocess.Popen(program, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3], text=True)
    deadline = time.monotonic() + 120
    while len(list(kept.rglob("*.npz"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert 2 <= len(list(kept.rglob("*.npz"))) < TILES
    assert measure(folder, resume=kept) == measure(folder)
