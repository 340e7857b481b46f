"""Tiles that are done, kept on disk until the whole is: a measuring that was killed goes on from them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.imagery.geotiff import side_mask
from geodata.imagery.rasters import ClassRaster, Tile
from geodata.zonal.polygons import Zones
from geodata.zonal.tiles import TileSums

# What a kept tile means; a change of it, or of how pixels are counted, makes those of before worthless.
_FORMAT = 1


class FinishedTiles:
    """Sums of the tiles of one measuring, in a folder named by all that they depend on.

    Parameters
    ----------
    folder : Path
        Where measurings are kept, each in a folder of its own; disposable.
    raster : ClassRaster
        Its files, and masks beside them, count by name, size and time of change, as they are now.
    zones : Zones
    void : sequence of int
        Values that are no class.
    program : str
        Fingerprint of the compiled code.
    """

    def __init__(
        self, folder: Path, raster: ClassRaster, zones: Zones, void: Sequence[int], *, program: str
    ) -> None:
        self._folder = folder / _fingerprint(raster, zones, void, program)

    def read(self, tile: Tile) -> TileSums | None:
        """Return the sums of a tile that is done, or None; a file cut short is as good as none."""
        try:
            with np.load(self._file(tile)) as kept:
                values = tuple(
                    None if void else int(value)
                    for value, void in zip(kept["values"], kept["is_void"], strict=True)
                )
                invalid = tuple(int(position) for position in kept["invalid"])
                return TileSums(kept["zones"], values, kept["area_ha"], kept["unit_ha"], invalid)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def keep(self, tile: Tile, sums: TileSums) -> None:
        """Write the sums of a tile: whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            zones=sums.zones,
            values=np.array([0 if value is None else value for value in sums.values], np.int64),
            is_void=np.array([value is None for value in sums.values], np.bool_),
            area_ha=sums.area_ha,
            unit_ha=sums.unit_ha,
            invalid=np.array(sums.invalid, np.int64),
        )
        unfinished = self._file(tile).with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(buffer.getvalue())
        unfinished.replace(self._file(tile))

    def discard(self) -> None:
        """Forget the tiles: the whole is done."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _file(self, tile: Tile) -> Path:
        return self._folder / f"{tile.row}_{tile.column}_{tile.path.name}.npz"


def _fingerprint(raster: ClassRaster, zones: Zones, void: Sequence[int], program: str) -> str:
    digest = hashlib.sha256(f"{_FORMAT} {program} {sorted(void)} {zones.crs}".encode())
    digest.update(raster.grid.crs.to_wkt().encode())
    for tile in raster.tiles:
        digest.update(json.dumps(_identity(tile), sort_keys=True).encode())
    for code, wkb in zip(zones.codes, shapely.to_wkb(zones.geometries), strict=True):
        digest.update(code.encode())
        digest.update(wkb)
    return digest.hexdigest()[:32]


def _identity(tile: Tile) -> dict[str, Any]:
    files = [file for file in (tile.path, side_mask(tile.path)) if file is not None]
    states = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return {**asdict(tile), "path": str(tile.path), "files": states}
