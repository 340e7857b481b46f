"""Invented denominators: people, households, offices, tonnes… by commune and moment."""

from __future__ import annotations

from functools import cache
from random import Random

from layers.catalogue import Measure
from layers.profiles.nhon_trach.sample import plan
from layers.profiles.nhon_trach.sample.plan import Commune, Moment

# Share of a year's total that has come by the end of each quarter.
BY_QUARTER = {1: 0.235, 2: 0.485, 3: 0.74, 4: 1.0}
OWN_BODIES_HAVE = {"offices": 46, "cultural_institutions_n": 5}
FEW = (
    "hamlets",
    "offices",
    "union_branches_n",
    "grassroots_units",
    "party_organisations",
    "recruits_assigned",
)
# Nobody was poor here at the start of this year: a reduction of none of none.
WITHOUT_POOR = ("26479", 2024)


@cache
def denominator(code: str, unit: str, moment: Moment) -> int:
    """Return a shared denominator of a commune, the own bodies or the district, as a whole number."""
    if unit == plan.OWN_BODIES:
        return OWN_BODIES_HAVE[code]
    if unit == plan.DISTRICT:
        return _of_district(code, moment)
    return _of_commune(code, _commune(unit), moment)


@cache
def _commune(code: str) -> Commune:
    return next(commune for commune in plan.communes() if commune.code == code)


def _of_district(code: str, moment: Moment) -> int:
    invented = plan.levels("invented_district.csv")
    if code not in invented:
        return sum(denominator(code, commune.code, moment) for commune in plan.communes())
    by_year = invented[code]
    if plan.profile().indicators[code].measure is Measure.YTD:
        return round(by_year[moment.year] * BY_QUARTER[moment.quarter])
    if plan.profile().indicators[code].measure is Measure.ANNUAL:
        return round(by_year[moment.year])
    return round(plan.at(by_year, moment))


def _of_commune(code: str, commune: Commune, moment: Moment) -> int:
    if code == "population":
        years = moment.year - plan.YEARS[0] + (moment.quarter - 4) / 4
        return round(commune.population * (1 + commune.growth) ** years)
    if code in ("population_urban", "population_rural"):
        lives_here = (code == "population_urban") == (commune.code == plan.TOWN)
        return denominator("population", commune.code, moment) if lives_here else 0
    if code == "crime_reports_accepted":
        reports = denominator("crime_reports", commune.code, moment)
        return reports - _refused(commune, reports, moment)
    if (commune.code, moment.year) == WITHOUT_POOR and code == "poor_households_a":
        return 0
    measure = plan.profile().indicators[code].measure
    if measure is Measure.STOCK:
        return _size(code, commune, moment)
    whole = _size(code, commune, Moment(moment.year, 4))
    return whole if measure is Measure.ANNUAL else round(whole * BY_QUARTER[moment.quarter])


def _size(code: str, commune: Commune, moment: Moment) -> int:
    """A denominator from what it hangs on: people, factories, hamlets, or one for each commune."""
    row = _sizes()[code]
    basis = {
        "population": denominator("population", commune.code, moment),
        "industry": commune.industry * (1 + 0.04 * (moment.year - plan.YEARS[0])),
        "one": 1,
        "hamlets": denominator("hamlets", commune.code, moment) if row["of"] == "hamlets" else 0,
        "poverty": commune.population
        * (1 - 0.28 * (moment.year - plan.YEARS[0]))
        * (1 - 0.35 * commune.standing),
    }[row["of"]]
    varied = 1 + float(row["spread"]) * Random(f"{code} {commune.code}").uniform(-1, 1)
    least = int(row["least"] or 0)
    # Bodies are founded and closed rarely: what is few stays as it was in the first year.
    if row["of"] == "population" and code in FEW:
        basis = commune.population
    return max(round(float(row["share"]) * basis * varied), least)


def _refused(commune: Commune, reports: int, moment: Moment) -> int:
    """Reports that were not accepted: a few of the laggards', none in the last year."""
    return round(reports * max(0.0, 0.02 - 0.03 * commune.standing) * (plan.YEARS[-1] - moment.year) / 2)


@cache
def _sizes() -> dict[str, dict[str, str]]:
    return {row["indicator"]: row for row in plan.table("invented_denominators.csv")}
