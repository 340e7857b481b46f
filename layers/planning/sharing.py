"""A district's gap shared out over its communes: whole things that add up exactly, as a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction

from geodata.store.targets import StoredTarget
from geodata.store.units import StoredUnit
from layers.catalogue import Kind, Operator
from layers.errors import LayersError
from layers.joining.layer import Layer, UnitValue
from layers.numbers import quick_order
from layers.planning.plan import own_target
from layers.rules.comparison import Closing, ClosingOf, compare
from layers.rules.values import number_of

_DECIMALS = Decimal("0.000001")


class NothingToShare(LayersError):
    """The district has no gap in things that communes could close: no value, no target, or it is met."""


class CannotBeShared(LayersError):
    """The communes together cannot take what is to be shared: `total` of which only `room` fits."""


class ShareBy(StrEnum):
    """What a commune's part follows: its own gap to the same target, or its size (denominator)."""

    GAP = "gap"
    CAPACITY = "capacity"


@dataclass(frozen=True)
class Share:
    """A commune's part: `amount` of things more (or fewer), and what its figure would be then.

    `value` is what the commune is asked for, in the indicator's unit, rounded so that exactly `amount` more
    things make it true.
    """

    unit: StoredUnit
    amount: Fraction
    weight: Fraction
    before: Fraction
    value: Decimal


@dataclass(frozen=True)
class SharedGap:
    """The district's gap (`closing`) and the parts that add up to it."""

    closing: Closing
    shares: tuple[Share, ...]


def share_gap(layer: Layer, by: ShareBy) -> SharedGap:
    """Share the district's gap out over the communes that have a figure.

    A commune's part follows its weight by the method of the largest remainder, in the steps that are counted
    (whole people, tenths of a hectare). No commune gets more than it has left (of a rate whose numerator lies
    within its denominator), or, where less is better, more than it has; what it cannot take goes to the rest.

    Raises
    ------
    NothingToShare, CannotBeShared
    """
    closing, step = _closing(layer)
    values = [v for v in layer.units if _is_countable(layer, v)]
    if not values:
        raise NothingToShare("share.no_figures", indicator=layer.indicator.code)
    weights = [_weight(layer, v, by) for v in values]
    limits = [_room(layer, v, closing) for v in values]
    steps = apportion(
        int(closing.amount / step),
        weights if any(weights) else [Fraction(1)] * len(values),
        [None if limit is None else int(limit / step) for limit in limits],
    )
    shares = tuple(
        _share(layer, value, weight, count * step, closing)
        for value, weight, count in zip(values, weights, steps, strict=True)
    )
    return SharedGap(closing, shares)


def assigned_targets(
    shared: SharedGap,
    target: StoredTarget,
    *,
    document: str | None = None,
    document_date: date | None = None,
) -> tuple[StoredTarget, ...]:
    """Return the parts as communes' own targets under the district's target, to be entered or sent round.

    A part says what is to be reached: also under a strict target (over 53 %) it is reached at equality.
    """
    operator = Operator.AT_LEAST if shared.closing.more else Operator.AT_MOST
    return tuple(
        replace(
            own_target(target, share.unit.key, share.value, document=document, document_date=document_date),
            operator=str(operator),
        )
        for share in shared.shares
    )


