"""What every sheet of a template is made from, and the lines and columns that all of them have."""

from __future__ import annotations

from dataclasses import dataclass, field

from geodata.store.targets import StoredTarget
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from geodata.tables.workbook.description import CellKind, Column, Rule
from layers.catalogue import Indicator, Profile
from layers.periods import Period
from layers.reporting.lines.hints import hint, shown_date
from layers.reporting.lines.labels import labels

LABEL = Rule(CellKind.LABEL)


@dataclass(frozen=True)
class TemplatePlan:
    """What every sheet is made from.

    `targets` are the district's by indicator, `owners` the office of each indicator that was assigned one.
    """

    profile: Profile
    period: Period
    units: tuple[StoredUnit, ...]
    indicators: tuple[Indicator, ...]
    targets: dict[str, StoredTarget]
    owners: dict[str, str] = field(default_factory=dict)
    office: str | None = None

    def hint(self, indicator: Indicator) -> str:
        """Return the comment of an indicator's heading, with who enters its denominator where others do."""
        enters = self.owners.get(indicator.denominator or "", "")
        others = enters if self.office is not None and enters != self.office else ""
        return hint(indicator, self.profile, self.targets.get(indicator.code), denominator_of=others)


def last_columns() -> tuple[Column, Column]:
    say = labels()
    qualities = Rule(CellKind.CHOICE, choices=tuple(say.first_qualities.values()))
    return (
        Column("quality", say.text("columns", "quality"), qualities, width=14),
        Column("note", say.text("columns", "note"), Rule(CellKind.TEXT), width=32),
    )


def clause_title(profile: Profile, code: str) -> str:
    for resolution in reversed(profile.resolutions):
        for clause in resolution.clauses:
            if clause.code == code:
                return f"{code} {clause.title_vi}"
    return code


def period_line(plan: TemplatePlan) -> str:
    district = next(
        (u.name for u in plan.units if u.kind == UnitKind.DISTRICT), plan.profile.district.name_vi
    )
    last_day = shown_date(plan.period.last_day)
    return labels().text("headings", "period", period=plan.period, last_day=last_day, district=district)
