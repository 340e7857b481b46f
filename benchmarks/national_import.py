"""A year of the whole country by CSV: read, checked and written, against pandas with `DataFrame.to_sql`.

    python -m benchmarks.national_import [--communes 11163] [--outlines FILE] [--runs 2] [--output FILE.md]

Both load the same table of communes × 50 indicators into a new store of the portal's own tables and make the
same checks: numbers as people write them (26,5; what is ambiguous refuses), known indicator, unit and period,
nothing twice, nothing negative, whole counts, maxima, numerators within their denominators, rates made from
their parts, parts not above wholes, urban and rural adding up to all, what stands compared. Only the portal
also holds each rate against the neighbours', asks for locked periods and keeps decimals exact throughout: its
peer divides floats. Each run is a process of its own; memory is its peak over what it used before the file.
"""

from __future__ import annotations

import argparse
import csv
import math
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import geopandas
import numpy as np
import pandas as pd
from shapely.geometry import box

from benchmarks.memory import peak, start_watching
from geodata.store import Store, importing, open_store
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, unit_ids, write_vintage
from geodata.store.vocabulary import ImportKind
from layers.catalogue import DataLevel, Indicator, Kind, Profile, find_profile, load_profile
from layers.reporting import commit_report, preview_report, read_stored_report

SINCE, PERIOD = date(2025, 7, 1), "2025"
LINES = 50
COLUMNS = ("commune_code", "commune", "indicator", "period", "value", "numerator", "denominator", "note")
PAIRS = (("tap_water_urban", "clean_water_urban"), ("tap_water_rural", "clean_water_rural"))


def chosen_lines(profile: Profile) -> list[Indicator]:
    """Return fifty of the communes' lines, the denominators that they need among them."""
    lines = [
        i
        for i in profile.measured_lines
        if i.data_level is DataLevel.COMMUNE
        and i.kind in (Kind.RATE, Kind.COUNT)
        and i.denominator != "natural_area_ha"
    ]
    chosen: dict[str, Indicator] = {"population": profile.indicators["population"]}
    for line in lines:
        needed = [line] if line.denominator is None else [profile.indicators[line.denominator], line]
        if len(chosen.keys() | {i.code for i in needed}) <= LINES:
            chosen |= {i.code: i for i in needed}
    return sorted(chosen.values(), key=lambda i: not i.is_denominator)


def country(store: Store, communes: int, outlines: Path | None) -> list[StoredUnit]:
    """Write the units of a country: its real communes from a file, or squares in rows."""
    if outlines is None:
        width = math.isqrt(communes) + 1
        shapes = [
            box(
                102 + (n % width) / 20, 8 + n // width / 20, 102.05 + (n % width) / 20, 8.05 + n // width / 20
            )
            for n in range(communes)
        ]
    else:
        shapes = list(geopandas.read_file(outlines).to_crs(4326).geometry)[:communes]
    units = [
        StoredUnit(UnitKey(f"{n:05d}", SINCE), f"Xã số {n}", "xa", geometry=shape)
        for n, shape in enumerate(shapes)
    ]
    with importing(store, ImportKind.BOUNDARIES, "benchmark") as batch:
        write_vintage(batch, StoredVintage(SINCE, None), units)
    return units


def write_table(file: Path, units: list[StoredUnit], lines: list[Indicator]) -> int:
    """Write the year's figures, believable and without a defect; return how many."""
    chance = random.Random(2025)
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        for unit in units:
            table.writerows(
                (unit.code, unit.name, code, PERIOD, value, part, "", "")
                for code, value, part in _figures(lines, chance)
            )
    return len(units) * len(lines)


def _figures(lines: list[Indicator], chance: random.Random) -> list[tuple[str, object, object]]:
    urban, rural = chance.randint(500, 9_000), chance.randint(2_000, 20_000)
    known = {"population": urban + rural, "population_urban": urban, "population_rural": rural}
    found: list[tuple[str, object, object]] = []
    for line in lines:
        if line.is_denominator:
            known.setdefault(line.code, chance.randint(200, 20_000))
            found.append((line.code, known[line.code], ""))
        elif line.kind is Kind.RATE:
            share = chance.uniform(0.6, 0.7) if line.code.startswith("tap") else chance.uniform(0.8, 0.9)
            assert line.denominator is not None
            found.append((line.code, "", int(known[line.denominator] * share)))
        else:
            found.append((line.code, chance.randint(0, 40), ""))
    return found


