"""Gain and loss of trees or forest by unit between two image dates of one product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import CoverChange
from geodata.store.units import UnitKey, unit_ids


@dataclass(frozen=True)
class StoredCoverChange:
    """Hectares that became the kind (`tree` or `forest`), ceased to be, are at both dates and at neither.

    `compared_fraction` (0–1) is the part of the unit that both images show.
    """

    unit: UnitKey
    kind: str
    product: str
    earlier: date
    later: date
    class_rule: str
    gain_ha: Decimal
    loss_ha: Decimal
    stable_ha: Decimal
    bare_ha: Decimal
    compared_fraction: Decimal
    import_seq: int = 0

    @property
    def net_ha(self) -> Decimal:
        """Gain less loss."""
        return self.gain_ha - self.loss_ha


_ENTERED = [f.name for f in fields(StoredCoverChange) if f.name not in ("unit", "import_seq")]


def write_cover_changes(batch: Batch, changes: Iterable[StoredCoverChange]) -> int:
    """Write changes, superseding those of the same unit, kind, product and dates; return how many."""
    ids = unit_ids(batch.session)
    rows = [
        CoverChange(
            import_seq=batch.sequence,
            unit_id=ids[one.unit],
            **{name: getattr(one, name) for name in _ENTERED},
        )
        for one in changes
    ]
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def read_cover_changes(session: Session, *, as_of: int | None = None) -> tuple[StoredCoverChange, ...]:
    """Return the current changes, the latest dates first, then by kind and unit."""
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    key = [
        CoverChange.unit_id, CoverChange.kind, CoverChange.product, CoverChange.earlier, CoverChange.later,
    ]  # fmt: skip
    found = [
        StoredCoverChange(
            unit=keys[row.unit_id],
            import_seq=row.import_seq,
            **{name: getattr(row, name) for name in _ENTERED},
        )
        for row in session.scalars(current_rows(CoverChange, key, as_of=as_of))
    ]
    return tuple(
        sorted(found, key=lambda c: (-c.later.toordinal(), -c.earlier.toordinal(), c.kind, str(c.unit)))
    )
