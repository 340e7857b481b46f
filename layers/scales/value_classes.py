"""Statistical classes of a layer's values: which class each unit is in, over one period or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from geodata.store.vocabulary import State
from layers.catalogue import Indicator, Kind
from layers.catalogue.vocabulary import Direction
from layers.joining.layer import Layer, UnitValue
from layers.palettes import MOST_CLASSES
from layers.rules.values import map_rate
from layers.scales.classification import Classification, Method, classify

RATE_DECIMALS = 2
"""Decimals of a count per its denominator, on maps and in legends."""

_USUAL, _LESS_IS_BETTER = "Blues", "OrRd"
# What is there or not there has no classes: a number says more.
_NEVER_CLASSED = (Kind.YES_NO,)


@dataclass(frozen=True)
class ClassChoice:
    """How the reader wants values classed: the method, how many classes, and cuts of the reader's own.

    `cuts` are the breaks between classes, ascending, for `own_breaks`; without any it begins with round ones.
    `over_all` asks for one scale over all periods that are shown together.
    """

    method: Method
    classes: int = MOST_CLASSES
    cuts: tuple[Fraction, ...] = ()
    over_all: bool = True


@dataclass(frozen=True)
class ValueClasses:
    """The classes of an indicator, and how they are drawn.

    `classification` is None where no unit has a value. `as_symbols` asks for circles whose area is
    proportional to the value (raw counts and amounts; `largest` is the value of the largest circle); all
    else fills areas. `decimals` are those of the edges.
    """

    indicator: Indicator
    choice: ClassChoice
    classification: Classification | None
    palette: str
    decimals: int
    as_symbols: bool
    largest: Fraction

    @property
    def colours(self) -> tuple[str, ...]:
        """A colour a class, light to dark."""
        return () if self.classification is None else self.classification.colours(self.palette)

    def number_of(self, value: UnitValue) -> Fraction | None:
        """Return what is classed of a unit: its value, or a count per its denominator."""
        return map_rate(self.indicator, value.figure)

    def key_of(self, value: UnitValue) -> str:
        """Return the legend line of a unit: `class-0` upwards, or the state of what has no number."""
        number = self.number_of(value)
        if number is None or self.classification is None:
            return str(State.NO_DATA if value.figure.state == State.VALUE else value.figure.state)
        return class_key(self.classification.class_of(number))

    def counts(self, layer: Layer) -> Mapping[str, int]:
        """Return how many units of a layer are in each class, and in each state without a value."""
        found = Counter(self.key_of(value) for value in layer.units)
        classes = 0 if self.classification is None else self.classification.count
        return {class_key(number): 0 for number in range(classes)} | dict(found)


def class_key(number: int) -> str:
    """Return what ties a unit to its class on map, legend and table."""
    return f"class-{number}"


def can_class(indicator: Indicator) -> bool:
    """Tell whether the values of an indicator can be put in statistical classes."""
    return indicator.kind not in _NEVER_CLASSED


def value_classes(layers: Sequence[Layer], choice: ClassChoice) -> ValueClasses:
    """Return classes over the values of layers of one indicator, so that they can share one scale.

    Parameters
    ----------
    layers : sequence of Layer
        At least one; of one indicator, of any periods.
    choice : ClassChoice

    Raises
    ------
    Unclassifiable
        For a number of classes out of range, or cuts out of order.
    """
    indicator = layers[0].indicator
    numbers = [n for layer in layers for v in layer.units if (n := map_rate(indicator, v.figure)) is not None]
    decimals = RATE_DECIMALS if indicator.mapped_as_rate else indicator.precision
    made = None
    if numbers:
        own = choice.method is Method.OWN_BREAKS
        made = classify(
            numbers,
            method=Method.PRETTY if own and not choice.cuts else choice.method,
            classes=choice.classes,
            own_breaks=_edges(numbers, choice.cuts) if choice.cuts else (),
            decimals=decimals,
        )
    return ValueClasses(
        indicator=indicator,
        choice=choice,
        classification=made,
        palette=_palette(indicator),
        decimals=decimals,
        as_symbols=is_raw(indicator),
        largest=max(numbers, default=Fraction(0)),
    )


def is_raw(indicator: Indicator) -> bool:
    """Tell whether the indicator is a plain count or amount, which no area may be filled with."""
    return indicator.kind in (Kind.COUNT, Kind.AMOUNT) and not indicator.mapped_as_rate


def _edges(numbers: Sequence[Fraction], cuts: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return all edges of the classes that cuts make."""
    low, high = min(numbers), max(numbers)
    first = (low,) if low < cuts[0] else ()
    last = (high,) if high > cuts[-1] else ()
    edges = (*first, *cuts, *last)
    # All values on the only cut: one class that holds that value alone is what `classify` makes of a range.
    return edges if len(edges) > 1 else (cuts[0], cuts[0] + 1)


def _palette(indicator: Indicator) -> str:
    if indicator.palette is not None:
        return indicator.palette
    return _LESS_IS_BETTER if indicator.direction is Direction.LOWER else _USUAL
