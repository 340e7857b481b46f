"""What was current at a sequence: of each key, the row of the highest import not above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from geodata.store.models import Import


def current_rows(
    model: Any,
    key: Sequence[InstrumentedAttribute[Any]],
    *,
    as_of: int | None,
    where: Sequence[Any] = (),
    with_withdrawn: bool = False,
) -> Select[Any]:
    """Return a SELECT of the rows of `model` that are current at a sequence.

    Parameters
    ----------
    model : mapped class with `import_seq`
    key : columns that identify what a row speaks of
    as_of : int or None
        The last import sequence that counts; None means all.
    where : conditions on key columns only, so that they never hide a newer row
    with_withdrawn : bool
        Whether keys whose current row withdraws them are given too.
    """
    rank = func.row_number().over(partition_by=list(key), order_by=[model.import_seq.desc(), model.id.desc()])
    ranked = select(model, rank.label("newest_first")).where(*where)
    if as_of is not None:
        ranked = ranked.where(model.import_seq <= as_of)
    inner = ranked.subquery()
    entity = aliased(model, inner)
    statement = select(entity).where(inner.c.newest_first == 1)
    if "withdrawn" in inner.c and not with_withdrawn:
        statement = statement.where(inner.c.withdrawn.is_(False))
    return statement


def last_sequence(session: Session) -> int:
    """Return the sequence of the latest import, 0 for an empty store."""
    return session.scalar(select(func.max(Import.sequence))) or 0


def sequence_at(session: Session, moment: datetime) -> int:
    """Return the last sequence loaded at or before a moment (UTC-aware), 0 if there was none."""
    return session.scalar(select(func.max(Import.sequence)).where(Import.loaded_at <= moment)) or 0
