"""Summaries and standings of communes, made once for each state of the data, period, vintage and reader."""

from __future__ import annotations

from functools import partial
from typing import cast

from geodata.store.units import StoredVintage
from layers.audience import Audience
from layers.periods import Period
from layers.reading import Snapshot
from layers.summary import Summary, summarise
from webmap.address import Asked, snapshot_of
from webmap.kept import kept

_KEPT = 24


def summary_of(here: Asked, *, vintage: StoredVintage | None = None) -> Summary:
    """Return the summary of what is asked for, on a vintage (by default the one asked for)."""
    return _summary(here.snapshot, here.period, vintage or here.vintage, here.audience)


def summary_at(here: Asked, period: Period) -> Summary | None:
    """Return the summary of another period for the same reader, on the units drawn here.

    None where no units are known for that period.
    """
    if here.snapshot.vintage_of(period) is None:
        return None
    return _summary(snapshot_of((period,)), period, here.drawn_on, here.audience)


def _summary(
    snapshot: Snapshot, period: Period, vintage: StoredVintage | None, audience: Audience
) -> Summary:
    # Another reader may see other lines: the audience is part of the key, as everywhere.
    key = (snapshot.sequence, period, vintage, audience)
    make = partial(summarise, snapshot, period, audience=audience, vintage=vintage)
    return cast(Summary, kept("summaries", _KEPT).get(key, make))
