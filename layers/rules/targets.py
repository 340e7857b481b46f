"""A target as it is read: operator, value, due date, whom it binds, which periods it judges, what is near it.

How narrowly a target may be missed to be called near is set by the office: in general, and by indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from layers.catalogue import Indicator, Kind, Profile
from layers.catalogue.resolutions import Resolution, Target
from layers.catalogue.vocabulary import CommuneReading, Operator, TargetLevel
from layers.periods import Period

NEAR_BAND = "near_band"
"""The setting of the band for all indicators that have none of their own."""
_NEVER_NEAR = (Kind.YES_NO, Kind.CRITERIA)


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


def may_be_near(indicator: Indicator) -> bool:
    """Tell whether an indicator can be near its target: what is yes or no, or counts criteria, cannot."""
    return not indicator.is_denominator and indicator.kind not in _NEVER_NEAR


def near_band_of(settings: Mapping[str, Any], code: str) -> Fraction:
    """Return the band of an indicator, in its unit: its own, else that for all; 0 unless one was set."""
    own, for_all = settings.get(near_band_key(code)), settings.get(NEAR_BAND)
    chosen = for_all if own is None else own
    return Fraction(0) if chosen is None else Fraction(str(chosen))


def own_near_bands(settings: Mapping[str, Any], profile: Profile) -> dict[str, Fraction]:
    """Return the bands that indicators have of their own, in the order of the catalogue."""
    given = {code: settings.get(near_band_key(code)) for code in profile.indicators}
    return {code: Fraction(str(band)) for code, band in given.items() if band is not None}


def near_band_key(code: str) -> str:
    """Return the setting of an indicator's own band; of the one for all where the code is empty."""
    return f"{NEAR_BAND}.{code}" if code else NEAR_BAND
