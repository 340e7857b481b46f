"""From communes to the district or a successor: from numerators and denominators, never percentages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from geodata.store.vocabulary import Basis, Quality, State
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import DataLevel, Kind
from layers.rules.values import NO_CASES, NO_DATA, Value, Valued, number_of

AnyValue = TypeVar("AnyValue", bound=Valued)

_ORDER = (Basis.REPORTED, Basis.SUMMED, Basis.DERIVED, Basis.MEASURED)


@dataclass(frozen=True)
class Part:
    """One unit's value in a sum.

    `own_bodies` marks the pseudo-unit of the district's own bodies; `is_whole` is false where the value
    itself is a sum that lacks something: it is added, and not counted.
    """

    code: str
    value: Valued
    own_bodies: bool = False
    is_whole: bool = True


@dataclass(frozen=True)
class Aggregate:
    """What the parts make together, and of how many of them.

    `value` has basis `summed`; of `criteria` it is how many communes meet all of them, of as many. `counted`
    of `expected` communes are in it; `not_applicable` ones are not expected. `without_denominator` are codes
    whose figure is shown but could not be added. `own_bodies_missing` says that the district's own bodies,
    which report here too, did not.
    """

    value: Value
    counted: int
    expected: int
    not_applicable: int
    without_denominator: tuple[str, ...]
    own_bodies_missing: bool

    @property
    def provisional(self) -> bool:
        """Whether anything that should be in the sum is not."""
        return self.counted < self.expected or self.own_bodies_missing


def aggregate(indicator: Indicator, parts: Sequence[Part]) -> Aggregate:
    """Add up one period's values of all communes of a vintage (and of the district's own bodies).

    Parameters
    ----------
    indicator : Indicator
        With `data_level` commune; what exists for the district only has nothing to be added.
    parts : sequence of Part
        One for each unit that is expected, whatever its state; a rate's with numerator and denominator where
        they are known (see `layers.rules.values.completed`).

    Returns
    -------
    Aggregate
        Σ numerators / Σ denominators of a rate, the mean weighted by its denominator, the sum of a count or
        an amount, communes that meet all criteria of communes. A `yes_no` is never added: it has no data.
    """
    communes = [part for part in parts if not part.own_bodies]
    applicable = [part for part in communes if part.value.state != State.NOT_APPLICABLE]
    own = [p for p in parts if p.own_bodies and p.value.state != State.NOT_APPLICABLE]
    summable = [part for part in (*applicable, *own) if is_summable(indicator, part.value)]
    return Aggregate(
        value=_total(indicator, summable, applicable=bool(applicable or own)),
        counted=sum(part.is_whole and not part.own_bodies for part in summable),
        expected=len(applicable),
        not_applicable=len(communes) - len(applicable),
        without_denominator=_without_denominator(indicator, (*applicable, *own)),
        own_bodies_missing=indicator.own_bodies and any(part not in summable for part in own),
    )


def choose_basis(
    indicator: Indicator, values: Mapping[Basis, AnyValue], *, preferred: Basis | None = None
) -> AnyValue | None:
    """Return the value that is judged, of the several bases that stand for one unit and period.

    The office's setting `preferred` comes first where it has data. Else what counts recognitions is derived;
    then reported, summed, derived, measured, in this order. A basis without data is passed over, unless there
    is no other; of none at all the answer is None.
    """
    first = [preferred] if preferred is not None else []
    if indicator.counts_recognitions:
        first.append(Basis.DERIVED)
    standing = [values[basis] for basis in (*first, *_ORDER) if basis in values]
    return next((v for v in standing if v.state != State.NO_DATA), standing[0] if standing else None)


def difference(indicator: Indicator, own: Valued | None, summed: Valued | None) -> Fraction | None:
    """Return the district's own figure less the sum of its communes, in the unit; None unless both are."""
    reported = None if own is None else number_of(indicator, own)
    added = None if summed is None else number_of(indicator, summed)
    return None if reported is None or added is None else reported - added


def is_summable(indicator: Indicator, value: Valued) -> bool:
    """Tell whether a value can be added to others: a rate needs its parts, a mean its weight."""
    if value.state != State.VALUE or indicator.kind is Kind.YES_NO:
        return False
    if indicator.data_level is DataLevel.DISTRICT:
        return False
    if indicator.kind is Kind.RATE:
        return value.numerator is not None and value.denominator is not None
    needs_denominator = indicator.kind in (Kind.MEAN, Kind.CRITERIA)
    return value.value is not None and (value.denominator is not None or not needs_denominator)


def _without_denominator(indicator: Indicator, parts: Iterable[Part]) -> tuple[str, ...]:
    if indicator.kind not in (Kind.RATE, Kind.MEAN):
        return ()
    return tuple(
        part.code
        for part in parts
        if part.value.state == State.VALUE and not is_summable(indicator, part.value)
    )


def _total(indicator: Indicator, parts: Sequence[Part], *, applicable: bool) -> Value:
    if not parts:
        return NO_DATA if applicable else Value(State.NOT_APPLICABLE)
    values = [part.value for part in parts]
    quality = _least_settled(values)
    if indicator.kind is Kind.RATE:
        return _rate(indicator, values, quality)
    if indicator.kind is Kind.MEAN:
        return _mean(values, quality)
    if indicator.kind is Kind.CRITERIA:
        complete = sum(value.value == value.denominator for value in values)
        return Value(
            value=Fraction(complete),
            numerator=Fraction(complete),
            denominator=Fraction(len(values)),
            basis=Basis.SUMMED,
            quality=quality,
        )
    # A count that maps draw per head carries the heads along, where every part has them.
    heads = [value.denominator for value in values]
    return Value(
        value=_sum(value.value for value in values),
        denominator=None if None in heads else _sum(heads),
        basis=Basis.SUMMED,
        quality=quality,
    )


def _rate(indicator: Indicator, values: Sequence[Valued], quality: Quality | None) -> Value:
    numerator = _sum(value.numerator for value in values)
    denominator = _sum(value.denominator for value in values)
    if denominator == 0:
        return Value(
            State.NOT_APPLICABLE,
            numerator=numerator,
            denominator=denominator,
            reason=NO_CASES,
            basis=Basis.SUMMED,
            quality=quality,
        )
    return Value(
        value=indicator.per * numerator / denominator,
        numerator=numerator,
        denominator=denominator,
        numerator_derived=any(value.numerator_derived for value in values),
        basis=Basis.SUMMED,
        quality=quality,
    )


def _mean(values: Sequence[Valued], quality: Quality | None) -> Value:
    weight = _sum(value.denominator for value in values)
    if weight == 0:
        return Value(State.NOT_APPLICABLE, reason=NO_CASES, basis=Basis.SUMMED, quality=quality)
    total = sum(((v.value or 0) * (v.denominator or 0) for v in values), Fraction(0))
    return Value(value=total / weight, denominator=weight, basis=Basis.SUMMED, quality=quality)


def _sum(numbers: Iterable[Fraction | None]) -> Fraction:
    return sum((number for number in numbers if number is not None), Fraction(0))


def _least_settled(values: Sequence[Valued]) -> Quality | None:
    """Return the least settled quality among the parts: a sum is no surer than its weakest part."""
    settled = list(Quality)
    found = [settled.index(Quality(value.quality)) for value in values if value.quality is not None]
    return settled[min(found)] if found else None
