"""Layers of very many units, made once for each state of the data, period, vintage and reader."""

from __future__ import annotations

from functools import partial
from typing import cast

from geodata.store.units import StoredVintage
from layers.joining.layer import MANY_UNITS, Layer
from layers.periods import Period
from webmap.app.cache import kept
from webmap.pages.address import Asked

_KEPT = 6


def draws_many(wanted: Asked) -> bool:
    """Tell whether what is asked for has so many units that they are drawn on one canvas."""
    return len(wanted.snapshot.communes(wanted.drawn_on)) >= MANY_UNITS


def layer_of(
    wanted: Asked, indicator: str, *, period: Period | None = None, vintage: StoredVintage | None = None
) -> Layer:
    """Return the layer of an indicator, by default of what is asked for; raises as `build_layer` does.

    Joining twelve communes takes no time, joining all of the country's takes seconds: such layers are kept.
    """
    reading = wanted.reading
    if period is not None or vintage is not None:
        reading = reading.at(period or wanted.period, vintage or wanted.vintage)
    if len(reading.communes) < MANY_UNITS:
        return reading.layer(indicator)
    # Another reader may not see the indicator: the sight is part of the key, and a refusal is no value.
    key = (reading.snapshot.sequence, indicator, reading.period, reading.drawn_on, reading.sight)
    return cast(Layer, kept("layers", _KEPT).get(key, partial(reading.layer, indicator)))
