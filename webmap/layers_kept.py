"""Layers of very many units, made once for each state of the data, period, vintage and reader."""

from __future__ import annotations

from functools import partial
from typing import cast

from layers.joining import build_layer
from layers.layer import Layer
from webmap.address import Asked
from webmap.choropleth.document import MANY_UNITS
from webmap.kept import kept

_KEPT = 6


def layer_of(wanted: Asked, indicator: str) -> Layer:
    """Return the layer of an indicator that is asked for; raises as `build_layer` does.

    Joining twelve communes takes no time, joining all of the country's takes seconds: such layers are kept.
    """
    make = partial(
        build_layer,
        wanted.snapshot,
        indicator,
        wanted.period,
        vintage=wanted.vintage,
        audience=wanted.audience,
    )
    if len(wanted.snapshot.communes(wanted.drawn_on)) < MANY_UNITS:
        return make()
    # Another reader may not see the indicator: the audience is part of the key, and a refusal is no value.
    key = (wanted.snapshot.sequence, indicator, wanted.period, wanted.drawn_on, wanted.audience)
    return cast(Layer, kept("layers", _KEPT).get(key, make))
