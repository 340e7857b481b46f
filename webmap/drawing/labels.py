"""Where names and values stand: inside their outline, smaller if need be, led out by a line, or left out.

An outline's label is tried whole and broken into more lines, in falling sizes, nearest to the pole of
inaccessibility (the point farthest from the edge). What fits nowhere inside is led out to free paper; where
many do not, only beside the outer edge. What has no place then is left out, the smallest outlines first, and
the drawing says how many: no label ever overlaps another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from webmap.drawing.typeface import MM_PER_POINT, broken, text_width

LINE_HEIGHT = 1.2
_SHRINK = (1.0, 0.9, 0.8)
_MOST_LINES = 4
# How much of a label must lie inside: first all but a hair, then what the white halo forgives.
_INSIDE = (0.985, 0.86)
_AT_ONCE = 8
_UNSEEN = 0.1
_GRID = 14
_MOST_LEADERS = 14
_ANGLES, _REACHES = 32, tuple(range(8, 72, 4))
_GAP = 0.6
# Millimetres that a leader may run over other outlines where many names have no place: a few more names are
# not worth lines across the map.
_ACROSS_A_CROWD = 9.0


@dataclass(frozen=True)
class Wanted:
    """A label to place: the name, the value under it (may be empty), whether a sign stands before it."""

    code: str
    name: str
    value: str
    has_sign: bool


@dataclass(frozen=True)
class Placed:
    """A label on paper: middle and size in millimetres, lines of the name, points, and its leader if any.

    `leader` is the line from the outline's inside to the label; None where it stands inside.
    """

    wanted: Wanted
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    points: float
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None

    @property
    def box(self) -> BaseGeometry:
        """The label's rectangle."""
        return _box(self.x, self.y, self.width, self.height)


@dataclass(frozen=True)
class _Block:
    lines: tuple[str, ...]
    points: float
    width: float
    height: float


