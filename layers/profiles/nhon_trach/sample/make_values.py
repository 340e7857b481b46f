"""Make `values.csv`: invented values of all entered indicators and their denominators, 2022 to 2024.

Run as ``python -m layers.profiles.nhon_trach.sample.make_values [FILE]``. Nothing in it is observed; the
2009 census is not used. What follows from criteria (`criteria_results.csv`), from decisions
(`recognitions.csv`) and from imagery (`landcover.tif`) is not in it. The same program gives the same file.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

from geodata.store.vocabulary import Basis, Quality, State
from layers.catalogue import Indicator, Kind
from layers.profiles.nhon_trach.sample import plan, published
from layers.profiles.nhon_trach.sample.denominators import denominator
from layers.profiles.nhon_trach.sample.make_landcover import TREES
from layers.profiles.nhon_trach.sample.numerators import counts, numerators, units_of
from layers.profiles.nhon_trach.sample.plan import Moment
from layers.rules.values import NO_CASES

FILE = published.HERE / "values.csv"
COLUMNS = (
    "commune_code",
    "indicator",
    "period",
    "value",
    "numerator",
    "denominator",
    "basis",
    "state",
    "reason",
    "quality",
    "note",
)
ABSENT = "absent"
"""State of a special case that takes a row away: nothing was ever entered."""
TREE_SHARES = {
    "tree_cover": TREES | {"26503": 0.374},
    "forest_cover": {"26503": 0.415, "26500": 0.06, "26473": 0.07, "26482": 0.05},
}

Row = dict[str, str]


def make() -> list[Row]:
    """Return the rows in the order of indicators, periods and units, special cases in their place."""
    rows = {(row["commune_code"], row["indicator"], row["period"]): row for row in _regular()}
    for case in plan.table("special_cases.csv"):
        for period in _ending_alike(case["indicator"], case["period"]):
            key = (case["commune_code"], case["indicator"], period)
            if case["state"] == ABSENT:
                del rows[key]
            else:
                rows[key] = {**case, "period": period, "basis": str(Basis.REPORTED)}
    return list(rows.values())


def write(rows: list[Row], file: Path) -> None:
    """Write the rows as CSV in the long form that `indicators import` takes."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _regular() -> Iterator[Row]:
    for indicator in plan.profile().indicators.values():
        if indicator.is_denominator and indicator.from_unit is None:
            yield from _denominators(indicator)
    for indicator in plan.lines():
        for period, moment in plan.periods_of(indicator).items():
            if indicator.code in TREE_SHARES:
                yield from _trees(indicator, period, moment)
            elif moment.year in plan.levels("invented_levels.csv")[indicator.code]:
                yield from _entered(indicator, period, moment)


def _denominators(indicator: Indicator) -> Iterator[Row]:
    for period, moment in plan.periods_of(indicator).items():
        for unit in units_of(indicator):
            yield _row(unit, indicator, period, moment, value=denominator(indicator.code, unit, moment))


def _entered(indicator: Indicator, period: str, moment: Moment) -> Iterator[Row]:
    if indicator.kind is not Kind.RATE:
        for unit, value in counts(indicator.code, moment).items():
            yield _row(unit, indicator, period, moment, value=_decimal(value, indicator.precision))
        return
    assert indicator.denominator is not None
    for unit, numerator in numerators(indicator.code, moment).items():
        whole = denominator(indicator.denominator, unit, moment)
        if whole == 0:
            yield _not_applicable(unit, indicator, period, moment)
        else:
            yield _row(unit, indicator, period, moment, numerator=numerator, denominator=whole)


def _not_applicable(unit: str, indicator: Indicator, period: str, moment: Moment) -> Row:
    scoped = {"population_urban": "no_urban_residents", "population_rural": "no_rural_residents"}
    row = _row(unit, indicator, period, moment)
    reason = scoped.get(indicator.denominator or "", NO_CASES)
    return row | {"state": str(State.NOT_APPLICABLE), "reason": reason}


def _trees(indicator: Indicator, period: str, moment: Moment) -> Iterator[Row]:
    """Yield reported hectares of the published natural area, a little off what the imagery shows."""
    for commune in published.communes():
        share = TREE_SHARES[indicator.code].get(commune.code, 0.0)
        drift = 1 + 0.004 * (plan.YEARS[-1] - moment.year)
        off = 1 + 0.03 * Random(f"{indicator.code} {commune.code}").uniform(-1, 1)
        hectares = Decimal(round(share * drift * off * commune.area_ha * 10)) / 10
        yield _row(commune.code, indicator, period, moment, numerator=hectares, denominator=commune.area_ha)


def _row(
    unit: str,
    indicator: Indicator,
    period: str,
    moment: Moment,
    *,
    value: Decimal | int | None = None,
    numerator: Decimal | int | None = None,
    denominator: Decimal | int | None = None,
) -> Row:
    return {
        "commune_code": unit,
        "indicator": indicator.code,
        "period": period,
        "value": _text(value),
        "numerator": _text(numerator),
        "denominator": _text(denominator),
        "basis": str(Basis.REPORTED),
        "state": str(State.VALUE),
        "reason": "",
        "quality": str(_quality(moment)),
        "note": "",
    }


def _quality(moment: Moment) -> Quality:
    """Settled for past years, preliminary for the last one, an estimate at its very end."""
    if moment.year < plan.YEARS[-1]:
        return Quality.FINAL
    return Quality.ESTIMATE if moment.quarter == 4 else Quality.PRELIMINARY


def _ending_alike(indicator: str, period: str) -> list[str]:
    """Return the periods of an indicator that end with one: a year has the figures of its last quarter."""
    known = plan.periods_of(plan.profile().indicators[indicator])
    return [other for other, moment in known.items() if moment == known[period]]


def _decimal(value: float, precision: int) -> Decimal:
    return Decimal(f"{value:.{precision}f}")


def _text(number: Decimal | int | None) -> str:
    return "" if number is None else str(number)


if __name__ == "__main__":
    write(make(), Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
