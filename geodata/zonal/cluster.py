"""Tiles measured by the machines of a Dask cluster: the same function on each tile, and so the same sums.

Who answers a scheduler's address can have any code run here (its messages are pickled Python): it is asked
over TLS, with the certificates that Dask is configured with, or on this machine.

`distributed` is an extra (``requirements-cluster.txt``); it is imported only when a scheduler is named. The
workers need the portal's code and see the tiles under the same paths, as on a shared folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import ip_address
from types import ModuleType
from urllib.parse import urlsplit

from geodata.errors import GeodataError
from geodata.imagery.rasters import ClassRaster, Tile
from geodata.zonal.batches import zones_touching
from geodata.zonal.compiler import compiled
from geodata.zonal.polygons import Zones
from geodata.zonal.tiles import TileSums, measure_tile

# How often a tile is tried again when the worker that had it is lost.
_RETRIES = 5
_SECONDS_TO_CONNECT = 20


class ClusterUnusable(GeodataError):
    """There is no such scheduler, or the extra that talks to one is not installed."""


def measure_on_cluster(
    address: str,
    raster: ClassRaster,
    tiles: Sequence[Tile],
    zones: Zones,
    *,
    void: Sequence[int],
    threads: int,
    done: Callable[[Tile, TileSums], None],
) -> None:
    """Measure tiles on the workers of a scheduler; `done` is called here with each, in any order.

    Parameters
    ----------
    address : str
        Of the scheduler: ``tls://10.0.0.1:8786``, or on this machine ``tcp://127.0.0.1:8786``.
    threads : int
        Of each worker for one tile.

    Raises
    ------
    ClusterUnusable
        ``cluster.not_safe``, ``cluster.not_installed``, ``cluster.no_scheduler``.
    """
    if not _is_safe(address):
        raise ClusterUnusable("cluster.not_safe", address=address)
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise ClusterUnusable("cluster.no_scheduler", address=address, reason=str(problem)) from problem
    with client, client.as_current():
        waiting = {}
        for tile in tiles:
            chosen = zones_touching(zones, tile)
            # Each task carries its own polygons only: nothing is lost with a worker.
            future = client.submit(
                _measured,
                raster,
                tile,
                zones.part(chosen),
                tuple(void),
                threads,
                pure=False,
                retries=_RETRIES,
            )
            waiting[future] = (tile, chosen)
        for future, sums in distributed.as_completed(list(waiting), with_results=True):
            tile, chosen = waiting.pop(future)
            done(tile, sums.placed(chosen))


def _is_safe(address: str) -> bool:
    """Tell whether what answers is known by its certificate, or runs on this machine."""
    scheme, _, rest = address.rpartition("://")
    if scheme == "tls":
        return True
    try:
        host = urlsplit(f"//{rest}").hostname or ""
        return scheme in ("", "tcp") and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def _measured(raster: ClassRaster, tile: Tile, zones: Zones, void: tuple[int, ...], threads: int) -> TileSums:
    compiled()
    return measure_tile(raster, tile, zones, void=void, threads=threads)


def _distributed() -> ModuleType:
    try:
        import distributed
    except ImportError as problem:
        raise ClusterUnusable("cluster.not_installed") from problem
    module: ModuleType = distributed
    return module
