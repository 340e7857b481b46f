"""Summaries and standings of communes, made once for each state of the data, period, vintage and reader."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import cast

from geodata.store.units import StoredVintage
from layers.audience import Sight
from layers.joining.ranking import LEAST_COVERAGE, Standing, rank_communes
from layers.joining.reading import Reading
from layers.joining.summary import Summary
from layers.periods import Period
from webmap.app.cache import kept
from webmap.pages.address import Asked, snapshot_of

_KEPT = 24


def summary_of(here: Asked, *, vintage: StoredVintage | None = None) -> Summary:
    """Return the summary of what is asked for, on a vintage (by default the one asked for)."""
    reading = here.reading
    return _kept_summary(reading if vintage is None else reading.at(here.period, vintage))


def summary_at(here: Asked, period: Period) -> Summary | None:
    """Return the summary of another period for the same reader, on the units drawn here.

    None where no units are known for that period, or nobody has a figure of it.
    """
    if here.snapshot.vintage_of(period) is None:
        return None
    reading = Reading(here.sight, snapshot_of((period,)), period, here.drawn_on)
    return _kept_summary(reading) if reading.was_reported else None


def standings_of(
    summary: Summary,
    sight: Sight,
    *,
    codes: Sequence[str] | None = None,
    coverage: Fraction = LEAST_COVERAGE,
) -> tuple[Standing, ...]:
    """Return how communes stand over a summary's indicators, or those of `codes`: see `rank_communes`.

    Parameters
    ----------
    summary : Summary
        As `summary_of` or `summary_at` returned it.
    sight : Sight
        Of the reader whom it was made for.
    codes : sequence of str or None
        Indicators; None stands for all of the summary.
    coverage : Fraction
        The least share of judged indicators for a rank.
    """
    layers = [layer for layer in summary.layers if codes is None or layer.indicator.code in codes]
    if not layers:
        return ()
    over = tuple(layer.indicator.code for layer in layers)
    key = (layers[0].sequence, summary.period, summary.vintage, sight, over, coverage)
    make = partial(rank_communes, layers, least_coverage=coverage)
    return cast("tuple[Standing, ...]", kept("standings", _KEPT).get(key, make))


def _kept_summary(reading: Reading) -> Summary:
    # Another reader may see other lines: the sight is part of the key, as everywhere.
    key = (reading.snapshot.sequence, reading.period, reading.vintage, reading.sight)
    return cast(Summary, kept("summaries", _KEPT).get(key, lambda: reading.summary))
