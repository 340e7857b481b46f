"""A scatter of two indicators as SVG: a point a commune, its name where there is room, and the targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

import shapely
from shapely.geometry.base import BaseGeometry

from webmap.drawing import symbols
from webmap.drawing.typeface import MM_PER_POINT, text_width

_LEFT, _RIGHT, _TOP, _BOTTOM = 16.0, 4.0, 5.0, 14.0
_POINTS, _TITLE, _RADIUS = 8.0, 9.0, 1.3
_STEPS = (1, 2, 2.5, 5, 10)
_ROUGH = 6
# More points than this have no room for a name anyway.
_MOST_NAMED = 1000
_LINE = "#d5dade"
_ACCENT = "#0b5394"


@dataclass(frozen=True)
class Room:
    """How large a scatter is, in millimetres of paper; its letters are as large in each."""

    width: float
    height: float

    def at_x(self, axis: Axis, value: float | Fraction) -> float:
        """Return where a value of the axis across stands."""
        share = (float(value) - axis.low) / (axis.high - axis.low)
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def at_y(self, axis: Axis, value: float | Fraction) -> float:
        """Return where a value of the axis up stands."""
        share = (float(value) - axis.low) / (axis.high - axis.low)
        return self.height - _BOTTOM - share * (self.height - _BOTTOM - _TOP)


WIDE, NARROW = Room(180.0, 120.0), Room(96.0, 100.0)
"""For a screen beside a keyboard, and for a phone, where the wide one would have letters of five pixels."""


@dataclass(frozen=True)
class ScatterPoint:
    """A unit's place: both values in their units; `title` is what a browser says of it."""

    code: str
    name: str
    x: Fraction
    y: Fraction
    title: str


@dataclass(frozen=True)
class Axis:
    """What an axis measures: its title, the target's value (None: none), and how its ticks are written."""

    title: str
    target: Fraction | None
    ticks: tuple[tuple[float, str], ...]

    @property
    def low(self) -> float:
        """Where it begins."""
        return self.ticks[0][0]

    @property
    def high(self) -> float:
        """Where it ends."""
        return self.ticks[-1][0]


def tick_values(numbers: Sequence[Fraction]) -> tuple[float, ...]:
    """Return round values that take in all numbers; two of them where all are equal.

    Examples
    --------
    >>> tick_values([Fraction(3), Fraction(47)])
    (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
    """
    low, high = float(min(numbers)), float(max(numbers))
    span = (high - low) or abs(high) or 1.0
    power = 10 ** floor(log10(span / _ROUGH))
    step = next(s * power for s in _STEPS if s * power * _ROUGH >= span * 0.999999)
    first = floor(low / step + 1e-9)
    count = 1
    while (first + count) * step < high - 1e-9:
        count += 1
    return tuple(round((first + number) * step, 10) for number in range(count + 1))


def draw_scatter(
    points: Sequence[ScatterPoint], across: Axis, up: Axis, *, label: str, room: Room = WIDE
) -> str:
    """Draw the scatter as SVG that takes the width it is given; names never overlap one another.

    Very many points are a cloud of small dots without names.
    """
    inside = _grid(room, across, up) + _targets(room, across, up)
    places = [(room.at_x(across, one.x), room.at_y(up, one.y)) for one in points]
    if len(points) > _MOST_NAMED:
        inside += _cloud(places)
    else:
        inside += "".join(_dot(one, x, y) for one, (x, y) in zip(points, places, strict=True))
        inside += _names(room, points, places)
    return symbols.document(inside, width=room.width, height=room.height, label=label, scalable=True)


