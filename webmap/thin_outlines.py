"""Outlines of very many units as the maps draw them: thinned once, kept in the cache folder."""

from __future__ import annotations

from threading import Lock
from typing import cast

from geodata.boundaries.thinned_file import thinned_from
from geodata.boundaries.thinning import ThinnedCoverage
from layers.layer import Layer
from webmap.choropleth.document import are_many
from webmap.kept import kept
from webmap.portal import portal

_KEPT = 3
# Thinning takes a processor for half a minute: those who ask meanwhile wait for the first one's.
_ONE_AT_A_TIME = Lock()


def thin_outlines(layer: Layer) -> ThinnedCoverage | None:
    """Return a layer's outlines thinned, in the order of its geometries; None where its own are drawn.

    Nothing of it depends on values or readers: the outlines of a vintage are the same for everybody.
    """
    if not are_many(layer) or not layer.geometries:
        return None

    def make() -> ThinnedCoverage:
        with _ONE_AT_A_TIME:
            outlines = list(layer.geometries.values())
            return thinned_from(portal().settings.data_dir / "cache", outlines)

    # A sequence and a day name the outlines: nothing is overwritten.
    key = (layer.sequence, layer.vintage)
    return cast(ThinnedCoverage, kept("thin outlines", _KEPT).get(key, make))
