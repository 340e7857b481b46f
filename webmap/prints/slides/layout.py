"""Where things stand on a slide and how large type is, from `layout.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from pptx.util import Length, Mm


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in millimetres from its upper left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        """The rectangle as python-pptx takes it: left, top, width, height."""
        return Mm(self.left), Mm(self.top), Mm(self.width), Mm(self.height)


@dataclass(frozen=True)
class Layout:
    """The slide's size in millimetres, its boxes by name, and sizes of type in points.

    `titles`, `covers` and `tables` are the sizes that a title or a table may have, largest first.
    """

    width: float
    height: float
    boxes: Mapping[str, Box]
    titles: tuple[float, ...]
    covers: tuple[float, ...]
    tables: tuple[float, ...]
    answer: float
    body: float
    small: float
    foot: float
    number: float


def _read() -> Layout:
    data = tomllib.loads((files("webmap.prints.slides") / "layout.toml").read_text(encoding="utf-8"))
    sizes = data["type"]
    return Layout(
        width=data["page"]["width"],
        height=data["page"]["height"],
        boxes={name: Box(*sides) for name, sides in data["boxes"].items()},
        titles=tuple(sizes.pop("title")),
        covers=tuple(sizes.pop("cover")),
        tables=tuple(sizes.pop("table")),
        **sizes,
    )


LAYOUT: Layout = _read()
"""The one layout of all slides."""
