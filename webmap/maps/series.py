"""An indicator over the periods shown together: the slider's, the small maps', those of one scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from layers.joining.layer import Layer
from layers.joining.reading import Reading
from layers.periods import Period
from layers.scales.value_classes import ClassChoice, can_class, value_classes
from webmap.app.cache import kept
from webmap.pages.address import Asked, snapshot_of
from webmap.words.dates import format_period, format_period_shortly
from webmap.words.scheme import BY_STATUS, Scheme

MOST_PERIODS = 12
_KEPT = 30


@dataclass(frozen=True)
class Series:
    """Layers of one indicator in ascending order of period, the one that was asked for among them."""

    layers: tuple[Layer, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods, in ascending order."""
        return tuple(layer.period for layer in self.layers)


def series_of(wanted: Asked, code: str) -> Series:
    """Return the layers of the periods of the same kind that have values, at most twelve, the latest ones.

    The period that was asked for is always among them. All are drawn on the vintage that was asked for,
    else each on its own.
    """
    periods = _periods(wanted)
    snapshot = snapshot_of(periods)
    key = (snapshot.sequence, code, periods, wanted.period, wanted.vintage, wanted.sight)

    def make() -> Series:
        drawn = [
            Reading(wanted.sight, snapshot, period, wanted.vintage).layer(code)
            for period in periods
            if wanted.vintage is not None or snapshot.vintage_of(period) is not None
        ]
        return Series(tuple(one for one in drawn if one.has_values or one.period == wanted.period))

    return cast(Series, kept("series", _KEPT).get(key, make))


@dataclass(frozen=True)
class PeriodMark:
    """A mark of the slider: its label, the period in words, the address that shows it."""

    label: str
    words: str
    address: str
    is_current: bool


def period_marks(
    series: Series, current: Layer, address: Callable[[Period], str], lang: str
) -> tuple[PeriodMark, ...]:
    """Return the slider's marks, each with its `address`; none where there is one period only."""
    if len(series.layers) < 2:
        return ()
    return tuple(
        PeriodMark(
            format_period_shortly(period, lang),
            format_period(period, lang),
            address(period),
            period == current.period,
        )
        for period in series.periods
    )


def scheme_of(wanted: Asked, layer: Layer, choice: ClassChoice | None) -> Scheme:
    """Return how a layer is drawn; where one scale is asked for, over all periods of its series."""
    if choice is None or not layer.units or not can_class(layer.indicator):
        return BY_STATUS
    layers = series_of(wanted, layer.indicator.code).layers if choice.over_all else (layer,)
    return Scheme(value_classes(layers, choice))


def _periods(wanted: Asked) -> tuple[Period, ...]:
    """Return the periods of the kind that was asked for, ascending, at most twelve, the one asked for in."""
    same = [period for period in wanted.choices if period.kind is wanted.period.kind]
    place = same.index(wanted.period)
    # Latest first: as many as there are after it, and before it what is left of the twelve.
    start = max(0, place - MOST_PERIODS + 1)
    return tuple(reversed(same[start : start + MOST_PERIODS]))
