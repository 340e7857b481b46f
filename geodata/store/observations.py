"""Observations: compared with what stands, written where they differ, read as of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.quiet import without_collecting
from geodata.store.imports import Batch, current_rows
from geodata.store.models import Observation
from geodata.store.units import UnitKey, unit_ids
from geodata.store.vocabulary import Basis, Quality, State

Progress = Callable[[float], None]
_AT_ONCE = 100_000
ObservationKey = tuple[UnitKey, str, str, str, str]


class ObservationEntry(NamedTuple):
    """One value as it is entered: indicator × unit × period × basis × product.

    A tuple, because a national file makes half a million of them.

    `numerator_derived` marks a numerator computed from a reported rate; `covered_fraction` is the share
    (0–1) of the unit that the image of a measured value covers with valid pixels; `import_seq` is the import
    that it came with, 0 before it is written.
    """

    unit: UnitKey
    indicator: str
    period: str
    basis: str = Basis.REPORTED
    product: str = ""
    state: str = State.VALUE
    reason: str | None = None
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    numerator_derived: bool = False
    quality: str = Quality.FINAL
    note: str | None = None
    image_date: date | None = None
    class_rule: str | None = None
    covered_fraction: Decimal | None = None
    withdrawn: bool = False
    import_seq: int = 0

    @property
    def key(self) -> ObservationKey:
        """What it speaks of."""
        # A word of an enumeration and the plain word are equal, but are not found by each other's hash.
        return self[:5] if type(self.basis) is str else (*self[:3], str(self.basis), self.product)


@dataclass(frozen=True)
class Changes:
    """What entries would do: `changed` pairs are (before, after)."""

    added: tuple[ObservationEntry, ...]
    changed: tuple[tuple[ObservationEntry, ObservationEntry], ...]
    unchanged: tuple[ObservationEntry, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the import's summary."""
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": len(self.unchanged)}


def read_observations(
    session: Session,
    *,
    indicators: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
    as_of: int | None = None,
    with_withdrawn: bool = False,
) -> tuple[ObservationEntry, ...]:
    """Return the current observations, of some indicators and periods or of all."""
    where: list[Any] = []
    if indicators is not None:
        where.append(Observation.indicator.in_(list(indicators)))
    if periods is not None:
        where.append(Observation.period.in_(list(periods)))
    keys = {unit_id: key for key, unit_id in unit_ids(session).items()}
    statement = _current(as_of, where, with_withdrawn=with_withdrawn)
    columns = [statement.selected_columns[name] for name in ("unit_id", *_CARRIED)]
    return tuple(
        ObservationEntry(keys[unit_id], *carried)
        for unit_id, *carried in session.execute(statement.with_only_columns(*columns))
    )


def reported_periods(
    session: Session, *, indicators: Collection[str] | None = None, as_of: int | None = None
) -> tuple[str, ...]:
    """Return the periods that have observations, of some indicators or any, as texts without an order."""
    statement = select(Observation.period).distinct()
    if indicators is not None:
        statement = statement.where(Observation.indicator.in_(sorted(indicators)))
    if as_of is not None:
        statement = statement.where(Observation.import_seq <= as_of)
    return tuple(session.scalars(statement))


def compare_observations(
    session: Session, entries: Iterable[ObservationEntry], *, as_of: int | None = None
) -> Changes:
    """Tell what writing the entries would add, change and leave as it is."""
    entries = tuple(entries)
    standing = {
        row.key: row
        for row in read_observations(
            session, periods=sorted({entry.period for entry in entries}), as_of=as_of
        )
    }
    added: list[ObservationEntry] = []
    changed: list[tuple[ObservationEntry, ObservationEntry]] = []
    unchanged: list[ObservationEntry] = []
    for entry in entries:
        before = standing.get(entry.key)
        if before is None:
            (unchanged if entry.withdrawn else added).append(entry)
        elif _same(before, entry):
            unchanged.append(entry)
        else:
            changed.append((before, entry))
    return Changes(tuple(added), tuple(changed), tuple(unchanged))


