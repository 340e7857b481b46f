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
