"""A number against its target: whether it is true, how far it is, and what would close the gap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import Kind, Operator
from layers.numbers import whole_steps
from layers.rules.targets import TargetRule
from layers.rules.values import Figure, number_of


class ClosingOf(StrEnum):
    """What closes a gap: more or fewer of the numerator, of the value itself, of criteria, or of communes."""

    NUMERATOR = "numerator"
    VALUE = "value"
    CRITERIA = "criteria"
    COMMUNES = "communes"


@dataclass(frozen=True)
class Closing:
    """The smallest change that makes a target true: `amount` > 0, `more` of it or fewer.

    Of a numerator it is in the numerator's unit and a multiple of what is counted there: whole households,
    people, cases; tenths of a hectare or tonne.
    """

    amount: Fraction
    of: ClosingOf
    more: bool


@dataclass(frozen=True)
class Comparison:
    """Whether the target holds; the distance in the unit, 0 where it does; and what would close it."""

    holds: bool
    gap: Fraction
    closing: Closing | None
    exceeded: bool = False


_STRICT = (Operator.ABOVE, Operator.BELOW)
_UPWARD = (Operator.AT_LEAST, Operator.ABOVE, Operator.BETWEEN)


def compare(
    indicator: Indicator, rule: TargetRule, value: Figure, *, previous: Figure | None = None
) -> Comparison | None:
    """Compare a value with its target; None where what it is compared with is not known.

    Parameters
    ----------
    indicator, rule, value
        The value's state must be `value`.
    previous
        The same period of the year before; only `below_previous` asks for it.
    """
    number = number_of(indicator, value)
    if number is None:
        return None
    if rule.operator is Operator.BELOW_PREVIOUS:
        before = None if previous is None else number_of(indicator, previous)
        return None if before is None else _against_previous(number, before, not_above=rule.not_above)
    if rule.operator is Operator.ALL_CRITERIA:
        return None if value.denominator is None else _against_criteria(number, value.denominator)
    return None if rule.value is None else _against_value(indicator, rule, value, number, rule.value)


def percent_of_target(indicator: Indicator, rule: TargetRule, value: Figure) -> Fraction | None:
    """Return the value as a percentage of its target ("% kế hoạch"); None against nothing or zero."""
    number = number_of(indicator, value)
    whole = value.denominator if rule.operator is Operator.ALL_CRITERIA else rule.value
    return None if number is None or not whole else 100 * number / whole


def percent_of_previous(indicator: Indicator, value: Figure, previous: Figure | None) -> Fraction | None:
    """Return the value as a percentage of the year before's ("% cùng kỳ"); None against nothing or zero."""
    number = number_of(indicator, value)
    before = None if previous is None else number_of(indicator, previous)
    return None if number is None or not before else 100 * number / before


def _against_previous(number: Fraction, before: Fraction, *, not_above: bool) -> Comparison:
    if number < before or number == before == 0 or (not_above and number == before):
        return Comparison(True, Fraction(0), None)
    # Nothing is below zero: after a year of none, none again is what is asked for.
    one_less = 0 if not_above or before == 0 else 1
    gap = number - before + one_less
    return Comparison(False, gap, Closing(gap, ClosingOf.VALUE, more=False))


def _against_criteria(met: Fraction, criteria: Fraction) -> Comparison:
    missing = criteria - met
    if missing <= 0:
        return Comparison(True, Fraction(0), None)
    return Comparison(False, missing, Closing(missing, ClosingOf.CRITERIA, more=True))


def _against_value(
    indicator: Indicator, rule: TargetRule, value: Figure, number: Fraction, target: Fraction
) -> Comparison:
    if _holds(rule.operator, number, target):
        return Comparison(True, Fraction(0), None, _exceeded(indicator, rule, number, target))
    closing = _closing(indicator, rule.operator, value, number, target)
    return Comparison(False, _gap(indicator, rule.operator, value, abs(target - number), closing), closing)


def _holds(operator: Operator, number: Fraction, target: Fraction) -> bool:
    if operator in (Operator.AT_LEAST, Operator.BETWEEN):
        return number >= target
    if operator is Operator.ABOVE:
        return number > target
    if operator is Operator.AT_MOST:
        return number <= target
    if operator is Operator.BELOW:
        return number < target
    return number == target


def _exceeded(indicator: Indicator, rule: TargetRule, number: Fraction, target: Fraction) -> bool:
    if rule.operator is Operator.BETWEEN:
        return rule.value_to is not None and number > rule.value_to
    margin = indicator.exceeded_margin
    if margin is None or rule.operator is Operator.EQUAL or indicator.kind is Kind.YES_NO:
        return False
    return number >= target + margin if rule.operator in _UPWARD else number <= target - margin


def _gap(
    indicator: Indicator, operator: Operator, value: Figure, distance: Fraction, closing: Closing | None
) -> Fraction:
    """Return the distance; where a strict target is just touched, what one case more is worth."""
    if operator not in _STRICT or closing is None:
        return distance
    if closing.of is ClosingOf.VALUE and indicator.kind is Kind.COUNT and operator is Operator.ABOVE:
        return closing.amount
    if distance > 0:
        return distance
    if closing.of is ClosingOf.NUMERATOR and value.denominator:
        return indicator.per * closing.amount / value.denominator
    return closing.amount


def _closing(
    indicator: Indicator, operator: Operator, value: Figure, number: Fraction, target: Fraction
) -> Closing | None:
    if indicator.kind is Kind.YES_NO:
        return None
    more = operator in _UPWARD or (operator is Operator.EQUAL and number < target)
    beyond = operator in _STRICT
    if indicator.kind is not Kind.RATE:
        return Closing(
            whole_steps(abs(target - number), indicator.step, beyond=beyond), ClosingOf.VALUE, more
        )
    if indicator.numerator is None or value.numerator is None or not value.denominator:
        return None
    needed = abs(target * value.denominator / indicator.per - value.numerator)
    amount = whole_steps(needed, indicator.numerator.step, beyond=beyond)
    if operator is Operator.EQUAL and amount != needed and indicator.numerator.precision == 0:
        amount = needed if needed == value.denominator - value.numerator else Fraction(0)
    room = value.denominator - value.numerator if more else value.numerator
    if (indicator.numerator_within_denominator or not more) and amount > room:
        # A last step may be a part of one (12.34 of 12.40 ha), but nothing goes over all or under none.
        amount = room if needed < room or (needed == room and not beyond) else Fraction(0)
    return Closing(amount, ClosingOf.NUMERATOR, more) if amount > 0 else None
