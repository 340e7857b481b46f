"""Layers of very many units, made once for each state of the data, period, vintage and reader."""

from __future__ import annotations

from functools import partial
from typing import cast

from geodata.store.units import StoredVintage
from layers.catalogue import Indicator
from layers.joining.build import build_layer
from layers.joining.layer import MANY_UNITS, Layer
from layers.periods import Period
from webmap.app.cache import kept
from webmap.app.portal import portal
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
    snapshot, period, given = wanted.snapshot, period or wanted.period, vintage or wanted.vintage
    make = partial(build_layer, snapshot, indicator, period, vintage=given, audience=wanted.audience)
    drawn_on = given or snapshot.vintage_of(period)
    if drawn_on is None or len(snapshot.communes(drawn_on)) < MANY_UNITS:
        return make()
    # Another reader may not see the indicator: the audience is part of the key, and a refusal is no value.
    key = (snapshot.sequence, indicator, period, drawn_on, wanted.audience)
    return cast(Layer, kept("layers", _KEPT).get(key, make))


def denominator_of(layer: Layer) -> Indicator | None:
    """Return what a layer's indicator is divided by."""
    code = layer.indicator.denominator
    return None if code is None else portal().profile.indicators[code]
