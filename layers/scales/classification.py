"""Statistical classes of values: breaks by mapclassify, assignment by our own half-open rule.

A class is `[a, b)`, the last one closed, so that a value on a break belongs to the class it opens: with a
break at 26.5, 26.5 % is in the upper class. mapclassify closes the other side, so only its breaks are taken,
and what has an exact formula (quantiles, equal intervals) is computed here in fractions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from layers.errors import Unclassifiable
from layers.numbers import rounded
from layers.palettes import MOST_CLASSES, colours


class Method(StrEnum):
    """How breaks are found."""

    QUANTILES = "quantiles"
    NATURAL_BREAKS = "natural_breaks"
    EQUAL_INTERVAL = "equal_interval"
    STD_MEAN = "std_mean"
    PRETTY = "pretty"
    OWN_BREAKS = "own_breaks"


@dataclass(frozen=True)
class Classification:
    """Classes between ascending `edges`: class `i` is `[edges[i], edges[i + 1])`, the last one closed.

    The last class may hold one value only, both its edges there; so it is where all values are equal.
    """

    method: Method
    edges: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        ascending = all(a < b for a, b in pairwise(self.edges[:-1]))
        if len(self.edges) < 2 or not ascending or self.edges[-2] > self.edges[-1]:
            raise Unclassifiable("classes.edges", edges=[str(edge) for edge in self.edges])

    @property
    def count(self) -> int:
        """How many classes there are."""
        return len(self.edges) - 1

    def class_of(self, value: Fraction) -> int:
        """Return the class of a value, from 0.

        Raises
        ------
        Unclassifiable
            For a value outside the edges.
        """
        if not self.edges[0] <= value <= self.edges[-1]:
            raise Unclassifiable("classes.outside", value=str(value))
        return min(bisect_right(self.edges, value) - 1, self.count - 1)

    def colours(self, palette: str) -> tuple[str, ...]:
        """Return a colour a class, light to dark."""
        return colours(palette, self.count)


def classify(
    values: Collection[Fraction],
    *,
    method: Method = Method.QUANTILES,
    classes: int = MOST_CLASSES,
    own_breaks: Sequence[Fraction] = (),
    decimals: int | None = None,
) -> Classification:
    """Return classes for the values.

    Parameters
    ----------
    values : collection of Fraction
        At least one; ties are sound, and fewer distinct values than classes give fewer classes.
    method : Method
    classes : int
        How many are asked for, 1 to 5. Standard deviations (cut at −2, −1, 1 and 2 of them) and pretty breaks
        choose their own number of at most 5.
    own_breaks : sequence of Fraction
        For `own_breaks`: all edges, ascending; the outer two are moved out to take in all values.
    decimals : int or None
        Round breaks to so many decimals before anything is assigned, so that the legend's edges are the ones
        that were used; the outer two are rounded outwards. None keeps them as they come.

    Raises
    ------
    Unclassifiable
        Without values, for a number of classes out of range, or for own breaks out of order.

    Examples
    --------
    >>> made = classify([Fraction(0), Fraction(5), Fraction(10)], method=Method.EQUAL_INTERVAL, classes=2)
    >>> [str(edge) for edge in made.edges], made.class_of(Fraction(5))
    (['0', '5', '10'], 1)
    """
    if not values:
        raise Unclassifiable("classes.no_values")
    if not 1 <= classes <= MOST_CLASSES:
        raise Unclassifiable("classes.count", classes=classes, most=MOST_CLASSES)
    ordered = sorted(values)
    if method is Method.OWN_BREAKS:
        return Classification(method, _own(ordered, own_breaks))
    low, high = _outer(ordered, decimals)
    if ordered[0] == ordered[-1]:
        return Classification(method, (ordered[0], ordered[0]))
    inner = _inner(ordered, method, min(classes, len(set(ordered))))
    if decimals is not None:
        inner = [_rounded(edge, decimals, method) for edge in inner]
    between = sorted({edge for edge in inner if ordered[0] < edge <= ordered[-1]})
    return Classification(method, (low, *between, high))


def _own(ordered: list[Fraction], breaks: Sequence[Fraction]) -> tuple[Fraction, ...]:
    if len(breaks) < 2 or any(a >= b for a, b in pairwise(breaks)):
        raise Unclassifiable("classes.edges", edges=[str(edge) for edge in breaks])
    if len(breaks) - 1 > MOST_CLASSES:
        raise Unclassifiable("classes.count", classes=len(breaks) - 1, most=MOST_CLASSES)
    return (min(breaks[0], ordered[0]), *breaks[1:-1], max(breaks[-1], ordered[-1]))


def _outer(ordered: list[Fraction], decimals: int | None) -> tuple[Fraction, Fraction]:
    if decimals is None:
        return ordered[0], ordered[-1]
    scale = 10**decimals
    return Fraction(floor(ordered[0] * scale), scale), Fraction(ceil(ordered[-1] * scale), scale)


def _rounded(edge: Fraction, decimals: int, method: Method) -> Fraction:
    if method is Method.NATURAL_BREAKS:
        # The break is the smallest value of its class, which must stay on its upper side.
        return Fraction(floor(edge * 10**decimals), 10**decimals)
    return Fraction(rounded(edge, decimals))


def _inner(ordered: list[Fraction], method: Method, classes: int) -> list[Fraction]:
    """Return the breaks between classes, as lower bounds of the upper class."""
    if classes == 1:
        return []
    if method is Method.EQUAL_INTERVAL:
        width = (ordered[-1] - ordered[0]) / classes
        return [ordered[0] + width * step for step in range(1, classes)]
    if method is Method.QUANTILES:
        breaks = [_quantile(ordered, Fraction(step, classes)) for step in range(1, classes)]
        # Where so many values are the smallest that a break falls on it, they are a class of their own.
        return [_next(ordered, edge) if edge == ordered[0] else edge for edge in breaks]
    found = _mapclassify_breaks([float(value) for value in ordered], method, classes)
    exact = {float(value): value for value in ordered}
    breaks = [exact.get(edge, Fraction(Decimal(repr(edge)))) for edge in found]
    if method is Method.NATURAL_BREAKS:
        # Such a break is the largest value of its class; the class above begins with the next value.
        return [_next(ordered, edge) for edge in breaks]
    return breaks


def _quantile(ordered: list[Fraction], share: Fraction) -> Fraction:
    """Return the value below which a share of the values lies, linear between neighbours (Hyndman–Fan 7)."""
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _next(ordered: list[Fraction], edge: Fraction) -> Fraction:
    return next((value for value in ordered if value > edge), ordered[-1])


def _mapclassify_breaks(values: list[float], method: Method, classes: int) -> list[float]:
    # Imported here: it takes longer to import than a map takes to draw.
    import mapclassify
    import numpy as np

    array = np.array(values)
    if method is Method.NATURAL_BREAKS:
        found = mapclassify.FisherJenks(array, k=classes)
    elif method is Method.STD_MEAN:
        found = mapclassify.StdMean(array)
    else:
        # It may answer with one class more than it was asked for.
        found = next(
            one
            for k in range(classes, 0, -1)
            if len((one := mapclassify.PrettyBreaks(array, k=max(k, 2))).bins) <= MOST_CLASSES
        )
    return [float(edge) for edge in found.bins[:-1]]
