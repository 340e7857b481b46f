"""How far each office's period is, and which steps there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.period_events import StoredPeriodEvent, read_period_statuses, write_period_event
from geodata.store.vocabulary import ImportKind, PeriodStatus
from layers.errors import LayersError
from layers.offices.rights import Rights
from layers.periods import Period


class NoSuchStep(LayersError):
    """A period cannot go from where it is to where it was asked to."""


class NotYourOffice(LayersError):
    """The office's report is for others to send."""


class NotYourStep(LayersError):
    """The step is for those who oversee all offices."""


class ReasonNeeded(LayersError):
    """The step needs a written reason."""


@dataclass(frozen=True)
class Step:
    """A step that a period can take: from one status to another, who takes it, and whether it must say why.

    A step `by_office` is for whoever reports for the office, any other for those who oversee all.
    """

    before: PeriodStatus
    after: PeriodStatus
    by_office: bool = False
    needs_reason: bool = False

    def is_for(self, rights: Rights) -> bool:
        """Tell whether it is theirs to take, of an office that they report for."""
        return self.by_office or rights.oversees


STEPS = (
    Step(PeriodStatus.OPEN, PeriodStatus.SUBMITTED, by_office=True),
    Step(PeriodStatus.SUBMITTED, PeriodStatus.APPROVED),
    Step(PeriodStatus.SUBMITTED, PeriodStatus.OPEN, needs_reason=True),
    Step(PeriodStatus.APPROVED, PeriodStatus.LOCKED),
    Step(PeriodStatus.APPROVED, PeriodStatus.OPEN, needs_reason=True),
    Step(PeriodStatus.LOCKED, PeriodStatus.OPEN, needs_reason=True),
)


def status_of(
    events: Mapping[tuple[str, str], StoredPeriodEvent], office: str, period: Period | str
) -> PeriodStatus:
    """Return how far an office's period is; one that never took a step is open."""
    event = events.get((office, str(period)))
    return PeriodStatus.OPEN if event is None else event.status


def steps_from(status: PeriodStatus, office: str, rights: Rights) -> tuple[Step, ...]:
    """Return the steps that somebody may take with an office's period from a status."""
    if not rights.reports_for(office):
        return ()
    return tuple(step for step in STEPS if step.before is status and step.is_for(rights))


def take_step(
    store: Store,
    office: str,
    period: Period,
    after: PeriodStatus,
    *,
    person: str,
    rights: Rights,
    reason: str | None = None,
) -> Batch:
    """Take an office's period one step on; the step is added to its history and never changed.

    Parameters
    ----------
    office : str
        The office's name; `UNASSIGNED` for the lines that have none.
    after : PeriodStatus
    rights : Rights
        Of the person.
    reason : str or None
        Why; needed for opening again.

    Raises
    ------
    NotYourOffice, NoSuchStep, NotYourStep, ReasonNeeded
        Nothing was changed.
    """
    reason = (reason or "").strip() or None
    with importing(store, ImportKind.PERIODS, person, reason=reason) as batch:
        # Within the transaction: two people may press at the same time.
        events = read_period_statuses(batch.session)
        if not rights.reports_for(office):
            raise NotYourOffice("period.not_your_office")
        _allowed_step(status_of(events, office, period), after, rights, reason)
        write_period_event(batch, office, str(period), after)
        batch.summary.update({"office": office, "period": str(period), "status": str(after)})
    return batch


def _allowed_step(before: PeriodStatus, after: PeriodStatus, rights: Rights, reason: str | None) -> None:
    step = next((s for s in STEPS if (s.before, s.after) == (before, after)), None)
    if step is None:
        raise NoSuchStep("period.no_step", before=str(before), after=str(after))
    if not step.is_for(rights):
        raise NotYourStep("period.not_for_role", after=str(after))
    if step.needs_reason and reason is None:
        raise ReasonNeeded("period.reason_needed", before=str(before), after=str(after))
