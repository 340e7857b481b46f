"""A layer as a drawn map of any number of units: on sheets, in downloads and small on pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from geodata.boundaries.thinning import ThinnedCoverage
from layers.joining.layer import Layer
from webmap.app.cache import kept
from webmap.drawing import Lettering, MapDrawing, draw_map, layer_units
from webmap.drawing.archipelagos import SeaPlace, sea_places
from webmap.drawing.layer_map import bare_units
from webmap.drawing.many import FINEST, ManyLayout, draw_many, lay_out
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator

_KEPT = 4
# A district's zone is three degrees wide: far from its meridian the country would be out of shape.
_COUNTRY_CRS = "EPSG:3405"


def draw_layer(
    layer: Layer,
    word: Translator,
    *,
    width: float,
    height: float,
    lettering: Lettering,
    crs: str,
    thin: ThinnedCoverage | None,
    label: str = "",
    scheme: Scheme = BY_STATUS,
    furnished: bool = True,
    finest: float = FINEST,
) -> MapDrawing | None:
    """Return the map of a layer, in millimetres; None where no unit has an outline.

    A map of the country has its archipelagos. Of very many units the outlines are given thinned (`thin`, else
    None) and none is named. `furnished` says whether such a map has a scale bar and a north arrow, `finest`
    which bends it leaves out, in millimetres; `crs` is the district's projected system.
    """
    if not layer.geometries:
        return None
    if thin is None:
        places = sea_places(list(layer.geometries.values()))
        return draw_map(
            layer_units(layer, word, scheme=scheme),
            width=width,
            height=height,
            crs=crs_with(places, crs),
            lettering=lettering,
            places=places,
            lang=word.lang,
            label=label,
            look_of=scheme.ground_of,
        )
    layout = _layout(layer, thin, width=width, height=height, crs=crs, least=lettering.least, finest=finest)
    return draw_many(
        bare_units(layer, scheme),
        layout,
        lettering=lettering,
        lang=word.lang,
        label=label,
        look_of=scheme.ground_of,
        furnished=furnished,
    )


def _layout(
    layer: Layer,
    thin: ThinnedCoverage,
    *,
    width: float,
    height: float,
    crs: str,
    least: float,
    finest: float,
) -> ManyLayout:
    """Return where the units lie on a paper of a size: the same for every indicator and reader."""

    def make() -> ManyLayout:
        outlines = dict(zip(layer.geometries, thin.coverage.polygons(), strict=True))
        places = sea_places(list(outlines.values()))
        return lay_out(
            outlines,
            width=width,
            height=height,
            crs=crs_with(places, crs),
            least=least,
            places=places,
            finest=finest,
        )

    key = (layer.sequence, layer.vintage, width, height, crs, least, finest)
    return cast(ManyLayout, kept("map layouts", _KEPT).get(key, make))


def crs_with(places: Sequence[SeaPlace], crs: str) -> str:
    """Return the projected system of a map: the district's `crs`, or with `sea_places` the country's."""
    return _COUNTRY_CRS if places else crs


def crs_of(layer: Layer, crs: str) -> str:
    """Return the projected system that a layer is drawn in."""
    return crs_with(sea_places(list(layer.geometries.values())), crs)
