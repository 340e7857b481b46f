"""A unit's figure for a period: its state, its exact number, what it was made of and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from geodata.store.units import StoredUnit
from geodata.store.vocabulary import Basis, Quality, State
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import Kind

NO_CASES = "no_cases"
"""Reason of 0 of 0: "không phát sinh"."""


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: the import, who loaded it, when (UTC), and which file."""

    sequence: int
    person: str
    loaded_at: datetime
    file_name: str | None
    is_sample: bool
    reason: str | None = None


@dataclass(frozen=True)
class Figure:
    """A value with all that gives it meaning, in the indicator's unit, from the store to the last output.

    `numerator` and `denominator` are in units of their own (people, households, ha, t…); for a rate
    `value = per × numerator / denominator`, exactly. For `criteria` the value is the number of criteria met
    and the denominator how many the set has; for `yes_no` it is 1 or 0. `covered_fraction` (0–1), `product`,
    `image_date` and `class_rule` belong to measured values. `state` says whether there is a value at all;
    `reason` why not. `is_approved` is false while its office's period awaits approval ("chưa phê duyệt").
    `merged` are the figures of its predecessors where it was made of them.
    """

    state: State = State.VALUE
    reason: str | None = None
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    numerator_derived: bool = False
    basis: Basis | None = None
    quality: Quality | None = None
    note: str | None = None
    product: str | None = None
    image_date: date | None = None
    class_rule: str | None = None
    covered_fraction: Fraction | None = None
    origin: Origin | None = None
    is_approved: bool = True
    merged: tuple[MergedPart, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether no predecessor's figure is missing from it; what was never merged is whole."""
        return not self.merged or all(
            part.is_added or part.figure.state == State.NOT_APPLICABLE for part in self.merged
        )

    def is_like(self, other: Figure) -> bool:
        """Whether what lies between two figures over time is a change, and not two ways of counting.

        What imagery measured is like what the same product and version measured, and nothing else is.
        """
        return self.product == other.product


@dataclass(frozen=True)
class MergedPart:
    """A predecessor's own figure in a merged unit's; `is_added` if it could be counted in."""

    unit: StoredUnit
    figure: Figure
    is_added: bool


NO_DATA = Figure(State.NO_DATA)


def number_of(indicator: Indicator, figure: Figure) -> Fraction | None:
    """Return the exact number of a figure: of a rate `per × numerator / denominator` where both are known.

    A rounded value may stand beside its parts; it is the parts that are judged. A numerator that was itself
    derived from the rate, and rounded to whole things, proves nothing: then it is the rate that is judged.
    """
    if figure.state != State.VALUE:
        return None
    if figure.numerator_derived and figure.value is not None:
        return figure.value
    n, d = figure.numerator, figure.denominator
    if indicator.kind is Kind.RATE and n is not None and d:
        return indicator.per * n / d
    return figure.value


def completed(indicator: Indicator, figure: Figure, *, denominator: Fraction | None = None) -> Figure:
    """Return a figure with what follows from the rest of it.

    A missing denominator is taken from `denominator` (shared, already entered, or the natural area); then a
    rate's missing numerator is derived from the value and marked so, and its missing value from the
    numerator. 0 of 0 becomes not applicable, with the reason "không phát sinh".
    """
    if figure.state != State.VALUE:
        return figure
    known = denominator if figure.denominator is None else figure.denominator
    if indicator.kind is Kind.RATE and known is not None:
        return replace(figure, **_of_rate(indicator, figure, known))
    return figure if known is figure.denominator else replace(figure, denominator=known)


def _of_rate(indicator: Indicator, figure: Figure, denominator: Fraction) -> dict[str, Any]:
    """Return what a rate's denominator changes in it, all at once: of a country there are half a million."""
    found: dict[str, Any] = {"denominator": denominator}
    if denominator == 0:
        if figure.numerator in (None, 0):
            found |= {"state": State.NOT_APPLICABLE, "value": None, "reason": NO_CASES}
    elif figure.numerator is not None:
        if figure.value is None or not figure.numerator_derived:
            found["value"] = indicator.per * figure.numerator / denominator
    elif figure.value is not None:
        found |= {"numerator": figure.value * denominator / indicator.per, "numerator_derived": True}
    return found


def map_rate(indicator: Indicator, figure: Figure) -> Fraction | None:
    """Return what a map draws: a count per its denominator where the catalogue says so, else the number."""
    if not indicator.mapped_as_rate:
        return number_of(indicator, figure)
    if figure.state != State.VALUE or figure.value is None or not figure.denominator:
        return None
    return indicator.per * figure.value / figure.denominator
