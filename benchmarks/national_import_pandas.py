"""The peer of `benchmarks.national_import`: the portal's checks of a long table, in pandas, column by column.

Numbers are exact decimals, as the portal's are; comparisons are made on floats where only the order matters.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd
from shapely import STRtree
from sqlalchemy.orm import Session

from geodata.store import Store, importing
from geodata.store.units import unit_ids, units_valid_on
from geodata.store.vocabulary import ImportKind
from layers.catalogue import Indicator, Kind, Profile

PERIOD = "2025"
COLUMNS = ("commune_code", "commune", "indicator", "period", "value", "numerator", "denominator", "note")
PARTS_AND_WHOLES = (
    ("tap_water_urban", "clean_water_urban"),
    ("tap_water_rural", "clean_water_rural"),
    ("crime_reports_accepted", "crime_reports"),
    ("crime_reports_resolved:numerator", "crime_reports"),
    ("serious_cases_initiated", "cases_initiated"),
    ("serious_crimes_solved:numerator", "serious_cases_initiated"),
    ("serious_crimes_solved:numerator", "crimes_solved:numerator"),
)
LIMIT, LEAST_NEIGHBOURS, LEAST_POINTS, NEAR_DEGREES = 3.5, 4, 5, 0.0005
KEPT = Decimal("1e-10")


def load_with_pandas(store: Store, profile: Profile, file: Path) -> tuple[int, int]:
    """Load the table with pandas, then `DataFrame.to_sql`; return how many were written and called odd."""
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    for column in COLUMNS:
        table[column] = table[column].str.normalize("NFC").str.strip()
    with store.session() as session:
        units, standing = _units(session), _standing(session)
    table = table.merge(_lines(profile), on="indicator", how="left", validate="m:1")
    table = table.merge(units.drop(columns="geometry"), on="commune_code", how="left", validate="m:1")
    _refuse(table["kind"].isna() | table["unit_id"].isna() | (table["period"] != PERIOD), "unknown")
    _refuse(table["commune"] != table["name"], "another unit's name")
    _refuse(table.duplicated(["unit_id", "indicator", "period"]), "twice")
    for column in ("value", "numerator", "denominator"):
        _read_numbers(table, column)
    _check_figures(table)
    table = _with_rates(table)
    odd = _relations(table) + _beside_neighbours(table, units)
    table = table.merge(standing, on=["unit_id", "indicator"], how="left", suffixes=("", "_before"))
    _check_standing(store, table)
    changed = table[table["value_before"].isna() | (table["value_before"] != table["value"])]
    _write(store, changed)
    return len(changed), odd


def _lines(profile: Profile) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": i.code,
            "kind": str(i.kind),
            "is_denominator": i.is_denominator,
            "shared": i.denominator or "",
            "per": i.per,
            "unit_vi": i.unit_vi,
            "max": np.inf if i.max is None else float(i.max),
            "whole": i.precision == 0 and i.kind is Kind.COUNT,
            "whole_numerator": i.numerator is not None and i.numerator.precision == 0,
            "within": i.numerator_within_denominator,
            "applies": _applies(i),
        }
        for i in profile.indicators.values()
    )


def _applies(indicator: Indicator) -> bool:
    return indicator.kind in (Kind.RATE, Kind.COUNT, Kind.MEAN)


def _units(session: Session) -> pd.DataFrame:
    ids = unit_ids(session)
    return pd.DataFrame(
        {"commune_code": u.code, "unit_id": ids[u.key], "name": u.name, "geometry": u.geometry}
        for u in units_valid_on(session, date(2025, 12, 31))
    )


def _standing(session: Session) -> pd.DataFrame:
    return pd.read_sql(
        f"SELECT unit_id, indicator, value, quality FROM observations WHERE period = '{PERIOD}'",
        session.connection(),
    )


def _refuse(wrong: pd.Series, what: str) -> None:
    if wrong.any():
        raise ValueError(f"{what}: line {wrong.idxmax() + 2}")


def _read_numbers(table: pd.DataFrame, column: str) -> None:
    """Read numbers as people write them: a comma or a point, thousands parted; refuse what is ambiguous."""
    plain = table[column].str.replace(r"[\s\u00a0\u202f]", "", regex=True)
    _refuse(plain.str.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}"), "ambiguous")
    grouped = plain.str.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")
    plain = plain.mask(grouped, plain.str.replace(".", "", regex=False))
    plain = plain.str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(plain, errors="coerce")
    _refuse(numbers.isna() & (plain != ""), "no number")
    table[f"{column}_number"] = numbers
    table[f"{column}_exact"] = pd.Series([Decimal(text) if text else None for text in plain], dtype=object)


def _check_figures(table: pd.DataFrame) -> None:
    value, numerator = table["value_number"], table["numerator_number"]
    _refuse(~table["applies"], "not of this kind")
    _refuse((value < 0) | (numerator < 0), "negative")
    _refuse(table["whole"] & value.notna() & (value % 1 != 0), "not whole")
    _refuse(table["whole_numerator"] & numerator.notna() & (numerator % 1 != 0), "not whole")
    _refuse(value > table["max"], "over maximum")
    _refuse(value.isna() & numerator.isna(), "empty")


def _with_rates(table: pd.DataFrame) -> pd.DataFrame:
    """Give rates their shared denominators, and the exact value that they make."""
    shared = table.loc[table["is_denominator"], ["unit_id", "indicator", "value_number", "value_exact"]]
    shared.columns = pd.Index(["unit_id", "shared", "below", "below_exact"])
    table = table.merge(shared, on=["unit_id", "shared"], how="left", validate="m:1")
    rates = table["kind"] == "rate"
    _refuse(rates & table["below"].isna(), "no denominator")
    _refuse(rates & table["within"] & (table["numerator_number"] > table["below"]), "over denominator")
    parts = table.loc[rates, ["numerator_exact", "per", "below_exact"]]
    made = [
        (over * per / below).quantize(KEPT, ROUND_HALF_UP)
        for over, per, below in parts.itertuples(index=False, name=None)
    ]
    table.loc[rates, "value_exact"] = pd.Series(made, index=parts.index, dtype=object)
    table.loc[rates, "value_number"] = np.array(made, dtype=float)
    table["value"] = table["value_exact"].map(str)
    _refuse(table["value_number"] > table["max"], "over maximum")
    return table


def _relations(table: pd.DataFrame) -> int:
    """Count parts above their wholes, and totals that their parts do not add up to."""
    wide = table.pivot(index="unit_id", columns="indicator", values=["value_number", "numerator_number"])
    odd = 0
    for pair in PARTS_AND_WHOLES:
        columns = [
            ("numerator_number" if role else "value_number", code)
            for code, _, role in (one.partition(":") for one in pair)
        ]
        if all(column in wide.columns for column in columns):
            odd += int((wide[columns[0]] > wide[columns[1]]).sum())
    values = wide["value_number"]
    added = values["population_urban"] + values["population_rural"]
    return odd + int((added != values["population"]).sum())


def _beside_neighbours(table: pd.DataFrame, units: pd.DataFrame) -> int:
    """Count rates that are outliers (modified z-score) among those of the adjacent units."""
    outlines = units["geometry"].to_numpy()
    ones, others = STRtree(outlines).query(outlines, predicate="dwithin", distance=NEAR_DEGREES)
    ids = units["unit_id"].to_numpy()
    apart = ones != others
    ones, others = ids[ones[apart]], ids[others[apart]]
    rates = table[table["kind"] == "rate"]
    wide = rates.pivot(index="unit_id", columns="indicator", values="value_number")
    near = wide.reindex(others)
    grouped = near.groupby(ones)
    median, count = grouped.median(), grouped.count()
    away = (near - median.loc[ones].to_numpy()).abs().groupby(ones)
    mad, mean = away.median(), away.mean()
    off = wide.reindex(median.index) - median
    scale = (mad / 0.6745).where(mad > 0, 1.253314 * mean)
    z = (off / scale.where(scale > 0)).fillna(0)
    is_share = rates.groupby("indicator")["unit_vi"].first().reindex(wide.columns) == "%"
    least = (median.abs() / 10).mask(np.broadcast_to(is_share.to_numpy(), median.shape), LEAST_POINTS)
    return int(((z.abs() > LIMIT) & (count >= LEAST_NEIGHBOURS) & (off.abs() >= least)).to_numpy().sum())


def _check_standing(store: Store, table: pd.DataFrame) -> None:
    """Refuse what is less settled than what stands, or of a locked period."""
    _refuse(table["quality"].notna() & (table["quality"] != "final"), "less settled")
    with store.session() as session:
        query = f"SELECT * FROM period_events WHERE period = '{PERIOD}' AND status = 'locked'"
        locked = pd.read_sql(query, session.connection())
    if len(locked):
        raise ValueError("locked")


def _write(store: Store, changed: pd.DataFrame) -> None:
    rows = pd.DataFrame(
        {
            "unit_id": changed["unit_id"].astype(int),
            "indicator": changed["indicator"],
            "period": changed["period"],
            "basis": "reported",
            "product": "",
            "state": "value",
            "value": changed["value"],
            "numerator": changed["numerator"].where(changed["numerator"] != "", None),
            "numerator_derived": False,
            "quality": "final",
            "note": changed["note"].where(changed["note"] != "", None),
            "withdrawn": False,
        }
    )
    with importing(store, ImportKind.INDICATORS, "benchmark") as batch:
        rows.insert(0, "import_seq", batch.sequence)
        rows.to_sql("observations", batch.session.connection(), if_exists="append", index=False)
