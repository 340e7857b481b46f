"""Why an indicator is missed and what is done about it, by unit and period; a later entry supersedes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import Remedy
from geodata.store.units import UnitKey, unit_ids


@dataclass(frozen=True)
class StoredRemedy:
    """Cause, remedy, deadline and who answers for it; `unit` None is the district as a whole.

    A withdrawn one says that nothing stands any more.
    """

    indicator: str
    unit: UnitKey | None
    period: str
    cause: str
    remedy: str
    deadline: date | None
    responsible: str
    withdrawn: bool = False
    import_seq: int = 0

    @property
    def key(self) -> tuple[str, UnitKey | None, str]:
        """What it speaks of."""
        return (self.indicator, self.unit, self.period)


_ENTERED = [f.name for f in fields(StoredRemedy) if f.name not in ("unit", "import_seq")]


def write_remedies(batch: Batch, remedies: Iterable[StoredRemedy]) -> int:
    """Write entries, superseding those of the same indicator, unit and period; return how many."""
    ids = unit_ids(batch.session)
    rows = [
        Remedy(
            import_seq=batch.sequence,
            unit_id=None if one.unit is None else ids[one.unit],
            **{name: getattr(one, name) for name in _ENTERED},
        )
        for one in remedies
    ]
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def remedies_of_import(session: Session, sequence: int) -> tuple[tuple[str, UnitKey | None, str], ...]:
    """Return (indicator, unit, period) of each entry that an import wrote; unit None is the district."""
    units = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    statement = select(Remedy.indicator, Remedy.unit_id, Remedy.period).where(Remedy.import_seq == sequence)
    return tuple(
        (indicator, None if unit_id is None else units[unit_id], period)
        for indicator, unit_id, period in session.execute(statement)
    )


def read_remedies(
    session: Session, *, periods: Sequence[str] | None = None, as_of: int | None = None
) -> tuple[StoredRemedy, ...]:
    """Return what stands, of some periods or of all, by indicator; the district's before its communes'."""
    where = [] if periods is None else [Remedy.period.in_(list(periods))]
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    key = [Remedy.indicator, Remedy.unit_id, Remedy.period]
    found = [
        StoredRemedy(
            unit=None if row.unit_id is None else keys[row.unit_id],
            import_seq=row.import_seq,
            **{name: getattr(row, name) for name in _ENTERED},
        )
        for row in session.scalars(current_rows(Remedy, key, as_of=as_of, where=where))
    ]
    return tuple(sorted(found, key=lambda r: (r.period, r.indicator, r.unit is not None, str(r.unit))))
