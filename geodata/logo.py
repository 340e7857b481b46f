"""A logo from a file that nobody vouches for: looked at within limits, then drawn anew as a clean PNG.

What is kept is never the file that came: a picture made anew carries no metadata, no second picture and
nothing after its end.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from geodata.errors import Refused
from geodata.findings import Findings, Place, error
from geodata.sandbox.apart import apart
from geodata.sandbox.child import Limits

SUFFIXES = (".png", ".jpg", ".jpeg")
MOST_BYTES = 2 * 1024 * 1024
LONGEST_SIDE, SHORTEST_SIDE = 4000, 16
# What a printer can show of it on a sheet: some 15 mm high, at most three times as wide, at 600 dpi.
_DRAWN_WITHIN = (1080, 360)
# What Pillow's readers of the two formats raise for files that are broken, on purpose or not.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, MemoryError, zlib.error)


@dataclass(frozen=True)
class Logo:
    """A clean picture: PNG in RGB, or in RGBA where it is transparent; its size in pixels."""

    png: bytes
    width: int
    height: int


@apart(Limits(megabytes=512, seconds=10, answer_megabytes=8))
def read_logo(file: Path, *, name: str) -> Logo:
    """Read a PNG or JPEG and draw it anew, at most 1080 × 360 pixels large.

    Parameters
    ----------
    file : pathlib.Path
    name : str
        What the person calls it; its suffix says nothing.

    Raises
    ------
    Refused
        For what is no PNG or JPEG, is damaged, has too many bytes or pixels or too few, or shows nothing.
    """
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise _refused("logo.too_many_bytes", name, size=_megabytes(size), most=_megabytes(MOST_BYTES))
    try:
        with Image.open(file, formats=("PNG", "JPEG")) as image:
            _refuse_size(image.size, name)
            drawn = _drawn(image)
    except UnidentifiedImageError:
        raise _refused("logo.no_image", name) from None
    except Image.DecompressionBombError:
        raise _refused("logo.too_many_pixels", name, size="?", longest=LONGEST_SIDE) from None
    except _BROKEN:
        raise _refused("logo.damaged", name) from None
    if drawn.mode == "RGBA" and drawn.getchannel("A").getbbox() is None:
        raise _refused("logo.nothing_seen", name)
    return Logo(_png(drawn), *drawn.size)


def _refuse_size(size: tuple[int, int], name: str) -> None:
    """Refuse by what the file says of itself, before a single pixel is unpacked."""
    said = f"{size[0]} × {size[1]}"
    if max(size) > LONGEST_SIDE:
        raise _refused("logo.too_many_pixels", name, size=said, longest=LONGEST_SIDE)
    if min(size) < SHORTEST_SIDE:
        raise _refused("logo.too_few_pixels", name, size=said, shortest=SHORTEST_SIDE)


def _drawn(image: Image.Image) -> Image.Image:
    """Unpack the picture, turn it as its camera held it, and fit it into the largest size."""
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow would cut them off instead of scaling them.
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    drawn.thumbnail(_DRAWN_WITHIN, Image.Resampling.LANCZOS)
    return drawn


def _png(drawn: Image.Image) -> bytes:
    """Write the bare pixels: what else the file said about itself stays behind."""
    bare = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    made = io.BytesIO()
    bare.save(made, format="PNG", optimize=True)
    return made.getvalue()


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"


def _refused(code: str, name: str, **parameters: object) -> Refused:
    return Refused(Findings((error(code, Place(file=name), **parameters),)))
