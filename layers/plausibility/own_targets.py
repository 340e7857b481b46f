"""Targets that a district gives its communes, against its own: together they must reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from geodata.findings import Finding, warning
from geodata.store.targets import StoredTarget
from geodata.store.units import UnitKey
from layers.catalogue import Indicator, Kind, Operator, Profile, TargetLevel

_SHORT: Mapping[Operator, Callable[[Fraction, Fraction], bool]] = {
    Operator.AT_LEAST: lambda total, wanted: total < wanted,
    Operator.ABOVE: lambda total, wanted: total <= wanted,
    Operator.AT_MOST: lambda total, wanted: total > wanted,
    Operator.BELOW: lambda total, wanted: total >= wanted,
    Operator.EQUAL: lambda total, wanted: total != wanted,
    Operator.BETWEEN: lambda total, wanted: total < wanted,
}


def own_targets_short(
    profile: Profile,
    targets: Iterable[StoredTarget],
    communes: Iterable[UnitKey],
    denominators: Mapping[tuple[str, UnitKey], Decimal],
) -> Iterator[Finding]:
    """Yield a warning for each indicator whose communes' own targets do not add up to the district's.

    Counts and amounts are added; rates and means are weighted by their denominators, as results are. Only
    where every commune has a target of its own, and a denominator where one is needed, is there anything
    to add up. Steps of a roadmap are left out, and what binds each commune: there is nothing to add.

    Parameters
    ----------
    profile : Profile
    targets : iterable of StoredTarget
        The current ones: the district's and the communes' own.
    communes : iterable of UnitKey
        Of the vintage that the targets were set for.
    denominators : mapping of (denominator's code, UnitKey) to decimal.Decimal
    """
    communes = tuple(communes)
    by_line: dict[tuple[str, str], dict[UnitKey | None, StoredTarget]] = {}
    for target in targets:
        if target.period is None:
            by_line.setdefault((target.resolution, target.indicator), {})[target.unit] = target
    for (resolution, code), found in by_line.items():
        whole, indicator = found.get(None), profile.indicators.get(code)
        values = [found[unit].value for unit in communes if unit in found]
        wanted = None if whole is None else whole.value
        if whole is None or wanted is None or indicator is None or len(values) < len(communes):
            continue
        if whole.level == TargetLevel.EACH_COMMUNE:
            continue
        known = [Fraction(value) for value in values if value is not None]
        total = _together(indicator, known, communes, denominators) if len(known) == len(communes) else None
        is_short = _SHORT.get(Operator(whole.operator))
        if total is not None and is_short is not None and is_short(total, Fraction(wanted)):
            yield warning(
                "plausible.own_targets",
                resolution=resolution,
                indicator=code,
                name_vi=indicator.name_vi,
                name_en=indicator.name_en,
                unit_vi=indicator.unit_vi,
                unit_en=indicator.unit_en,
                together=total,
                target=wanted,
            )


def _together(
    indicator: Indicator,
    values: list[Fraction],
    communes: tuple[UnitKey, ...],
    denominators: Mapping[tuple[str, UnitKey], Decimal],
) -> Fraction | None:
    if not values:
        return None
    if indicator.kind in (Kind.COUNT, Kind.AMOUNT):
        return sum(values, Fraction(0))
    if indicator.kind not in (Kind.RATE, Kind.MEAN) or indicator.denominator is None:
        return None
    weights = [denominators.get((indicator.denominator, unit)) for unit in communes]
    known = [Fraction(weight) for weight in weights if weight is not None]
    if len(known) < len(communes) or not sum(known):
        return None
    return sum((v * w for v, w in zip(values, known, strict=True)), Fraction(0)) / sum(known)
