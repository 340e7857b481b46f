"""A thinned coverage as a file in the cache folder: named by what it was made of, so it never grows stale."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.arcs import ArcCoverage, Ring
from geodata.boundaries.partition import Progress, untold
from geodata.boundaries.thinning import LARGEST_SHIFT, TOLERANCE, ThinnedCoverage, thinned
from geodata.whole_file import written_whole

# Raised when the same outlines would be thinned otherwise.
_MANNER = f"2 {TOLERANCE} {LARGEST_SHIFT}"


def thinned_path(folder: Path, outlines: Sequence[BaseGeometry]) -> Path:
    """Return the file in the folder that has, or is to have, the outlines thinned."""
    digest = hashlib.sha256(_MANNER.encode())
    for outline in shapely.to_wkb(np.asarray(outlines, dtype=object)):
        digest.update(len(outline).to_bytes(8, "little") + outline)
    return folder / f"outlines-{digest.hexdigest()[:32]}.npz"


def thinned_from(
    folder: Path, outlines: Sequence[BaseGeometry], *, progress: Progress = untold
) -> ThinnedCoverage:
    """Return outlines thinned, read from the folder if they were thinned before; else made and written there.

    Parameters
    ----------
    folder : pathlib.Path
        Made if it is missing; what is in it can be deleted at any time.
    outlines : sequence of Polygon or MultiPolygon
        As for `thinned`. Nothing but them is in the file: no names, no values.
    progress : callable
        Told how far the work is (0–1).
    """
    path = thinned_path(folder, outlines)
    if not path.exists():
        write_thinned(path, thinned(outlines, progress=progress))
    return read_thinned(path)


def write_thinned(path: Path, made: ThinnedCoverage) -> None:
    """Write a thinned coverage; whoever reads meanwhile meets no half of it."""
    coverage = made.coverage
    rings = [(unit, ring) for unit, outline in enumerate(coverage.outlines) for ring in outline]
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as unfinished:
        np.savez_compressed(
            unfinished,
            shift=np.array(made.shift),
            units=np.array(len(coverage.outlines)),
            points=np.concatenate(coverage.arcs),
            arc_sizes=_sizes(coverage.arcs),
            ring_units=np.array([unit for unit, _ring in rings]),
            ring_holes=np.array([ring.is_hole for _unit, ring in rings]),
            ring_sizes=_sizes([ring.arcs for _unit, ring in rings]),
            ring_arcs=np.concatenate([np.array(ring.arcs) for _unit, ring in rings]),
        )


def read_thinned(path: Path) -> ThinnedCoverage:
    """Read what `write_thinned` wrote."""
    with np.load(path, allow_pickle=False) as kept:
        arcs = tuple(np.split(kept["points"], np.cumsum(kept["arc_sizes"])[:-1]))
        named = np.split(kept["ring_arcs"], np.cumsum(kept["ring_sizes"])[:-1])
        outlines: list[list[Ring]] = [[] for _unit in range(int(kept["units"]))]
        for unit, is_hole, ring in zip(kept["ring_units"], kept["ring_holes"], named, strict=True):
            outlines[unit].append(Ring(tuple(ring.tolist()), bool(is_hole)))
        return ThinnedCoverage(ArcCoverage(arcs, tuple(map(tuple, outlines))), float(kept["shift"]))


def _sizes(rows: Sequence[Sequence[object] | NDArray[np.float64]]) -> NDArray[np.intp]:
    return np.array([len(row) for row in rows])
