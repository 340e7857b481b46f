"""The process that opens a MapInfo table with GDAL and writes what it read to standard output as JSON.

Usage: ``python -m geodata.boundaries.mapinfo_child FILE.tab FEATURES MEGABYTES SECONDS``
"""

from __future__ import annotations

import json
import math
import resource
import sys
from typing import Any

import pyogrio.raw


def main(path: str, features: int, megabytes: int, seconds: int) -> None:
    """Read at most `features` + 1 rows; letters of text are the bytes of the file (Latin-1)."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    meta, _, shapes, fields = pyogrio.raw.read(
        path, encoding="ISO-8859-1", max_features=features + 1, force_2d=True
    )
    found = {
        "crs": meta["crs"],
        "columns": [str(name) for name in meta["fields"]],
        "rows": [[_plain(value) for value in row] for row in zip(*fields, strict=True)]
        or [[] for _ in shapes],
        "shapes": [None if shape is None else bytes(shape).hex() for shape in shapes],
    }
    json.dump(found, sys.stdout)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
