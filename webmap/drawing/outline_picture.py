"""Outlines of a file over those that are known, as a small picture: do they lie where they should?"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

import shapely
from markupsafe import Markup, escape
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

_WIDTH, _HEIGHT, _MARGIN = 320.0, 240.0, 8.0
# Half a pixel of the picture: what is smaller is not seen.
_FINEST = 1 / 640


def outline_picture(outlines: Sequence[BaseGeometry], known: Sequence[BaseGeometry], label: str) -> Markup:
    """Return SVG with the known outlines filled and the file's drawn over them as lines.

    Parameters
    ----------
    outlines, known : sequence of BaseGeometry
        In EPSG:4326; drawn in degrees with the parallel of their middle true to scale.
    label : str
        What the picture says to whoever cannot see it.

    Returns
    -------
    Markup
        Empty where there is no outline.
    """
    everything = [g for g in (*outlines, *known) if not g.is_empty]
    if not everything:
        return Markup("")
    west, south, east, north = shapely.total_bounds(everything)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((_WIDTH - 2 * _MARGIN) / wide, (_HEIGHT - 2 * _MARGIN) / high)

    def path(geometries: Sequence[BaseGeometry]) -> str:
        parts = []
        for geometry in geometries:
            for polygon in shapely.get_parts(geometry.simplify(max(wide, high) * _FINEST)):
                if isinstance(polygon, Polygon):
                    parts += [_ring(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
        return "".join(parts)

    def _ring(points: Sequence[tuple[float, ...]]) -> str:
        placed = (
            f"{_MARGIN + (p[0] - west) * squeeze * scale:.1f} {_MARGIN + (north - p[1]) * scale:.1f}"
            for p in points
        )
        return "M" + "L".join(placed) + "Z"

    box = f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}"
    return Markup(
        f'<svg class="outlines" viewBox="{box}" role="img" aria-label="{escape(label)}">'
        f'<path class="known" d="{path(known)}"/><path class="new" d="{path(outlines)}"/></svg>'
    )
