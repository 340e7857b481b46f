"""A logo is drawn anew from what a PNG or JPEG shows; whatever else comes is refused, saying why."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from geodata.errors import Refused
from geodata.logo import LONGEST_SIDE, MOST_BYTES, read_logo


def encoded(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    made = io.BytesIO()
    image.save(made, format=file_format, **options)
    return made.getvalue()


def emblem(mode: str = "RGB", size: tuple[int, int] = (60, 40), colour: object = "#0b5394") -> Image.Image:
    return Image.new(mode, size, colour)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, packed: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever its pixels are."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", packed or zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "logo"


def code_of(file: Path, content: bytes) -> str:
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_logo(file, name="dấu.png")
    [one] = refused.value.findings
    assert one.place.file == "dấu.png"
    return one.code


def test_a_picture_keeps_its_colours_and_its_shape(file: Path) -> None:
    image = emblem(size=(6, 4)).resize((60, 40))
    image.putpixel((59, 39), (200, 30, 10))
    file.write_bytes(encoded(image))
    logo = read_logo(file, name="dấu.png")
    with Image.open(io.BytesIO(logo.png)) as drawn:
        assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "RGB", (60, 40))
        assert drawn.getpixel((0, 0)) == (11, 83, 148)
        assert drawn.getpixel((59, 39)) == (200, 30, 10)
    assert (logo.width, logo.height) == (60, 40)


@pytest.mark.parametrize(
    ("size", "drawn"), [((2000, 1000), (720, 360)), ((3000, 500), (1080, 180)), ((300, 200), (300, 200))]
)
def test_it_is_made_no_larger_than_paper_shows(
    file: Path, size: tuple[int, int], drawn: tuple[int, int]
) -> None:
    file.write_bytes(encoded(emblem(size=size), "JPEG"))
    logo = read_logo(file, name="dấu.jpg")
    assert (logo.width, logo.height) == drawn


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("L", 128, (128, 128, 128)),
        ("1", 1, (255, 255, 255)),
        ("CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("I;16", 32768, (128, 128, 128)),
        ("RGBA", (10, 20, 30, 128), (10, 20, 30, 128)),
        ("LA", (60, 200), (60, 60, 60, 200)),
    ],
)
def test_every_kind_of_colour_is_understood(file: Path, mode: str, colour: object, seen: object) -> None:
    file.write_bytes(encoded(emblem(mode, colour=colour), "JPEG" if mode == "CMYK" else "PNG"))
    with Image.open(io.BytesIO(read_logo(file, name="dấu").png)) as drawn:
        assert drawn.getpixel((5, 5)) == seen


def test_a_palette_with_a_transparent_colour_stays_transparent(file: Path) -> None:
    image = emblem("P", colour=1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((0, 0), 0)
    file.write_bytes(encoded(image, transparency=0))
    with Image.open(io.BytesIO(read_logo(file, name="dấu").png)) as drawn:
        assert drawn.getpixel((0, 0))[3] == 0
        assert drawn.getpixel((9, 9)) == (0, 0, 255, 255)


def test_what_else_a_file_carries_stays_behind(file: Path) -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "SECRET-TEXT")
    exif = Image.Exif()
    exif[0x013B] = "SECRET-EXIF"
    content = encoded(emblem(), pnginfo=said, exif=exif.tobytes(), icc_profile=b"SECRET-ICC")
    file.write_bytes(content + b"PK\x03\x04 SECRET-TAIL <script>")
    logo = read_logo(file, name="dấu.png")
    assert b"SECRET" not in logo.png
    kinds = {logo.png[at + 4 : at + 8] for at in _chunk_starts(logo.png)}
    assert kinds == {b"IHDR", b"IDAT", b"IEND"}
    assert logo.png.endswith(chunk(b"IEND", b""))


def test_a_photograph_held_sideways_is_turned_upright(file: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file.write_bytes(encoded(emblem(size=(60, 40)), "JPEG", exif=exif.tobytes()))
    logo = read_logo(file, name="dấu.jpg")
    assert (logo.width, logo.height) == (40, 60)


def test_the_same_picture_gives_the_same_bytes(file: Path) -> None:
    file.write_bytes(encoded(emblem()))
    assert read_logo(file, name="a").png == read_logo(file, name="b").png


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "logo.no_image"),
        (b"hello", "logo.no_image"),
        (SVG, "logo.no_image"),
        (b"%PDF-1.7\n", "logo.no_image"),
        (encoded(emblem(), "GIF"), "logo.no_image"),
        (encoded(emblem(), "TIFF"), "logo.no_image"),
        (b"\x89PNG\r\n\x1a\n", "logo.no_image"),
        (encoded(emblem(size=(300, 300)))[:120], "logo.damaged"),
        (encoded(emblem(size=(300, 300)), "JPEG")[:500], "logo.damaged"),
        (png_of(60, 40, b"not deflated"), "logo.damaged"),
        (png_of(60, 40, zlib.compress(b"\0" * 100)), "logo.damaged"),
        (png_of(LONGEST_SIDE + 1, 20), "logo.too_many_pixels"),
        (png_of(60000, 60000), "logo.too_many_pixels"),
        (png_of(2**31 - 1, 2**31 - 1), "logo.too_many_pixels"),
        (encoded(emblem(size=(15, 40))), "logo.too_few_pixels"),
        (encoded(emblem("RGBA", colour=(1, 2, 3, 0))), "logo.nothing_seen"),
        (b"\x89PNG" + b"0" * MOST_BYTES, "logo.too_many_bytes"),
    ],
)
def test_what_is_no_sound_picture_is_refused(file: Path, content: bytes, code: str) -> None:
    assert code_of(file, content) == code


def test_text_that_unfolds_without_end_is_refused(file: Path) -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 80_000_000))
    sound = encoded(emblem())
    assert code_of(file, sound[:33] + bomb + sound[33:]) == "logo.damaged"


def _chunk_starts(png: bytes) -> list[int]:
    starts, at = [], 8
    while at < len(png):
        starts.append(at)
        at += 12 + struct.unpack_from(">I", png, at)[0]
    return starts
