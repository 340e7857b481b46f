"""A layer as a drawn map of any number of units: on sheets, in downloads and small on pages."""

from __future__ import annotations

from layers.layer import Layer
from webmap.archipelagos import sea_places
from webmap.choropleth.scheme import BY_STATUS, Scheme
from webmap.mapdrawing import Lettering, MapDrawing, draw_map, layer_units
from webmap.mapdrawing.layer_map import bare_units
from webmap.mapdrawing.many import draw_many
from webmap.thin_outlines import thin_outlines
from webmap.translations import Translator

# A district's zone is three degrees wide: far from its meridian the country would be out of shape.
_COUNTRY = "EPSG:3405"


def draw_layer(
    layer: Layer,
    word: Translator,
    *,
    width: float,
    height: float,
    lettering: Lettering,
    crs: str,
    label: str = "",
    scheme: Scheme = BY_STATUS,
    furnished: bool = True,
) -> MapDrawing | None:
    """Return the map of a layer, in millimetres; None where no unit has an outline.

    A map of the country has its archipelagos. Of very many units the outlines are thinned and none is named.
    `furnished` says whether such a map has a scale bar and a north arrow; `crs` is the district's projected
    system.
    """
    if not layer.geometries:
        return None
    thin = thin_outlines(layer)
    if thin is None:
        return draw_map(
            layer_units(layer, word, scheme=scheme),
            width=width,
            height=height,
            crs=crs_of(layer, crs),
            lettering=lettering,
            places=sea_places(list(layer.geometries.values())),
            lang=word.lang,
            label=label,
            look_of=scheme.ground_of,
        )
    outlines = thin.coverage.polygons()
    return draw_many(
        bare_units(layer, scheme, list(outlines)),
        width=width,
        height=height,
        crs=crs_of(layer, crs),
        lettering=lettering,
        places=sea_places(list(outlines)),
        lang=word.lang,
        label=label,
        look_of=scheme.ground_of,
        furnished=furnished,
    )


def crs_of(layer: Layer, crs: str) -> str:
    """Return the projected system a layer is drawn in: the district's, or the one for the whole country."""
    return _COUNTRY if sea_places(list(layer.geometries.values())) else crs
