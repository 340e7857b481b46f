"""What the cells of figures accept: kinds, bounds, choices."""

from __future__ import annotations

from decimal import Decimal

from geodata.tables.workbook.description import CellKind, Rule
from layers.catalogue import Indicator, Kind
from layers.reporting.lines.labels import labels


def numerator_rule(indicator: Indicator) -> Rule:
    """Return what a numerator's cell accepts."""
    whole = indicator.numerator is not None and indicator.numerator.precision == 0
    return Rule(CellKind.WHOLE if whole else CellKind.NUMBER, minimum=Decimal(0))


def value_rule(indicator: Indicator) -> Rule:
    """Return what a value's cell accepts."""
    if indicator.kind is Kind.YES_NO:
        return Rule(CellKind.CHOICE, choices=(*labels().first_yes_no, *labels().first_words.values()))
    whole = indicator.kind in (Kind.COUNT, Kind.CRITERIA) and indicator.precision == 0
    largest = None if indicator.max is None else Decimal(indicator.max.numerator) / indicator.max.denominator
    return Rule(CellKind.WHOLE if whole else CellKind.NUMBER, minimum=Decimal(0), maximum=largest)
