"""A MapInfo table (TAB), as land offices have kept them since the 1990s.

Only GDAL reads this format. It does so in a process of its own with little memory and time, on a copy
under names of ours, so that a broken file ends that process and not the portal.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import ReadLimits
from geodata.boundaries.table import FeatureTable, Reading, refused
from geodata.crs import stated_crs
from geodata.findings import Finding, Findings, Place, error

_NEEDED = (".dat", ".map", ".id")
_SECONDS = 120
_MEGABYTES = 2048
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
        raw = _read_apart(table.with_suffix(".tab"), limits)
    if raw is None:
        return refused(error("boundaries.not_mapinfo", place))
    return _table(raw, "utf-8" if stated.casefold().replace("-", "") == "utf8" else None, place)


def _read_apart(path: Path, limits: ReadLimits) -> dict[str, Any] | None:
    """Return what the child process read, or None if it failed."""
    command = [sys.executable, "-m", "geodata.boundaries.mapinfo_child", str(path), str(limits.features)]
    try:
        done = subprocess.run(
            [*command, str(_MEGABYTES), str(_SECONDS)], capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _table(raw: dict[str, Any], encoding: str | None, place: Place) -> Reading:
    findings: list[Finding] = []
    columns = tuple(raw["columns"])
    rows = tuple(dict(zip(columns, map(_value, row), strict=True)) for row in raw["rows"])
    shapes = tuple(_shape(text) for text in raw["shapes"])
    return FeatureTable(columns, rows, shapes, _crs(raw["crs"], place, findings), encoding), Findings(
        tuple(findings)
    )


def _value(value: Any) -> Any:
    """Return text as the bytes that it was in the file; the child passes each byte as one letter."""
    if not isinstance(value, str):
        return value
    return value.encode("latin-1").rstrip(b" \0") or None


def _shape(wkb: str | None) -> BaseGeometry | None:
    return None if wkb is None else shapely.from_wkb(bytes.fromhex(wkb))


def _crs(text: str | None, place: Place, findings: list[Finding]) -> CRS | None:
    # A table in "NonEarth" units has no system, whatever its numbers look like.
    if not text or "LOCAL_CS" in text or "ENGCRS" in text:
        return None
    try:
        return stated_crs(text)
    except CRSError:
        findings.append(error("boundaries.crs_unreadable", place, text))
        return None
