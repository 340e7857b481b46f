"""Read and check a long table (CSV): plain rows at once, the rest like the lines of any file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import overload

from geodata.findings import Finding, Place
from geodata.quiet import without_collecting
from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import Quality
from geodata.tables.longform import LongRow, open_long_csv, read_field
from layers.catalogue import Profile
from layers.periods import Period
from layers.reporting.accepting.plain_rows import Key, PlainCheck, PlainRow, RowSorter, Sorted
from layers.reporting.checks.check import check_line
from layers.reporting.checks.denominators import SharedDenominators
from layers.reporting.lines.longlines import REQUIRED, lines_of_long_rows, unknown_long_columns
from layers.reporting.lines.resolving import Meant, Resolver, first_place
from layers.reporting.lines.units import UnitRegister, UnitsOn

Progress = Callable[[float], None]
ObservationsOf = Callable[[Sequence[str]], Iterable[ObservationEntry]]

# What a refused denominator would make every one of its rates say again.
OF_ITS_DENOMINATOR = frozenset({"denominator.missing", "rate.without_denominator"})
_TOLD_EVERY = 20_000


@dataclass
class Gathered:
    """Entries with their places, and findings, as lines are checked one after another."""

    name: str
    entries: list[ObservationEntry] = field(default_factory=list)
    places: list[Place | int] = field(default_factory=list)
    about: dict[Place, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lines: int = 0

    def check(self, meant: Iterable[Meant], shared: SharedDenominators, profile: Profile) -> None:
        """Check lines, denominators first: the rates of the same file are taken of them."""
        for one in sorted(meant, key=lambda m: not m.indicator.is_denominator):
            self.lines += 1
            entry, findings = check_line(one, shared.of(one), profile)
            known = shared.is_refused(one)
            self.about |= {replace(f.place, file=self.name): one.indicator.code for f in findings}
            self.findings += (f for f in findings if not (known and f.code in OF_ITS_DENOMINATOR))
            if entry is None:
                shared.refuse(one)
            else:
                self.entries.append(entry)
                self.places.append(replace(first_place(one.line), file=self.name))
                self.findings += shared.add(one, entry)

    def by_line(self, profile: Profile) -> None:
        """Put entries in the order of their lines, denominators first, where they are not."""
        if all(isinstance(place, int) for place in self.places):
            return
        lines = [place if isinstance(place, int) else place.line or 0 for place in self.places]
        shared = [not profile.indicators[entry.indicator].is_denominator for entry in self.entries]
        order = sorted(range(len(lines)), key=lambda position: (shared[position], lines[position]))
        self.entries = [self.entries[position] for position in order]
        self.places = [self.places[position] for position in order]

    def follow(self, shared: SharedDenominators) -> None:
        """Add the standing rates that change with a denominator."""
        for entry, denominator in shared.dependents(self.entries):
            self.entries.append(entry)
            self.places.append(replace(first_place(denominator.line), file=self.name))


class LinePlaces(Sequence[Place]):
    """Places of entries; of plain rows only the line is kept until somebody asks."""

    def __init__(self, places: Sequence[Place | int], file: str) -> None:
        self._places = places
        self._file = file

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Place: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Place]: ...
    def __getitem__(self, index: int | slice) -> Place | Sequence[Place]:
        """Return the place of an entry, or those of some."""
        if isinstance(index, slice):
            return LinePlaces(self._places[index], self._file)
        place = self._places[index]
        return Place(file=self._file, line=place) if isinstance(place, int) else place


def gather_table(
    path: Path,
    name: str,
    profile: Profile,
    units_on: UnitsOn,
    *,
    period: Period | None,
    at: date | None,
    observations_of: ObservationsOf | None,
    progress: Progress | None = None,
) -> Gathered:
    """Read a table's rows and check them.

    Parameters
    ----------
    path, name, profile, units_on, period, at, observations_of
        See `layers.reporting.read_report`.
    progress : callable or None
        Told how far the reading is, 0–1.

    Raises
    ------
    UnreadableFile, LimitExceeded
        See `geodata.tables.longform.open_long_csv`.
    """
    told = progress or (lambda share: None)
    found = Gathered(name)
    register = UnitRegister(units_on, at)
    with without_collecting(), open_long_csv(path, required=REQUIRED) as table:
        found.findings += unknown_long_columns(table.columns, Place(file=name, line=1))
        sorter = RowSorter(profile, register, table.columns, period=period, quality=Quality.FINAL)
        rows = sorter.sort(_counted(table.fields, path, told))
        columns = table.columns

    def resolved(findings: list[Finding]) -> tuple[Meant, ...]:
        rest = (LongRow(line, _by_column(columns, fields)) for line, fields in rows.rest)
        resolver = Resolver(profile, register, period=period, quality=Quality.FINAL, findings=findings)
        return tuple(resolver.resolve(lines_of_long_rows(rest, name, findings)))

    # What a plain row says and another row says too is said twice: then neither is plain.
    for key in {one.key for one in resolved([])} & rows.plain.keys():
        row = rows.plain.pop(key)
        rows.rest.append((row.line, sorter.fields_of(row)))
    rows.rest.sort(key=lambda one: one[0])
    meant = resolved(found.findings)
    in_file: dict[Key, object] = {**rows.plain, **{one.key: one for one in meant}}
    periods = {key[2] for key in in_file}
    shared = SharedDenominators(profile, in_file, periods, observations_of)
    with without_collecting():
        _check(found, rows, meant, shared, profile, told)
    found.by_line(profile)
    found.follow(shared)
    return found


def _check(
    found: Gathered,
    rows: Sorted,
    meant: Sequence[Meant],
    shared: SharedDenominators,
    profile: Profile,
    told: Progress,
) -> None:
    """Check denominators, plain and other, before all that is taken of them."""
    check = PlainCheck(shared)
    left = _plain(found, (r for r in rows.plain.values() if r.head.indicator.is_denominator), check)
    found.check(chain((one for one in meant if one.indicator.is_denominator), left), shared, profile)
    told(0.7)
    left = _plain(found, (r for r in rows.plain.values() if not r.head.indicator.is_denominator), check)
    found.check(chain((one for one in meant if not one.indicator.is_denominator), left), shared, profile)
    told(1.0)


def _plain(found: Gathered, rows: Iterable[PlainRow], check: PlainCheck) -> list[Meant]:
    """Add the entries of plain rows; return those whose figures are not plain, as lines."""
    left: list[Meant] = []
    for row in rows:
        entry = check.entry(row)
        if entry is None:
            left.append(row.meant(found.name))
        else:
            found.entries.append(entry)
            found.places.append(row.line)
            found.lines += 1
    return left


def _by_column(columns: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    return dict(zip(columns, map(read_field, fields), strict=False))


def _counted(
    fields: Iterator[tuple[int, list[str]]], path: Path, told: Progress
) -> Iterator[tuple[int, list[str]]]:
    """Pass rows on, telling about how many of the file's are read (up to half of all the work)."""
    size, seen = path.stat().st_size, 0
    for number, row in enumerate(fields, start=1):
        if number % _TOLD_EVERY == 0:
            # One row in many stands for those before it.
            seen += (sum(map(len, row[1])) + len(row[1])) * _TOLD_EVERY
            told(min(seen / size, 1.0) / 2)
        yield row
