"""The workbook that offices fill: a profile's indicators for a period, as sheets described by data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from geodata.store.targets import StoredTarget
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from geodata.workbook.description import Book, CellKind, Column, Rule, Sheet
from geodata.workbook.template import write_template
from layers.catalogue import DataLevel, Indicator, Kind, Profile
from layers.periods import Period
from layers.reporting.hints import hint, shown_date
from layers.reporting.labels import labels
from layers.reporting.selection import indicators_of, why_not

_LABEL = Rule(CellKind.LABEL)
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class _Plan:
    """What every sheet is made from."""

    profile: Profile
    period: Period
    units: tuple[StoredUnit, ...]
    indicators: tuple[Indicator, ...]
    targets: dict[str, StoredTarget]


def template_workbook(
    profile: Profile,
    units: Sequence[StoredUnit],
    period: Period,
    file: Path,
    *,
    targets: Iterable[StoredTarget] = (),
    valid_on: str | None = None,
) -> None:
    """Write the template of a period as `.xlsx`; see `template_book`."""
    write_template(template_book(profile, units, period, targets=targets, valid_on=valid_on), file)


def template_book(
    profile: Profile,
    units: Sequence[StoredUnit],
    period: Period,
    *,
    targets: Iterable[StoredTarget] = (),
    valid_on: str | None = None,
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
    """
    year = [t for t in targets if t.unit is None and t.period is None and t.due.year >= period.year]
    plan = _Plan(
        profile,
        period,
        tuple(units),
        indicators_of(profile, period),
        {t.indicator: t for t in reversed(year)},
    )
    say = labels()
    return Book(
        sheets=(
            _information(plan, valid_on or period.last_day.isoformat()),
            *_denominator_sheet(plan),
            *_commune_sheets(plan),
            *_district_sheet(plan),
        ),
        words=tuple(say.first_words.values()),
        refusal_title=say.text("refusal", "title"),
        refusal=say.text("refusal", "text"),
    )


def _information(plan: _Plan, valid_on: str) -> Sheet:
    say = labels()
    values = {
        "period": str(plan.period),
        "valid_on": valid_on,
        "profile": plan.profile.name,
        "template_version": say.template_version,
        "quality": say.first_qualities["final"],
    }
    filled: dict[tuple[str, str], str | Decimal] = {}
    for key, value in values.items():
        filled[key, "label"], filled[key, "value"] = say.text("properties", key), value
    columns = (
        Column("property", say.text("columns", "property"), _LABEL, is_hidden=True),
        Column("label", say.text("columns", "property_label"), _LABEL, width=52),
        Column("value", say.text("columns", "property_value"), _LABEL, width=24),
    )
    words = ", ".join(f"“{word}”" for word in say.first_words.values())
    heading = (say.text("headings", "information"), *(line.format(words=words) for line in say.guidance))
    quality = {("quality", "value"): Rule(CellKind.CHOICE, choices=tuple(say.first_qualities.values()))}
    return Sheet(say.text("sheets", "information"), heading, columns, tuple(values), filled, rules=quality)


def _denominator_sheet(plan: _Plan) -> tuple[Sheet, ...]:
    say = labels()
    chosen = [i for i in plan.indicators if i.is_denominator and i.data_level is DataLevel.COMMUNE]
    heading = (say.text("headings", "denominators"), _period(plan), say.text("headings", "denominator_rule"))
    return _commune_sheet(plan, say.text("sheets", "denominators"), heading, chosen)


def _commune_sheets(plan: _Plan) -> tuple[Sheet, ...]:
    """One sheet a theme in the profile's order, then one a clause in the catalogue's."""
    lines = [i for i in plan.indicators if not i.is_denominator and i.data_level is DataLevel.COMMUNE]
    groups = {
        theme.code: (theme.name_vi, [i for i in lines if i.theme == theme.code])
        for theme in plan.profile.themes
    }
    for indicator in lines:
        if indicator.theme is None:
            clause = indicator.clause or ""
            groups.setdefault(f"clause {clause}", (_clause_title(plan.profile, clause), []))[1].append(
                indicator
            )
    sheets: list[Sheet] = []
    for title, chosen in groups.values():
        heading = (title.upper(), _period(plan), labels().text("headings", "commune_rule"))
        sheets += _commune_sheet(plan, title, heading, chosen)
    return tuple(sheets)


def _commune_sheet(
    plan: _Plan, title: str, heading: tuple[str, ...], indicators: Sequence[Indicator]
) -> tuple[Sheet, ...]:
    if not indicators:
        return ()
    units = [u for u in plan.units if u.is_commune]
    units += [
        u
        for u in plan.units
        if u.kind == UnitKind.OWN_BODIES and any(why_not(i, u, plan.profile) is None for i in indicators)
    ]
    columns = [column for i in indicators for column in _input_columns(plan, i)]
    closed = {
        (unit.code, column.key)
        for unit in units
        for i in indicators
        if why_not(i, unit, plan.profile) is not None
        for column in columns
        if column.key.startswith(f"{i.code}:")
    }
    say = labels()
    label_columns = (
        Column("commune_code", say.text("columns", "commune_code"), _LABEL, width=10),
        Column("commune", say.text("columns", "commune"), _LABEL, width=26),
    )
    return (
        Sheet(
            title=title.translate(_FORBIDDEN)[:31].strip(),
            heading=heading,
            columns=(*label_columns, *columns, *_last_columns()),
            rows=tuple(unit.code for unit in units),
            filled={(unit.code, "commune"): unit.name for unit in units},
            closed=frozenset(closed),
        ),
    )


