"""A MapInfo table (TAB), as land offices have kept them since the 1990s.

Only GDAL reads this format, on a copy under names of ours, in the child process that reads the file: a broken
one ends that process and not the portal.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyogrio.raw
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.crs import stated_crs
from geodata.findings import Finding, Findings, Place, error

_NEEDED = (".dat", ".map", ".id")
# A native table has its data beside it; the other types name files elsewhere.
_NATIVE = re.compile(rb'^\s*Type\s+NATIVE(\s+Charset\s+"([^"]*)")?', re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(rb'(?m)^(\s*!charset\s+|.*\bCharset\s+)"?[\w-]+"?', re.IGNORECASE)


def read_mapinfo(parts: Mapping[str, bytes], place: Place, limits: ReadLimits) -> Reading:
    """Read a native MapInfo table from its parts: `.tab`, `.dat`, `.map` and `.id` → bytes.

    Text stays bytes until the file's encoding is known, whatever character set the table claims: TCVN3
    and VNI are fonts, and MapInfo called them "WindowsLatin1" or "Neutral".
    """
    missing = [suffix for suffix in _NEEDED if suffix not in parts]
    if missing:
        return refused(error("boundaries.mapinfo_part_missing", place, missing=", ".join(missing)))
    native = _NATIVE.search(parts[".tab"])
    if native is None:
        return refused(error("boundaries.mapinfo_not_native", place))
    stated = (native[2] or b"").decode("ascii", "replace")
    # "Neutral" makes GDAL leave the bytes alone.
    head = _CHARSET.sub(rb'\1"Neutral"', parts[".tab"])
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table"
        for suffix, data in {".tab": head, **{suffix: parts[suffix] for suffix in _NEEDED}}.items():
            table.with_suffix(suffix).write_bytes(data)
        try:
            meta, _, shapes, fields = pyogrio.raw.read(
                table.with_suffix(".tab"),
                # Letters of text are the bytes of the file.
                encoding="ISO-8859-1",
                max_features=limits.features + 1,
                force_2d=True,
            )
        except (RuntimeError, ValueError):
            return refused(error("boundaries.not_mapinfo", place))
    columns = tuple(map(str, meta["fields"]))
    values = zip(*fields, strict=True) if columns else ((),) * len(shapes)
    rows = tuple(dict(zip(columns, map(_plain, row), strict=True)) for row in values)
    outlines = tuple(None if wkb is None else shapely.from_wkb(wkb) for wkb in shapes)
    findings: list[Finding] = []
    encoding = "utf-8" if stated.casefold().replace("-", "") == "utf8" else None
    found = FeatureTable(columns, rows, outlines, _crs(meta["crs"], place, findings), encoding)
    return found, Findings(tuple(findings))


def _plain(value: Any) -> Any:
    """Return a field's value; text as the bytes that it was in the file."""
    if isinstance(value, str):
        return value.encode("latin-1").rstrip(b" \0") or None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _crs(text: str | None, place: Place, findings: list[Finding]) -> CRS | None:
    # A table in "NonEarth" units has no system, whatever its numbers look like.
    if not text or "LOCAL_CS" in text or "ENGCRS" in text:
        return None
    try:
        return stated_crs(text)
    except CRSError:
        findings.append(error("boundaries.crs_unreadable", place, text))
        return None
