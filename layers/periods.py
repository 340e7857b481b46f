"""Periods of the report calendar: a year, a half, nine months, a quarter or a month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from layers.errors import NotAPeriod

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class PeriodKind(StrEnum):
    """How long a period is; also how often an indicator is reported."""

    YEAR = "year"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    QUARTER = "quarter"
    MONTH = "month"


_MONTHS = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
}
_ENDINGS = {
    PeriodKind.YEAR: "",
    PeriodKind.HALF: "-H{}",
    PeriodKind.NINE_MONTHS: "-9M",
    PeriodKind.QUARTER: "-Q{}",
    PeriodKind.MONTH: "-{:02d}",
}
_FORM = re.compile(r"(\d{4})(?:-(?:H([12])|(9)M|Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_KINDS_OF_GROUPS = (PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.QUARTER, PeriodKind.MONTH)


@dataclass(frozen=True)
class Period:
    """A period by year, kind and number within the year (1 for a year and for nine months).

    Ordered by last day; of those that end together the shorter comes first, so that a year stands after
    its fourth quarter.

    Raises
    ------
    NotAPeriod
        For a year outside 1900–2199 or a number that the kind does not have.

    Examples
    --------
    >>> Period.parse("2024-Q2").last_day
    datetime.date(2024, 6, 30)
    """

    year: int
    kind: PeriodKind = PeriodKind.YEAR
    number: int = 1

    def __post_init__(self) -> None:
        in_range = EARLIEST_YEAR <= self.year <= LATEST_YEAR and 1 <= self.number <= per_year(self.kind)
        if not in_range:
            raise NotAPeriod("period.none", text=f"{self.year} {self.kind} {self.number}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2024`, `2024-H1`, `2024-9M`, `2024-Q1` or `2024-03`; anything else is `NotAPeriod`."""
        match = _FORM.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise NotAPeriod("period.none", text=str(text))
        year = int(match.group(1))
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise NotAPeriod("period.none", text=text)
        for kind, number in zip(_KINDS_OF_GROUPS, match.groups()[1:], strict=True):
            if number is not None:
                return cls(year, kind, 1 if kind is PeriodKind.NINE_MONTHS else int(number))
        return cls(year)

    def __str__(self) -> str:
        return f"{self.year:04d}{_ENDINGS[self.kind].format(self.number)}"

    @property
    def first_day(self) -> date:
        """First day of the period; what a year-to-date figure covers begins on 1 January instead."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @cached_property
    def last_day(self) -> date:
        """Last day of the period: the day a stock is counted on."""
        month = self.number * _MONTHS[self.kind]
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def order(self) -> tuple[date, int]:
        """Sort key."""
        return (self.last_day, _MONTHS[self.kind])

    def __lt__(self, other: Period) -> bool:
        return self.order < other.order

    def __le__(self, other: Period) -> bool:
        return self.order <= other.order

    def __gt__(self, other: Period) -> bool:
        return self.order > other.order

    def __ge__(self, other: Period) -> bool:
        return self.order >= other.order

    def previous(self, kind: PeriodKind | None = None) -> Period:
        """Return the last period of a kind (its own by default) that ends before this one ends.

        Of `2024-H1` it is `2023-H2`; as a quarter `2024-Q1`, as a year `2023`.
        """
        kind = PeriodKind(kind) if kind is not None else self.kind
        ended = [p for p in periods_of(self.year, kind) if p.last_day < self.last_day]
        return ended[-1] if ended else periods_of(self.year - 1, kind)[-1]

    def same_last_year(self) -> Period:
        """Return the same period of the year before ("cùng kỳ")."""
        return Period(self.year - 1, self.kind, self.number)

    def next(self) -> Period:
        """Return the period of the same kind that follows."""
        if self.number < per_year(self.kind):
            return Period(self.year, self.kind, self.number + 1)
        return Period(self.year + 1, self.kind, 1)


def is_period(text: str) -> bool:
    """Tell whether a text is a period."""
    try:
        Period.parse(text)
    except NotAPeriod:
        return False
    return True


def per_year(kind: PeriodKind) -> int:
    """Return how many periods of a kind a year has; nine months is one, from January."""
    return 1 if kind is PeriodKind.NINE_MONTHS else 12 // _MONTHS[kind]


def periods_of(year: int, kind: PeriodKind) -> tuple[Period, ...]:
    """Return all periods of a kind in a year, in order."""
    return tuple(Period(year, kind, number) for number in range(1, per_year(kind) + 1))


def latest_before(period: Period, candidates: Iterable[Period]) -> Period | None:
    """Return the candidate that ends last before this period ends ("kỳ trước"), of its own kind if one does.

    The report cycle mixes kinds: before `2024-H1` may stand the year `2023`.
    """
    earlier = [p for p in candidates if p.last_day < period.last_day]
    if not earlier:
        return None
    end = max(p.last_day for p in earlier)
    ending = sorted(p for p in earlier if p.last_day == end)
    return next((p for p in ending if p.kind is period.kind), ending[-1])
