"""Invented numerators and counts: set so that the district comes out at the planned level."""

from __future__ import annotations

from functools import cache
from random import Random

from layers.catalogue import DataLevel, Indicator, Kind, Measure
from layers.profiles.nhon_trach.sample import plan
from layers.profiles.nhon_trach.sample.denominators import BY_QUARTER, denominator
from layers.profiles.nhon_trach.sample.plan import Moment

# A part of what is counted by another indicator can never be more than the whole.
PART_OF = {
    "tap_water_urban": "clean_water_urban",
    "tap_water_rural": "clean_water_rural",
    "unemployment_insurance": "social_insurance",
    "certified_workers": "trained_workers",
}
# Case by case, where a share of one or two things means nothing.
WITHOUT_DOCTOR = {2022: ("26482", "26503"), 2023: ("26503",), 2024: ("26503",)}


def units_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the units that report an indicator: communes with the own bodies, or the district."""
    if indicator.data_level is DataLevel.DISTRICT:
        return (plan.DISTRICT,)
    own = (plan.OWN_BODIES,) if indicator.own_bodies else ()
    return (*(commune.code for commune in plan.communes()), *own)


@cache
def numerators(code: str, moment: Moment) -> dict[str, int]:
    """Return the numerators of a rate by unit, whole numbers, at a moment."""
    indicator = plan.profile().indicators[code]
    assert indicator.denominator is not None
    wholes = {unit: denominator(indicator.denominator, unit, moment) for unit in units_of(indicator)}
    if code == "crime_reports_received":
        return {unit: denominator("crime_reports_accepted", unit, moment) for unit in wholes}
    if code == "health_station_doctor":
        return {unit: int(unit not in WITHOUT_DOCTOR[moment.year]) for unit in wholes}
    level = plan.at(plan.levels("invented_levels.csv")[code], moment) * _reached(indicator, moment)
    shares = _shares(indicator, wholes, level)
    found = {unit: round(shares[unit] / indicator.per * whole) for unit, whole in wholes.items()}
    if code in PART_OF:
        limits = numerators(PART_OF[code], moment)
        return {unit: min(count, limits[unit]) for unit, count in found.items()}
    return found


@cache
def counts(code: str, moment: Moment) -> dict[str, float]:
    """Return counts, amounts and means by unit at a moment."""
    indicator = plan.profile().indicators[code]
    units = units_of(indicator)
    by_year = plan.levels("invented_levels.csv")[code]
    if indicator.kind is Kind.MEAN:
        weights = {unit: denominator("population", unit, moment) for unit in units}
        return {u: round(v, 1) for u, v in _shares(indicator, weights, plan.at(by_year, moment)).items()}
    if units == (plan.DISTRICT,):
        reached = BY_QUARTER[moment.quarter] if indicator.measure is Measure.YTD else 1.0
        return {plan.DISTRICT: round(by_year[moment.year] * reached, indicator.precision)}
    return {unit: float(count) for unit, count in _dealt(indicator, moment).items()}


def _reached(indicator: Indicator, moment: Moment) -> float:
    """How much of the year's level has been reached, where the denominator does not grow along."""
    if indicator.measure is not Measure.YTD or indicator.denominator is None:
        return 1.0
    grows = plan.profile().indicators[indicator.denominator].measure is Measure.YTD
    return 1.0 if grows else BY_QUARTER[moment.quarter]


def _shares(indicator: Indicator, wholes: dict[str, int], level: float) -> dict[str, float]:
    """Spread a level over units by their standing so that the weighted mean is the level."""
    spread = _spread(indicator.code)
    standing = {commune.code: commune.standing for commune in plan.communes()}
    own = {unit: Random(f"{indicator.code} {unit}").uniform(-0.45, 0.45) for unit in wholes}
    lean = {unit: spread * (standing.get(unit, 1.0) + own[unit]) for unit in wholes}
    most = float(indicator.max) if indicator.max is not None else float("inf")
    low, high = level - 100.0, level + 100.0
    for _ in range(60):
        middle = (low + high) / 2
        shares = {unit: min(max(middle + lean[unit], 0.0), most) for unit in wholes}
        mean = sum(shares[u] * wholes[u] for u in wholes) / max(sum(wholes.values()), 1)
        low, high = (middle, high) if mean < level else (low, middle)
    return shares


def _dealt(indicator: Indicator, moment: Moment) -> dict[str, int]:
    """Deal a year's cases out to communes and quarters, one by one, and count those up to the moment."""
    code, total = indicator.code, int(plan.levels("invented_levels.csv")[indicator.code][moment.year])
    units = [commune.code for commune in plan.communes()]
    if code == "model_residential_areas":
        # A place once a model stays one: the list only grows.
        ordered = ["26476", "26470", "26485", "26494"][:total]
        return {unit: ordered.count(unit) for unit in units}
    dice = Random(f"{code} {moment.year}")
    weights = [commune.population * (1.3 - 0.25 * commune.standing) for commune in plan.communes()]
    dealt = dict.fromkeys(units, 0)
    for _ in range(total):
        unit, quarter = dice.choices(units, weights)[0], dice.choices((1, 2, 3, 4), (23, 25, 26, 26))[0]
        dealt[unit] += quarter <= moment.quarter
    return dealt


@cache
def _spread(code: str) -> float:
    rows = {row["indicator"]: row["spread"] for row in plan.table("invented_levels.csv")}
    return float(rows[code] or 0)
