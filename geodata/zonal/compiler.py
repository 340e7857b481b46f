"""Load the compiled code when it is first needed, and say so before a user has to wait for a compiler."""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

SOURCES = ("counting.py", "coverage.py", "edges.py", "lanes.py")
ENVIRONMENT = "NUMBA_CACHE_DIR"
_loading = threading.Lock()
_loaded: list[Compiled] = []


@dataclass(frozen=True)
class Compiled:
    """The compiled modules, ready to be called."""

    coverage: ModuleType
    edges: ModuleType


def compiled(*, cache: Path | None = None, on_compile: Callable[[], None] | None = None) -> Compiled:
    """Return the compiled modules; the first time ever they take some seconds to compile.

    Parameters
    ----------
    cache : Path or None
        Folder for the compiled code, kept between runs; None takes `NUMBA_CACHE_DIR`, else the user's own
        cache folder. Only the first call of a process decides.
    on_compile : callable or None
        Called once before compiling, if nothing usable is cached, so that the person can be told.
    """
    with _loading:
        if not _loaded:
            folder = (cache or _default_folder()) / f"zonal-{fingerprint()}"
            _point_numba_at(folder)
            done = folder / "complete"
            if on_compile is not None and not done.exists():
                on_compile()
            modules = Compiled(
                importlib.import_module("geodata.zonal.coverage"),
                importlib.import_module("geodata.zonal.edges"),
            )
            _warm_up(modules)
            done.touch()
            _loaded.append(modules)
        return _loaded[0]


def cache_folder() -> Path:
    """Return the folder that `compiled` was first given, for another process to load from."""
    config = importlib.import_module("numba.core.config")
    return Path(config.CACHE_DIR).parent


def _default_folder() -> Path:
    given = os.environ.get(ENVIRONMENT)
    return Path(given) if given else Path.home() / ".cache" / "nhon-trach-map-portal"


def fingerprint() -> str:
    """Name all that the compiled code depends on: numba itself looks only at each function's own file."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    for part in (version("numba"), version("llvmlite"), version("numpy"), sys.version, _processor()):
        digest.update(part.encode())
    return digest.hexdigest()[:16]


def _processor() -> str:
    """Return what tells one processor's instructions from another's, where the system says it."""
    listing = Path("/proc/cpuinfo")
    if not listing.exists():
        return sys.platform
    kept = ("model name", "flags")
    lines = [line for line in listing.read_text("utf-8").splitlines() if line.startswith(kept)]
    return "\n".join(sorted(set(lines)))


def _point_numba_at(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # numba reads the variable when it is imported; another library may have imported it already.
    config = importlib.import_module("numba.core.config")
    config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


def _warm_up(modules: Compiled) -> None:
    """Call everything once on a 2 × 3 pixel raster with the types of real use."""
    import numpy as np

    x, y = np.array([0.5, 2.5, 2.5, 0.5, 0.5]), np.array([0.5, 0.5, 1.5, 1.5, 0.5])
    rings = (np.array([0, 5]), np.zeros(1, np.int64), np.zeros(1, np.bool_))
    edges, starts = modules.edges.edges_by_strip(x, y, *rings, 2, 2)
    modules.edges.mark_blocks(edges[: starts[1]], 3, 1, np.zeros(3, np.bool_))
    modules.edges.ring_areas(x, y, rings[0], 0.0067, 1.0)
    for pixels, window in ((np.uint8, np.uint16), (np.uint16, np.uint32)):
        modules.edges.blank_out(np.zeros(8, pixels), np.ones(8, np.uint8), window(256), np.zeros(8, window))
    modules.coverage.accumulate(
        np.zeros(16, np.uint64),
        3,
        2,
        3,
        0,
        0,
        edges,
        np.ones(2),
        np.zeros(8, np.int64),
        np.full(256, -1, np.int32),
        np.zeros(258, np.int32),
        np.zeros((1, 8)),
        np.zeros(1, np.int32),
    )