def load_with_portal(store: Store, profile: Profile, file: Path) -> int:
    """Load the table as the command does."""
    with store.session() as session:
        report = read_stored_report(session, profile, file, file.name, today=date(2026, 1, 10))
        preview_report(session, report)
    _, changes = commit_report(store, report, person="benchmark", accept_warnings="made up")
    return len(changes.added)


def load_with_pandas(store: Store, profile: Profile, file: Path) -> int:
    """Load the table with pandas: the same checks column by column, then `DataFrame.to_sql`."""
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    for column in COLUMNS:
        table[column] = table[column].str.normalize("NFC").str.strip()
    lines = pd.DataFrame(
        {
            "indicator": i.code,
            "kind": str(i.kind),
            "is_denominator": i.is_denominator,
            "shared": i.denominator or "",
            "per": i.per,
            "max": np.inf if i.max is None else float(i.max),
            "whole": i.precision == 0 and i.kind is Kind.COUNT,
            "within": i.numerator_within_denominator,
        }
        for i in profile.indicators.values()
    )
    with store.session() as session:
        units = pd.DataFrame(
            {"commune_code": key.code, "unit_id": row} for key, row in unit_ids(session).items()
        )
        standing = pd.read_sql(
            f"SELECT unit_id, indicator, value FROM observations WHERE period = '{PERIOD}'",
            session.connection(),
        )
    table = table.merge(lines, on="indicator", how="left", validate="m:1")
    table = table.merge(units, on="commune_code", how="left", validate="m:1")
    _refuse(table["kind"].isna() | table["unit_id"].isna() | (table["period"] != PERIOD), "unknown")
    _refuse(table.duplicated(["unit_id", "indicator", "period"]), "twice")
    for column in ("value", "numerator", "denominator"):
        table[f"{column}_number"] = _numbers(table[column])
    _check_figures(table)
    table = _with_rates(table)
    _check_relations(table)
    table = table.merge(standing, on=["unit_id", "indicator"], how="left", suffixes=("", "_before"))
    changed = table[table["value_before"].isna() | (table["value_before"] != table["value"])]
    _write(store, changed)
    return len(changed)


def _refuse(wrong: pd.Series, what: str) -> None:
    if wrong.any():
        raise ValueError(f"{what}: line {wrong.idxmax() + 2}")


def _numbers(texts: pd.Series) -> pd.Series:
    """Read numbers as people write them: a comma or a point, thousands parted; refuse what is ambiguous."""
    plain = texts.str.replace(r"[\s\u00a0\u202f]", "", regex=True)
    _refuse(plain.str.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}"), "ambiguous")
    grouped = plain.str.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")
    plain = plain.mask(grouped, plain.str.replace(".", "", regex=False))
    numbers = pd.to_numeric(plain.str.replace(",", ".", regex=False), errors="coerce")
    _refuse(numbers.isna() & (plain != ""), "no number")
    return numbers


def _check_figures(table: pd.DataFrame) -> None:
    value, numerator = table["value_number"], table["numerator_number"]
    _refuse((value < 0) | (numerator < 0), "negative")
    _refuse(table["whole"] & value.notna() & (value % 1 != 0), "not whole")
    _refuse(numerator.notna() & (numerator % 1 != 0), "not whole")
    _refuse(value > table["max"], "over maximum")
    _refuse(value.isna() & numerator.isna(), "empty")


def _with_rates(table: pd.DataFrame) -> pd.DataFrame:
    """Give rates their shared denominators, and the value that they make."""
    shared = table.loc[table["is_denominator"], ["unit_id", "indicator", "value_number"]]
    shared = shared.rename(columns={"indicator": "shared", "value_number": "below"})
    table = table.merge(shared, on=["unit_id", "shared"], how="left", validate="m:1")
    is_rate = table["kind"] == "rate"
    _refuse(is_rate & table["below"].isna(), "no denominator")
    _refuse(is_rate & table["within"] & (table["numerator_number"] > table["below"]), "over denominator")
    made = (table["numerator_number"] * table["per"] / table["below"]).round(10)
    table["value_number"] = table["value_number"].where(~is_rate, made)
    _refuse(table["value_number"] > table["max"], "over maximum")
    table["value"] = table["value"].where(~is_rate, made.map(str))
    return table


