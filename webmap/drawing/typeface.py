"""How wide a text is in Roboto, read from the font's own tables, so that labels are placed before drawing.

Only what a width needs is read of the TrueType file: units per em, advance widths, and which glyph a
letter has (Apple's and Microsoft's description of the `head`, `hhea`, `hmtx` and `cmap` tables).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import font_roboto

FAMILY = "Roboto"
FOLDER = Path(font_roboto.font_directory)
MM_PER_POINT = 25.4 / 72
_FILES = {False: "Roboto-Regular.ttf", True: "Roboto-Bold.ttf"}
_MISSING_GLYPH = 0


@dataclass(frozen=True)
class Typeface:
    """A font's advance widths in ems, by letter; `missing` is that of the box for letters it has not."""

    advances: Mapping[int, float]
    missing: float

    def has(self, letter: str) -> bool:
        """Tell whether the font draws a letter."""
        return ord(letter) in self.advances


def text_width(text: str, *, points: float, bold: bool = False) -> float:
    """Return the width of a line of text in millimetres.

    Kerning is left out: it makes lines a little narrower, never wider.

    Parameters
    ----------
    text : str
        In NFC, one line.
    points : float
        Size of the font.
    bold : bool
    """
    face = typeface(bold)
    ems = sum(face.advances.get(ord(letter), face.missing) for letter in text)
    return ems * points * MM_PER_POINT


@lru_cache(maxsize=2)
def typeface(bold: bool = False) -> Typeface:
    """Read the regular or the bold face."""
    data = (FOLDER / _FILES[bold]).read_bytes()
    tables = tables_of(data)
    units_per_em: int = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    counted: int = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]

    def advance(glyph: int) -> float:
        row = min(glyph, counted - 1)
        width: int = struct.unpack_from(">H", data, tables["hmtx"] + 4 * row)[0]
        return width / units_per_em

    letters = letters_of(data, tables["cmap"])
    return Typeface({letter: advance(glyph) for letter, glyph in letters.items()}, advance(_MISSING_GLYPH))


def tables_of(data: bytes) -> dict[str, int]:
    """Return where each table of a TrueType file begins."""
    count: int = struct.unpack_from(">H", data, 4)[0]
    places = {}
    for row in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * row)
        places[tag.decode("ascii")] = offset
    return places


def letters_of(data: bytes, cmap: int) -> dict[int, int]:
    """Return the glyph of each letter of the Basic Multilingual Plane (subtable format 4)."""
    count: int = struct.unpack_from(">H", data, cmap + 2)[0]
    for row in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * row)
        start = cmap + offset
        if (platform, encoding) == (3, 1) and struct.unpack_from(">H", data, start)[0] == 4:
            return _segments(data, start)
    raise ValueError("the font has no Unicode table of format 4")


def _segments(data: bytes, start: int) -> dict[int, int]:
    doubled: int = struct.unpack_from(">H", data, start + 6)[0]
    ends, starts = start + 14, start + 16 + doubled
    deltas, offsets = starts + doubled, starts + 2 * doubled
    glyphs: dict[int, int] = {}
    for place in range(0, doubled, 2):
        (last,), (first,) = (
            struct.unpack_from(">H", data, ends + place),
            struct.unpack_from(">H", data, starts + place),
        )
        (delta,), (shift,) = (
            struct.unpack_from(">h", data, deltas + place),
            struct.unpack_from(">H", data, offsets + place),
        )
        for letter in range(first, min(last, 0xFFFE) + 1):
            glyph = letter
            if shift:
                (glyph,) = struct.unpack_from(">H", data, offsets + place + shift + 2 * (letter - first))
            if glyph or not shift:
                glyphs[letter] = (glyph + delta) & 0xFFFF
    return {letter: glyph for letter, glyph in glyphs.items() if glyph != _MISSING_GLYPH}


def broken(name: str, lines: int) -> tuple[str, ...] | None:
    """Break a name between words into so many lines, as narrow as can be; None if it has fewer words.

    Examples
    --------
    >>> broken("Vĩnh Thanh", 2)
    ('Vĩnh', 'Thanh')
    """
    words = name.split()
    if len(words) < lines:
        return None
    if lines == 1:
        return (" ".join(words),)
    options = []
    for cut in range(1, len(words) - lines + 2):
        rest = broken(" ".join(words[cut:]), lines - 1)
        if rest is not None:
            options.append((" ".join(words[:cut]), *rest))
    return min(options, key=lambda option: max(text_width(line, points=10) for line in option))
