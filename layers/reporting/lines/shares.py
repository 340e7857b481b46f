"""Percentages that were written as shares of 1 without a percent format: told together, not one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geodata.findings import Finding, warning
from geodata.tables.workbook.cells import Content, ReadCell
from layers.catalogue import Direction, Kind, Profile
from layers.reporting.lines.lines import Line
from layers.reporting.lines.resolving import named

_FEWEST = 2


def maybe_shares(lines: Iterable[Line], profile: Profile) -> Iterator[Finding]:
    """Yield a warning for each percentage whose figures are all over 0 and at most 1.

    Only rates that are better when higher: of poverty or disasters 0.3 % is an ordinary figure.
    """
    of: dict[str, list[ReadCell]] = {}
    for line in lines:
        if line.value is not None and line.value.content is Content.NUMBER:
            of.setdefault(line.indicator, []).append(line.value)
    for code, cells in of.items():
        indicator = profile.indicators.get(code)
        if indicator is None or indicator.kind is not Kind.RATE or indicator.unit_vi != "%":
            continue
        if indicator.direction is Direction.HIGHER and len(cells) >= _FEWEST and all(map(_small, cells)):
            yield warning(
                "value.maybe_share", cells[0].place, cells[0].text, count=len(cells), **named(indicator)
            )


def _small(cell: ReadCell) -> bool:
    return cell.number is not None and not cell.is_percent and 0 < cell.number <= 1
