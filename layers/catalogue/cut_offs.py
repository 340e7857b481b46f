"""Cut-off days: on which day an office's period closes, and until when its report is due."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from layers.catalogue.entries import Entry
from layers.periods import Period, PeriodKind

LATEST_DAY, MOST_DAYS = 31, 366


@dataclass(frozen=True)
class CutOff:
    """When a period of a kind closes and is due, for an office (empty: for all that have none of their own).

    `closes_on` is a day of the period's last month (a month without that day closes on its last), None the
    period's last day; the report is due `days_after` days later.
    """

    kind: PeriodKind
    days_after: int
    closes_on: int | None = None
    office: str = ""

    def counted_until(self, period: Period) -> date:
        """Return the last day whose cases the period's report counts."""
        end = period.last_day
        if self.closes_on is None:
            return end
        return end.replace(day=min(self.closes_on, monthrange(end.year, end.month)[1]))

    def due_on(self, period: Period) -> date:
        """Return the last day on which the report is in time."""
        return self.counted_until(period) + timedelta(days=self.days_after)


def read_cut_offs(file: Entry) -> tuple[CutOff, ...]:
    """Return the cut-offs of a profile: one for every kind of period, and offices' own."""
    found: dict[tuple[str, PeriodKind], CutOff] = {}
    for entry in file.tables("cut_off", "kind"):
        for one in _cut_offs(entry):
            if (one.office, one.kind) in found:
                raise entry.error(f"two cut-offs for '{one.office or 'all offices'}'")
            found[one.office, one.kind] = one
    file.finish()
    for kind in PeriodKind:
        if ("", kind) not in found:
            raise file.error(f"no cut-off of kind '{kind}' for all offices")
    return tuple(found.values())


def _cut_offs(entry: Entry) -> tuple[CutOff, ...]:
    kind = entry.choice("kind", PeriodKind)
    days_after = entry.whole("days_after")
    closes_on = entry.whole("closes_on", 0)
    offices = entry.texts("offices") or ("",)
    entry.finish()
    if closes_on > LATEST_DAY or days_after > MOST_DAYS:
        raise entry.error(f"closes_on is at most {LATEST_DAY}, days_after at most {MOST_DAYS}")
    return tuple(CutOff(kind, days_after, closes_on or None, office) for office in offices)
