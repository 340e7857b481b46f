"""Coordinate systems of Vietnamese files: which one to measure in, which one a bare file may be in.

Every transformation is longitude/easting first (`always_xy`), as the files are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geodata.errors import CrsMismatch

Bounds = tuple[float, float, float, float]

WGS84 = CRS.from_epsg(4326)
DONG_NAI = CRS.from_epsg(5899)

# Mainland, islands and the sea of Hoàng Sa and Trường Sa: west, south, east, north in degrees.
VIETNAM: Bounds = (102.0, 6.0, 118.0, 24.0)

_DONG_NAI_LONGITUDES = (106.7, 107.6)
# Metres: the two registered sets of parameters for Vietnam differ by 0.8 m, careless copies by 1.3 m.
_SAME_PLACE = 2.0
_LONGEST_DESCRIPTION = 20_000
_READS_A_FILE = re.compile(r"(?:grids|init|file|catalog)\s*=|PARAMETERFILE|^\s*[{/.]", re.IGNORECASE)
_NATIONAL_ZONES = {102.0: 5896, 105.0: 5897, 108.0: 5898}


@dataclass(frozen=True)
class Candidate:
    """A system that a file without one may be in; `swapped` if only with its two axes exchanged."""

    epsg: int
    name: str
    swapped: bool = False

    @property
    def code(self) -> str:
        """The system as it is written on the command line."""
        return f"EPSG:{self.epsg}"


@cache
def _transformer(source: CRS, target: CRS) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


@cache
def _known_systems() -> tuple[tuple[int, str, int | None], ...]:
    """Return (EPSG, name, valid twin or None) in the order in which to propose them."""
    text = resources.files("geodata").joinpath("coordinate_systems.csv").read_text("utf-8")
    return tuple(
        (int(row["epsg"]), row["name"], int(row["use_instead"]) if row["use_instead"] else None)
        for row in csv.DictReader(text.splitlines())
    )


def vn2000_zone(longitude: float) -> CRS:
    """Return the VN-2000 system in which areas at a longitude are measured.

    Parameters
    ----------
    longitude : float
        Degrees east, 102–118.

    Returns
    -------
    CRS
        EPSG:5899 (meridian 107°45′, the system of Đồng Nai's cadastral maps) from 106.7° up to, not
        including, 107.6°; elsewhere the national 3° zone with the nearest meridian of 102°, 105° and 108°
        (EPSG:5896, 5897, 5898; halfway belongs to the eastern one). A province's own meridian cannot be
        told from a longitude; within 1.5° of a meridian the area is off by at most 0.05 %.

    Raises
    ------
    CrsMismatch
        If the longitude is outside Vietnam.
    """
    if not VIETNAM[0] <= longitude <= VIETNAM[2]:
        raise CrsMismatch("crs.outside_vietnam", longitude=longitude)
    return CRS.from_epsg(int(_zones(np.array([longitude]))[0]))


def _zones(longitudes: np.ndarray) -> np.ndarray:
    meridians = np.array(sorted(_NATIONAL_ZONES))
    nearest = np.searchsorted((meridians[:-1] + meridians[1:]) / 2, longitudes, side="right")
    national = np.array([_NATIONAL_ZONES[m] for m in meridians])[nearest]
    west, east = _DONG_NAI_LONGITUDES
    return np.where((longitudes >= west) & (longitudes < east), 5899, national)


def area_ha(geometry: BaseGeometry, crs: CRS | None = None) -> float:
    """Return the area of one geometry in hectares; see `areas_ha`."""
    return float(areas_ha([geometry], crs)[0])


def areas_ha(geometries: Sequence[BaseGeometry] | np.ndarray, crs: CRS | None = None) -> np.ndarray:
    """Return areas in hectares, measured on the VN-2000 plane.

    Parameters
    ----------
    geometries : sequence of shapely geometries
        In EPSG:4326, longitude first. Empty ones have area 0.
    crs : CRS, optional
        The projected system to measure in; by default `vn2000_zone` of the middle of each one's extent.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    shapes = np.asarray(geometries, dtype=object)
    areas = np.zeros(len(shapes))
    extents = shapely.bounds(shapes)
    filled = np.isfinite(extents).all(axis=1)
    middles = (extents[:, 0] + extents[:, 2]) / 2
    zones = np.full(len(shapes), -1)
    if crs is None:
        zones[filled] = _zones(middles[filled])
    else:
        zones[filled] = 0
    for zone in np.unique(zones[filled]):
        chosen = zones == zone
        target = crs if crs is not None else CRS.from_epsg(int(zone))
        areas[chosen] = shapely.area(project(shapes[chosen], WGS84, target)) / 10_000
    return areas


def project(geometries: Any, source: CRS, target: CRS) -> Any:
    """Return a geometry, or an array of them, moved from one system to another; z is dropped."""
    flat = shapely.force_2d(geometries)
    if source == target:
        return flat
    transformer = _transformer(source, target)

    def move(points: np.ndarray) -> np.ndarray:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack([x, y])

    return shapely.transform(flat, move)


def identify(crs: CRS) -> CRS:
    """Return the registered system that `crs` describes, with its datum change; else `crs` itself.

    A bare PROJ string with lon_0=107.75 answers ``to_epsg() == 5899`` and yet transforms without the
    change of datum, 226 m off; so the registered definition replaces whatever identifies. So it does where
    a file carries its own parameters of the change (MapInfo, ``+towgs84``) and they lead to the same place
    within 2 m: the two published sets differ by 0.8 m. The twins EPSG:6956–6959 have false easting and
    northing exchanged by a slip and are taken for the valid codes.
    """
    epsg = crs.to_epsg() or _twin_of_bound(crs)
    if epsg is None:
        return crs
    twins = {code: valid for code, _, valid in _known_systems() if valid is not None}
    return CRS.from_epsg(twins.get(epsg, epsg))


def _twin_of_bound(crs: CRS) -> int | None:
    """Return the EPSG code of the known system that a bound one repeats within 2 m in the country's south."""
    if not crs.is_bound:
        return None
    for other in systems_to_try(degrees=crs.is_geographic):
        if other.is_geographic:
            points = np.array([[105.8, 21.0], [106.9, 10.7]])
        else:
            points = np.array([[400_000.0, 1_185_000.0], [700_000.0, 1_185_000.0]])
        own = np.array(_transformer(crs, DONG_NAI).transform(*points.T))
        registered = np.array(_transformer(other, DONG_NAI).transform(*points.T))
        if np.hypot(*(own - registered)).max() < _SAME_PLACE:
            return other.to_epsg()
    return None


def systems_to_try(*, degrees: bool) -> tuple[CRS, ...]:
    """Return the systems that Vietnamese files are in, in the order in which to propose them.

    Parameters
    ----------
    degrees : bool
        Whether the numbers are degrees; else metres.
    """
    return tuple(
        crs
        for epsg, _, twin in _known_systems()
        if twin is None and (crs := CRS.from_epsg(epsg)).is_geographic == degrees
    )


def parse_crs(text: str) -> CRS:
    """Return the system named as ``EPSG:5899`` or ``5899``.

    Raises
    ------
    CrsMismatch
        If it is no EPSG code, or not of a system with horizontal coordinates.
    """
    code = text.strip().upper().removeprefix("EPSG:")
    try:
        crs = CRS.from_epsg(int(code))
    except (ValueError, CRSError) as reason:
        raise CrsMismatch("crs.unknown", crs=text) from reason
    if not (crs.is_projected or crs.is_geographic):
        raise CrsMismatch("crs.unknown", crs=text)
    return identify(crs)


def stated_crs(text: str) -> CRS:
    """Return the system that a file names or describes in words of PROJ, WKT or EPSG.

    Raises
    ------
    CRSError
        If it is none, is longer than any description, or names a file to be read (grids of a datum change, a
        table of systems): what an upload says opens nothing on this machine.
    """
    if len(text) > _LONGEST_DESCRIPTION or _READS_A_FILE.search(text):
        raise CRSError("not a plain description of a system")
    return CRS.from_user_input(text)


def is_wgs84_tm3(crs: CRS) -> bool:
    """Return whether this is a Vietnamese TM-3 meridian on the WGS 84 datum: a mislabelled VN-2000 file."""
    operation, datum = crs.coordinate_operation, crs.datum
    if not crs.is_projected or identify(crs).to_epsg() is not None or operation is None or datum is None:
        return False
    scales = [p.value for p in operation.params if p.name == "Scale factor at natural origin"]
    return "1984" in datum.name and scales == [0.9999]


def guess_candidates(bounds: Bounds, *, around: Bounds = VIETNAM) -> tuple[Candidate, ...]:
    """Return the systems in which `bounds` would lie in `around`, the most likely of them first.

    Parameters
    ----------
    bounds : (float, float, float, float)
        West, south, east, north (minimum and maximum of both numbers) as the file has them.
    around : (float, float, float, float)
        Where the file should be, in degrees; the known units' extent tells more than all of Vietnam.

    Returns
    -------
    tuple of Candidate
        Those that fit as they stand, in the order of ``coordinate_systems.csv`` (EPSG:5899 first); only
        if none does, those that fit with the axes exchanged. 3405, 32648 and 5897 lie within 500 m of
        each other and are all named: they cannot be told apart by ranges.
    """
    west, south, east, north = bounds
    if not np.isfinite(bounds).all():
        return ()
    straight = _fitting(((west + east) / 2, (south + north) / 2), around, swapped=False)
    return straight or _fitting(((south + north) / 2, (west + east) / 2), around, swapped=True)


def _fitting(middle: tuple[float, float], around: Bounds, *, swapped: bool) -> tuple[Candidate, ...]:
    west, south, east, north = around
    found: list[Candidate] = []
    degrees = abs(middle[0]) <= 180 and abs(middle[1]) <= 180
    for crs in systems_to_try(degrees=degrees):
        longitude, latitude = _transformer(crs, WGS84).transform(*middle)
        if west <= longitude <= east and south <= latitude <= north:
            found.append(Candidate(crs.to_epsg() or 0, crs.name, swapped))
    return tuple(found)
