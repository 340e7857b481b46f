"""Borders of a coverage, each once: arcs from junction to junction, and which arcs make up each outline.

Two neighbours name the same arc, so whatever is done to it is done to both: thinned or rounded, they still
fit together. (TopoJSON's idea; its format is not used.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_Floats = NDArray[np.float64]
_Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Ring:
    """A closed line of an outline: arcs in order, ``~n`` for arc n backwards; a hole follows its shell."""

    arcs: tuple[int, ...]
    is_hole: bool


@dataclass(frozen=True)
class ArcCoverage:
    """Arcs as arrays of points (x, y), and for each outline its rings."""

    arcs: tuple[_Floats, ...]
    outlines: tuple[tuple[Ring, ...], ...]

    def ring_points(self, ring: Ring) -> _Floats:
        """Return the points of a closed ring, the last equal to the first."""
        pieces = [self.arcs[n] if n >= 0 else self.arcs[~n][::-1] for n in ring.arcs]
        return np.concatenate([piece[:-1] for piece in pieces] + [pieces[0][:1]])

    def polygons(self) -> NDArray[np.object_]:
        """Return each outline as a Polygon or MultiPolygon; empty where nothing with an area is left."""
        return self._polygons.copy()

    @cached_property
    def _polygons(self) -> NDArray[np.object_]:
        return np.asarray([self._outline(rings) for rings in self.outlines], dtype=object)

    def _outline(self, rings: Sequence[Ring]) -> BaseGeometry:
        parts: list[tuple[_Floats, list[_Floats]]] = []
        for ring in rings:
            points = self.ring_points(ring)
            if len(points) < 4:
                continue
            if ring.is_hole and parts:
                parts[-1][1].append(points)
            else:
                parts.append((points, []))
        polygons = [shapely.Polygon(shell, holes) for shell, holes in parts]
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def arcs_of(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> ArcCoverage:
    """Return the arcs of a valid coverage.

    Parameters
    ----------
    shapes : sequence of Polygon or MultiPolygon
        Neighbours share the vertices of their border exactly (`coverage_is_valid`).

    Notes
    -----
    A vertex with other than two borders is a junction; between junctions a border belongs to the same one or
    two outlines. A ring without a junction is one arc, from its least vertex round to it. An arc runs as the
    first outline that has it goes, so that most arcs begin where the one before them ends; all shells run one
    way, so that the second outline has it backwards.
    """
    rings, unit, is_hole = _rings(shapely.orient_polygons(np.asarray(shapes, dtype=object)))
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    places, vertex = np.unique(points, axis=0, return_inverse=True)
    junction = _junctions(vertex.ravel(), ring_of, len(places))
    known: dict[tuple[int, int, int, int], tuple[int, bool]] = {}
    arcs: list[_Floats] = []
    outlines: list[list[Ring]] = [[] for _shape in shapes]
    starts = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    for n in range(len(rings)):
        ring = vertex[starts[n] : starts[n + 1] - 1].ravel()
        named = []
        for piece in _pieces(ring, junction):
            forward = _is_forward(piece)
            run = piece if forward else piece[::-1]
            key = (int(run[0]), int(run[1]), int(run[-2]), int(run[-1]))
            at, as_known = known.setdefault(key, (len(arcs), forward))
            if at == len(arcs):
                arcs.append(places[piece])
            named.append(at if forward == as_known else ~at)
        outlines[unit[n]].append(Ring(tuple(named), bool(is_hole[n])))
    return ArcCoverage(tuple(arcs), tuple(tuple(rings) for rings in outlines))


def _rings(
    shapes: Sequence[BaseGeometry] | NDArray[np.object_],
) -> tuple[NDArray[np.object_], _Ints, NDArray[np.bool_]]:
    parts, part_of = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    is_hole = np.concatenate([[False], ring_of[1:] == ring_of[:-1]])
    return rings, part_of[ring_of], is_hole


def _junctions(vertex: _Ints, ring: _Ints, count: int) -> NDArray[np.bool_]:
    inside = ring[1:] == ring[:-1]
    ends = np.sort(np.column_stack([vertex[:-1][inside], vertex[1:][inside]]), axis=1)
    borders = np.unique(ends, axis=0)
    result: NDArray[np.bool_] = np.bincount(borders.ravel(), minlength=count) != 2
    return result


def _pieces(ring: _Ints, junction: NDArray[np.bool_]) -> Iterator[_Ints]:
    """Cut a ring (its first vertex not repeated) at its junctions; each piece holds both of its ends."""
    cuts = np.flatnonzero(junction[ring])
    first = cuts[0] if len(cuts) else int(np.argmin(ring))
    turned = np.concatenate([ring[first:], ring[: first + 1]])
    bounds = [*(cuts - first), len(turned) - 1] if len(cuts) else [0, len(turned) - 1]
    for start, end in pairwise(bounds):
        yield turned[start : end + 1]


def _is_forward(piece: _Ints) -> bool:
    """Tell which way an arc runs, whichever of its two outlines names it."""
    if piece[0] != piece[-1]:
        return bool(piece[0] < piece[-1])
    return bool(piece[1] < piece[-2])
