"""Whether communes' own targets, as a plan would leave them, add up to the district's."""

from __future__ import annotations

from decimal import Decimal

from geodata.findings import Finding
from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredUnit, UnitKey
from layers.planning.known import Known, Sizes
from layers.planning.plan import Plan, target_key
from layers.plausibility import own_targets_short

_Line = tuple[str, str]


def check_adding_up(known: Known, plan: Plan) -> tuple[Finding, ...]:
    """Return a warning for each line of the plan whose communes' own targets fall short of the district's.

    Only lines that the plan changes are looked at, with what stands of them: whether a commune's own target
    is lowered or the district's is raised, the communes' own may no longer reach it.
    """
    standing = {target_key(target): target for target in known.targets}
    brought = {target_key(target): target for target in plan.targets}
    touched = {_line(t) for key, t in brought.items() if t.period is None and standing.get(key) != t}
    lines: dict[_Line, list[StoredTarget]] = {}
    for target in (standing | brought).values():
        if _line(target) in touched and target.period is None:
            lines.setdefault(_line(target), []).append(target)
    found: list[Finding] = []
    for number in sorted({resolution for resolution, _ in touched}):
        resolution = _resolution(known, plan, number)
        targets = [t for (of, _), some in lines.items() if of == number for t in some]
        if resolution is not None and any(target.unit is not None for target in targets):
            found += _short(known, resolution, targets)
    return tuple(found)


def _short(known: Known, resolution: StoredResolution, targets: list[StoredTarget]) -> list[Finding]:
    communes = known.communes_of(resolution)
    sizes = _sizes(known, resolution, communes, targets)
    return list(own_targets_short(known.profile, targets, [unit.key for unit in communes], sizes))


def _sizes(
    known: Known,
    resolution: StoredResolution,
    communes: tuple[StoredUnit, ...],
    targets: list[StoredTarget],
) -> Sizes:
    indicators = known.profile.indicators
    codes = {t.indicator for t in targets if t.unit is not None and t.indicator in indicators}
    sizes: dict[tuple[str, UnitKey], Decimal] = dict(known.sizes_of(codes, resolution.year))
    for code in {indicators[code].denominator for code in codes} - {None}:
        if code is not None and indicators[code].from_unit == "natural_area_ha":
            sizes |= {(code, u.key): u.natural_area_ha for u in communes if u.natural_area_ha is not None}
    return sizes


def _resolution(known: Known, plan: Plan, number: str) -> StoredResolution | None:
    if plan.resolution is not None and plan.resolution.number == number:
        return plan.resolution
    return next((one for one in known.resolutions if one.number == number), None)


def _line(target: StoredTarget) -> _Line:
    return (target.resolution, target.indicator)
