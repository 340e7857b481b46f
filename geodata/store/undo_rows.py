"""The rows of one table that an undone import brought: what stood before, what came later, the way back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, not_, select
from sqlalchemy.orm import Session, aliased

from geodata.store.imports import Batch
from geodata.store.keys import Keyed

_AT_ONCE = 10_000


class OnConflict(StrEnum):
    """What becomes of keys that later imports touched: left to them, or set back all the same."""

    KEEP_LATER = "keep"
    RESTORE = "restore"


class RowsUndone:
    """The rows of one table that an import brought, and what stood or came beside them."""

    def __init__(self, keyed: Keyed, sequence: int, passed_over: Collection[int]) -> None:
        self._keyed = keyed
        self._sequence = sequence
        self._passed_over = sorted(passed_over)
        self._touched: Any = aliased(keyed.model, name="touched")

    def counts(self, session: Session) -> tuple[int, int]:
        """Return how many rows would be restored and withdrawn if later imports kept theirs."""
        former = self._former().label("former")
        found = select(former, self._touched.withdrawn).where(self._is_touched(), not_(self._is_later()))
        rows = found.subquery()
        restored = session.scalar(select(func.count()).where(rows.c.former.is_not(None))) or 0
        first = select(func.count()).where(rows.c.former.is_(None), rows.c.withdrawn.is_(False))
        return restored, session.scalar(first) or 0

    def later(self, session: Session) -> dict[int, int]:
        """Return the later imports in force that touched the same keys, each with how many of them."""
        later: Any = aliased(self._keyed.model, name="later")
        statement = (
            select(later.import_seq, func.count(self._touched.id.distinct()))
            .join(self._touched, self._keyed.same(later, self._touched))
            .where(self._is_touched(), later.import_seq > self._sequence, self._counts(later))
            .group_by(later.import_seq)
        )
        found = session.execute(statement).all()
        return {row[0]: row[1] for row in found}

    def write(self, batch: Batch, on_conflict: OnConflict) -> dict[str, int]:
        """Write the former rows again, and withdrawals of first ones; return how many of each."""
        kept = () if on_conflict is OnConflict.RESTORE else (not_(self._is_later()),)
        # Row numbers are settled before anything is written: what is written must not be found again.
        found = batch.session.execute(
            select(
                self._touched.id, self._former().label("former"), self._touched.withdrawn, self._is_later()
            ).where(self._is_touched(), *kept)
        ).all()
        restored = [former for _, former, _, _ in found if former is not None]
        withdrawn = [
            row_id for row_id, former, gone, later in found if former is None and (later or not gone)
        ]
        self._copy(batch, restored, {})
        self._copy(batch, withdrawn, {"withdrawn": True, **self._keyed.withdrawal})
        self._copy_children(batch, restored)
        return {"restored": len(restored), "withdrawn": len(withdrawn)}

    def _copy(self, batch: Batch, row_ids: list[int], instead: dict[str, Any]) -> None:
        table = self._keyed.model.__table__
        instead = {"import_seq": batch.sequence, **instead}
        if "origin_id" in table.c:
            instead["origin_id"] = func.coalesce(table.c.origin_id, table.c.id)
        names = [column.name for column in table.c if column.name != "id"]
        values = [
            _value(instead[name], table.c[name]) if name in instead else table.c[name] for name in names
        ]
        for some in _in_chunks(sorted(row_ids)):
            batch.session.execute(
                insert(table).from_select(names, select(*values).where(table.c.id.in_(some)))
            )

    def _copy_children(self, batch: Batch, parent_ids: list[int]) -> None:
        """Write again what came whole with the restored rows."""
        if self._keyed.child is None:
            return
        child, parent = self._keyed.child.__table__, self._keyed.model.__table__
        names = [column.name for column in child.c if column.name != "id"]
        values = [
            literal(batch.sequence) if name == "import_seq" else child.c[name].label(name) for name in names
        ]
        together = and_(
            child.c[self._keyed.child_column] == parent.c[self._keyed.parent_column],
            child.c.import_seq == parent.c.import_seq,
        )
        for some in _in_chunks(sorted(parent_ids)):
            rows = select(*values).join(parent, together).where(parent.c.id.in_(some))
            batch.session.execute(insert(child).from_select(names, rows))

    def _is_touched(self) -> ColumnElement[bool]:
        """The undone import's last row of each key."""
        again: Any = aliased(self._keyed.model, name="again")
        return and_(
            self._touched.import_seq == self._sequence,
            ~exists().where(
                self._keyed.same(again, self._touched),
                again.import_seq == self._sequence,
                again.id > self._touched.id,
            ),
        )

    def _is_later(self) -> ColumnElement[bool]:
        later: Any = aliased(self._keyed.model, name="later")
        return exists().where(
            self._keyed.same(later, self._touched), later.import_seq > self._sequence, self._counts(later)
        )

    def _former(self) -> Any:
        former: Any = aliased(self._keyed.model, name="former")
        return (
            select(former.id)
            .where(
                self._keyed.same(former, self._touched),
                former.import_seq < self._sequence,
                self._counts(former),
            )
            .order_by(former.import_seq.desc(), former.id.desc())
            .limit(1)
            .scalar_subquery()
        )

    def _counts(self, row: Any) -> ColumnElement[bool]:
        counting: ColumnElement[bool] = row.import_seq.not_in(self._passed_over)
        return counting


def _value(value: Any, column: Any) -> Any:
    return value if isinstance(value, ColumnElement) else literal(value, column.type)


def _in_chunks(ids: list[int], size: int = _AT_ONCE) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
