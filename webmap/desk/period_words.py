"""Offices' periods in words: the office, how far the period is, the steps that can be taken."""

from __future__ import annotations

from geodata.store.vocabulary import PeriodStatus
from layers.offices.owners import UNASSIGNED
from layers.offices.periods import Step
from layers.periods import PeriodKind
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

PERIOD_KINDS = {
    PeriodKind.MONTH: _("month"),
    PeriodKind.QUARTER: _("quarter"),
    PeriodKind.HALF: _("half-year"),
    PeriodKind.NINE_MONTHS: _("nine months"),
    PeriodKind.YEAR: _("year"),
}
_STATUSES = {
    PeriodStatus.OPEN: _("open"),
    PeriodStatus.SUBMITTED: _("submitted"),
    PeriodStatus.APPROVED: _("approved"),
    PeriodStatus.LOCKED: _("locked"),
}
_STEPS = {
    PeriodStatus.SUBMITTED: _("Submit for approval"),
    PeriodStatus.APPROVED: _("Approve"),
    PeriodStatus.LOCKED: _("Lock"),
}
_BACK = {
    PeriodStatus.SUBMITTED: _("Send back"),
    PeriodStatus.APPROVED: _("Take the approval back"),
    PeriodStatus.LOCKED: _("Unlock"),
}


def say_office(office: str, word: Translator) -> str:
    """Name an office; lines that none was assigned to say so."""
    return office if office != UNASSIGNED else word(_("No office assigned yet"))


def say_period_status(status: PeriodStatus, word: Translator) -> str:
    """Say how far a period is: `đang mở`, `đã nộp`, `đã phê duyệt`, `đã khóa`."""
    return word(_STATUSES[status])


def say_step(step: Step, word: Translator) -> str:
    """Say what a step does, as its button names it."""
    return word(_BACK[step.before] if step.after is PeriodStatus.OPEN else _STEPS[step.after])
