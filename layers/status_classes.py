"""How each status and state is drawn, from `status_classes.toml`: the one source of the legend's colours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files


class Sign(StrEnum):
    """The vector shape that stands on a unit; never a letter of a font."""

    NONE = "none"
    CIRCLE = "circle"
    TWO_CIRCLES = "two_circles"
    TRIANGLE = "triangle"
    CROSS = "cross"
    HOURGLASS = "hourglass"


class Pattern(StrEnum):
    """How the fill is laid."""

    SOLID = "solid"
    HATCH = "hatch"
    DOTS = "dots"
    DASHED_OUTLINE = "dashed_outline"


@dataclass(frozen=True)
class StatusClass:
    """One line of the status legend; `always` ones are shown with 0 where no unit has them.

    `key` is a status (`exceeded` … `unjudged`) or a state without a value; `fill` and `text` are `#rrggbb`.
    """

    key: str
    fill: str
    text: str
    sign: Sign
    pattern: Pattern
    always: bool


def _read() -> tuple[StatusClass, ...]:
    data = tomllib.loads((files("layers") / "status_classes.toml").read_text(encoding="utf-8"))
    return tuple(
        StatusClass(
            key=one["key"],
            fill=one["fill"],
            text=one["text"],
            sign=Sign(one["sign"]),
            pattern=Pattern(one["pattern"]),
            always=one.get("always", False),
        )
        for one in data["class"]
    )


STATUS_CLASSES: tuple[StatusClass, ...] = _read()
"""All classes in the legend's order."""

STATUS_CLASS: Mapping[str, StatusClass] = {one.key: one for one in STATUS_CLASSES}
"""The classes by key."""


def legend(keys: Mapping[str, int]) -> tuple[tuple[StatusClass, int], ...]:
    """Return the legend's lines with counts, in their order, from the counts by key; 0 where always shown.

    Raises
    ------
    KeyError
        For a key that is no status and no state.
    """
    unknown = set(keys) - set(STATUS_CLASS)
    if unknown:
        raise KeyError(f"no status class for {sorted(unknown)}")
    return tuple((one, keys.get(one.key, 0)) for one in STATUS_CLASSES if one.always or keys.get(one.key, 0))
