"""Figures far from the unit's own earlier ones, or from its neighbours'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

import numpy as np
import numpy.typing as npt

from geodata.findings import Finding
from geodata.store.observations import ObservationEntry
from geodata.store.units import UnitKey
from geodata.store.vocabulary import State
from layers.catalogue import DataLevel, Indicator, Kind
from layers.periods import Period
from layers.plausibility.known import Known, history_periods
from layers.plausibility.rules import Outliers

Floats = npt.NDArray[np.float64]

# 0.6745 makes the MAD of a normal sample its standard deviation, 1.253314 does so for the mean deviation.
_PER_MAD, _PER_MEAN = 0.6745, 1.253314


def modified_z(values: Floats, samples: Floats) -> Floats:
    """Return how far values lie from samples, in robust standard deviations.

    z = 0.6745 · (x − median) / MAD (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993; NIST
    Handbook of Statistical Methods 1.3.5.17). Where more than half of a sample are one number the MAD is 0:
    then z = (x − median) / (1.253314 · mean absolute deviation), as SPSS does. Where all of them are one
    number there is no scale, and z is 0: a change is for the check of jumps.

    Parameters
    ----------
    values : array of shape (n,)
    samples : array of shape (n, k)
        NaN where there is none; at least one number in each row.

    Returns
    -------
    array of shape (n,)
    """
    median = medians(samples)
    away = np.abs(samples - median[:, None])
    mad, mean = medians(away), np.nanmean(away, axis=1)
    off = values - median
    z = np.zeros_like(off)
    np.divide(off, _PER_MEAN * mean, out=z, where=mean > 0)
    np.divide(_PER_MAD * off, mad, out=z, where=mad > 0)
    return z


def medians(samples: Floats) -> Floats:
    """Return the median of each row but for its NaN, as `numpy.nanmedian` does, which takes long for many.

    A row without a number has none: NaN.
    """
    ordered = np.sort(samples, axis=1)  # NaN come last
    known = (~np.isnan(samples)).sum(axis=1)
    rows = np.arange(len(samples))
    return (ordered[rows, (known - 1) // 2] + ordered[rows, known // 2]) / 2


def own_history(known: Known) -> Iterator[Finding]:
    """Yield a warning for each figure that is an outlier against the unit's own earlier ones."""
    rules = known.rules.outliers
    if rules is None:
        return
    for (code, text), brought in known.brought.items():
        periods = history_periods(known.profile.indicators[code], Period.parse(text), known.periods)
        if len(periods) < rules.least_history:
            continue
        units = list(brought)
        samples = np.stack([_standing(known, code, str(period), units) for period in periods], axis=1)
        values, indicator = _values(known, brought, units), known.profile.indicators[code]
        for unit, median in _beyond(values, samples, units, indicator, rules, rules.least_history):
            usual = _shown(median)
            yield known.odd("plausible.history", brought[unit], usual=usual, periods=len(periods))


def neighbours(known: Known, adjacent: Mapping[UnitKey, Sequence[UnitKey]]) -> Iterator[Finding]:
    """Yield a warning for each rate or mean that is an outlier among those of the neighbouring units.

    Counts and amounts go by how large a unit is, so they say nothing about its neighbours.

    Parameters
    ----------
    known : Known
    adjacent : mapping of UnitKey to sequence of UnitKey
        See `layers.plausibility.adjacency`.
    """
    rules = known.rules.outliers
    if rules is None:
        return
    order = list(dict.fromkeys((*adjacent, *chain.from_iterable(adjacent.values()))))
    chosen = _positions(order, adjacent)
    for (code, text), brought in known.brought.items():
        indicator = known.profile.indicators[code]
        if not _is_comparable(indicator):
            continue
        every = _standing(known, code, text, order)
        samples = np.append(every, np.nan)[chosen]
        values = np.where([unit in brought for unit in order], every, np.nan)
        for unit, median in _beyond(values, samples, order, indicator, rules, rules.least_neighbours):
            yield known.odd("plausible.neighbours", brought[unit], usual=_shown(median))


def _is_comparable(indicator: Indicator) -> bool:
    return indicator.kind in (Kind.RATE, Kind.MEAN) and indicator.data_level is DataLevel.COMMUNE


def _positions(
    order: Sequence[UnitKey], adjacent: Mapping[UnitKey, Sequence[UnitKey]]
) -> npt.NDArray[np.intp]:
    """Return the positions of each unit's neighbours in `order`, filled up with the one past its end."""
    position = {unit: index for index, unit in enumerate(order)}
    most = max(map(len, adjacent.values()), default=0)
    chosen = np.full((len(order), most), len(order), dtype=np.intp)
    for row, unit in enumerate(order):
        near = adjacent.get(unit, ())
        chosen[row, : len(near)] = [position[one] for one in near]
    return chosen


def _beyond(
    values: Floats,
    samples: Floats,
    units: Sequence[UnitKey],
    indicator: Indicator,
    rules: Outliers,
    least: int,
) -> Iterator[tuple[UnitKey, float]]:
    """Yield the units whose value is beyond the limit, with the median of their sample."""
    enough = (~np.isnan(samples)).sum(axis=1) >= least
    rows = np.flatnonzero(enough & ~np.isnan(values))
    if not rows.size:
        return
    far = rows[np.abs(modified_z(values[rows], samples[rows])) > float(rules.limit)]
    for row, median in zip(far.tolist(), medians(samples[far]).tolist(), strict=True):
        is_share = indicator.unit_vi == "%"
        least_off = float(
            rules.least_points if is_share else rules.least_percent * abs(Fraction(median)) / 100
        )
        if abs(values[row] - median) >= least_off:
            yield units[row], median


def _values(known: Known, brought: Mapping[UnitKey, int], units: Sequence[UnitKey]) -> Floats:
    found = (known.entries[brought[unit]].value for unit in units)
    return np.array([np.nan if value is None else float(value) for value in found])


def _standing(known: Known, code: str, period: str, units: Sequence[UnitKey]) -> Floats:
    brought, stands = known.brought.get((code, period), {}), known.standing.get((code, period), {})
    found = (known.entries[brought[unit]] if unit in brought else stands.get(unit) for unit in units)
    return np.array([_number(entry) for entry in found])


def _number(entry: ObservationEntry | None) -> float:
    if entry is None or entry.value is None or entry.state != State.VALUE:
        return float("nan")
    return float(entry.value)


def _shown(median: float) -> str:
    """Return a median for a sentence: it is no figure that anybody judges."""
    return f"{median:.4g}" if abs(median) < 1000 else f"{median:.0f}"
