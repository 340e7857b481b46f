"""How outlines fit together and to what is published: overlaps, gaps, areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from geodata.boundaries.feature import CheckedUnit
from geodata.boundaries.topology import find_gaps, find_overlaps
from geodata.errors import LimitExceeded
from geodata.findings import Finding, Findings, Place, error, warning

# Of one kind of finding this many are named one by one; the rest is counted in one more.
LISTED = 20
# Published natural area against the polygon's: more than this is worth a word.
AREA_TOLERANCE = 0.01


def coverage_findings(units: Sequence[CheckedUnit], file: str | None) -> list[Finding]:
    """Return a warning for each overlap, enclosed gap, and area over 1 % off its published one.

    An error alone where nearly all lie over nearly all.
    """
    try:
        return _overlaps(units, file) + _gaps(units, file) + _areas(units, file)
    except LimitExceeded as refused:
        return [error(refused.code, Place(file=file), **refused.parameters)]


def _overlaps(units: Sequence[CheckedUnit], file: str | None) -> list[Finding]:
    overlaps = find_overlaps([u.geometry for u in units], np.array([u.area_ha for u in units]))
    return [
        warning(
            "boundaries.overlap",
            Place(file=file, feature=units[o.first].code),
            first=units[o.first].name,
            second=units[o.second].name,
            second_code=units[o.second].code,
            area_ha=round(o.area_ha, 2),
            percent=round(o.share * 100, 2),
        )
        for o in overlaps
    ]


def _gaps(units: Sequence[CheckedUnit], file: str | None) -> list[Finding]:
    gaps = find_gaps([u.geometry for u in units])
    return [
        warning(
            "boundaries.gap",
            Place(file=file),
            area_ha=round(g.area_ha, 2),
            longitude=round(g.longitude, 5),
            latitude=round(g.latitude, 5),
        )
        for g in gaps
    ]


def _areas(units: Sequence[CheckedUnit], file: str | None) -> list[Finding]:
    found: list[Finding] = []
    for unit in units:
        natural = unit.natural_area_ha
        if natural is None:
            continue
        off = (unit.area_ha - natural) / natural
        if abs(off) > AREA_TOLERANCE:
            words = {
                "area_ha": round(unit.area_ha, 1),
                "natural_area_ha": natural,
                "percent": round(off * 100, 1),
            }
            found.append(
                warning(
                    "boundaries.area_differs", Place(file=file, feature=unit.code), name=unit.name, **words
                )
            )
    return found


def capped(findings: Iterable[Finding]) -> Findings:
    """Keep the first 20 of each code, in order, and count the others in one ``….more`` of their severity."""
    seen: Counter[str] = Counter()
    kept: list[Finding] = []
    dropped: dict[str, Finding] = {}
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= LISTED:
            kept.append(finding)
        else:
            dropped[finding.code] = finding
    for code, last in dropped.items():
        words = {"kind": code, "total": seen[code], "listed": LISTED}
        kept.append(Finding(last.severity, "boundaries.more", Place(file=last.place.file), None, words))
    return Findings(tuple(kept))
