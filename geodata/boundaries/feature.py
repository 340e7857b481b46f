"""What a boundary is on its way in: as the file has it, as the store knows it, and when it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyproj import CRS
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.findings import Place


@dataclass(frozen=True)
class ReadLimits:
    """How much of a file is accepted before it is refused.

    Parameters
    ----------
    file_bytes, unpacked_bytes : int
        Of the file, and of all that a ZIP unfolds to.
    zip_entries : int
    features, vertices : int
        The whole country is 11,163 features and, simplified, 275,194 vertices.
    rings : int
        Outer ones and holes of all outlines.
    lists : int
        Lists and objects of a GeoJSON: each takes a hundred bytes in memory for two in the file.
    name_letters : int
        Of a name or code.
    crossings : int
        Places where borders cross: each becomes a vertex of several outlines while they are overlaid. The
        country's own outlines, simplified apart from each other, cross 30,000 to 100,000 times.
    """

    file_bytes: int = 200_000_000
    unpacked_bytes: int = 500_000_000
    zip_entries: int = 200
    features: int = 20_000
    vertices: int = 10_000_000
    rings: int = 200_000
    lists: int = 6_000_000
    name_letters: int = 300
    crossings: int = 400_000


@dataclass(frozen=True)
class BoundaryFeature:
    """One feature of a boundary file, in the file's own coordinates, not yet judged.

    Parameters
    ----------
    place : Place
        File and feature, for findings.
    code : str or None
        Commune code as text, zero-padded to five digits where it is shorter; None where there is none.
    name : str or None
        NFC, with its type where the file has one.
    geometry : BaseGeometry or None
        Two-dimensional, in `crs`.
    crs : CRS or None
        None where the file has none and nobody named one.
    natural_area_ha : float or None
        The published natural area in hectares, where the file has such a column.
    """

    place: Place
    code: str | None
    name: str | None
    geometry: BaseGeometry | None
    crs: CRS | None
    natural_area_ha: float | None = None


@dataclass(frozen=True)
class KnownUnit:
    """A unit that the store has: what a file's names, codes and places are compared with.

    Parameters
    ----------
    code, name : str
    geometry : BaseGeometry or None
        Its outline in EPSG:4326, if there is one; tells where a file without a system should lie.
    natural_area_ha : float or None
        Published natural area in hectares.
    """

    code: str
    name: str
    geometry: BaseGeometry | None = None
    natural_area_ha: float | None = None


@dataclass(frozen=True)
class CheckedUnit:
    """A unit's outline that may be stored.

    Parameters
    ----------
    code : str
    name : str
        As published: NFC, with its type; the known unit's name where the unit is known.
    kind : str or None
        ``xa``, ``phuong``, ``thi_tran``, ``dac_khu``… None where neither file nor store tells.
    geometry : MultiPolygon
        EPSG:4326, longitude first, valid.
    area_ha : float
        Of the polygon, measured on the VN-2000 plane, in hectares.
    natural_area_ha : float or None
        Published natural area in hectares.
    source_crs : str
        System of the file, ``EPSG:…`` or WKT.
    repaired : bool
        True if rings had to be mended.
    predecessors : tuple of str
        Codes of the units it was dissolved from; empty for one read from a file.
    """

    code: str
    name: str
    kind: str | None
    geometry: MultiPolygon
    area_ha: float
    natural_area_ha: float | None
    source_crs: str
    repaired: bool
    predecessors: tuple[str, ...] = field(default=())
