"""A plan: a resolution with its targets, communes' own targets and roadmaps, as one thing to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from geodata.errors import refuse_unless_accepted
from geodata.findings import Findings, error
from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.targets import (
    StoredResolution,
    StoredTarget,
    read_resolutions,
    read_targets,
    write_resolution,
    write_targets,
)
from geodata.store.units import UnitKey
from geodata.store.vocabulary import ImportKind
from layers.catalogue import ValueSource

TargetKey = tuple[str, str, UnitKey | None, str | None]


@dataclass(frozen=True)
class Plan:
    """What a workbook or a form brings; `resolution` None where only targets of a known one come."""

    resolution: StoredResolution | None
    targets: tuple[StoredTarget, ...]


@dataclass(frozen=True)
class PlanChanges:
    """What writing a plan would do: targets added, changed (before, after), left; and to the resolution."""

    resolution: StoredResolution | None
    added: tuple[StoredTarget, ...]
    changed: tuple[tuple[StoredTarget, StoredTarget], ...]
    unchanged: tuple[StoredTarget, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the import's summary."""
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": len(self.unchanged)}

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return self.resolution is None and not self.added and not self.changed


def target_key(target: StoredTarget) -> TargetKey:
    """Return what a target speaks of: a later one of the same key supersedes it."""
    return (target.resolution, target.indicator, target.unit, target.period)


def compare_plan(session: Session, plan: Plan) -> PlanChanges:
    """Tell what writing a plan would add, change and leave as it is."""
    standing = {target_key(t): t for t in read_targets(session)}
    added, changed, unchanged = [], [], []
    for target in plan.targets:
        before = standing.get(target_key(target))
        if before is None:
            added.append(target)
        elif before == target:
            unchanged.append(target)
        else:
            changed.append((before, target))
    known = plan.resolution in read_resolutions(session)
    return PlanChanges(None if known else plan.resolution, tuple(added), tuple(changed), tuple(unchanged))


def commit_plan(
    store: Store,
    plan: Plan,
    findings: Findings,
    *,
    person: str,
    accept_warnings: str | None = None,
    file: Path | None = None,
    file_name: str | None = None,
) -> tuple[Batch, PlanChanges]:
    """Write a plan in one transaction; what stands already is not written again.

    Parameters
    ----------
    findings : Findings
        Of its reading; kept with the import.
    file : pathlib.Path or None
        The workbook it came with, which its person calls `file_name`.

    Raises
    ------
    Refused
        For errors, for warnings without a reason, and for a plan that changes nothing.
    """
    refuse_unless_accepted(findings, accept_warnings)
    kind = ImportKind.TARGETS if plan.resolution is None else ImportKind.RESOLUTION
    with importing(
        store,
        kind,
        person,
        file=file,
        file_name=file_name,
        reason=accept_warnings,
        findings=findings,
    ) as batch:
        changes = compare_plan(batch.session, plan)
        if changes.is_empty:
            refuse_unless_accepted(Findings((error("plan.nothing_new"),)), None)
        if changes.resolution is not None:
            write_resolution(batch, changes.resolution)
        write_targets(batch, (*changes.added, *(after for _, after in changes.changed)))
        batch.summary.update(changes.counts)
    return batch, changes


def copied_plan(
    source: StoredResolution, targets: Iterable[StoredTarget], *, number: str, issued_on: date, year: int
) -> Plan:
    """Return last year's resolution as the draft of another year's.

    Due days move by as many years; values that another document assigned are open again; communes' own
    targets and roadmaps are not copied: they are assigned anew.
    """
    years = year - source.year
    copied = tuple(
        replace(
            target,
            resolution=number,
            due=_moved(target.due, years),
            value=None if _is_assigned(target) else target.value,
            value_to=None if _is_assigned(target) else target.value_to,
            document=None,
            document_date=None,
        )
        for target in targets
        if target.resolution == source.number and target.unit is None and target.period is None
    )
    title_vi, title_en = (t.replace(str(source.year), str(year)) for t in (source.title_vi, source.title_en))
    resolution = replace(
        source, number=number, issued_on=issued_on, year=year, title_vi=title_vi, title_en=title_en
    )
    return Plan(resolution, copied)


def own_target(
    shared: StoredTarget,
    unit: UnitKey,
    value: Decimal,
    *,
    period: str | None = None,
    document: str | None = None,
    document_date: date | None = None,
) -> StoredTarget:
    """Return a unit's own target, or a step of its roadmap, that reads as the resolution's does."""
    return replace(
        shared,
        unit=unit,
        period=period,
        value=value,
        value_to=None,
        document=document,
        document_date=document_date,
    )


def _is_assigned(target: StoredTarget) -> bool:
    return target.value_source == ValueSource.ASSIGNED


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February has no namesake in most years.
        return day.replace(year=day.year + years, day=28)
