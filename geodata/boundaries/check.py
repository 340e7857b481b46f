"""Judge a file's outlines as a whole: identities, places, rings, overlaps, gaps and areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from geodata.boundaries.feature import BoundaryFeature, CheckedUnit, KnownUnit
from geodata.boundaries.match import Identity, UnitMatcher
from geodata.boundaries.shape import Mended, mend
from geodata.boundaries.table import extent
from geodata.boundaries.topology import find_gaps, find_overlaps
from geodata.crs import VIETNAM, areas_ha, guess_candidates
from geodata.findings import Finding, Findings, Place, Severity, error, note, warning
from geodata.names import split_type

# Of one kind of finding this many are named one by one; the rest is counted in one more.
LISTED = 20
# Published natural area against the polygon's: more than this is worth a word.
AREA_TOLERANCE = 0.01

Judged = tuple[BoundaryFeature, Identity, Mended]


def check_boundaries(
    features: Sequence[BoundaryFeature], *, known_units: Sequence[KnownUnit] = ()
) -> tuple[tuple[CheckedUnit, ...], Findings]:
    """Check outlines against each other and against the units that the store knows.

    Parameters
    ----------
    features : sequence of BoundaryFeature
        What `read_boundaries` returned.
    known_units : sequence of KnownUnit
        Units of the vintage that the file is for; empty for a new vintage: nothing is unknown then, and
        each feature must bring code and name.

    Returns
    -------
    units : tuple of CheckedUnit
        In the file's order; empty if there is any error.
    findings : Findings
        Errors: no system (candidates named), no code and no name, unknown or twice the same unit, empty or
        non-polygon geometry, coordinates that are no numbers, out of range or exchanged. Warnings:
        repaired rings, overlaps, gaps, areas over 1 % off. At most 20 of a kind, then their number.
    """
    findings = _missing_crs(features, known_units)
    judged: list[Judged] = []
    identified: list[tuple[BoundaryFeature, Identity]] = []
    matcher = UnitMatcher(known_units)
    for feature in features:
        identity, found = matcher.identify(feature)
        mended, misshapen = mend(feature)
        findings += [*found, *misshapen]
        if identity is not None:
            identified.append((feature, identity))
        if identity is not None and mended is not None:
            judged.append((feature, identity, mended))
    findings += _duplicates(identified)
    if any(f.severity is Severity.ERROR for f in findings):
        return (), _capped(findings)
    units = _units(judged)
    file = features[0].place.file if features else None
    findings += _unusual(units, file)
    findings += _overlaps(units, file) + _gaps(units, file) + _areas(units, features)
    return units, _capped(findings)


def _missing_crs(features: Sequence[BoundaryFeature], known: Sequence[KnownUnit]) -> list[Finding]:
    unlabelled = [f for f in features if f.crs is None]
    bounds = extent([f.geometry for f in unlabelled])
    if bounds is None:
        return []
    around = extent([unit.geometry for unit in known])
    # A tenth of a degree of room: simplified outlines, but not the zone of the next meridian (0.25 away).
    near = VIETNAM if around is None else (around[0] - 0.1, around[1] - 0.1, around[2] + 0.1, around[3] + 0.1)
    candidates = guess_candidates(bounds, around=near) or guess_candidates(bounds)
    place = Place(file=unlabelled[0].place.file)
    names = ", ".join(f"{c.code} ({c.name})" for c in candidates)
    content = " ".join(f"{number:.10g}" for number in bounds)
    if any(c.swapped for c in candidates):
        return [error("boundaries.crs_missing_swapped", place, content, candidates=names)]
    code = "boundaries.crs_missing" if candidates else "boundaries.crs_missing_unguessed"
    return [error(code, place, content, candidates=names)]


def _duplicates(identified: Sequence[tuple[BoundaryFeature, Identity]]) -> list[Finding]:
    counts = Counter(identity.code for _, identity in identified)
    first = {identity.code: (feature, identity) for feature, identity in reversed(identified)}
    return [
        error("boundaries.twice", first[code][0].place, first[code][1].name, unit=code, count=count)
        for code, count in counts.items()
        if count > 1
    ]


def _units(judged: Sequence[Judged]) -> tuple[CheckedUnit, ...]:
    areas = areas_ha([mended.geometry for _, _, mended in judged])
    units: list[CheckedUnit] = []
    for (feature, identity, mended), area in zip(judged, areas, strict=True):
        crs = feature.crs
        if crs is None:
            raise AssertionError("a feature without a system was let through")
        epsg = crs.to_epsg()
        natural = feature.natural_area_ha
        if natural is None and identity.known is not None:
            natural = identity.known.natural_area_ha
        units.append(
            CheckedUnit(
                code=identity.code,
                name=identity.name,
                kind=split_type(identity.name)[0],
                geometry=mended.geometry,
                area_ha=float(area),
                natural_area_ha=natural,
                source_crs=crs.to_wkt() if epsg is None else f"EPSG:{epsg}",
                repaired=mended.repaired,
            )
        )
    return tuple(units)


def _unusual(units: Sequence[CheckedUnit], file: str | None) -> list[Finding]:
    """Return notes on codes that are not of five digits and names without a type, one for each kind."""
    place = Place(file=file)
    codes = [unit.code for unit in units if not (unit.code.isdecimal() and len(unit.code) == 5)]
    names = [unit.name for unit in units if unit.kind is None]
    found: list[Finding] = []
    if codes:
        found.append(note("boundaries.codes_unusual", place, codes[0], count=len(codes)))
    if names:
        found.append(note("boundaries.types_missing", place, names[0], count=len(names)))
    return found


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


def _areas(units: Sequence[CheckedUnit], features: Sequence[BoundaryFeature]) -> list[Finding]:
    found: list[Finding] = []
    for unit, feature in zip(units, features, strict=True):
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
            found.append(warning("boundaries.area_differs", feature.place, name=unit.name, **words))
    return found


def _capped(findings: Iterable[Finding]) -> Findings:
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
