"""Papers that sheets are printed on: sizes, frames and type, from `papers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Paper:
    """A sheet of paper in an orientation; millimetres, and points for `type`."""

    name: str
    orientation: str
    width: float
    height: float
    margin: Mapping[str, float]
    map: tuple[float, float]
    side: tuple[float, float]
    title_width: float
    type: Mapping[str, float]
    row_inset: float
    fold: float | None = None

    @property
    def is_landscape(self) -> bool:
        """Whether what belongs to the map stands beside it."""
        return self.orientation == "landscape"


def _read() -> dict[tuple[str, str], Paper]:
    data = tomllib.loads((files("webmap.paper") / "papers.toml").read_text(encoding="utf-8"))
    found = {}
    for name, orientations in data.items():
        for orientation, given in orientations.items():
            given |= {"map": tuple(given["map"]), "side": tuple(given["side"])}
            found[name, orientation] = Paper(name=name, orientation=orientation, **given)
    return found


PAPERS: Mapping[tuple[str, str], Paper] = _read()
"""All sheets by (paper, orientation)."""

PAPER_NAMES: tuple[str, ...] = tuple(sorted({name for name, _orientation in PAPERS}, reverse=True))
"""Papers that everything can be printed on, the usual one first."""
