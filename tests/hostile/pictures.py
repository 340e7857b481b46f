"""Hostile logos, and hostile descriptions of an office's sheet (TOML)."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from tests.hostile.kinds import hostile
from tests.hostile.workbooks import write_package

_PNG = b"\x89PNG\r\n\x1a\n"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png(width: int, height: int, content: bytes, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    return _PNG + head + b"".join(more) + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")


def _sound_png() -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((64, 48), 60).save(stream, "PNG")
    return stream.getvalue()


@hostile("logo", "logo.png")
def png_that_unfolds(path: Path) -> None:
    """3,900 by 3,900 pixels of one colour, and a gigabyte more behind them."""
    pressed = zlib.compressobj(9)
    content = b"".join(pressed.compress(b"\0" * (1 << 20)) for _ in range(1100)) + pressed.flush()
    path.write_bytes(_png(3900, 3900, content))


@hostile("logo", "logo.png")
def png_of_a_billion_pixels(path: Path) -> None:
    """A head that says two thousand million by two thousand million pixels."""
    path.write_bytes(_png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0" * 1000)))


@hostile("logo", "logo.png")
def png_with_texts_that_unfold(path: Path) -> None:
    """Compressed remarks and a colour profile that unfold to hundreds of megabytes."""
    packed = zlib.compress(b"\0" * 300_000_000, 9)
    texts = [_chunk(b"zTXt", b"a%d\0\0" % n + packed) for n in range(3)]
    path.write_bytes(
        _png(64, 64, zlib.compress(b"\0" * (64 * 193)), _chunk(b"iCCP", b"a\0\0" + packed), *texts)
    )


@hostile("logo", "logo.png")
def png_cut_off(path: Path) -> None:
    """The first half of a PNG."""
    data = _sound_png()
    path.write_bytes(data[: len(data) // 2])


@hostile("logo", "logo.png")
def png_and_page_in_one(path: Path) -> None:
    """A PNG with a page and its script behind the end."""
    path.write_bytes(_sound_png() + b"<html><script>alert(1)</script>")


@hostile("logo", "logo.png")
def drawing_called_png(path: Path) -> None:
    """An SVG with a script, an external entity and an address, called .png."""
    path.write_bytes(
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">'
        b'<script>alert(1)</script><image href="http://203.0.113.9/x"/>&x;</svg>'
    )


@hostile("logo", "logo.svg")
def drawing_by_name(path: Path) -> None:
    """The same under its own name."""
    drawing_called_png(path)


@hostile("logo", "logo.jpg")
def jpeg_cut_off(path: Path) -> None:
    """A JPEG that says 4,000 by 4,000 pixels and ends after its head."""
    stream = io.BytesIO()
    Image.new("RGB", (4000, 4000)).save(stream, "JPEG")
    path.write_bytes(stream.getvalue()[:700])


@hostile("logo", "logo.png")
def postscript_called_png(path: Path) -> None:
    """A PostScript program that deletes files, called .png."""
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(x) deletefile\n")


@hostile("logo", "logo.png")
def moving_picture_of_many_frames(path: Path) -> None:
    """A PNG that claims four thousand million frames."""
    control = _chunk(b"acTL", struct.pack(">2I", 2**32 - 1, 0))
    path.write_bytes(_png(64, 64, zlib.compress(b"\0" * (64 * 193)), control))


@hostile("mapping", "bang.toml")
def tables_in_tables(path: Path) -> None:
    """Lists 100,000 deep."""
    _beside(path, "x = " + "[" * 100_000 + "]" * 100_000)


@hostile("mapping", "bang.toml")
def keys_of_keys(path: Path) -> None:
    """A key of 100,000 parts."""
    _beside(path, ".".join(["a"] * 100_000) + " = 1")


@hostile("mapping", "bang.toml")
def number_without_end(path: Path) -> None:
    """A whole number of 100,000 digits."""
    _beside(path, "x = " + "9" * 100_000)


@hostile("mapping", "bang.toml")
def keys_twice(path: Path) -> None:
    """A table that is written twice."""
    _beside(path, "[[sheets]]\ntitle = 'a'\ntitle = 'b'\n[names]\n[names]\n")


@hostile("mapping", "bang.toml")
def days_beyond_time(path: Path) -> None:
    """A day of the year 0000, and sheets that are a number."""
    _beside(path, "sheets = 7\nx = 0000-00-00\n")


@hostile("mapping", "bang.toml")
def places_beyond_the_sheet(path: Path) -> None:
    """Parts in columns and rows that no sheet has."""
    _beside(
        path,
        '[[sheets]]\ntitle = "Sheet"\nlayout = "columns"\nheadings = ["1", "99999999999999999999"]\n'
        'units = "ZZZZZZZ"\n'
        '[[sheets.parts]]\nat = "AAAAAAAAA"\nheading = "x"\nindicator = "income_per_capita"\n',
    )


@hostile("mapping", "bang.toml")
def keys_by_the_million(path: Path) -> None:
    """A million names of units."""
    _beside(path, "[names]\n" + "".join(f'"x{n}" = ""\n' for n in range(1_000_000)))


def _beside(path: Path, text: str) -> None:
    """Write the text, and the sound workbook that it is said of beside it."""
    path.write_text(text, encoding="utf-8")
    write_package(path.with_name(f"{path.name}.xlsx"))
