"""Every record of a value, not only the current one: what it replaced, and by which import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.store.models import Observation
from geodata.store.observations import ObservationEntry, entry_of
from geodata.store.units import UnitKey, unit_ids

_AT_ONCE = 10_000


@dataclass(frozen=True)
class Replacement:
    """A recorded value and the one it took the place of (None: it is the first)."""

    before: ObservationEntry | None
    after: ObservationEntry
    import_seq: int


def read_history(
    session: Session, unit: UnitKey, indicator: str, period: str, *, as_of: int | None = None
) -> tuple[Replacement, ...]:
    """Return every record of one value, the latest first, each basis and product for itself."""
    unit_id = unit_ids(session).get(unit)
    where = [
        Observation.unit_id == unit_id,
        Observation.indicator == indicator,
        Observation.period == period,
    ]
    return _replacements(session, where, as_of, only_replacing=False)


def read_replacements(
    session: Session,
    period: str,
    *,
    indicators: Sequence[str] | None = None,
    as_of: int | None = None,
) -> tuple[Replacement, ...]:
    """Return every record of a period that took the place of another one, the latest first."""
    where: list[Any] = [Observation.period == period]
    if indicators is not None:
        where.append(Observation.indicator.in_(list(indicators)))
    return _replacements(session, where, as_of, only_replacing=True)


def lines_of_import(session: Session, sequence: int) -> tuple[tuple[str, str], ...]:
    """Return (indicator, period) of each value that an import wrote."""
    return tuple((indicator, period) for indicator, _unit, period in values_of_import(session, sequence))


def values_of_import(session: Session, sequence: int) -> tuple[tuple[str, UnitKey, str], ...]:
    """Return (indicator, unit, period) of each value that an import wrote."""
    units = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    columns = (Observation.indicator, Observation.unit_id, Observation.period)
    statement = select(*columns).where(Observation.import_seq == sequence)
    return tuple(
        (indicator, units[unit_id], period) for indicator, unit_id, period in session.execute(statement)
    )


def _replacements(
    session: Session, where: list[Any], as_of: int | None, *, only_replacing: bool
) -> tuple[Replacement, ...]:
    key = [
        Observation.unit_id,
        Observation.indicator,
        Observation.period,
        Observation.basis,
        Observation.product,
    ]
    if as_of is not None:
        where = [*where, Observation.import_seq <= as_of]
    before = func.lag(Observation.id).over(
        partition_by=key, order_by=[Observation.import_seq, Observation.id]
    )
    pairs = select(Observation.id, before.label("before")).where(*where).subquery()
    chosen = select(pairs.c.id, pairs.c.before)
    if only_replacing:
        chosen = chosen.where(pairs.c.before.is_not(None))
    found = [(row[0], row[1]) for row in session.execute(chosen)]
    rows = _rows(session, {row_id for pair in found for row_id in pair if row_id is not None})
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    made = (
        Replacement(
            None if earlier is None else entry_of(rows[earlier], keys[rows[earlier].unit_id]),
            entry_of(rows[later], keys[rows[later].unit_id]),
            rows[later].import_seq,
        )
        for later, earlier in found
    )
    return tuple(sorted(made, key=lambda r: (-r.import_seq, r.after.indicator, r.after.key)))


def _rows(session: Session, ids: Iterable[int]) -> dict[int, Observation]:
    ordered = sorted(ids)
    found: dict[int, Observation] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        found |= {row.id: row for row in session.scalars(select(Observation).where(Observation.id.in_(some)))}
    return found
