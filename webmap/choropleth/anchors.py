"""Where a unit's label stands: the pole of inaccessibility, the point farthest from its outline."""

from __future__ import annotations

from math import cos, radians

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

# A hundred-thousandth of a degree is about a metre: far below a pixel at any zoom the portal offers.
_TOLERANCE = 1e-5


def label_anchor(outline: BaseGeometry) -> tuple[float, float]:
    """Return the point (longitude, latitude) inside an outline that is farthest from its edge.

    Parameters
    ----------
    outline : Polygon or MultiPolygon
        EPSG:4326. Of several parts the one with the widest inscribed circle takes the label.

    Notes
    -----
    Longitudes are shortened by the cosine of the latitude first, so that "far" means on the ground.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> label_anchor(box(0, 0, 2, 2))
    (1.0, 1.0)
    """
    shrink = cos(radians(outline.centroid.y))
    level = affinity.scale(outline, xfact=shrink, yfact=1.0, origin=(0, 0))
    # GEOS answers with the line from the circle's centre to the nearest point of the edge.
    radius = shapely.maximum_inscribed_circle(level, tolerance=_TOLERANCE)
    x, y = radius.coords[0]
    return round(x / shrink, 6), round(y, 6)
