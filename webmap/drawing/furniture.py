"""Scale bar and north arrow: round lengths, and the corner where they cover the least of the map."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from webmap.drawing.frame import MapFrame
from webmap.drawing.symbols import INK, text_line
from webmap.drawing.typeface import MM_PER_POINT, text_width

_EDGE = 2.0
_BAR_HEIGHT = 1.4
_ARROW = (7.0, 13.0)


@dataclass(frozen=True)
class ScaleBar:
    """A bar of `metres` on the ground, `length` millimetres on paper; `box` is what it covers, labels too."""

    metres: int
    length: float
    box: BaseGeometry


def scale_bar_size(frame_scale: float, frame_width: float, points: float) -> tuple[int, float, float, float]:
    """Return (metres, length, width, height in mm) of the longest round bar within a quarter of the frame."""
    longest = frame_width * 0.27 * frame_scale / 1000
    metres = _round_down(longest)
    length = metres * 1000 / frame_scale
    side = text_width(_distance(metres), points=points) / 2 + 1
    return metres, length, length + side + 3, _BAR_HEIGHT + 2 * points * MM_PER_POINT * 1.35


def place(
    frame: MapFrame, size: tuple[float, float], corners: str, taken: tuple[BaseGeometry, ...] = ()
) -> BaseGeometry:
    """Return the rectangle, in the corner of those named (`nw ne sw se`) where it covers least land."""
    width, height = size
    best: tuple[float, BaseGeometry] | None = None
    for corner in corners.split():
        x = _EDGE if corner[1] == "w" else frame.width - _EDGE - width
        y = _EDGE if corner[0] == "n" else frame.height - _EDGE - height
        box = shapely.box(x, y, x + width, y + height)
        if any(box.intersects(other) for other in taken):
            continue
        covered = frame.land.intersection(box).area
        if best is None or covered < best[0] - 1e-6:
            best = covered, box
    assert best is not None, "two things and four corners"
    return best[1]


def draw_scale_bar(bar: ScaleBar, *, points: float, scale_text: str) -> str:
    """Return the bar: two halves, dark and light, with its lengths above and the scale below."""
    left, top, _, _ = bar.box.bounds
    x, size = left + 1.5, points * MM_PER_POINT
    y = top + size * 1.25
    half = bar.length / 2
    parts = [
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{bar.length:.3f}" height="{_BAR_HEIGHT}" fill="#ffffff" '
        f'stroke="{INK}" stroke-width="0.2" data-metres="{bar.metres}"/>',
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{half:.3f}" height="{_BAR_HEIGHT}" fill="{INK}"/>',
    ]
    marks = ((0.0, "0"), (half, _number(bar.metres / 2, bar.metres)), (bar.length, _distance(bar.metres)))
    for place_x, text in marks:
        parts.append(text_line(text, x + place_x, y - 0.9, points=points, anchor="middle"))
    parts.append(text_line(scale_text, x, y + _BAR_HEIGHT + size * 1.15, points=points))
    return "".join(parts)


def draw_north(box: BaseGeometry, *, points: float, word: str) -> str:
    """Return an arrow to the grid's north with its letter above."""
    left, top, right, bottom = box.bounds
    x, size = (left + right) / 2, points * MM_PER_POINT
    tip = top + size * 1.25
    foot, notch = bottom, bottom - 2.2
    return (
        text_line(word, x, top + size, points=points, anchor="middle", weight=700)
        + f'<path d="M{x:.2f} {tip:.2f}L{x - 2.6:.2f} {foot:.2f}L{x:.2f} {notch:.2f}Z" fill="{INK}"/>'
        + f'<path d="M{x:.2f} {tip:.2f}L{x + 2.6:.2f} {foot:.2f}L{x:.2f} {notch:.2f}Z" fill="#ffffff" '
        + f'stroke="{INK}" stroke-width="0.25" stroke-linejoin="round"/>'
    )


def north_size(points: float) -> tuple[float, float]:
    """Return width and height of the arrow with its letter, in millimetres."""
    return _ARROW[0], _ARROW[1] + points * MM_PER_POINT


def _round_down(metres: float) -> int:
    """Return 1, 2 or 4 times a power of ten: its half is a round number too."""
    power = 1
    while power * 10 <= metres:
        power *= 10
    return max(step * power for step in (1, 2, 4) if step * power <= max(metres, 1))


def _distance(metres: int) -> str:
    return f"{_number(metres, metres)} {'km' if _in_kilometres(metres) else 'm'}"


def _number(metres: float, whole: int) -> str:
    return f"{metres / 1000:g}" if _in_kilometres(whole) else f"{metres:g}"


def _in_kilometres(whole: int) -> bool:
    """A bar of one kilometre is marked in metres: its half has no comma then."""
    return whole >= 2000
