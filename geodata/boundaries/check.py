"""Judge a file's outlines as a whole: identities, places, rings, overlaps, gaps and areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.feature import BoundaryFeature, CheckedUnit, KnownUnit
from geodata.boundaries.fit import capped, coverage_findings
from geodata.boundaries.locate import GRID_DEGREES, unplaced
from geodata.boundaries.match import Identity, UnitMatcher
from geodata.boundaries.partition import Progress, untold
from geodata.boundaries.placement import placement_findings
from geodata.boundaries.shape import Mended, mend
from geodata.crs import areas_ha
from geodata.findings import Finding, Findings, Place, Severity, error, note, warning
from geodata.names import split_type
from geodata.sandbox.apart import ReaderStopped, apart
from geodata.sandbox.child import Limits

_NAMED = 20
_LEAST_SECONDS, _UNITS_A_SECOND = 30, 40
# How much of the work is done when each outline was looked at by itself.
_EACH = 0.4
Judged = tuple[BoundaryFeature, Identity, Mended]


def check_boundaries(
    features: Sequence[BoundaryFeature],
    *,
    known_units: Sequence[KnownUnit] = (),
    surroundings: Sequence[BaseGeometry] = (),
    progress: Progress = untold,
) -> tuple[tuple[CheckedUnit, ...], Findings]:
    """Check outlines against each other and against the units that the store knows.

    Parameters
    ----------
    features : sequence of BoundaryFeature
        What `read_boundaries` returned.
    known_units : sequence of KnownUnit
        Units of the vintage that the file is for; empty for a new vintage: nothing is unknown then, and
        each feature must bring code and name.
    surroundings : sequence of BaseGeometry
        Outlines known for another day (EPSG:4326): they tell at least where the district lies.
    progress : callable
        Told how far the work is (0–1).

    Returns
    -------
    units : tuple of CheckedUnit
        In the file's order; empty if there is any error.
    findings : Findings
        Errors: no system (candidates named), no code and no name, unknown or twice the same unit, empty or
        non-polygon geometry, coordinates that are no numbers, out of range or exchanged. Warnings:
        known units that are missing, repaired rings, a constant shift, units elsewhere or outside the
        district, overlaps, gaps, areas over 1 % off. At most 20 of a kind, then their number.
    """
    try:
        return _checked(list(features), known_units=known_units, surroundings=surroundings, progress=progress)
    except ReaderStopped as stopped:
        file = features[0].place.file
        said = {**stopped.parameters, "file": file or ""}
        return (), Findings((error(stopped.code, Place(file=file), **said),))


def _limits(given: Mapping[str, Any]) -> Limits:
    """Allow more time to more units: a country's thousands are checked in minutes, one outline in seconds."""
    return Limits(seconds=_LEAST_SECONDS + len(given["features"]) // _UNITS_A_SECOND, answer_megabytes=512)


@apart(_limits)
def _checked(
    features: list[BoundaryFeature],
    *,
    known_units: Sequence[KnownUnit],
    surroundings: Sequence[BaseGeometry],
    progress: Progress,
) -> tuple[tuple[CheckedUnit, ...], Findings]:
    findings = unplaced(features, known_units, surroundings)
    judged: list[Judged] = []
    identified: list[tuple[BoundaryFeature, Identity]] = []
    matcher = UnitMatcher(known_units)
    for at, feature in enumerate(features):
        progress(_EACH * at / len(features))
        identity, found = matcher.identify(feature)
        mended, misshapen = mend(feature)
        findings += [*found, *misshapen]
        if identity is not None:
            identified.append((feature, identity))
        if identity is not None and mended is not None:
            judged.append((feature, identity, mended))
    findings += _duplicates(identified)
    if any(f.severity is Severity.ERROR for f in findings):
        return (), capped(findings)
    units = _units(judged)
    file = features[0].place.file if features else None
    findings += _missing(units, known_units, file)
    findings += _unusual(units, file)
    findings += _placed(judged, units, surroundings, file)
    progress(_EACH)
    findings += coverage_findings(units, file)
    is_sound = not any(f.severity is Severity.ERROR for f in findings)
    return units if is_sound else (), capped(findings)


def _missing(
    units: Sequence[CheckedUnit], known_units: Sequence[KnownUnit], file: str | None
) -> list[Finding]:
    """Return one warning that names the known units which the file does not have."""
    there = {unit.code for unit in units}
    missing = [unit for unit in known_units if unit.code not in there]
    if not missing:
        return []
    names = ", ".join(unit.name for unit in missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
    return [warning("boundaries.units_missing", Place(file=file), count=len(missing), names=names)]


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


def _placed(
    judged: Sequence[Judged],
    units: Sequence[CheckedUnit],
    surroundings: Sequence[BaseGeometry],
    file: str | None,
) -> list[Finding]:
    known = {
        identity.code: identity.known.geometry
        for _, identity, _ in judged
        if identity.known is not None and identity.known.geometry is not None
    }
    homes = [*known.values(), *surroundings]
    crs = judged[0][0].crs if judged else None
    if not homes or crs is None:
        return []
    return placement_findings(
        units, known, shapely.union_all(homes, grid_size=GRID_DEGREES), crs=crs, file=file
    )


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
