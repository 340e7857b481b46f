"""The template's sheets with a row for each commune: shared denominators, themes, clauses."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.store.vocabulary import UnitKind
from geodata.tables.workbook.description import Column, Sheet
from layers.catalogue import DataLevel, Indicator, Kind
from layers.reporting.blank_workbooks.cell_rules import numerator_rule, value_rule
from layers.reporting.blank_workbooks.template_plan import (
    LABEL,
    TemplatePlan,
    clause_title,
    last_columns,
    period_line,
)
from layers.reporting.lines.labels import labels
from layers.reporting.lines.selection import why_not

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def denominator_sheet(plan: TemplatePlan) -> tuple[Sheet, ...]:
    say = labels()
    chosen = [i for i in plan.indicators if i.is_denominator and i.data_level is DataLevel.COMMUNE]
    heading = (
        say.text("headings", "denominators"),
        period_line(plan),
        say.text("headings", "denominator_rule"),
    )
    return _commune_sheet(plan, say.text("sheets", "denominators"), heading, chosen)


def commune_sheets(plan: TemplatePlan) -> tuple[Sheet, ...]:
    """One sheet a theme in the profile's order, then one a clause in the catalogue's."""
    lines = [i for i in plan.indicators if not i.is_denominator and i.data_level is DataLevel.COMMUNE]
    groups = {
        theme.code: (theme.name_vi, [i for i in lines if i.theme == theme.code])
        for theme in plan.profile.themes
    }
    for indicator in lines:
        if indicator.theme is None:
            clause = indicator.clause or ""
            groups.setdefault(f"clause {clause}", (clause_title(plan.profile, clause), []))[1].append(
                indicator
            )
    sheets: list[Sheet] = []
    for title, chosen in groups.values():
        heading = (title.upper(), period_line(plan), labels().text("headings", "commune_rule"))
        sheets += _commune_sheet(plan, title, heading, chosen)
    return tuple(sheets)


def _commune_sheet(
    plan: TemplatePlan, title: str, heading: tuple[str, ...], indicators: Sequence[Indicator]
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
        Column("commune_code", say.text("columns", "commune_code"), LABEL, width=10),
        Column("commune", say.text("columns", "commune"), LABEL, width=26),
    )
    return (
        Sheet(
            title=title.translate(_FORBIDDEN)[:31].strip(),
            heading=heading,
            columns=(*label_columns, *columns, *last_columns()),
            rows=tuple(unit.code for unit in units),
            filled={(unit.code, "commune"): unit.name for unit in units},
            closed=frozenset(closed),
        ),
    )


def _input_columns(plan: TemplatePlan, indicator: Indicator) -> list[Column]:
    say, group = labels(), f"{indicator.name_vi} ({indicator.unit_vi})"
    comment = plan.hint(indicator)
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