def _check_relations(table: pd.DataFrame) -> None:
    wide = table.pivot(index="unit_id", columns="indicator", values="value_number")
    for smaller, larger in PAIRS:
        if {smaller, larger} <= set(wide.columns):
            _refuse(wide[smaller] > wide[larger], "part over whole")
    parts = ["population_urban", "population_rural"]
    _refuse(wide[parts].sum(axis=1) != wide["population"], "not the total")


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


class Run(NamedTuple):
    """One load: values written, seconds of the processor and of the clock, megabytes, sum of the values."""

    values: int
    work: float
    took: float
    most: int
    over: int
    total: str


LOADERS: dict[str, Callable[[Store, Profile, Path], int]] = {
    "portal": load_with_portal,
    "pandas": load_with_pandas,
}


def one_run(loader: str, communes: int, outlines: Path | None) -> None:
    """Load once and print: values, seconds, megabytes over what was in use before."""
    profile = load_profile(find_profile("nhon_trach"))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(None, Path(folder) / "data")
        store.migrate()
        file = Path(folder) / "nam-2025.csv"
        expected = write_table(file, country(store, communes, outlines), chosen_lines(profile))
        before, began, worked = start_watching(), time.perf_counter(), time.process_time()
        written = LOADERS[loader](store, profile, file)
        took, work = time.perf_counter() - began, time.process_time() - worked
        if written != expected:
            raise ValueError(f"{loader} wrote {written} of {expected} values")
        print(written, f"{work:.2f}", f"{took:.2f}", f"{peak():.0f}", f"{peak() - before:.0f}")
        print(_sum_of(store))
        store.close()


def _sum_of(store: Store) -> Decimal:
    """Return the sum of all values to six decimals: both loaders must have written the same."""
    with store.engine.connect() as connection:
        values = connection.exec_driver_sql("SELECT value FROM observations")
        return sum((Decimal(value) for (value,) in values), Decimal(0)).quantize(Decimal("0.001"))


def main() -> None:
    """Run both in turn, each in a process of its own, and state the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--communes", type=int, default=11_163)
    parser.add_argument("--outlines", type=Path, help="a vector file with the country's communes")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--only", choices=LOADERS, help="one run in this process")
    asked = parser.parse_args()
    if asked.only:
        one_run(asked.only, asked.communes, asked.outlines)
        return
    text = report(asked.communes, asked.outlines, asked.runs)
    print(text)
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")


def report(communes: int, outlines: Path | None, runs: int) -> str:
    """Run and return the result as Markdown."""
    best: dict[str, Run] = {}
    for _ in range(runs):
        for loader in LOADERS:
            run = _in_process(loader, communes, outlines)
            best[loader] = min(best.get(loader, run), run, key=lambda one: one.work)
    sums = {run.total for run in best.values()}
    if len(sums) != 1:
        raise ValueError(f"the loaders disagree: sums of all values {sorted(sums)}")
    rows = "\n".join(
        f"| {name} | {run.work:.1f} | {run.took:.1f} | {run.most} | {run.over} |"
        for name, run in best.items()
    )
    ratio = best["pandas"].work / best["portal"].work
    what = "made-up squares" if outlines is None else outlines.name
    values = best["portal"].values
    return (
        f"# A year of the country by CSV: {values:,} values of {communes:,} communes ({what})\n\n"
        f"{__doc__.split('Both load')[1].join(('Both load', ''))}\n"
        "| | seconds of the processor | seconds | peak MB | MB over the start |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        f"{rows}\n\n"
        f"The portal is **{ratio:.1f} times as fast**, by the processor's time (best of {runs} runs each, in"
        f" turn; the sums of all values agree). Python {platform.python_version()}, pandas {pd.__version__},"
        f" {platform.machine()}.\n"
    )


def _in_process(loader: str, communes: int, outlines: Path | None) -> Run:
    command = [sys.executable, "-m", "benchmarks.national_import", "--only", loader]
    command += ["--communes", str(communes)]
    if outlines is not None:
        command += ["--outlines", str(outlines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    values, work, took, most, over, total = done.stdout.split()
    return Run(int(values), float(work), float(took), int(most), int(over), total)


if __name__ == "__main__":
    main()
