"""The only files that a map frame asks for, at the addresses this portal serves them under."""

from __future__ import annotations

from webmap.choropleth import FrameFiles
from webmap.pages.assets import asset_url


def frame_files() -> FrameFiles:
    """Return the addresses of Leaflet and of the fonts."""
    return FrameFiles(
        leaflet_js=asset_url("leaflet", "leaflet.js"),
        leaflet_css=asset_url("leaflet", "leaflet.css"),
        fonts_css=asset_url("portal", "frame-fonts.css"),
    )
