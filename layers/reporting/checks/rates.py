"""The arithmetic of rates: value, numerator and denominator agree, or it is said where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from layers.catalogue import Indicator
from layers.numbers import rounded

# Stored values of rates are for people and for sorting; what is judged is made from the parts.
KEPT_DECIMALS = 10
_MOST_DECIMALS = 9


@dataclass(frozen=True)
class Rate:
    """A rate that holds together, or the code of what is wrong with it.

    `derived` says that the numerator was computed from the value. `remark` is the code of a note or
    warning. `nothing_arose` is 0 of 0.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    derived: bool = False
    nothing_arose: bool = False
    problem: str | None = None
    remark: str | None = None


def settle_rate(
    indicator: Indicator,
    *,
    value: Decimal | None,
    decimals: int,
    numerator: Decimal | None,
    denominator: Decimal | None,
) -> Rate:
    """Settle a rate from what is known of it.

    With numerator and denominator the value is made from them, and one that was written too must be it,
    rounded or cut to the decimals it was written with. With value and denominator the numerator is the
    whole number (or the exact one, where it is no count) that gives the value back, marked as derived.

    Parameters
    ----------
    indicator : Indicator
    value, numerator, denominator : decimal.Decimal or None
        None where not known; none of them negative.
    decimals : int
        How many decimals the value was written with.
    """
    if denominator is None:
        if numerator is not None:
            return Rate(problem="denominator.missing")
        return Rate(value=value, remark="rate.without_denominator")
    if denominator == 0:
        return _of_nothing(value, numerator)
    if numerator is None:
        return _derived(indicator, value, decimals, denominator)
    if indicator.numerator_within_denominator and numerator > denominator:
        return Rate(problem="numerator.over_denominator")
    made = Fraction(numerator) * indicator.per / Fraction(denominator)
    if value is not None and not agrees(value, made, decimals):
        return Rate(value=kept(made), problem="value.contradicts")
    return Rate(kept(made), numerator, denominator)


def agrees(value: Decimal, made: Fraction, decimals: int) -> bool:
    """Tell whether a written value is `made`, rounded or cut to its decimals (whole ones: rounded)."""
    decimals = min(decimals, _MOST_DECIMALS)
    off = abs(Fraction(value) - made)
    return off < Fraction(1, 10**decimals) if decimals else off <= Fraction(1, 2)


def kept(value: Fraction) -> Decimal:
    """Return an exact value as the decimal that is stored, without idle zeros."""
    decimal = rounded(value, KEPT_DECIMALS).normalize()
    return decimal if decimal.as_tuple().exponent <= 0 else decimal.quantize(Decimal(1))  # type: ignore[operator]


def _of_nothing(value: Decimal | None, numerator: Decimal | None) -> Rate:
    if numerator or (numerator is None and value):
        return Rate(problem="denominator.zero")
    if value:
        return Rate(problem="denominator.zero")
    return Rate(numerator=Decimal(0), denominator=Decimal(0), nothing_arose=True)


def _derived(indicator: Indicator, value: Decimal | None, decimals: int, denominator: Decimal) -> Rate:
    if value is None:
        return Rate(problem="value.missing")
    exact = Fraction(value) * Fraction(denominator) / indicator.per
    precision = 0 if indicator.numerator is None else indicator.numerator.precision
    if precision == 0:
        whole = Fraction(rounded(exact, 0))
        if not agrees(value, whole * indicator.per / Fraction(denominator), decimals):
            return Rate(value=value, remark="numerator.not_whole")
        exact = whole
    return Rate(value, kept(exact), denominator, derived=True)