def place_labels(
    wanted: Iterable[Wanted],
    outlines: dict[str, BaseGeometry],
    *,
    points: float,
    least: float,
    frame: tuple[float, float],
    land: BaseGeometry,
    taken: Sequence[BaseGeometry] = (),
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Place labels; return those placed and the codes of those left out.

    Parameters
    ----------
    wanted : iterable of Wanted
    outlines : dict of code to outline
        In millimetres.
    points, least : float
        Size of the names, and the smallest that may be printed.
    frame : (float, float)
        Width and height of the paper to stay on.
    land : geometry
        All outlines together: labels led out look for paper outside of it.
    taken : sequence of geometries
        Where nothing may stand: scale bar, north arrow, the fold.
    """
    by_size = sorted(wanted, key=lambda w: (-outlines[w.code].area, w.code))
    sizes = sorted({max(least, points * shrink) for shrink in _SHRINK}, reverse=True)
    poles = {w.code: _pole(outlines[w.code]) for w in by_size}
    placed: list[Placed] = []
    homeless: list[Wanted] = []
    blocked = list(taken)
    # The smallest first: the large ones have more places to choose from.
    for label in reversed(by_size):
        # A bend that the eye does not see is not worth the time it takes to cut labels out of it.
        room = shapely.make_valid(outlines[label.code].simplify(_UNSEEN))
        found = _inside(label, room, poles[label.code], sizes, blocked)
        if found is None:
            homeless.insert(0, label)
        else:
            placed.append(found)
            blocked.append(found.box)
    left_out: list[str] = []
    # Bends that are not seen cost time at each place that is tried.
    ground = shapely.make_valid(land.simplify(_UNSEEN))
    across = _ACROSS_A_CROWD if len(homeless) > _MOST_LEADERS else math.inf
    for label in homeless:
        led, pole = None, poles[label.code]
        is_near = ground.boundary.distance(pole) < across + math.sqrt(outlines[label.code].area)
        if is_near and sum(p.leader is not None for p in placed) < _MOST_LEADERS:
            led = _led_out(
                label, outlines[label.code], pole, sizes[-1], frame, ground, across, placed, blocked
            )
        if led is None:
            left_out.append(label.code)
        else:
            placed.append(led)
            blocked.append(led.box)
    return tuple(placed), tuple(left_out)


def sign_size(points: float) -> float:
    """Return how large a sign stands before a value, in millimetres."""
    return 0.95 * points * MM_PER_POINT


def _blocks(label: Wanted, points: float) -> list[_Block]:
    """Return the ways to set a label at a size: in one line, then broken into more."""
    below = text_width(label.value, points=points, bold=True)
    if label.has_sign:
        below += sign_size(points) + (_GAP if label.value else 0)
    found = []
    for count in range(1, _MOST_LINES + 1):
        lines = broken(label.name, count)
        if lines is not None:
            rows = len(lines) + (1 if below else 0)
            width = max(below, *(text_width(line, points=points, bold=True) for line in lines))
            height = rows * points * MM_PER_POINT * LINE_HEIGHT
            found.append(_Block(lines, points, width + 0.4, height))
    return found


def _inside(
    label: Wanted,
    outline: BaseGeometry,
    pole: Point,
    sizes: Sequence[float],
    blocked: Sequence[BaseGeometry],
) -> Placed | None:
    xs, ys = _candidates(outline, pole)
    for share in _INSIDE:
        for points in sizes:
            options = []
            for block in _blocks(label, points):
                spot = _best_spot(block, outline, pole, xs, ys, share, blocked)
                if spot is not None:
                    options.append((spot[0], block, spot[1], spot[2]))
            if options:
                _, block, x, y = min(options, key=lambda option: (option[0], len(option[1].lines)))
                return Placed(label, x, y, block.width, block.height, block.lines, points)
    return None


def _best_spot(
    block: _Block,
    outline: BaseGeometry,
    pole: Point,
    xs: np.ndarray,
    ys: np.ndarray,
    share: float,
    blocked: Sequence[BaseGeometry],
) -> tuple[float, float, float] | None:
    """Return (cost, x, y) of the place nearest to the pole where the block is inside and free."""
    left, top, right, bottom = outline.bounds
    if block.width * share > right - left or block.height * share > bottom - top:
        return None
    boxes = shapely.box(
        xs - block.width / 2, ys - block.height / 2, xs + block.width / 2, ys + block.height / 2
    )
    free = np.ones(len(boxes), dtype=bool)
    for other in blocked:
        free &= ~shapely.intersects(boxes, other)
    far = np.hypot(xs - pole.x, ys - pole.y)
    nearest_first = np.argsort(far, kind="stable")
    # Cutting boxes out of an outline is dear: it stops at the first few that hold one that fits.
    for few in np.array_split(nearest_first[free[nearest_first]], -(-free.sum() // _AT_ONCE) or 1):
        inside = shapely.area(shapely.intersection(boxes[few], outline)) >= share * block.width * block.height
        if inside.any():
            best = int(few[np.argmax(inside)])
            # A name in one line reads best: breaking it must bring the label clearly nearer to the middle.
            return float(far[best]) + 2.0 * (len(block.lines) - 1), float(xs[best]), float(ys[best])
    return None


def _candidates(outline: BaseGeometry, pole: Point) -> tuple[np.ndarray, np.ndarray]:
    left, top, right, bottom = outline.bounds
    grid_x, grid_y = np.meshgrid(np.linspace(left, right, _GRID + 2), np.linspace(top, bottom, _GRID + 2))
    xs, ys = np.append(pole.x, grid_x.ravel()), np.append(pole.y, grid_y.ravel())
    within = shapely.contains_xy(outline, xs, ys)
    within[0] = True
    return xs[within], ys[within]


def _led_out(
    label: Wanted,
    outline: BaseGeometry,
    pole: Point,
    points: float,
    frame: tuple[float, float],
    land: BaseGeometry,
    across: float,
    placed: Sequence[Placed],
    blocked: Sequence[BaseGeometry],
) -> Placed | None:
    """Return the label at the nearest free place outside, with its leader; None where there is none."""
    block = min(_blocks(label, points), key=lambda b: (len(b.lines) > 2, b.width))
    lines = [LineString(p.leader) for p in placed if p.leader is not None]
    best: tuple[float, Placed] | None = None
    for reach in _REACHES:
        if best is not None and reach >= best[0]:
            break
        for turn in range(_ANGLES):
            angle = 2 * math.pi * turn / _ANGLES
            x, y = pole.x + reach * math.cos(angle), pole.y + reach * math.sin(angle)
            box = _box(x, y, block.width, block.height)
            if not _on_paper(box, frame):
                continue
            cost = reach + 80 * land.intersection(box).area / box.area
            if best is not None and cost >= best[0]:
                continue
            leader = _leader(pole, box)
            if _runs_over(leader, outline, land) > across:
                continue
            if _is_free(box, leader, lines, blocked):
                ends = ((pole.x, pole.y), (leader.coords[-1][0], leader.coords[-1][1]))
                best = cost, Placed(label, x, y, block.width, block.height, block.lines, points, ends)
    return None if best is None else best[1]


def _runs_over(leader: LineString, outline: BaseGeometry, land: BaseGeometry) -> float:
    """Return how far a leader runs over other outlines, in millimetres."""
    return float(leader.intersection(land).length - leader.intersection(outline).length)


def _is_free(
    box: BaseGeometry, leader: LineString, lines: Sequence[LineString], blocked: Sequence[BaseGeometry]
) -> bool:
    roomy = box.buffer(_GAP)
    if any(roomy.intersects(other) or leader.intersects(other) for other in blocked):
        return False
    return not any(leader.intersects(line) or roomy.intersects(line) for line in lines)


def _leader(pole: Point, box: BaseGeometry) -> LineString:
    end = shapely.shortest_line(pole, box).coords[-1]
    return LineString([(pole.x, pole.y), end])


def _on_paper(box: BaseGeometry, frame: tuple[float, float]) -> bool:
    left, top, right, bottom = box.bounds
    return left >= 0.5 and top >= 0.5 and right <= frame[0] - 0.5 and bottom <= frame[1] - 0.5


def _pole(outline: BaseGeometry) -> Point:
    circle = shapely.maximum_inscribed_circle(outline, tolerance=0.1)
    x, y = circle.coords[0]
    return Point(x, y)


def _box(x: float, y: float, width: float, height: float) -> BaseGeometry:
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
