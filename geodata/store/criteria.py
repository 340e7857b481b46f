"""New-rural criterion sets, results by criterion, and recognitions (decisions)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.store.imports import Batch, current_rows
from geodata.store.models import Criterion, CriterionResult, CriterionSet, Recognition
from geodata.store.units import UnitKey, unit_ids


@dataclass(frozen=True)
class StoredCriterion:
    """A criterion (`parent` None) or a part of one; `threshold` is empty until it is sure."""

    number: str
    parent: str | None
    group_vi: str | None
    name_vi: str
    name_en: str | None
    threshold: str | None = None
    unit_vi: str | None = None
    document: str | None = None


@dataclass(frozen=True)
class StoredCriterionSet:
    """The criteria of a grade (`standard`, `advanced`, `model`) over a span of days."""

    code: str
    grade: str
    name_vi: str
    name_en: str
    valid_from: date
    valid_to: date | None
    source: str
    criteria: tuple[StoredCriterion, ...] = ()

    @property
    def top_criteria(self) -> tuple[StoredCriterion, ...]:
        """The criteria that are counted, without their parts."""
        return tuple(c for c in self.criteria if c.parent is None)

    def holds(self, day: date) -> bool:
        """Tell whether the set is valid on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class StoredCriterionResult:
    """Whether a unit met a criterion: `result` is met, not_met, no_data or not_applicable."""

    unit: UnitKey
    period: str
    criterion_set: str
    criterion: str
    result: str
    evidence: str | None = None
    import_seq: int = 0


@dataclass(frozen=True)
class StoredRecognition:
    """A decision on a unit's recognition: `grade` is standard, advanced or model."""

    unit: UnitKey
    grade: str
    number: str
    decided_on: date
    is_withdrawal: bool = False
    import_seq: int = 0


def write_criterion_set(batch: Batch, criterion_set: StoredCriterionSet) -> None:
    """Write a set with its criteria; one of the same code is superseded whole."""
    values = {f.name: getattr(criterion_set, f.name) for f in fields(criterion_set) if f.name != "criteria"}
    batch.session.add(CriterionSet(import_seq=batch.sequence, **values))
    batch.session.add_all(
        Criterion(
            import_seq=batch.sequence,
            criterion_set=criterion_set.code,
            **{f.name: getattr(criterion, f.name) for f in fields(criterion)},
        )
        for criterion in criterion_set.criteria
    )
    batch.session.flush()


def read_criterion_sets(session: Session, *, as_of: int | None = None) -> tuple[StoredCriterionSet, ...]:
    """Return the sets with their criteria, earliest first."""
    found = []
    for row in session.scalars(current_rows(CriterionSet, [CriterionSet.code], as_of=as_of)):
        found.append(_criterion_set(session, row))
    return tuple(sorted(found, key=lambda s: (s.valid_from, s.code)))


def write_criterion_results(batch: Batch, results: Iterable[StoredCriterionResult]) -> int:
    """Write results by criterion; return how many."""
    ids = unit_ids(batch.session)
    rows = [
        CriterionResult(
            import_seq=batch.sequence,
            unit_id=ids[r.unit],
            period=r.period,
            criterion_set=r.criterion_set,
            criterion=r.criterion,
            result=r.result,
            evidence=r.evidence,
        )
        for r in results
    ]
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def read_criterion_results(
    session: Session, *, periods: Sequence[str] | None = None, as_of: int | None = None
) -> tuple[StoredCriterionResult, ...]:
    """Return the current results by criterion."""
    model = CriterionResult
    key = [model.unit_id, model.period, model.criterion_set, model.criterion]
    where: list[Any] = [] if periods is None else [model.period.in_(list(periods))]
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    return tuple(
        StoredCriterionResult(
            keys[row.unit_id],
            row.period,
            row.criterion_set,
            row.criterion,
            row.result,
            row.evidence,
            row.import_seq,
        )
        for row in session.scalars(current_rows(model, key, as_of=as_of, where=where))
    )


def results_of_import(session: Session, sequence: int) -> tuple[tuple[str, UnitKey, str], ...]:
    """Return (criterion set, unit, period) of each result that an import wrote."""
    units = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    columns = (CriterionResult.criterion_set, CriterionResult.unit_id, CriterionResult.period)
    statement = select(*columns).where(CriterionResult.import_seq == sequence)
    return tuple(
        (criterion_set, units[unit_id], period)
        for criterion_set, unit_id, period in session.execute(statement)
    )


def write_recognitions(batch: Batch, recognitions: Iterable[StoredRecognition]) -> int:
    """Write recognitions; return how many."""
    ids = unit_ids(batch.session)
    rows = [
        Recognition(
            import_seq=batch.sequence,
            unit_id=ids[r.unit],
            grade=r.grade,
            number=r.number,
            decided_on=r.decided_on,
            is_withdrawal=r.is_withdrawal,
        )
        for r in recognitions
    ]
    batch.session.add_all(rows)
    batch.session.flush()
    return len(rows)


def read_recognitions(session: Session, *, as_of: int | None = None) -> tuple[StoredRecognition, ...]:
    """Return the recognitions and their withdrawals, earliest decision first."""
    key = [Recognition.unit_id, Recognition.grade, Recognition.number]
    keys = {unit_id: unit for unit, unit_id in unit_ids(session).items()}
    found = [
        StoredRecognition(
            keys[row.unit_id], row.grade, row.number, row.decided_on, row.is_withdrawal, row.import_seq
        )
        for row in session.scalars(current_rows(Recognition, key, as_of=as_of))
    ]
    return tuple(sorted(found, key=lambda r: (r.decided_on, r.unit)))


def _in_document_order(row: Criterion) -> tuple[list[int], bool]:
    """Order 2 before 10, and a criterion before a part that has its number."""
    return [int(part) for part in row.number.split(".")], row.parent is not None


def _criterion_set(session: Session, row: CriterionSet) -> StoredCriterionSet:
    statement = current_rows(
        Criterion,
        [Criterion.criterion_set, Criterion.number, Criterion.parent],
        as_of=row.import_seq,
        where=[Criterion.criterion_set == row.code],
    )
    # A superseding set is whole: only the criteria that came with it are its own.
    own = [c for c in session.scalars(statement) if c.import_seq == row.import_seq]
    names = [f.name for f in fields(StoredCriterion)]
    criteria = tuple(
        StoredCriterion(**{name: getattr(c, name) for name in names})
        for c in sorted(own, key=_in_document_order)
    )
    return StoredCriterionSet(
        row.code, row.grade, row.name_vi, row.name_en, row.valid_from, row.valid_to, row.source, criteria
    )
