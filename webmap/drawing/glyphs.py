"""Text as outlines, for pictures that must look the same where Roboto is not installed.

Reads the `glyf` table of the TrueType files (Apple's and Microsoft's description): simple glyphs with their
quadratic curves, and composite ones, which most Vietnamese letters are.
"""

from __future__ import annotations

import struct
from functools import lru_cache

from webmap.drawing.typeface import FOLDER, letters_of, tables_of

_FILES = {400: "Roboto-Regular.ttf", 500: "Roboto-Medium.ttf", 700: "Roboto-Bold.ttf"}
_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32
_WORDS, _XY_VALUES, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 1, 2, 8, 32, 64, 128

Point = tuple[float, float, bool]
Contours = tuple[tuple[Point, ...], ...]


def text_outline(text: str, x: float, y: float, *, size: float, weight: int, anchor: str = "start") -> str:
    """Return the path of a line of text on its baseline.

    Parameters
    ----------
    x, y, size : float
        In the drawing's units, y downwards.
    weight : int
        400, 500 or 700.
    anchor : str
        `start`, `middle` or `end`, as in SVG.
    """
    face = _face(weight)
    advances = [face.advance(letter) * size for letter in text]
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * sum(advances)
    parts = []
    for letter, advance in zip(text, advances, strict=True):
        for contour in face.contours(letter):
            parts.append(_path([(left + px * size, y - py * size, on) for px, py, on in contour]))
        left += advance
    return "".join(parts)


class _Face:
    """One font file: contours and advance widths in ems."""

    def __init__(self, file_name: str) -> None:
        self._data = (FOLDER / file_name).read_bytes()
        self._tables = tables_of(self._data)
        self._letters = letters_of(self._data, self._tables["cmap"])
        self._em: int = self._unpack(">H", self._tables["head"] + 18)[0]
        self._long: bool = self._unpack(">h", self._tables["head"] + 50)[0] == 1
        self._counted: int = self._unpack(">H", self._tables["hhea"] + 34)[0]
        self._known: dict[int, Contours] = {}

    def advance(self, letter: str) -> float:
        row = min(self._letters.get(ord(letter), 0), self._counted - 1)
        width: int = self._unpack(">H", self._tables["hmtx"] + 4 * row)[0]
        return width / self._em

    def contours(self, letter: str) -> Contours:
        glyph = self._letters.get(ord(letter), 0)
        if glyph not in self._known:
            scale = 1 / self._em
            self._known[glyph] = tuple(
                tuple((px * scale, py * scale, on) for px, py, on in contour)
                for contour in self._glyph(glyph)
            )
        return self._known[glyph]

    def _unpack(self, form: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from(form, self._data, at)

    def _glyph(self, glyph: int) -> list[tuple[Point, ...]]:
        loca = self._tables["loca"]
        if self._long:
            start, end = self._unpack(">II", loca + 4 * glyph)
        else:
            start, end = (2 * value for value in self._unpack(">HH", loca + 2 * glyph))
        if start == end:
            return []
        at = self._tables["glyf"] + start
        (count,) = self._unpack(">h", at)
        return self._simple(at + 10, count) if count >= 0 else self._composite(at + 10)

    def _simple(self, at: int, count: int) -> list[tuple[Point, ...]]:
        ends = self._unpack(f">{count}H", at)
        at += 2 * count
        at += 2 + self._unpack(">H", at)[0]
        total = ends[-1] + 1
        flags: list[int] = []
        while len(flags) < total:
            flag, at = self._data[at], at + 1
            flags.append(flag)
            if flag & _REPEAT:
                flags += [flag] * self._data[at]
                at += 1
        xs, at = self._coordinates(flags, at, _X_SHORT, _X_SAME)
        ys, at = self._coordinates(flags, at, _Y_SHORT, _Y_SAME)
        points = [(float(a), float(b), bool(f & _ON_CURVE)) for a, b, f in zip(xs, ys, flags, strict=True)]
        starts = [0, *(end + 1 for end in ends[:-1])]
        return [tuple(points[first : last + 1]) for first, last in zip(starts, ends, strict=True)]

    def _coordinates(self, flags: list[int], at: int, short: int, same: int) -> tuple[list[int], int]:
        values, value = [], 0
        for flag in flags:
            if flag & short:
                value += self._data[at] if flag & same else -self._data[at]
                at += 1
            elif not flag & same:
                value += self._unpack(">h", at)[0]
                at += 2
            values.append(value)
        return values, at

    def _composite(self, at: int) -> list[tuple[Point, ...]]:
        found: list[tuple[Point, ...]] = []
        flags = _MORE
        while flags & _MORE:
            flags, glyph = self._unpack(">HH", at)
            form = (">hh" if flags & _WORDS else ">bb") if flags & _XY_VALUES else ">HH"
            dx, dy = self._unpack(form, at + 4)
            at += 4 + struct.calcsize(form)
            a, b, c, d, at = self._matrix(flags, at)
            for contour in self._glyph(glyph):
                found.append(
                    tuple((a * px + c * py + dx, b * px + d * py + dy, on) for px, py, on in contour)
                )
        return found

    def _matrix(self, flags: int, at: int) -> tuple[float, float, float, float, int]:
        unit = 16384
        if flags & _SCALE:
            (a,) = self._unpack(">h", at)
            return a / unit, 0.0, 0.0, a / unit, at + 2
        if flags & _XY_SCALE:
            a, d = self._unpack(">hh", at)
            return a / unit, 0.0, 0.0, d / unit, at + 4
        if flags & _TWO_BY_TWO:
            a, b, c, d = self._unpack(">hhhh", at)
            return a / unit, b / unit, c / unit, d / unit, at + 8
        return 1.0, 0.0, 0.0, 1.0, at


@lru_cache(maxsize=len(_FILES))
def _face(weight: int) -> _Face:
    return _Face(_FILES[weight])


def _path(contour: list[Point]) -> str:
    """Return a closed contour; between two points off the curve lies one on it, half-way."""
    whole: list[Point] = []
    for before, point in zip([contour[-1], *contour[:-1]], contour, strict=True):
        if not before[2] and not point[2]:
            whole.append(((before[0] + point[0]) / 2, (before[1] + point[1]) / 2, True))
        whole.append(point)
    first = next(at for at, point in enumerate(whole) if point[2])
    turned = [*whole[first:], *whole[:first]]
    parts = [f"M{turned[0][0]:.3f} {turned[0][1]:.3f}"]
    at = 1
    while at < len(turned):
        px, py, on = turned[at]
        if on:
            parts.append(f"L{px:.3f} {py:.3f}")
            at += 1
        else:
            ex, ey, _ = turned[(at + 1) % len(turned)]
            parts.append(f"Q{px:.3f} {py:.3f} {ex:.3f} {ey:.3f}")
            at += 2
    return "".join(parts) + "Z"
