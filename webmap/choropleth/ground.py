"""A picture under the units of a map, written into the document: the frame asks for no other file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import folium

from webmap.choropleth.marks import OUTLINE


@dataclass(frozen=True)
class Ground:
    """A picture as a `data:` address, its edges (west, south, east, north) in degrees, its opacity 0–1."""

    address: str
    edges: tuple[float, float, float, float]
    opacity: float


def overlay(ground: Ground) -> folium.raster_layers.ImageOverlay:
    """Return the picture as folium draws it: Leaflet stretches it between its edges on Web Mercator."""
    west, south, east, north = ground.edges
    return folium.raster_layers.ImageOverlay(
        ground.address,
        [[south, west], [north, east]],
        opacity=ground.opacity,
        interactive=False,
        zindex=1,
        control=False,
        alt="",
    )


def unfilled(style: dict[str, Any]) -> dict[str, Any]:
    """Return a unit's style without its fill: colours mixed with the picture's would mean nothing."""
    return style | {"fillOpacity": 0, "color": OUTLINE}
