"""Make `incidents.csv`: six hundred invented incidents of 2023 and 2024, thick in four places.

Run as ``python -m layers.profiles.nhon_trach.sample.make_incidents [FILE]``. No person, address or case is
real: points are drawn at random inside the sample's schematic outlines. The same program gives the same file.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import shapely
from shapely.geometry import Polygon, shape

from layers.profiles.nhon_trach.sample import make_boundaries, published

FILE = published.HERE / "incidents.csv"
SEED = 31
TOTAL = 600
FIRST_DAY, DAYS = date(2023, 1, 1), 731
DIGITS = 5
COLUMNS = (
    "kind",
    "occurred_on",
    "longitude",
    "latitude",
    "case_no",
    "severity",
    "reported_on",
    "status",
    "commune_code",
    "note",
)
KINDS = {"theft": 46, "fighting": 20, "traffic_accident": 22, "drug": 12}
SEVERITIES = {"minor": 70, "serious": 24, "very_serious": 6}
STATUSES = {"solved": 68, "under_investigation": 24, "suspended": 8}


@dataclass(frozen=True)
class Cluster:
    """A place where incidents are thick: the commune whose middle it is near, and where from there.

    `east` and `north` are shares of the commune's extent, `width` the standard deviation in degrees,
    `weight` how many incidents of a hundred happen there.
    """

    commune: str
    east: float
    north: float
    width: float
    weight: int


CLUSTERS = (
    Cluster("26479", 0.0, 0.05, 0.0058, 26),
    Cluster("26470", 0.05, -0.05, 0.0050, 17),
    Cluster("26485", 0.0, 0.0, 0.0045, 13),
    Cluster("26497", 0.1, 0.1, 0.0055, 9),
)


def make(*, seed: int = SEED) -> list[dict[str, str]]:
    """Return the incidents in the order of their days."""
    dice = Random(seed)
    outlines = _outlines()
    rows = [_incident(dice, outlines) for _ in range(TOTAL)]
    rows.sort(key=lambda row: (row["occurred_on"], row["longitude"], row["latitude"]))
    for number, row in enumerate(rows, start=1):
        row["case_no"] = f"MAU-{row['occurred_on'][:4]}-{number:04d}"
    return rows


def write(rows: list[dict[str, str]], file: Path) -> None:
    """Write the incidents as CSV in the form that `incidents import` takes."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _outlines() -> dict[str, Polygon]:
    features = json.loads(make_boundaries.FILE.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["commune_code"]: shape(feature["geometry"]) for feature in features}


def _incident(dice: Random, outlines: dict[str, Polygon]) -> dict[str, str]:
    longitude, latitude, commune = _place(dice, outlines)
    day = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
    return {
        "kind": _one(dice, KINDS),
        "occurred_on": day.isoformat(),
        "longitude": f"{longitude:.{DIGITS}f}",
        "latitude": f"{latitude:.{DIGITS}f}",
        "case_no": "",
        "severity": _one(dice, SEVERITIES),
        "reported_on": (day + timedelta(days=min(int(dice.expovariate(0.9)), 20))).isoformat(),
        "status": _one(dice, STATUSES),
        "commune_code": commune,
        "note": "Số liệu mẫu",
    }


def _place(dice: Random, outlines: dict[str, Polygon]) -> tuple[float, float, str]:
    """Draw a point near a cluster or anywhere, until it lies inside a commune."""
    west, south, east, north = shapely.total_bounds(list(outlines.values()))
    while True:
        cluster = dice.choices((*CLUSTERS, None), (*(c.weight for c in CLUSTERS), 35))[0]
        if cluster is None:
            longitude, latitude = dice.uniform(west, east), dice.uniform(south, north)
        else:
            outline = outlines[cluster.commune]
            x0, y0, x1, y1 = outline.bounds
            middle = outline.representative_point()
            longitude = dice.gauss(middle.x + cluster.east * (x1 - x0), cluster.width)
            latitude = dice.gauss(middle.y + cluster.north * (y1 - y0), cluster.width)
        point = shapely.Point(round(longitude, DIGITS), round(latitude, DIGITS))
        inside = [code for code, outline in outlines.items() if outline.contains(point)]
        if inside:
            return point.x, point.y, inside[0]


def _one(dice: Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


if __name__ == "__main__":
    write(make(), Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
