"""A target as it is read: operator, value, due date, whom it binds, and which periods it judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from layers.catalogue.resolutions import Resolution, Target
from layers.catalogue.vocabulary import CommuneReading, Operator, TargetLevel
from layers.periods import Period


@dataclass(frozen=True)
class TargetRule:
    """What a value is judged by; `value` and `value_to` are in the indicator's unit.

    `own` marks a target that was set for this very unit: it judges, whatever `commune_reading` says.
    `not_above` reads `below_previous` as "not above", where the office has set so.
    """

    operator: Operator
    value: Fraction | None
    due: date
    resolution_year: int
    value_to: Fraction | None = None
    level: TargetLevel = TargetLevel.DISTRICT
    commune_reading: CommuneReading = CommuneReading.JUDGE
    own: bool = False
    not_above: bool = False
    resolution: str = ""
    document: str | None = None

    @classmethod
    def of(cls, resolution: Resolution, target: Target) -> TargetRule:
        """Return the rule of a target as its resolution set it."""
        return cls(
            operator=target.operator,
            value=target.value,
            due=target.due,
            resolution_year=resolution.year,
            value_to=target.value_to,
            level=target.level,
            commune_reading=target.commune_reading,
            resolution=resolution.number,
        )

    @property
    def is_set(self) -> bool:
        """Whether it has the number it needs; an assigned target may not have it yet."""
        return self.value is not None or not self.operator.needs_value

    @property
    def is_all_or_nothing(self) -> bool:
        """Whether there is neither near nor exceeded: all of 100 %, none at all, or against last year."""
        if self.operator is Operator.EQUAL:
            return self.value in (0, 100)
        return self.operator in (Operator.BELOW_PREVIOUS, Operator.ALL_CRITERIA)


def judges(rule: TargetRule, period: Period) -> bool:
    """Tell whether the target speaks of the period.

    It does of periods that end in its resolution's year, and of later ones up to the first that ends on or
    after the due date, which decides.
    """
    year = period.last_day.year
    if year == rule.resolution_year:
        return True
    return year > rule.resolution_year and period.previous().last_day < rule.due


def is_due(rule: TargetRule, period: Period) -> bool:
    """Tell whether the period ends on or after the due date."""
    return period.last_day >= rule.due