def _grid(room: Room, across: Axis, up: Axis) -> str:
    bottom, right = room.height - _BOTTOM, room.width - _RIGHT
    parts = []
    for value, text in across.ticks:
        x = room.at_x(across, value)
        parts.append(f'<path d="M{x:.2f} {_TOP}V{bottom}" stroke="{_LINE}" stroke-width="0.2"/>')
        parts.append(symbols.text_line(text, x, bottom + 4, points=_POINTS, anchor="middle", halo=False))
    for value, text in up.ticks:
        y = room.at_y(up, value)
        parts.append(f'<path d="M{_LEFT} {y:.2f}H{right}" stroke="{_LINE}" stroke-width="0.2"/>')
        parts.append(symbols.text_line(text, _LEFT - 1.5, y + 1, points=_POINTS, anchor="end", halo=False))
    parts.append(_title(room, across.title, right, room.height - 2, anchor="end"))
    parts.append(_title(room, up.title, 0.5, 3, anchor="start"))
    return "".join(parts)


def _title(room: Room, title: str, x: float, y: float, *, anchor: str) -> str:
    """Write an axis's title, smaller where it would be wider than the drawing."""
    wide = text_width(title, points=_TITLE, bold=True)
    points = min(_TITLE, _TITLE * (room.width - _RIGHT - 1) / wide)
    return symbols.text_line(title, x, y, points=points, anchor=anchor, weight=500)


def _targets(room: Room, across: Axis, up: Axis) -> str:
    line = f'stroke="{_ACCENT}" stroke-width="0.3" stroke-dasharray="1.5 1"'
    parts = []
    if across.target is not None and across.low <= across.target <= across.high:
        x = room.at_x(across, across.target)
        parts.append(f'<path d="M{x:.2f} {_TOP}V{room.height - _BOTTOM}" {line} data-target="x"/>')
    if up.target is not None and up.low <= up.target <= up.high:
        y = room.at_y(up, up.target)
        parts.append(f'<path d="M{_LEFT} {y:.2f}H{room.width - _RIGHT}" {line} data-target="y"/>')
    return "".join(parts)


def _dot(one: ScatterPoint, x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{_RADIUS}" fill="{_ACCENT}" stroke="#ffffff" '
        f'stroke-width="0.2" data-unit="{symbols.escaped(one.code)}">'
        f"<title>{symbols.escaped(one.title)}</title></circle>"
    )


def _cloud(places: Sequence[tuple[float, float]]) -> str:
    """Return dots as one path, those that fall on one another once; where they are dense it is darker."""
    dots = dict.fromkeys(f"M{x:.1f} {y:.1f}h0" for x, y in places)
    return (
        f'<path d="{"".join(dots)}" fill="none" stroke="{_ACCENT}" stroke-opacity="0.6" '
        'stroke-width="0.6" stroke-linecap="round"/>'
    )


def _names(room: Room, points: Sequence[ScatterPoint], places: Sequence[tuple[float, float]]) -> str:
    """Write each name right, left, above or below its point, where it covers no other; else leave it out."""
    taken = [_box(x, y, _RADIUS) for x, y in places]
    frame = shapely.box(0, _TOP, room.width, room.height - _BOTTOM)
    parts = []
    for one, (x, y) in zip(points, places, strict=True):
        for box, left, base in _candidates(one.name, x, y):
            if frame.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(box)
                parts.append(symbols.text_line(one.name, left, base, points=_POINTS))
                break
    return "".join(parts)


def _candidates(name: str, x: float, y: float) -> list[tuple[BaseGeometry, float, float]]:
    wide, high = text_width(name, points=_POINTS), _POINTS * MM_PER_POINT
    away = _RADIUS + 0.8
    corners = (
        (x + away, y + high * 0.35),
        (x - away - wide, y + high * 0.35),
        (x - wide / 2, y - away),
        (x - wide / 2, y + away + high * 0.75),
        (x + away * 0.7, y - away * 0.7),
        (x - wide - away * 0.7, y - away * 0.7),
        (x + away * 0.7, y + away * 0.7 + high * 0.75),
        (x - wide - away * 0.7, y + away * 0.7 + high * 0.75),
    )
    return [(shapely.box(left, base - high, left + wide, base + 0.4), left, base) for left, base in corners]


def _box(x: float, y: float, half: float) -> BaseGeometry:
    return shapely.box(x - half, y - half, x + half, y + half)
