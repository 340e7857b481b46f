"""How far apart two colours look: CIEDE2000, in normal sight, with colour deficiencies, and in grey.

Deficiencies are the matrices of Machado, Oliveira and Fernandes (2009) for full severity, on linear sRGB;
CIEDE2000 is that of Sharma, Wu and Dalal (2005), whose test pairs `tests/test_colours.py` holds it to.
"""

from __future__ import annotations

import csv
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path

Lab = tuple[float, float, float]
Linear = tuple[float, float, float]

_D65 = (0.95047, 1.0, 1.08883)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def _matrices() -> dict[str, tuple[Linear, ...]]:
    found: dict[str, list[Linear]] = {}
    with (Path(__file__).parent / "colour_deficiencies.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            line = (float(row["red"]), float(row["green"]), float(row["blue"]))
            found.setdefault(row["sight"], []).append(line)
    return {sight: tuple(rows) for sight, rows in found.items()}


DEFICIENCIES = _matrices()
SIGHTS = ("normal", *DEFICIENCIES, "grey")


def distance(one: str, other: str, sight: str = "normal") -> float:
    """Return the CIEDE2000 distance of two colours (`#rrggbb`) as a reader with a sight sees them."""
    return ciede2000(seen(one, sight), seen(other, sight))


def seen(colour: str, sight: str) -> Lab:
    """Return a colour in CIELAB (D65) as a sight sees it; `grey` keeps its luminance alone."""
    linear = _linear(colour)
    if sight in DEFICIENCIES:
        red, green, blue = (
            min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0.0), 1.0)
            for row in DEFICIENCIES[sight]
        )
        linear = (red, green, blue)
    if sight == "grey":
        luminance = sum(a * b for a, b in zip(_TO_XYZ[1], linear, strict=True))
        linear = (luminance, luminance, luminance)
    return _lab(linear)


def lightness(colour: str) -> float:
    """Return a colour's L* (0–100)."""
    return seen(colour, "normal")[0]


def ciede2000(one: Lab, other: Lab) -> float:
    """Return the CIEDE2000 distance of two CIELAB colours (kL = kC = kH = 1)."""
    l1, a1, b1 = one
    l2, a2, b2 = other
    mean_chroma = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7)))
    c1, h1 = _polar((1 + g) * a1, b1)
    c2, h2 = _polar((1 + g) * a2, b2)
    turn = _turn(c1, c2, h1, h2)
    dl, dc, dh = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    l_mean, c_mean, h_mean = (l1 + l2) / 2, (c1 + c2) / 2, _mean_hue(c1, c2, h1, h2)
    t = (
        1
        - 0.17 * cos(radians(h_mean - 30))
        + 0.24 * cos(radians(2 * h_mean))
        + 0.32 * cos(radians(3 * h_mean + 6))
        - 0.20 * cos(radians(4 * h_mean - 63))
    )
    sl = 1 + 0.015 * (l_mean - 50) ** 2 / sqrt(20 + (l_mean - 50) ** 2)
    sc, sh = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rotation = 60 * exp(-(((h_mean - 275) / 25) ** 2))
    rt = -sin(radians(rotation)) * 2 * sqrt(c_mean**7 / (c_mean**7 + 25.0**7))
    return sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


def _polar(a: float, b: float) -> tuple[float, float]:
    return hypot(a, b), 0.0 if a == b == 0 else degrees(atan2(b, a)) % 360


def _turn(c1: float, c2: float, h1: float, h2: float) -> float:
    if c1 * c2 == 0:
        return 0.0
    turn = h2 - h1
    return turn - 360 if turn > 180 else turn + 360 if turn < -180 else turn


def _mean_hue(c1: float, c2: float, h1: float, h2: float) -> float:
    if c1 * c2 == 0:
        return h1 + h2
    if abs(h1 - h2) <= 180:
        return (h1 + h2) / 2
    return (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2


def _linear(colour: str) -> Linear:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return (_unbent(red), _unbent(green), _unbent(blue))


def _unbent(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _lab(linear: Linear) -> Lab:
    xyz = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in _TO_XYZ]
    x, y, z = (_root(value / white) for value, white in zip(xyz, _D65, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
