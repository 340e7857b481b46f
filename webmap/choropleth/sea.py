"""The archipelagos and the sea on a map frame: points, a dashed box around them, and their names."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import folium

from webmap.drawing.archipelagos import SeaPlace

INK = "#0b5394"


def sea_group(places: Sequence[SeaPlace], lang: str) -> folium.FeatureGroup:
    """Return what is drawn in the sea as one layer that hears no pointer."""
    group = folium.FeatureGroup(control=False)
    for place in places:
        parts: list[Any] = []
        if place.extent is not None:
            west, south, east, north = place.extent
            parts.append(
                folium.Rectangle(
                    [[south, west], [north, east]],
                    color=INK,
                    weight=1,
                    dash_array="4 4",
                    fill=False,
                    interactive=False,
                )
            )
        parts += [
            folium.CircleMarker([y, x], radius=1.6, color=INK, weight=1, fill_opacity=1, interactive=False)
            for x, y in place.islands
        ]
        parts.append(_name(place, lang))
        for number, part in enumerate(parts):
            part._id = f"{place.code}_{number}"
            part.add_to(group)
    return group


def _name(place: SeaPlace, lang: str) -> folium.Marker:
    """Return the name: below an archipelago's box, or in the middle of the sea."""
    x, y = place.place if place.extent is None else (place.place[0], place.extent[1])
    css = "sea-label" if place.extent is not None else "sea-label sea-name"
    icon = folium.DivIcon(
        html=f'<span class="{css}">{escape(place.name(lang))}</span>',
        icon_size=(0, 0),
        class_name="label-place",
    )
    icon._id = f"{place.code}_icon"
    return folium.Marker([y, x], icon=icon, interactive=False, keyboard=False)
