"""A vector file's content before anyone asks what it means: columns, rows, shapes, system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geodata.findings import Finding, Findings


@dataclass(frozen=True)
class FeatureTable:
    """What a reader found in one layer.

    Parameters
    ----------
    columns : tuple of str
    rows : tuple of dict
        Column → value; text of a dBASE file stays `bytes` until the file's encoding is known.
    geometries : tuple of BaseGeometry or None
        As many as `rows`, in the file's coordinates.
    crs : CRS or None
        What the file says, as it says it.
    encoding : str or None
        What the file says its text is in (``.cpg``); None where it says nothing.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    geometries: tuple[BaseGeometry | None, ...] = ()
    crs: CRS | None = None
    encoding: str | None = None


Reading = tuple[FeatureTable | None, Findings]


def refused(*findings: Finding) -> Reading:
    """Return a reading that gave nothing but the reasons."""
    return None, Findings(findings)


def extent(geometries: Sequence[BaseGeometry | None]) -> tuple[float, float, float, float] | None:
    """Return the smallest and largest coordinates of all geometries; None where there are none."""
    bounds = np.array([g.bounds for g in geometries if g is not None and not g.is_empty])
    if not len(bounds):
        return None
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)