@without_collecting()
def write_observations(
    batch: Batch, entries: Iterable[ObservationEntry], *, progress: Progress | None = None
) -> Changes:
    """Write the entries that differ from what stands; unchanged ones are not written again.

    Parameters
    ----------
    batch : Batch
    entries : iterable of ObservationEntry
    progress : callable or None
        Told how far the writing is, 0–1.
    """
    changes = compare_observations(batch.session, entries)
    ids = unit_ids(batch.session)
    written = _in_order((*changes.added, *(after for _, after in changes.changed)), ids)
    for start in range(0, len(written), _AT_ONCE):
        _insert(batch, written[start : start + _AT_ONCE], ids)
        if progress is not None:
            progress(min(start + _AT_ONCE, len(written)) / len(written))
    for name, count in changes.counts.items():
        batch.summary[name] = batch.summary.get(name, 0) + count
    return changes


def _in_order(entries: Sequence[ObservationEntry], ids: Mapping[UnitKey, int]) -> list[ObservationEntry]:
    """Return entries in the order of the table's own index, so that it grows at its end."""
    unknown = {entry.unit for entry in entries} - ids.keys()
    if unknown:
        unit = min(unknown)
        raise UnknownThing("unit.unknown", unit_code=unit.code, valid_from=unit.valid_from)
    ranks = {code: rank for rank, code in enumerate(sorted({entry.indicator for entry in entries}))}
    # Whole numbers are compared much faster than tuples.
    keys = [ids[entry.unit] * len(ranks) + ranks[entry.indicator] for entry in entries]
    return [entries[position] for position in sorted(range(len(keys)), key=keys.__getitem__)]


def _insert(batch: Batch, entries: Sequence[ObservationEntry], ids: Mapping[UnitKey, int]) -> None:
    connection = batch.session.connection()
    columns: dict[str, Sequence[Any]] = dict(
        zip(ObservationEntry._fields, zip(*entries, strict=True), strict=True)
    )
    units = columns.pop("unit")
    columns = {"unit_id": [ids[u] for u in units], **columns, "import_seq": [batch.sequence] * len(entries)}
    if connection.dialect.name != "sqlite":
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        connection.execute(insert(Observation), rows)
        return
    # SQLAlchemy would make a dictionary of each row and look at each of its values; and what is the same
    # in all rows stands in the statement itself.
    alike = {name: column[0] for name, column in columns.items() if column.count(column[0]) == len(column)}
    varied = {name: _plain_column(column) for name, column in columns.items() if name not in alike}
    names = ", ".join((*varied, *alike))
    marks = ", ".join((*("?" * len(varied)), *(_literal(value) for value in alike.values())))
    connection.exec_driver_sql("PRAGMA cache_size=-131072")
    connection.exec_driver_sql(
        f"INSERT INTO observations ({names}) VALUES ({marks})", list(zip(*varied.values(), strict=True))
    )


def _current(as_of: int | None, where: list[Any], *, with_withdrawn: bool) -> Any:
    key = [
        Observation.unit_id,
        Observation.indicator,
        Observation.period,
        Observation.basis,
        Observation.product,
    ]
    return current_rows(Observation, key, as_of=as_of, where=where, with_withdrawn=with_withdrawn)


_CARRIED = ObservationEntry._fields[1:]


def entry_of(row: Observation, unit: UnitKey) -> ObservationEntry:
    """Return a stored row as the entry it was written from."""
    return ObservationEntry(unit=unit, **{name: getattr(row, name) for name in _CARRIED})


def _plain_column(column: Sequence[Any]) -> list[Any]:
    """Return values as SQLite keeps them; decimals digit for digit, as `ExactDecimal` does."""
    return [value if value is None or type(value) in (str, int) else _plain(value) for value in column]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = str(value)
        if text.isdecimal():
            return text
        if not value.is_finite():
            raise ValueError(f"{value} is not a finite number")
        return format(value, "f")
    if isinstance(value, str):
        return str(value)
    return value.isoformat() if isinstance(value, date) else int(value)


def _literal(value: Any) -> str:
    """Return a value as SQL writes it."""
    plain = None if value is None else _plain(value)
    if plain is None:
        return "NULL"
    return str(plain) if isinstance(plain, int) else "'" + plain.replace("'", "''") + "'"


def _same(before: ObservationEntry, after: ObservationEntry) -> bool:
    return before[1:-1] == after[1:-1]
