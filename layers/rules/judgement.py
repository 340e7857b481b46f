"""Value and target → status, gap and what would close it; or the reason why there is no judgement.

Every number is a Fraction: 53 of 100 meets 53 %, exactly. What each operator asks is in `comparison`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from geodata.store.vocabulary import Basis, State
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import (
    CommuneReading,
    DataLevel,
    Direction,
    Kind,
    Measure,
    Operator,
    TargetLevel,
)
from layers.periods import Period
from layers.rules.comparison import Closing, ClosingOf, Comparison, compare
from layers.rules.targets import TargetRule, is_due, judges
from layers.rules.values import Figure, number_of

__all__ = ["LEAST_COVER", "Judgement", "Reason", "Status", "Tally", "TargetRule", "judge", "tally"]

LEAST_COVER = Fraction(95, 100)
"""Share of a unit that an image must cover for its measured value to be judged."""


class Status(StrEnum):
    """Status of a judged value; the first two count as met, the next two as missed."""

    EXCEEDED = "exceeded"
    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NOT_DUE = "not_due"
    UNJUDGED = "unjudged"

    @property
    def is_met(self) -> bool:
        """Whether it counts as met."""
        return self in (Status.EXCEEDED, Status.MET)

    @property
    def is_missed(self) -> bool:
        """Whether it counts as missed."""
        return self in (Status.NEAR, Status.MISSED)


class Reason(StrEnum):
    """Why a value is not judged."""

    NO_TARGET = "no_target"
    NOT_ASSIGNED = "not_assigned"
    REFERENCE = "reference"
    NO_PREVIOUS = "no_previous"
    INCOMPLETE = "incomplete"
    LOW_COVER = "low_cover"
    OLD_IMAGE = "old_image"


@dataclass(frozen=True)
class Judgement:
    """How a value stands: `status` is None where there is no value, and `state` says so.

    `gap` ≥ 0 is in the indicator's unit, `closing` in whole things; both where a target was compared
    and not met. `on_track` is set with `not_due`: whether the target is true so far. `fell` marks what is to
    be kept up, is met, and is worse than in the period before. `provisional` marks a sum of fewer than all.
    """

    state: str
    status: Status | None = None
    reason: Reason | None = None
    gap: Fraction | None = None
    closing: Closing | None = None
    on_track: bool | None = None
    fell: bool = False
    provisional: bool = False


@dataclass(frozen=True)
class Tally:
    """How many communes meet what binds each of them, miss it, are not due, or cannot be judged."""

    met: int = 0
    missed: int = 0
    not_due: int = 0
    on_track: int = 0
    open: int = 0

    @property
    def expected(self) -> int:
        """How many communes it binds; those it does not apply to are not among them."""
        return self.met + self.missed + self.not_due + self.open


def judge(
    indicator: Indicator,
    rule: TargetRule | None,
    value: Figure,
    *,
    period: Period,
    level: DataLevel = DataLevel.COMMUNE,
    previous: Figure | None = None,
    earlier: Figure | None = None,
    on_vintage: bool = True,
    incomplete: bool = False,
    near_band: Fraction = Fraction(0),
    communes: Tally | None = None,
) -> Judgement:
    """Judge one value of one unit.

    Parameters
    ----------
    indicator : Indicator
    rule : TargetRule or None
        What it is read against; a unit's own target, or a roadmap's step, where there is one.
    value : Figure
        The unit's value for the period.
    period : Period
    level : DataLevel
        Whether the unit is a commune (or the district's own bodies) or the district.
    previous : Figure or None
        The same period of the year before, for `below_previous`; of a merged unit its predecessors' sum.
    earlier : Figure or None
        The period before, for the mark `fell`.
    on_vintage : bool
        Whether the unit belongs to the vintage the target was set for; if not, it has no target.
    incomplete : bool
        Whether the value is a sum of fewer than all units.
    near_band : Fraction
        The widest gap, in the unit, that is called near; 0: none is.
    communes : Tally or None
        How the communes stand; it decides for the district where the target binds each commune, and is
        not looked at otherwise.
    """
    if value.state != State.VALUE:
        return Judgement(value.state)
    by_communes = communes if level is DataLevel.DISTRICT and _binds_each(rule) else None
    reason = _why_not(indicator, rule, value, period, level, on_vintage, incomplete and by_communes is None)
    if reason not in (None, Reason.REFERENCE) or rule is None:
        return Judgement(value.state, Status.UNJUDGED, reason, provisional=incomplete)
    if by_communes is not None:
        return _of_communes(by_communes, incomplete)
    found = compare(indicator, rule, value, previous=previous)
    if reason is Reason.REFERENCE:
        gap, closing = (None, None) if found is None else (found.gap, found.closing)
        return Judgement(value.state, Status.UNJUDGED, reason, gap, closing, provisional=incomplete)
    if found is None:
        missing = Reason.NO_PREVIOUS if rule.operator is Operator.BELOW_PREVIOUS else Reason.INCOMPLETE
        return Judgement(value.state, Status.UNJUDGED, missing, provisional=incomplete)
    status = _status(indicator, rule, found, period, near_band)
    return Judgement(
        state=value.state,
        status=status,
        gap=found.gap,
        closing=found.closing,
        on_track=found.holds if status is Status.NOT_DUE else None,
        fell=status.is_met and indicator.maintain and _is_worse(indicator, value, earlier),
        provisional=incomplete,
    )


def tally(judgements: list[Judgement] | tuple[Judgement, ...]) -> Tally:
    """Count how communes stand; one it does not apply to is left out, one without a value is open."""
    statuses = [j.status for j in judgements if j.state != State.NOT_APPLICABLE]
    return Tally(
        met=sum(status is not None and status.is_met for status in statuses),
        missed=sum(status is not None and status.is_missed for status in statuses),
        not_due=statuses.count(Status.NOT_DUE),
        on_track=sum(j.on_track is True for j in judgements),
        open=sum(status in (None, Status.UNJUDGED) for status in statuses),
    )


def _binds_each(rule: TargetRule | None) -> bool:
    return rule is not None and rule.level is TargetLevel.EACH_COMMUNE


def _why_not(
    indicator: Indicator,
    rule: TargetRule | None,
    value: Figure,
    period: Period,
    level: DataLevel,
    on_vintage: bool,
    incomplete: bool,
) -> Reason | None:
    """Return why the value is not judged, the weightiest reason first; None where it is."""
    if rule is None or not on_vintage or not judges(rule, period):
        return Reason.NO_TARGET
    shared = level is DataLevel.COMMUNE and rule.level is TargetLevel.DISTRICT and not rule.own
    if shared and rule.commune_reading in (CommuneReading.NONE, CommuneReading.OWN_ONLY):
        return Reason.NO_TARGET
    if not rule.is_set:
        return Reason.NOT_ASSIGNED
    if shared and rule.commune_reading is CommuneReading.REFERENCE:
        return Reason.REFERENCE
    if incomplete and indicator.kind in (Kind.COUNT, Kind.AMOUNT):
        return Reason.INCOMPLETE
    return _image_fault(value, period) if value.basis == Basis.MEASURED else None


def _image_fault(value: Figure, period: Period) -> Reason | None:
    taken, end = value.image_date, period.last_day
    if taken is not None and not _year_before(end) <= taken <= end:
        return Reason.OLD_IMAGE
    if value.covered_fraction is not None and value.covered_fraction < LEAST_COVER:
        return Reason.LOW_COVER
    return None


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _status(
    indicator: Indicator, rule: TargetRule, found: Comparison, period: Period, near_band: Fraction
) -> Status:
    if not is_due(rule, period) and _waits(indicator, rule, found):
        return Status.NOT_DUE
    if found.holds:
        return Status.EXCEEDED if found.exceeded and not rule.is_all_or_nothing else Status.MET
    graded = not rule.is_all_or_nothing and indicator.kind is not Kind.YES_NO
    return Status.NEAR if graded and near_band > 0 and found.gap <= near_band else Status.MISSED


def _waits(indicator: Indicator, rule: TargetRule, found: Comparison) -> bool:
    """Tell whether, before the due date, the last word is not yet spoken."""
    if rule.operator is Operator.BELOW_PREVIOUS:
        return False
    if not found.holds:
        # What must not happen at all has happened, whatever the rest of the year brings.
        return not (rule.operator is Operator.EQUAL and rule.value == 0)
    return indicator.measure is Measure.YTD


def _is_worse(indicator: Indicator, value: Figure, earlier: Figure | None) -> bool:
    number = number_of(indicator, value)
    before = None if earlier is None else number_of(indicator, earlier)
    if number is None or before is None:
        return False
    return number > before if indicator.direction is Direction.LOWER else number < before


def _of_communes(communes: Tally, incomplete: bool) -> Judgement:
    """Judge the district by its communes: met when all meet, missed as soon as one misses."""
    behind = communes.missed + communes.not_due - communes.on_track
    gap = Fraction(behind)
    closing = Closing(gap, ClosingOf.COMMUNES, more=True) if behind else None
    if communes.missed:
        status, reason = Status.MISSED, None
    elif communes.open or not communes.expected:
        status, reason = Status.UNJUDGED, Reason.INCOMPLETE
    else:
        status, reason = (Status.NOT_DUE if communes.not_due else Status.MET), None
    return Judgement(
        state=State.VALUE,
        status=status,
        reason=reason,
        gap=gap,
        closing=closing,
        on_track=behind == 0 if status is Status.NOT_DUE else None,
        provisional=incomplete or communes.open > 0,
    )
