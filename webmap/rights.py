"""Who of the signed-in may enter what: planners and administrators all, others what they report."""

from __future__ import annotations

from geodata.store.vocabulary import Role
from layers.catalogue import Indicator
from layers.joining.snapshot import Snapshot
from layers.offices.owners import owners_of
from layers.offices.reporters import Reporter
from webmap.permissions import Person, current_person

_ALL = (Role.PLANNER, Role.ADMIN)
_REPORTERS = (Role.CLERK, Role.POLICE, *_ALL)


def may_enter(person: Person, snapshot: Snapshot, indicator: Indicator, unit_code: str | None) -> bool:
    """Tell whether a person may enter something about an indicator of a unit (None: the district)."""
    if person.role in _ALL:
        return True
    if person.role not in _REPORTERS:
        return False
    reporter = Reporter(person.offices, person.unit_codes)
    owners = owners_of(snapshot.profile, snapshot.settings)
    code = unit_code or snapshot.profile.district.code
    return reporter.why_not(indicator, code, owners, snapshot.profile) is None


def may_report_for(person: Person, office: str) -> bool:
    """Tell whether a person reports for an office; lines without one are the planners'."""
    return person.role in _ALL or (person.role in _REPORTERS and office in person.offices)


def is_reporter() -> bool:
    """Tell whether the person of the request enters data at all."""
    return current_person().role in _REPORTERS
