"""A resolution's targets in words: rule, document, own targets, steps of roadmaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from geodata.store.targets import StoredTarget
from geodata.store.units import UnitKey
from layers.catalogue import Operator
from layers.joining.snapshot import Snapshot
from layers.joining.target_rules import rule_of
from layers.planning.roadmap import RoadmapStanding
from webmap.words.layer import say_closing_of, say_number, say_target, say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

OPERATORS: Mapping[str, str] = {
    Operator.AT_LEAST: _("at least (≥)"),
    Operator.ABOVE: _("above (>)"),
    Operator.AT_MOST: _("at most (≤)"),
    Operator.BELOW: _("below (<)"),
    Operator.EQUAL: _("equal (=)"),
    Operator.BETWEEN: _("between … and …"),
    Operator.BELOW_PREVIOUS: _("below the same period of last year"),
    Operator.ALL_CRITERIA: _("every criterion met"),
}


@dataclass(frozen=True)
class TargetWords:
    """A target in words; `period` is a roadmap's step, `document` what it was assigned or amended by."""

    code: str
    name: str
    unit: str
    period: str
    target: str
    due: date
    document: str
    document_date: date | None


@dataclass(frozen=True)
class RoadmapWords:
    """Where a unit stands on its roadmap, in words."""

    code: str
    name: str
    unit: str
    step_period: str
    step: str
    value: str
    gap: str
    is_behind: bool
    is_known: bool
    next_step: str


def target_lines(
    snapshot: Snapshot, targets: Iterable[StoredTarget], names: Mapping[UnitKey, str], word: Translator
) -> tuple[TargetWords, ...]:
    """Return targets in words; what is of no known resolution is passed over."""
    resolutions = {r.number: r for r in snapshot.resolutions}
    found = []
    for target in targets:
        indicator = snapshot.profile.indicators[target.indicator]
        rule = rule_of(snapshot, target, resolutions[target.resolution])
        found.append(
            TargetWords(
                code=indicator.code,
                name=indicator.name(word.lang),
                unit="" if target.unit is None else names.get(target.unit, target.unit.code),
                period=target.period or "",
                target=say_target(indicator, rule, None, word),
                due=target.due,
                document=target.document or "",
                document_date=target.document_date,
            )
        )
    return tuple(found)


def roadmap_lines(
    snapshot: Snapshot, standings: Iterable[RoadmapStanding], word: Translator
) -> tuple[RoadmapWords, ...]:
    """Return where units stand on their roadmaps, in words."""
    resolutions = {r.number: r for r in snapshot.resolutions}
    found = []
    for one in standings:
        after = one.next_step
        coming = ""
        if after is not None:
            rule = rule_of(snapshot, after, resolutions[after.resolution])
            coming = f"{after.period}: {say_target(one.indicator, rule, None, word)}"
        comparison = one.comparison
        gap = ""
        if comparison is not None and not comparison.holds:
            closing = (
                "" if comparison.closing is None else say_closing_of(one.indicator, comparison.closing, word)
            )
            gap = closing or say_number(one.indicator, comparison.gap, word)
        found.append(
            RoadmapWords(
                code=one.indicator.code,
                name=one.indicator.name(word.lang),
                unit=one.unit.name,
                step_period=one.step.period or "",
                step=say_target(one.indicator, one.rule, None, word),
                value=say_value(one.indicator, one.figure, one.rule, word),
                gap=gap,
                is_behind=one.is_behind,
                is_known=comparison is not None,
                next_step=coming,
            )
        )
    return tuple(found)
