"""Small indicators, targets and values for the tests, with what a case does not say left ordinary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from layers.catalogue import (
    DataLevel,
    Direction,
    Frequency,
    Grade,
    Indicator,
    Kind,
    Measure,
    Numerator,
    Operator,
    Scope,
    Visibility,
)
from layers.rules.targets import TargetRule
from layers.rules.values import Figure

HOUSEHOLDS = Numerator("hộ", "households", "hộ", "households", 0)
HECTARES = Numerator("ha cây", "ha of trees", "ha", "ha", 1)

_RATE = Indicator(
    code="thing",
    name_vi="Việc",
    name_en="Thing",
    kind=Kind.RATE,
    unit_vi="%",
    unit_en="%",
    precision=1,
    direction=Direction.HIGHER,
    measure=Measure.STOCK,
    frequency=Frequency.YEAR,
    numerator=HOUSEHOLDS,
    denominator="households",
    per=100,
    max=Fraction(100),
    numerator_within_denominator=True,
    scope=Scope.ALL,
    data_level=DataLevel.COMMUNE,
    maintain=False,
    own_bodies=False,
    owner="",
    visibility=Visibility.PUBLIC,
    theme=None,
    clause="I.1",
    source="",
    note_vi="",
    note_en="",
)


def indicator(kind: Kind = Kind.RATE, **changes: Any) -> Indicator:
    """Return a rate of households, or another kind without numerator and denominator."""
    if kind is not Kind.RATE:
        plain: dict[str, Any] = {
            "numerator": None,
            "denominator": "population" if kind is Kind.MEAN else None,
            "per": 1,
            "max": None,
            "numerator_within_denominator": False,
            "precision": 1 if kind in (Kind.MEAN, Kind.AMOUNT) else 0,
            "criteria_grade": Grade.STANDARD if kind is Kind.CRITERIA else None,
        }
        changes = plain | changes
    return replace(_RATE, kind=kind, **changes)


def rule(operator: Operator | str, value: str | int | None = None, **changes: Any) -> TargetRule:
    """Return a target of 2024, due at its end."""
    given: dict[str, Any] = {"due": date(2024, 12, 31), "resolution_year": 2024} | changes
    if given.get("value_to") is not None:
        given["value_to"] = Fraction(given["value_to"])
    return TargetRule(Operator(operator), None if value is None else Fraction(value), **given)


def value(number: str | int | Fraction | None = None, **changes: Any) -> Figure:
    """Return a value; numerator and denominator may be given as text."""
    for key in ("numerator", "denominator", "covered_fraction"):
        if changes.get(key) is not None:
            changes[key] = Fraction(changes[key])
    return Figure(value=None if number is None else Fraction(number), **changes)


def parts(numerator: str | int, denominator: str | int, *, per: int = 100) -> Figure:
    """Return a rate's value from its numerator and denominator."""
    n, d = Fraction(numerator), Fraction(denominator)
    return Figure(value=per * n / d, numerator=n, denominator=d)
