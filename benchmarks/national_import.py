"""A year of the whole country by CSV: read, checked and written, against pandas with `DataFrame.to_sql`.

    python -m benchmarks.national_import [--communes 11163] [--outlines FILE] [--runs 2] [--output FILE.md]

Both load the same table of communes × 50 indicators into a new store of the portal's own tables and make the
same checks: numbers as people write them (26,5; what is ambiguous refuses), known indicator, unit and period,
the name beside the code, nothing twice, nothing negative, whole counts, maxima, numerators within their
denominators, rates made exactly from their parts, parts not above wholes, urban and rural adding up to all,
each rate held against the neighbouring units', what stands compared (less settled figures, jumps, locked
periods). Both must write the same values and call the same number of them odd. Each run is a process of its
own; memory is its peak over what it used before the file.
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
import pandas as pd
from shapely.geometry import box

from benchmarks.memory import peak, start_watching
from benchmarks.national_import_pandas import load_with_pandas
from geodata.store import Store, importing, open_store
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import ImportKind
from layers.catalogue import DataLevel, Indicator, Kind, Profile, find_profile, load_profile
from layers.reporting import commit_report, preview_report, read_stored_report
from webmap.people.rights import OWNER

SINCE, PERIOD = date(2025, 7, 1), "2025"
LINES = 50
COLUMNS = ("commune_code", "commune", "indicator", "period", "value", "numerator", "denominator", "note")


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


def load_with_portal(store: Store, profile: Profile, file: Path) -> tuple[int, int]:
    """Load the table as the command does; return how many values were written and called odd."""
    with store.session() as session:
        report = read_stored_report(session, profile, file, file.name, today=date(2026, 1, 10))
        preview_report(session, report)
    _, changes = commit_report(store, report, person="benchmark", rights=OWNER, accept_warnings="made up")
    return len(changes.added), len(report.findings.warnings)


class Run(NamedTuple):
    """One load: values written and odd, seconds of processor and clock, megabytes, sum of the values."""

    values: int
    odd: int
    work: float
    took: float
    most: int
    over: int
    total: str


LOADERS: dict[str, Callable[[Store, Profile, Path], tuple[int, int]]] = {
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
        written, odd = LOADERS[loader](store, profile, file)
        took, work = time.perf_counter() - began, time.process_time() - worked
        if written != expected:
            raise ValueError(f"{loader} wrote {written} of {expected} values")
        print(written, odd, f"{work:.2f}", f"{took:.2f}", f"{peak():.0f}", f"{peak() - before:.0f}")
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
    found = {(run.total, run.odd) for run in best.values()}
    if len(found) != 1:
        raise ValueError(f"the loaders disagree: sum of all values and how many are odd: {sorted(found)}")
    rows = "\n".join(
        f"| {name} | {run.work:.1f} | {run.took:.1f} | {run.most} | {run.over} |"
        for name, run in best.items()
    )
    ratio = best["pandas"].work / best["portal"].work
    by_clock = best["pandas"].took / best["portal"].took
    what = "made-up squares" if outlines is None else outlines.name
    values = best["portal"].values
    return (
        f"# A year of the country by CSV: {values:,} values of {communes:,} communes ({what})\n\n"
        f"{__doc__.split('Both load')[1].join(('Both load', ''))}\n"
        "| | seconds of the processor | seconds | peak MB | MB over the start |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        f"{rows}\n\n"
        f"The portal is **{ratio:.1f} times as fast** by the processor's time and {by_clock:.1f} times by the"
        f" clock (best of {runs} runs each, in turn; the sums of all values and the {best['portal'].odd} odd"
        f" ones agree). Python {platform.python_version()}, pandas {pd.__version__},"
        f" {platform.machine()}.\n"
    )


def _in_process(loader: str, communes: int, outlines: Path | None) -> Run:
    command = [sys.executable, "-m", "benchmarks.national_import", "--only", loader]
    command += ["--communes", str(communes)]
    if outlines is not None:
        command += ["--outlines", str(outlines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    values, odd, work, took, most, over, total = done.stdout.split()
    return Run(int(values), int(odd), float(work), float(took), int(most), int(over), total)


if __name__ == "__main__":
    main()
