"""Which units are neighbours: their outlines touch, or come as near as outlines of one border do."""

from __future__ import annotations

from collections.abc import Iterable

from shapely import STRtree

from geodata.store.units import StoredUnit, UnitKey

NEAR_DEGREES = 0.0005
"""About 55 m: the gaps that real outlines of one border leave."""


def adjacent_units(units: Iterable[StoredUnit]) -> dict[UnitKey, tuple[UnitKey, ...]]:
    """Return each commune's neighbours by code; one without an outline, or an island, has none.

    Parameters
    ----------
    units : iterable of StoredUnit
        Of one vintage, outlines in EPSG:4326.
    """
    drawn = [unit for unit in units if unit.is_commune and unit.geometry is not None]
    outlines = [unit.geometry for unit in drawn]
    found: dict[UnitKey, list[UnitKey]] = {unit.key: [] for unit in drawn}
    if drawn:
        ones, others = STRtree(outlines).query(outlines, predicate="dwithin", distance=NEAR_DEGREES)
        for one, other in zip(ones.tolist(), others.tolist(), strict=True):
            if one != other:
                found[drawn[one].key].append(drawn[other].key)
    return {key: tuple(sorted(near)) for key, near in found.items()}
