"""Percentages that were written as shares of 1 without a percent format: told together, not one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geodata.findings import Finding, warning
from geodata.tables.workbook.cells import Content
from layers.catalogue import Direction, Kind, Profile
from layers.reporting.lines.lines import Line, Slot
from layers.reporting.lines.resolving import named

_FEWEST = 2


def maybe_shares(lines: Iterable[Line], profile: Profile) -> Iterator[Finding]:
    """Yield a warning for each percentage whose figures are all over 0 and at most 1.

    Only rates that are better when higher: of poverty or disasters 0.3 % is an ordinary figure.
    """
    of: dict[str, list[Slot]] = {}
    for line in lines:
        if line.value is not None and line.value.content is Content.NUMBER:
            of.setdefault(line.indicator, []).append(line.value)
    for code, slots in of.items():
        indicator = profile.indicators.get(code)
        if indicator is None or indicator.kind is not Kind.RATE or indicator.unit_vi != "%":
            continue
        if indicator.direction is Direction.HIGHER and len(slots) >= _FEWEST and all(map(_small, slots)):
            yield warning(
                "value.maybe_share", slots[0].place, slots[0].text, count=len(slots), **named(indicator)
            )


def _small(slot: Slot) -> bool:
    return slot.number is not None and not slot.is_percent and 0 < slot.number <= 1
