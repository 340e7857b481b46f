"""Colours of statistical classes, from `palettes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from layers.errors import Unclassifiable

_DATA = tomllib.loads((files("layers") / "palettes.toml").read_text(encoding="utf-8"))
SEQUENTIAL: Mapping[str, tuple[str, ...]] = {k: tuple(v) for k, v in _DATA["sequential"].items()}
DIVERGING: Mapping[str, tuple[str, ...]] = {k: tuple(v) for k, v in _DATA["diverging"].items()}
_FEW: Mapping[int, tuple[int, ...]] = {int(k): tuple(v) for k, v in _DATA["few"].items()}
MOST_CLASSES = max(_FEW)


def colours(palette: str, classes: int) -> tuple[str, ...]:
    """Return one colour (`#rrggbb`) a class, light to dark, for 1 to 5 classes.

    Raises
    ------
    Unclassifiable
        For an unknown palette or another number of classes.
    """
    every = SEQUENTIAL.get(palette) or DIVERGING.get(palette)
    if every is None:
        raise Unclassifiable("palette.unknown", palette=palette, known=sorted((*SEQUENTIAL, *DIVERGING)))
    if classes not in _FEW:
        raise Unclassifiable("palette.classes", classes=classes, most=MOST_CLASSES)
    return tuple(every[position] for position in _FEW[classes])


def ink_on(fill: str) -> str:
    """Return black or white, whichever reads better on a fill: its contrast is always above 4.5 (WCAG 2)."""
    return "#000000" if contrast(fill, "#000000") >= contrast(fill, "#ffffff") else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#rrggbb`) as WCAG 2 defines it, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
