"""How far each office's period is, which steps there are, and what a lock or an approval means for values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.findings import Finding, error
from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.period_events import StoredPeriodEvent, read_period_statuses, write_period_event
from geodata.store.settings import read_office_settings
from geodata.store.vocabulary import ImportKind, PeriodStatus, Role
from layers.catalogue import Profile
from layers.errors import LayersError
from layers.offices.owners import UNASSIGNED, offices_by_indicator
from layers.periods import Period

_REPORTERS = frozenset({Role.CLERK, Role.POLICE, Role.PLANNER, Role.ADMIN})
_APPROVERS = frozenset({Role.PLANNER, Role.ADMIN})


class NoSuchStep(LayersError):
    """A period cannot go from where it is to where it was asked to."""


class NotForThisRole(LayersError):
    """The step is for other roles."""


class ReasonNeeded(LayersError):
    """The step needs a written reason."""


@dataclass(frozen=True)
class Step:
    """A step that a period can take: from one status to another, by whom, and whether it must say why."""

    before: PeriodStatus
    after: PeriodStatus
    roles: frozenset[Role]
    needs_reason: bool = False


STEPS = (
    Step(PeriodStatus.OPEN, PeriodStatus.SUBMITTED, _REPORTERS),
    Step(PeriodStatus.SUBMITTED, PeriodStatus.APPROVED, _APPROVERS),
    Step(PeriodStatus.SUBMITTED, PeriodStatus.OPEN, _APPROVERS, needs_reason=True),
    Step(PeriodStatus.APPROVED, PeriodStatus.LOCKED, _APPROVERS),
    Step(PeriodStatus.APPROVED, PeriodStatus.OPEN, _APPROVERS, needs_reason=True),
    Step(PeriodStatus.LOCKED, PeriodStatus.OPEN, _APPROVERS, needs_reason=True),
)


def status_of(
    events: Mapping[tuple[str, str], StoredPeriodEvent], office: str, period: Period | str
) -> PeriodStatus:
    """Return how far an office's period is; one that never took a step is open."""
    event = events.get((office, str(period)))
    return PeriodStatus.OPEN if event is None else event.status


def steps_from(status: PeriodStatus, role: Role | None) -> tuple[Step, ...]:
    """Return the steps that a role can take from a status."""
    return tuple(step for step in STEPS if step.before is status and role in step.roles)


def take_step(
    store: Store,
    office: str,
    period: Period,
    after: PeriodStatus,
    *,
    person: str,
    role: Role,
    reason: str | None = None,
) -> Batch:
    """Take an office's period one step on; the step is added to its history and never changed.

    Parameters
    ----------
    office : str
        The office's name; `UNASSIGNED` for the lines that have none.
    after : PeriodStatus
    role : Role
        Of the person; whether a clerk reports for this office is for the caller to know.
    reason : str or None
        Why; needed for opening again.

    Raises
    ------
    NoSuchStep, NotForThisRole, ReasonNeeded
        Nothing was changed.
    """
    reason = (reason or "").strip() or None
    with importing(store, ImportKind.PERIODS, person, reason=reason) as batch:
        # Within the transaction: two people may press at the same time.
        events = read_period_statuses(batch.session)
        _allowed_step(status_of(events, office, period), after, role, reason)
        write_period_event(batch, office, str(period), after)
        batch.summary.update({"office": office, "period": str(period), "status": str(after)})
    return batch


def approved_up_to(
    events: Mapping[tuple[str, str], StoredPeriodEvent], office: str, period: Period | str
) -> int:
    """Return the import up to which an office's values of a period are approved, 0 where none are.

    What was loaded after the approval is not approved by it.
    """
    event = events.get((office, str(period)))
    if event is None or event.status not in (PeriodStatus.APPROVED, PeriodStatus.LOCKED):
        return 0
    return event.import_seq


def locked_findings(
    session: Session, profile: Profile, touched: Iterable[tuple[str, str]]
) -> tuple[Finding, ...]:
    """Return an error for each locked period that would be written to.

    Parameters
    ----------
    session : Session
    profile : Profile
    touched : iterable of (indicator, period)
        Of the values that would be added, changed or withdrawn.

    Returns
    -------
    tuple of Finding
        One `period.locked` for each office and period, with how many values it is about.
    """
    events = read_period_statuses(session)
    locked = {key for key, event in events.items() if event.status is PeriodStatus.LOCKED}
    if not locked:
        return ()
    office = _office_by_indicator(session, profile)
    counts: dict[tuple[str, str], int] = {}
    for indicator, period in touched:
        key = (office(indicator), period)
        if key in locked:
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        error("period.locked", office=name or "–", period=period, values=count)
        for (name, period), count in sorted(counts.items())
    )


def _office_by_indicator(session: Session, profile: Profile) -> Callable[[str], str]:
    """Return whose an indicator is; a denominator goes with the first line that is taken of it."""
    by_code = offices_by_indicator(profile, read_office_settings(session))
    return lambda code: by_code.get(code, UNASSIGNED)


def _allowed_step(before: PeriodStatus, after: PeriodStatus, role: Role, reason: str | None) -> None:
    step = next((s for s in STEPS if (s.before, s.after) == (before, after)), None)
    if step is None:
        raise NoSuchStep("period.no_step", before=str(before), after=str(after))
    if role not in step.roles:
        raise NotForThisRole("period.not_for_role", role=str(role), after=str(after))
    if step.needs_reason and reason is None:
        raise ReasonNeeded("period.reason_needed", before=str(before), after=str(after))
