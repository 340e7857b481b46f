"""Roboto for the browser: only the letters that the portal writes, two fifths of the bytes of the file."""

from __future__ import annotations

import hashlib
import io
import tempfile
from importlib.metadata import version
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Latin with all of Vietnamese; punctuation; currency, letter-like signs, arrows and mathematics; shapes.
_KEPT = ((0x0000, 0x0370), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x20A0, 0x2300), (0x25A0, 0x2600))
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum", "calt", "liga"]


def web_font(content: bytes, cache: Path) -> bytes:
    """Return a TrueType font without the letters of other scripts and without hints.

    Parameters
    ----------
    content : bytes
        The font as its package has it; names with other letters are shown in the reader's own font.
    cache : pathlib.Path
        Folder where the result is kept by what it was made of: making it takes a second.
    """
    manner = f"{version('fonttools')} {_KEPT} {_FEATURES}".encode()
    path = cache / f"font-{hashlib.sha256(manner + content).hexdigest()[:32]}.ttf"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            unfinished = Path(folder) / path.name
            unfinished.write_bytes(_subset(content))
            unfinished.replace(path)
    return path.read_bytes()


def _subset(content: bytes) -> bytes:
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    letters = [letter for letter in font.getBestCmap() if any(low <= letter < high for low, high in _KEPT)]
    options = Options()
    options.hinting = False
    options.layout_features = _FEATURES
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()
