"""A unit's value for a period: its state, its exact number and what it was made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Protocol

from geodata.store.vocabulary import Basis, Quality, State
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import Kind

NO_CASES = "no_cases"
"""Reason of 0 of 0: "không phát sinh"."""


class Valued(Protocol):
    """What judging and adding up read of a value; `layers.joining.layer.Figure` and `Value` are both such."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> Fraction | None: ...
    @property
    def numerator(self) -> Fraction | None: ...
    @property
    def denominator(self) -> Fraction | None: ...
    @property
    def numerator_derived(self) -> bool: ...
    @property
    def basis(self) -> str | None: ...
    @property
    def quality(self) -> str | None: ...
    @property
    def image_date(self) -> date | None: ...
    @property
    def covered_fraction(self) -> Fraction | None: ...


@dataclass(frozen=True)
class Value:
    """A value in the indicator's unit, with its numerator and denominator in units of their own.

    For `criteria` the value is the number of criteria met and the denominator how many the set has; for
    `yes_no` it is 1 or 0. `covered_fraction` (0–1) and `image_date` belong to measured values.
    """

    state: State = State.VALUE
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    reason: str | None = None
    numerator_derived: bool = False
    basis: Basis | None = None
    quality: Quality | None = None
    image_date: date | None = None
    covered_fraction: Fraction | None = None


NO_DATA = Value(State.NO_DATA)


def number_of(indicator: Indicator, value: Valued) -> Fraction | None:
    """Return the exact number of a value: of a rate `per × numerator / denominator` where both are known.

    A rounded figure may stand beside its parts; it is the parts that are judged. A numerator that was itself
    derived from the rate, and rounded to whole things, proves nothing: then it is the rate that is judged.
    """
    if value.state != State.VALUE:
        return None
    if value.numerator_derived and value.value is not None:
        return value.value
    n, d = value.numerator, value.denominator
    if indicator.kind is Kind.RATE and n is not None and d:
        return indicator.per * n / d
    return value.value


def completed(indicator: Indicator, value: Value, *, denominator: Fraction | None = None) -> Value:
    """Return a rate's value with what follows from the rest of it.

    A missing denominator is taken from `denominator` (shared, already entered, or the natural area); then a
    missing numerator is derived from the value and marked so, and a missing value from the numerator. 0 of 0
    becomes not applicable, with the reason "không phát sinh".
    """
    if value.state is not State.VALUE:
        return value
    if value.denominator is None and denominator is not None:
        value = replace(value, denominator=denominator)
    if indicator.kind is not Kind.RATE or value.denominator is None:
        return value
    if value.denominator == 0:
        nothing = value.numerator in (None, 0)
        return replace(value, state=State.NOT_APPLICABLE, value=None, reason=NO_CASES) if nothing else value
    if value.numerator is None and value.value is not None:
        derived = value.value * value.denominator / indicator.per
        return replace(value, numerator=derived, numerator_derived=True)
    return replace(value, value=number_of(indicator, value))


def map_rate(indicator: Indicator, value: Valued) -> Fraction | None:
    """Return what a map draws: a count per its denominator where the catalogue says so, else the number."""
    if not indicator.mapped_as_rate:
        return number_of(indicator, value)
    if value.state != State.VALUE or value.value is None or not value.denominator:
        return None
    return indicator.per * value.value / value.denominator
