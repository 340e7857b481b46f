"""All targets of a period in one view: the district's status line by line, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from geodata.quiet import without_collecting
from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredVintage
from layers.audience import Sight
from layers.errors import UnknownVintage
from layers.joining.build import build_layer
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.periods import Period
from layers.rules.judgement import Reason

NOT_ASSIGNED = str(Reason.NOT_ASSIGNED)
"""Counted apart from `unjudged`: the office has a target to enter ("chưa giao")."""


@dataclass(frozen=True)
class TargetLine:
    """A target of the resolution with the layer that shows how it stands."""

    target: StoredTarget
    layer: Layer

    @property
    def count_key(self) -> str:
        """What the line is counted as: its status, `no_data`, or `not_assigned`."""
        judgement = self.layer.district.judgement
        if judgement.reason is Reason.NOT_ASSIGNED or _unassigned(self.target):
            return NOT_ASSIGNED
        return self.layer.district.legend_key


@dataclass(frozen=True)
class Summary:
    """How a period stands over all targets that a reader may see.

    `lines` follow the resolution; `hidden_by_clause` is how many it has in each clause that this reader may
    not see; clauses without such are not in it. `counts` are by `TargetLine.count_key`. `speaks` says whether
    the resolution's targets judge the period at all.
    """

    period: Period
    vintage: StoredVintage
    resolution: StoredResolution | None
    lines: tuple[TargetLine, ...]
    hidden_by_clause: Mapping[str, int]
    speaks: bool

    @property
    def hidden(self) -> int:
        """How many of the resolution's targets this reader may not see."""
        return sum(self.hidden_by_clause.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of lines by status, `no_data` or `not_assigned`; absent keys are 0."""
        return Counter(line.count_key for line in self.lines)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of all lines, in the resolution's order."""
        return tuple(line.layer for line in self.lines)

    @property
    def by_clause(self) -> Mapping[str, tuple[TargetLine, ...]]:
        """The lines of each clause, in the resolution's order."""
        found: dict[str, tuple[TargetLine, ...]] = {}
        for line in self.lines:
            found[line.target.clause] = (*found.get(line.target.clause, ()), line)
        return found

    @property
    def in_clauses(self) -> tuple[tuple[str, tuple[TargetLine, ...]], ...]:
        """The clauses in the resolution's order, each with its lines; last those that it does not name."""
        named = () if self.resolution is None else tuple(c["code"] for c in self.resolution.clauses)
        found = self.by_clause
        codes = [code for code in named if code in found] + [code for code in found if code not in named]
        return tuple((code, found[code]) for code in codes)

    def layer_of(self, code: str) -> Layer | None:
        """Return the layer of an indicator, if the reader may see it."""
        return next((line.layer for line in self.lines if line.target.indicator == code), None)


@without_collecting()
def summarise(
    snapshot: Snapshot, period: Period, *, sight: Sight, vintage: StoredVintage | None = None
) -> Summary:
    """Return how all targets of the resolution that speaks of a period stand.

    A year without a resolution shows the lines of the latest one before it (else the first), unjudged.

    Parameters
    ----------
    snapshot : Snapshot
        Read for at least this period and all indicators.
    period : Period
    sight : Sight
    vintage : StoredVintage or None
        By default the one valid on the period's last day.

    Raises
    ------
    layers.errors.UnknownVintage
        Where no units are known at all.
    """
    if not snapshot.vintages:
        raise UnknownVintage("vintage.none", period=str(period))
    resolution = _resolution(snapshot, period)
    targets = tuple(
        t
        for t in snapshot.targets
        if resolution is not None
        and t.resolution == resolution.number
        and t.unit is None
        and t.indicator in snapshot.profile.indicators
    )
    seen = [t for t in targets if sight.sees(snapshot.profile.indicators[t.indicator])]
    lines = tuple(
        TargetLine(t, build_layer(snapshot, t.indicator, period, vintage=vintage, sight=sight)) for t in seen
    )
    drawn_on = lines[0].layer.vintage if lines else vintage or snapshot.vintages[-1]
    return Summary(
        period=period,
        vintage=drawn_on,
        resolution=resolution,
        lines=lines,
        hidden_by_clause=Counter(t.clause for t in targets if t not in seen),
        speaks=any(line.layer.resolution is not None for line in lines),
    )


def _resolution(snapshot: Snapshot, period: Period) -> StoredResolution | None:
    past = [r for r in snapshot.resolutions if r.year <= period.year]
    return past[-1] if past else next(iter(snapshot.resolutions), None)


def _unassigned(target: StoredTarget) -> bool:
    return target.value_source == "assigned" and target.value is None
