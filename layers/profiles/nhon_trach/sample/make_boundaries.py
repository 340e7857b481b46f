"""Make `boundaries.geojson`: schematic outlines of the twelve communes, from published facts alone.

Run as ``python -m layers.profiles.nhon_trach.sample.make_boundaries [FILE]``. No surveyed geometry is used:
only each commune's published extent, centre and area and who borders whom (see `published`). The same seed
gives the same file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import shapely
from pyproj import Transformer
from shapely import LineString, Polygon

from layers.profiles.nhon_trach.sample import border_lines, grown_cells, published

SEED = 1
PROPOSALS = 60_000_000
DIGITS = 6
# Strength of the bends and metres that thinning may move a line. The district's outer line is nearly all
# river bank, which winds more than the lines between fields.
INNER = (1.0, 18.0)
SHORE = (1.5, 45.0)
TRIALS = 12
FILE = published.HERE / "boundaries.geojson"


class NotACoverage(Exception):
    """The lines crossed, or made other neighbours than the published ones: another seed is needed."""


def make(*, seed: int = SEED, proposals: int = PROPOSALS) -> dict[str, Polygon]:
    """Return the outlines by commune code, in degrees (EPSG:4326) with six decimals.

    Raises
    ------
    NotACoverage
        When the bends give no valid coverage with exactly the published neighbours.
    """
    communes, borders = published.communes(), published.border_lengths_km()
    wish = grown_cells.wishes(communes, borders)
    labels = grown_cells.place(wish, seed=seed, proposals=proposals)
    stairs = border_lines.outlines(labels, west=wish.west, north=wish.north, cell=grown_cells.CELL)
    named = {communes[label - 1].code: face for label, face in _polygons(stairs, seed).items()}
    if not is_faithful(named, set(borders)):
        raise NotACoverage(f"seed {seed} gives no valid coverage with the published neighbours")
    return named


def is_faithful(polygons: dict[str, Polygon], pairs: set[frozenset[str]]) -> bool:
    """Say whether the polygons cover one area without gaps or overlaps, touching exactly in `pairs`."""
    ordered = [polygons[code] for code in sorted(polygons)]
    if not all(p.is_valid for p in ordered) or not shapely.coverage_is_valid(ordered):
        return False
    whole = shapely.coverage_union_all(ordered)
    if whole.geom_type != "Polygon" or whole.interiors:
        return False
    return neighbours(polygons) == pairs and len(polygons) == len(published.communes())


def neighbours(polygons: dict[str, Polygon]) -> set[frozenset[str]]:
    """Return the pairs that touch, by a line or by as little as a point."""
    codes = sorted(polygons)
    return {
        frozenset((a, b))
        for place, a in enumerate(codes)
        for b in codes[place + 1 :]
        if polygons[a].intersects(polygons[b])
    }


def write(polygons: dict[str, Polygon], file: Path) -> None:
    """Write the outlines as GeoJSON, one feature a line."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "commune_code": commune.code,
                "commune": commune.name,
                "natural_area_ha": commune.area_ha,
            },
            "geometry": json.loads(shapely.to_geojson(polygons[commune.code])),
        }
        for commune in published.communes()
    ]
    body = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    head = '{"type":"FeatureCollection","name":"nhon_trach_sample",'
    note = '"description":"Số liệu mẫu: ranh giới sơ đồ, không phải ranh giới hành chính",'
    file.write_text(f'{head}{note}"features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n")


def _polygons(stairs: dict[int, Polygon], seed: int) -> dict[int, Polygon]:
    """Draw every border line naturally and name each enclosed area by the cells it covers most of."""
    rough = {label: _degrees_of(polygon) for label, polygon in stairs.items()}
    named = {}
    for face in border_lines.faces(_natural_lines(stairs, seed)):
        label = max(rough, key=lambda at: rough[at].intersection(face).area)
        named[label] = shapely.orient_polygons(face.normalize())
    return named


def _natural_lines(stairs: dict[int, Polygon], seed: int) -> list[LineString]:
    """Bend all lines, then calm those that cross others until none does."""
    shore = shapely.union_all(list(stairs.values())).boundary
    straight = border_lines.border_lines(stairs)
    manner = [SHORE if shore.covers(line) else INNER for line in straight]
    strength = np.array([full for full, _ in manner])
    for _ in range(TRIALS):
        bent = [
            _degrees(border_lines.natural(line, (seed, at), strength=strength[at], tolerance=manner[at][1]))
            for at, line in enumerate(straight)
        ]
        crossing = border_lines.tangled(bent)
        if not crossing:
            return bent
        strength[sorted(crossing)] *= 0.75
    raise NotACoverage(f"seed {seed}: lines still cross after {TRIALS} trials")


def _degrees(line: LineString) -> LineString:
    """Turn metres into degrees, rounded: both sides of a border round alike."""
    to_degrees = Transformer.from_crs(grown_cells.PROJECTED, 4326, always_xy=True).transform
    x, y = to_degrees(*shapely.get_coordinates(line).T)
    return LineString(np.round(np.column_stack([x, y]), DIGITS))


def _degrees_of(polygon: Polygon) -> Polygon:
    return Polygon(_degrees(LineString(polygon.exterior.coords)).coords)


if __name__ == "__main__":
    write(make(), Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
