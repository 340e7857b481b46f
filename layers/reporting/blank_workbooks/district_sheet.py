"""The template's sheet of the district's own figures: a row for each indicator."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from geodata.store.vocabulary import UnitKind
from geodata.tables.workbook.description import CellKind, Column, Rule, Sheet
from layers.catalogue import Indicator, Kind
from layers.reporting.blank_workbooks.cell_rules import numerator_rule, value_rule
from layers.reporting.blank_workbooks.template_plan import (
    LABEL,
    TemplatePlan,
    clause_title,
    last_columns,
    period_line,
)
from layers.reporting.lines.labels import labels


def district_sheet(plan: TemplatePlan) -> tuple[Sheet, ...]:
    say = labels()
    if not any(u.kind == UnitKind.DISTRICT for u in plan.units):
        return ()
    columns = (
        Column("indicator", say.text("columns", "indicator"), LABEL, is_hidden=True),
        Column("clause", say.text("columns", "clause"), LABEL, width=8),
        Column("indicator_name", say.text("columns", "indicator_name"), LABEL, width=60),
        Column("unit", say.text("columns", "unit"), LABEL, width=18),
        Column("numerator", say.text("columns", "numerator_short"), Rule(CellKind.NUMBER, Decimal(0))),
        Column("value", say.text("columns", "value"), Rule(CellKind.NUMBER, Decimal(0))),
        *last_columns(),
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
            heading=(
                say.text("headings", "district"),
                period_line(plan),
                say.text("headings", "district_rule"),
            ),
            columns=columns,
            rows=tuple(rows),
            filled=filled,
            closed=frozenset((i.code, "numerator") for i in plan.indicators if i.kind is not Kind.RATE),
            rules=_district_rules(plan.indicators),
            comments={i.code: plan.hint(i) for i in plan.indicators},
        ),
    )


def _district_rules(indicators: Iterable[Indicator]) -> dict[tuple[str, str], Rule]:
    rules = {(i.code, "value"): value_rule(i) for i in indicators}
    return rules | {(i.code, "numerator"): numerator_rule(i) for i in indicators if i.kind is Kind.RATE}


def _section(plan: TemplatePlan, indicator: Indicator) -> str:
    if indicator.is_denominator:
        return labels().text("columns", "denominators_section")
    return clause_title(plan.profile, indicator.clause or "")


def _in_order(plan: TemplatePlan) -> list[Indicator]:
    """Shared denominators first, then the latest resolution's order; what it does not name comes last."""
    order: dict[str, int] = {}
    for resolution in reversed(plan.profile.resolutions):
        for target in resolution.targets:
            order.setdefault(target.indicator, len(order))
    return sorted(plan.indicators, key=lambda i: (not i.is_denominator, order.get(i.code, len(order))))
