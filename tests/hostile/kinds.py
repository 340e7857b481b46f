"""What a hostile file is called, who reads it, and the program that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Build = Callable[[Path], None]
READERS = ("workbook", "table", "outlines", "raster", "logo", "mapping")
KINDS: dict[str, Kind] = {}
"""All kinds by name, in the order in which they were written down."""


@dataclass(frozen=True)
class Kind:
    """One kind of hostile file.

    Parameters
    ----------
    reader : str
        One of `READERS`.
    file : str
        What the person who sends it calls it.
    build : callable
        Writes the file at a path.
    """

    reader: str
    file: str
    build: Build

    @property
    def name(self) -> str:
        """The function's name."""
        return self.build.__name__

    @property
    def said(self) -> str:
        """What it does, in a line."""
        return (self.build.__doc__ or "").splitlines()[0]


def hostile(reader: str, file: str) -> Callable[[Build], Build]:
    """Write a function down as the maker of a kind of file."""

    def written_down(build: Build) -> Build:
        assert reader in READERS and build.__doc__ and build.__name__ not in KINDS
        KINDS[build.__name__] = Kind(reader, file, build)
        return build

    return written_down
