"""Exact numbers: everything that is judged is a Fraction, and shown digits never contradict the status."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor


def exact(number: Fraction | Decimal | int | str) -> Fraction:
    """Return the number as a Fraction; a float is refused, since it is rarely what a person wrote.

    Raises
    ------
    TypeError
        For a float or a bool.
    ValueError
        For a text that is no number, a NaN or an infinity.

    Examples
    --------
    >>> exact("26.5")
    Fraction(53, 2)
    """
    if isinstance(number, bool | float):
        raise TypeError(f"{number!r} is a {type(number).__name__}; expected Fraction, Decimal, int or str")
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"{number} is not finite")
    return Fraction(number)


def quick_order(number: Fraction) -> tuple[float, Fraction]:
    """Return a key that orders as the exact numbers do; most are told apart by their floats, which is quick.

    The nearest float of a larger number is never smaller; where two are the same the fractions decide.

    Examples
    --------
    >>> third, more = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**30)
    >>> float(third) == float(more), sorted([more, third], key=quick_order) == [third, more]
    (True, True)
    """
    return number.numerator / number.denominator, number


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round half away from zero, as people do on paper (0.25 → 0.3), to `decimals` ≥ 0 digits."""
    scaled = abs(value) * 10**decimals
    digits = floor(scaled + Fraction(1, 2))
    sign = -1 if value < 0 and digits else 1
    return Decimal(sign * digits).scaleb(-decimals)


def shown_decimals(value: Fraction, target: Fraction | None, precision: int) -> int:
    """Return how many decimals show the value on the right side of its target: at least `precision`.

    26.46 against 26.5 needs two (26.46, since 26.5 would look met); 26.5 against 26.5 needs the usual one.
    A value that differs from the target is never shown as if it were equal to it. Without a target, or
    with zero decimals enough, it is the indicator's precision.

    Parameters
    ----------
    value, target : Fraction
        In the same unit; `target` may be None.
    precision : int
        Decimals usually shown, ≥ 0.

    Examples
    --------
    >>> shown_decimals(Fraction("26.46"), Fraction("26.5"), 1)
    2
    """
    if precision < 0:
        raise ValueError(f"precision {precision} is below 0")
    if target is None or value == target:
        return precision
    decimals = precision
    while not _same_side(Fraction(rounded(value, decimals)), value, target):
        decimals += 1
    return decimals


def edge_decimals(value: Fraction, edge: Fraction, precision: int) -> int:
    """Return how many decimals show the value on its side of a class's lower edge, at least `precision`.

    A value just above the edge may be shown as the edge itself, since the class takes that in.

    Examples
    --------
    >>> edge_decimals(Fraction("9.96"), Fraction(10), 1), edge_decimals(Fraction("10.04"), Fraction(10), 1)
    (2, 1)
    """
    decimals = precision
    while (Fraction(rounded(value, decimals)) >= edge) != (value >= edge):
        decimals += 1
    return decimals


def target_decimals(target: Fraction, precision: int) -> int:
    """Return how many decimals show the target whole: 86.5 needs one even where values are whole numbers.

    A target that has no end in decimals (a third) keeps the precision.
    """
    decimals = precision
    while decimals < precision + 6:
        if Fraction(rounded(target, decimals)) == target:
            return decimals
        decimals += 1
    return precision


def whole_steps(amount: Fraction, step: Fraction, *, beyond: bool) -> Fraction:
    """Return the smallest multiple of `step` that is at least `amount`, or above it where `beyond`.

    Examples
    --------
    >>> whole_steps(Fraction(3, 2), Fraction(1), beyond=False)
    Fraction(2, 1)
    >>> whole_steps(Fraction(2), Fraction(1), beyond=True)
    Fraction(3, 1)
    """
    if step <= 0:
        raise ValueError(f"step {step} is not above 0")
    steps = amount / step
    return (floor(steps) + 1 if beyond else ceil(steps)) * step


def _same_side(shown: Fraction, value: Fraction, target: Fraction) -> bool:
    return (shown > target) == (value > target) and (shown < target) == (value < target)
