"""What came after a sequence: the values that are new or different since a frozen set was made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.store.imports import ImportRecord, list_imports
from geodata.store.observations import ObservationEntry, read_observations
from layers.audience import Sight
from layers.catalogue import Indicator, Profile


@dataclass(frozen=True)
class LaterValue:
    """A value that an import after the sequence brought; `before` None: there was none."""

    indicator: Indicator
    before: ObservationEntry | None
    after: ObservationEntry
    import_seq: int


@dataclass(frozen=True)
class Since:
    """Imports after a sequence, the latest first, and the values that differ now; a withdrawn one too."""

    imports: tuple[ImportRecord, ...]
    values: tuple[LaterValue, ...]


def since(session: Session, profile: Profile, sequence: int, *, sight: Sight) -> Since:
    """Return what came after a sequence, as far as the reader may see it."""
    records = tuple(r for r in list_imports(session) if r.sequence > sequence)
    then = {row.key: row for row in read_observations(session, as_of=sequence)}
    found = []
    for row in read_observations(session, with_withdrawn=True):
        indicator = profile.indicators.get(row.indicator)
        if row.import_seq <= sequence or indicator is None:
            continue
        if sight.sees(indicator):
            found.append(LaterValue(indicator, then.get(row.key), row, row.import_seq))
    return Since(records, tuple(sorted(found, key=_order)))


def _order(value: LaterValue) -> tuple[int, str, str, str]:
    return (-value.import_seq, value.indicator.code, value.after.period, value.after.unit.code)
