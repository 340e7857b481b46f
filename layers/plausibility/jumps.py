"""Figures that changed by more than a set bound since the period before."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from geodata.findings import Finding
from geodata.store.vocabulary import State
from layers.catalogue import Indicator, Kind
from layers.periods import Period
from layers.plausibility.known import Known, period_before
from layers.plausibility.rules import Jumps


def jumps(known: Known) -> Iterator[Finding]:
    """Yield a warning for each figure that jumped.

    A share in % is measured in percentage points, all else in percent of the figure before it, and only
    where the difference is large enough to matter. The office's own bound (`jump.<indicator>` among its
    settings) comes before the profile's. At the bound nothing is asked.
    """
    rules = known.rules.jumps
    if rules is None:
        return
    for (code, text), brought in known.brought.items():
        indicator = known.profile.indicators[code]
        before = period_before(indicator, Period.parse(text), known.periods)
        standing = {} if before is None else known.standing.get((code, str(before)), {})
        if not standing or indicator.kind in (Kind.YES_NO, Kind.CRITERIA):
            continue
        own = known.settings.get(f"jump.{code}")
        for unit, position in brought.items():
            value, earlier = known.entries[position].value, standing.get(unit)
            if value is None or earlier is None or earlier.state != State.VALUE or earlier.value is None:
                continue
            change = change_beyond(indicator, Fraction(earlier.value), Fraction(value), rules, own)
            if change is not None:
                yield known.odd(
                    "plausible.jump_points" if indicator.unit_vi == "%" else "plausible.jump_percent",
                    position,
                    before=earlier.value,
                    earlier=str(before),
                    change=change,
                )


def change_beyond(
    indicator: Indicator, before: Fraction, after: Fraction, rules: Jumps, own: object = None
) -> Fraction | None:
    """Return the change (points, or percent of `before`) where it is over the bound, else None.

    From 0 there is no percent; then the difference itself counts, 100 for each `least`.
    """
    bound = rules.own.get(indicator.code) if own is None else Fraction(str(own))
    difference = after - before
    if indicator.unit_vi == "%":
        return difference if abs(difference) > (rules.points if bound is None else bound) else None
    if abs(difference) < rules.least:
        return None
    percent = difference * 100 / (abs(before) if before else rules.least)
    return percent if abs(percent) > (rules.percent if bound is None else bound) else None
