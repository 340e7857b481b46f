"""The archipelagos and Biển Đông on a drawn map of the country: boxes, islands and names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from webmap.drawing import symbols
from webmap.drawing.archipelagos import SeaPlace
from webmap.drawing.frame import MapFrame, united
from webmap.drawing.typeface import MM_PER_POINT, text_width

# Millimetres that an archipelago's name may take, however small its box.
_LEAST_NAME = 26.0
_LINE_HEIGHT = 1.25
_INK = "#0b5394"
_CODE = "sea:"


def sea_boxes(places: Sequence[SeaPlace]) -> dict[str, BaseGeometry]:
    """Return what a map has to have room for, by codes that no unit has (EPSG:4326)."""
    return {f"{_CODE}{one.code}": shapely.box(*one.extent) for one in places if one.extent is not None}


def sea_room(places: Sequence[SeaPlace], points: float) -> float:
    """Return the millimetres to be kept free under the map: the southern name stands below its box."""
    return 2 * points * MM_PER_POINT * 1.4 if places else 0.0


def without_sea(frame: MapFrame) -> MapFrame:
    """Return a frame that was fitted to units and sea, with the units alone on it."""
    units = {code: shape for code, shape in frame.outlines.items() if not code.startswith(_CODE)}
    return replace(frame, outlines=units, land=united(list(units.values())))


def draw_sea(places: Sequence[SeaPlace], frame: MapFrame, points: float, lang: str) -> str:
    """Return the archipelagos' boxes and islands, their names below them, and the sea's name at its place.

    Parameters
    ----------
    places : sequence of SeaPlace
    frame : MapFrame
        Fitted to the units and `sea_boxes`.
    points : float
        Size of the names.
    lang : str
    """
    return "".join(_drawn(one, frame, points, lang) for one in places)


def sea_taken(
    places: Sequence[SeaPlace], frame: MapFrame, points: float, lang: str
) -> tuple[BaseGeometry, ...]:
    """Return where nothing else may be written: boxes, and the lines of names."""
    row, taken = points * MM_PER_POINT * _LINE_HEIGHT, []
    for one in places:
        if one.extent is not None:
            taken.append(shapely.box(*_box(one, frame)))
        for line, x, y in _name_lines(one, frame, points, lang):
            half = text_width(line, points=points) / 2
            taken.append(shapely.box(x - half, y - row, x + half, y + 0.3 * row))
    return tuple(taken)


def _drawn(one: SeaPlace, frame: MapFrame, points: float, lang: str) -> str:
    drawn = "".join(
        symbols.text_line(line, x, y, points=points, anchor="middle")
        for line, x, y in _name_lines(one, frame, points, lang)
    )
    if one.extent is None:
        return drawn
    left, top, right, low = _box(one, frame)
    box = (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{low - top:.2f}" fill="none" '
        f'stroke="{_INK}" stroke-width="0.15" stroke-dasharray="1.2 0.8"/>'
    )
    dots = "".join(
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.35" fill="{_INK}"/>'
        for x, y in (frame.to_paper(*island) for island in one.islands)
    )
    return box + dots + drawn


def _box(one: SeaPlace, frame: MapFrame) -> tuple[float, float, float, float]:
    """Return an archipelago's box on paper: left, top, right, bottom."""
    left, top, right, low = frame.outlines[f"{_CODE}{one.code}"].bounds
    return left, top, right, low


def _name_lines(
    one: SeaPlace, frame: MapFrame, points: float, lang: str
) -> Iterator[tuple[str, float, float]]:
    """Yield the lines of a name with middle and base line, no wider than its box where its words allow it."""
    if one.extent is None:
        (x, y), wide = frame.to_paper(*one.place), 1e9
    else:
        left, _top, right, y = _box(one, frame)
        # On a small picture a name of the usual width would lie over the coast.
        x, wide = (left + right) / 2, max(min(_LEAST_NAME, frame.width / 3.75), right - left)
    row = points * MM_PER_POINT * _LINE_HEIGHT
    for at, line in enumerate(_broken(one.name(lang), points, wide), start=1):
        yield line, x, y + row * at


def _broken(name: str, points: float, wide: float) -> list[str]:
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, points=points) > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
