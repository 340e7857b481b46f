"""What the sample's values are invented from: levels, sizes of communes, special cases, and the periods."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from layers.catalogue import Frequency, Indicator, Profile, load_profile
from layers.profiles.nhon_trach.sample.published import HERE

YEARS = (2022, 2023, 2024)
SURVEYED_YEARS = (2023, 2024)
DISTRICT = "742"
OWN_BODIES = "742-own"
TOWN = "26479"


@dataclass(frozen=True)
class Moment:
    """The end of a quarter, 1 to 4, that several periods may end with."""

    year: int
    quarter: int


@dataclass(frozen=True)
class Commune:
    """An invented commune: people at the end of 2022, growth a year, standing (0 is average), factories."""

    code: str
    population: int
    growth: float
    standing: float
    industry: int


@cache
def profile() -> Profile:
    """Return the profile that the sample belongs to."""
    return load_profile(HERE.parent)


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the sample's tables."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def communes() -> tuple[Commune, ...]:
    """Return the communes in the order of their codes."""
    return tuple(
        Commune(
            row["commune_code"],
            int(row["population_2022"]),
            float(row["growth_percent"]) / 100,
            float(row["standing"]),
            int(row["industry"]),
        )
        for row in table("invented_communes.csv")
    )


@cache
def levels(name: str) -> dict[str, dict[int, float]]:
    """Return, by indicator, the district's figure at the end of each year; a year without one is left out."""
    return {
        row["indicator"]: {year: float(row[str(year)]) for year in YEARS if row[str(year)]}
        for row in table(name)
    }


def at(by_year: dict[int, float], moment: Moment) -> float:
    """Return a level at a moment, on the straight line between the ends of years."""
    before = by_year.get(moment.year - 1, by_year[moment.year])
    return before + (by_year[moment.year] - before) * moment.quarter / 4


def reported_periods(frequency: Frequency) -> dict[str, Moment]:
    """Return the periods that an indicator of a frequency is given for, each with the moment it ends at."""
    found = {str(year): Moment(year, 4) for year in YEARS}
    for year in SURVEYED_YEARS:
        if frequency is not Frequency.YEAR:
            found[f"{year}-H1"] = Moment(year, 2)
        if frequency in (Frequency.QUARTER, Frequency.MONTH):
            found |= {f"{year}-Q{quarter}": Moment(year, quarter) for quarter in (1, 2, 3, 4)}
            found[f"{year}-9M"] = Moment(year, 3)
    return found


def lines() -> Iterator[Indicator]:
    """Yield the indicators whose values are entered; the others follow from criteria and decisions."""
    for indicator in profile().indicators.values():
        derived = indicator.criteria_grade is not None or indicator.counts_recognitions
        if not indicator.is_denominator and not derived:
            yield indicator


def periods_of(indicator: Indicator) -> dict[str, Moment]:
    """Return the periods of an indicator; a denominator's are those of all that need it."""
    if not indicator.is_denominator:
        return reported_periods(indicator.frequency or Frequency.YEAR)
    needed: dict[str, Moment] = {}
    for other in profile().indicators.values():
        if other.denominator == indicator.code:
            needed |= periods_of(other)
    # Urban and rural people are part of all people, and the receipts that were accepted of all receipts.
    if indicator.code in ("population", "crime_reports"):
        needed |= reported_periods(Frequency.MONTH)
    return needed