def _input_columns(plan: _Plan, indicator: Indicator) -> list[Column]:
    say, group = labels(), f"{indicator.name_vi} ({indicator.unit_vi})"
    comment = hint(indicator, plan.profile, plan.targets.get(indicator.code))
    columns = []
    if indicator.kind is Kind.RATE and indicator.numerator is not None:
        named = indicator.numerator
        title = say.text("columns", "numerator", name=named.name_vi, unit=named.unit_vi)
        columns.append(
            Column(f"{indicator.code}:numerator", title, numerator_rule(indicator), group, comment, 20)
        )
    key = "value_optional" if columns else "value_of"
    title = say.text("columns", key, unit=indicator.unit_vi)
    columns.append(Column(f"{indicator.code}:value", title, value_rule(indicator), group, comment, 16))
    return columns


def numerator_rule(indicator: Indicator) -> Rule:
    """Return what a numerator's cell accepts."""
    whole = indicator.numerator is not None and indicator.numerator.precision == 0
    return Rule(CellKind.WHOLE if whole else CellKind.NUMBER, minimum=Decimal(0))


def value_rule(indicator: Indicator) -> Rule:
    """Return what a value's cell accepts."""
    if indicator.kind is Kind.YES_NO:
        return Rule(CellKind.CHOICE, choices=labels().first_yes_no)
    whole = indicator.kind in (Kind.COUNT, Kind.CRITERIA) and indicator.precision == 0
    largest = None if indicator.max is None else Decimal(indicator.max.numerator) / indicator.max.denominator
    return Rule(CellKind.WHOLE if whole else CellKind.NUMBER, minimum=Decimal(0), maximum=largest)


def _district_sheet(plan: _Plan) -> tuple[Sheet, ...]:
    say = labels()
    if not any(u.kind == UnitKind.DISTRICT for u in plan.units):
        return ()
    columns = (
        Column("indicator", say.text("columns", "indicator"), _LABEL, is_hidden=True),
        Column("clause", say.text("columns", "clause"), _LABEL, width=8),
        Column("indicator_name", say.text("columns", "indicator_name"), _LABEL, width=60),
        Column("unit", say.text("columns", "unit"), _LABEL, width=18),
        Column("numerator", say.text("columns", "numerator_short"), Rule(CellKind.NUMBER, Decimal(0))),
        Column("value", say.text("columns", "value"), Rule(CellKind.NUMBER, Decimal(0))),
        *_last_columns(),
    )
    rows: list[str] = []
    filled: dict[tuple[str, str], str | Decimal] = {}
    section = ""
    for indicator in _in_order(plan):
        title = _section(plan, indicator)
        if title != section:
            section = title
            rows.append(f"#{title}")
        rows.append(indicator.code)
        filled[indicator.code, "clause"] = indicator.clause or ""
        filled[indicator.code, "indicator_name"] = indicator.name_vi
        filled[indicator.code, "unit"] = indicator.unit_vi
    return (
        Sheet(
            title=say.text("sheets", "district"),
            heading=(say.text("headings", "district"), _period(plan), say.text("headings", "district_rule")),
            columns=columns,
            rows=tuple(rows),
            filled=filled,
            closed=frozenset((i.code, "numerator") for i in plan.indicators if i.kind is not Kind.RATE),
            rules=_district_rules(plan.indicators),
            comments={i.code: hint(i, plan.profile, plan.targets.get(i.code)) for i in plan.indicators},
        ),
    )


def _district_rules(indicators: Iterable[Indicator]) -> dict[tuple[str, str], Rule]:
    rules = {(i.code, "value"): value_rule(i) for i in indicators}
    return rules | {(i.code, "numerator"): numerator_rule(i) for i in indicators if i.kind is Kind.RATE}


def _section(plan: _Plan, indicator: Indicator) -> str:
    if indicator.is_denominator:
        return labels().text("columns", "denominators_section")
    return _clause_title(plan.profile, indicator.clause or "")


def _in_order(plan: _Plan) -> list[Indicator]:
    """Shared denominators first, then the latest resolution's order; what it does not name comes last."""
    order: dict[str, int] = {}
    for resolution in reversed(plan.profile.resolutions):
        for target in resolution.targets:
            order.setdefault(target.indicator, len(order))
    return sorted(plan.indicators, key=lambda i: (not i.is_denominator, order.get(i.code, len(order))))


def _last_columns() -> tuple[Column, Column]:
    say = labels()
    qualities = Rule(CellKind.CHOICE, choices=tuple(say.first_qualities.values()))
    return (
        Column("quality", say.text("columns", "quality"), qualities, width=14),
        Column("note", say.text("columns", "note"), Rule(CellKind.TEXT), width=32),
    )


def _clause_title(profile: Profile, code: str) -> str:
    for resolution in reversed(profile.resolutions):
        for clause in resolution.clauses:
            if clause.code == code:
                return f"{code} {clause.title_vi}"
    return code


def _period(plan: _Plan) -> str:
    district = next(
        (u.name for u in plan.units if u.kind == UnitKind.DISTRICT), plan.profile.district.name_vi
    )
    last_day = shown_date(plan.period.last_day)
    return labels().text("headings", "period", period=plan.period, last_day=last_day, district=district)
