"""The workbook that offices fill: a profile's indicators for a period, as sheets described by data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from geodata.store.targets import StoredTarget
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from geodata.tables.workbook.description import Book, CellKind, Column, Rule, Sheet
from geodata.tables.workbook.template import write_template
from layers.catalogue import DataLevel, Frequency, Profile
from layers.errors import NothingDue
from layers.periods import Period
from layers.reporting.blank_workbooks.commune_sheets import commune_sheets, denominator_sheet
from layers.reporting.blank_workbooks.district_sheet import district_sheet
from layers.reporting.blank_workbooks.template_plan import LABEL, TemplatePlan
from layers.reporting.lines.labels import labels
from layers.reporting.lines.selection import indicators_of


def template_workbook(
    profile: Profile,
    units: Sequence[StoredUnit],
    period: Period,
    file: Path,
    *,
    targets: Iterable[StoredTarget] = (),
    valid_on: str | None = None,
    office: str | None = None,
    owners: Mapping[str, str] | None = None,
    frequency: Frequency | None = None,
    only_units: Iterable[str] | None = None,
) -> None:
    """Write the template of a period as `.xlsx`; see `template_book`."""
    book = template_book(
        profile,
        units,
        period,
        targets=targets,
        valid_on=valid_on,
        office=office,
        owners=owners,
        frequency=frequency,
        only_units=only_units,
    )
    write_template(book, file)


def template_book(
    profile: Profile,
    units: Sequence[StoredUnit],
    period: Period,
    *,
    targets: Iterable[StoredTarget] = (),
    valid_on: str | None = None,
    office: str | None = None,
    owners: Mapping[str, str] | None = None,
    frequency: Frequency | None = None,
    only_units: Iterable[str] | None = None,
) -> Book:
    """Describe the template of a period.

    Sheets: information, shared denominators, one a theme, one a clause for the rest, and the district's own
    figures. Only indicators that are due in a period of this length stand in it.

    Parameters
    ----------
    profile : Profile
    units : sequence of StoredUnit
        Communes, own bodies and district of the vintage that reports.
    period : Period
    targets : iterable of StoredTarget
        The district's, for the comments on headings; others are passed over.
    valid_on : str or None
        A day (ISO) of that vintage, recorded so that a code of two units is read as it was meant; the
        period's last day by default.
    office : str or None
        Only the lines of this office, for all communes.
    owners : mapping of str to str or None
        The office of each indicator, see `layers.offices.owners.owners_of`.
    frequency : Frequency or None
        Only lines that are reported this often.
    only_units : iterable of str or None
        Codes of the communes of a commune's clerk: all lines, of these communes alone.

    Raises
    ------
    NothingDue
        Where office, frequency and period leave no line, or the codes no commune.
    """
    owners = dict(owners or {})
    chosen = indicators_of(profile, period, office=office, owners=owners, frequency=frequency)
    rows = _rows(units, only_units)
    if only_units is not None:
        chosen = tuple(i for i in chosen if i.data_level is DataLevel.COMMUNE)
    if not chosen or not rows:
        raise NothingDue("template.nothing_due", period=str(period), office=office or "—", units=len(rows))
    year = [t for t in targets if t.unit is None and t.period is None and t.due.year >= period.year]
    by_indicator = {t.indicator: t for t in reversed(year)}
    plan = TemplatePlan(profile, period, rows, chosen, by_indicator, owners, office)
    say = labels()
    return Book(
        sheets=(
            _information(plan, valid_on or period.last_day.isoformat()),
            *denominator_sheet(plan),
            *commune_sheets(plan),
            *district_sheet(plan),
        ),
        words=tuple(say.first_words.values()),
        refusal_title=say.text("refusal", "title"),
        refusal=say.text("refusal", "text"),
    )


def _rows(units: Sequence[StoredUnit], only: Iterable[str] | None) -> tuple[StoredUnit, ...]:
    """Return all units, or only the communes that are named: the district's own figures are not theirs."""
    if only is None:
        return tuple(units)
    codes = set(only)
    return tuple(u for u in units if u.code in codes and u.kind != UnitKind.DISTRICT)


def _information(plan: TemplatePlan, valid_on: str) -> Sheet:
    say = labels()
    values = {
        "period": str(plan.period),
        "valid_on": valid_on,
        "profile": plan.profile.name,
        "template_version": say.template_version,
        "quality": say.first_qualities["final"],
    }
    if plan.office is not None:
        values["office"] = plan.office
    filled: dict[tuple[str, str], str | Decimal] = {}
    for key, value in values.items():
        filled[key, "label"], filled[key, "value"] = say.text("properties", key), value
    columns = (
        Column("property", say.text("columns", "property"), LABEL, is_hidden=True),
        Column("label", say.text("columns", "property_label"), LABEL, width=52),
        Column("value", say.text("columns", "property_value"), LABEL, width=24),
    )
    words = ", ".join(f"“{word}”" for word in say.first_words.values())
    heading = (say.text("headings", "information"), *(line.format(words=words) for line in say.guidance))
    quality = {("quality", "value"): Rule(CellKind.CHOICE, choices=tuple(say.first_qualities.values()))}
    return Sheet(say.text("sheets", "information"), heading, columns, tuple(values), filled, rules=quality)