def apportion(total: int, weights: Sequence[Fraction], limits: Sequence[int | None]) -> tuple[int, ...]:
    """Divide a whole number by weights, exactly: the largest remainder gets the odd ones, ties the first.

    Parameters
    ----------
    total : int
        At least 0.
    weights : sequence of Fraction
        At least 0 each. Parts of weight 0 get something only where no other has room left.
    limits : sequence of int or None
        The most that each part can take.

    Raises
    ------
    CannotBeShared
        Where the limits together are less than the total.

    Examples
    --------
    >>> apportion(10, [Fraction(1), Fraction(1), Fraction(1)], [None, None, None])
    (4, 3, 3)
    >>> apportion(10, [Fraction(8), Fraction(1), Fraction(1)], [4, None, None])
    (4, 3, 3)
    """
    parts = [0] * len(weights)
    left = total
    while left:
        open_parts = {n: w for n, w in enumerate(weights) if limits[n] is None or parts[n] < (limits[n] or 0)}
        if not open_parts:
            raise CannotBeShared("share.no_room", total=total, room=total - left)
        if not any(open_parts.values()):
            open_parts = dict.fromkeys(open_parts, Fraction(1))
        given = _largest_remainder(left, open_parts)
        for n, count in given.items():
            limit = limits[n]
            taken = count if limit is None else min(count, limit - parts[n])
            parts[n] += taken
            left -= taken
    return tuple(parts)


def _largest_remainder(total: int, weights: Mapping[int, Fraction]) -> dict[int, int]:
    whole = sum(weights.values(), Fraction(0))
    given, rest = {}, {}
    for n, weight in weights.items():
        # total × weight / whole, in whole numbers.
        part, of = total * weight.numerator * whole.denominator, weight.denominator * whole.numerator
        given[n], left = divmod(part, of)
        rest[n] = Fraction(left, of)
    odd = total - sum(given.values())
    for n in sorted(rest, key=lambda n: (quick_order(-rest[n]), n))[:odd]:
        given[n] += 1
    return given


def _closing(layer: Layer) -> tuple[Closing, Fraction]:
    """Return what closes the district's gap, and the step it is counted in."""
    indicator, closing = layer.indicator, layer.district.to_share
    if closing is None:
        raise NothingToShare("share.no_gap", indicator=indicator.code)
    if closing.of is ClosingOf.NUMERATOR and indicator.numerator is not None:
        return closing, indicator.numerator.step
    if closing.of is ClosingOf.VALUE and indicator.kind in (Kind.COUNT, Kind.AMOUNT):
        return closing, indicator.step
    raise NothingToShare("share.not_of_things", indicator=indicator.code)


def _is_countable(layer: Layer, value: UnitValue) -> bool:
    return _amount(layer, value) is not None


def _amount(layer: Layer, value: UnitValue) -> Fraction | None:
    """Return the things that a commune has: its numerator, or its count."""
    figure = value.figure
    if layer.indicator.kind is Kind.RATE:
        return figure.numerator if figure.denominator else None
    return number_of(layer.indicator, figure)


def _weight(layer: Layer, value: UnitValue, by: ShareBy) -> Fraction:
    if by is ShareBy.CAPACITY:
        size = value.figure.denominator
        return Fraction(1) if size is None else size
    rule = layer.district.target
    found = None if rule is None else compare(layer.indicator, rule, value.figure, previous=value.previous)
    if found is None or found.closing is None:
        return Fraction(0)
    return found.closing.amount


def _room(layer: Layer, value: UnitValue, closing: Closing) -> Fraction | None:
    amount = _amount(layer, value)
    assert amount is not None
    if not closing.more:
        return amount
    denominator = value.figure.denominator
    bounded = layer.indicator.numerator_within_denominator and denominator is not None
    return max(Fraction(0), denominator - amount) if bounded and denominator is not None else None


def _share(layer: Layer, value: UnitValue, weight: Fraction, amount: Fraction, closing: Closing) -> Share:
    before = _amount(layer, value)
    assert before is not None
    after = before + amount if closing.more else before - amount
    figure = value.figure
    if layer.indicator.kind is Kind.RATE and figure.denominator is not None:
        after = layer.indicator.per * after / figure.denominator
        before = layer.indicator.per * before / figure.denominator
    return Share(value.unit, amount, weight, before, _as_target(after, more=closing.more))


def _as_target(value: Fraction, *, more: bool) -> Decimal:
    """Return the value as a decimal on the near side: what was shared out makes it true, and no less does."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_DECIMALS, ROUND_FLOOR if more else ROUND_CEILING).normalize()
