"""Hostile rasters: GeoTIFFs made by hand, and other formats under their name."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.build.rasters import WGS, patches, write
from tests.hostile.kinds import hostile

# Tag, type (3 short, 4 long, 12 double, 16 long of eight bytes), values.
Tag = tuple[int, int, Sequence[float]]
_FORMATS = {1: "B", 3: "H", 4: "I", 12: "d", 16: "Q"}
_WIDTHS = {1: 1, 3: 2, 4: 4, 12: 8, 16: 8}
_DEFLATE, _LZW = 8, 5


def _degrees(width: int, height: int) -> list[Tag]:
    """Return the tags that lay a raster over the district, in degrees."""
    size = (0.4 / width, 0.4 / height, 0.0)
    keys = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
    return [(33550, 12, size), (33922, 12, (0, 0, 0, 106.7, 10.9, 0)), (34735, 3, keys)]


def tiff(
    path: Path, width: int, height: int, tags: Sequence[Tag], content: bytes = b"", *, loop: bool = False
) -> None:
    """Write a classic TIFF of one directory (with `loop` its own next); `content` lies at byte 8."""
    known: list[Tag] = [
        (256, 4, (width,)),
        (257, 4, (height,)),
        (258, 3, (8,)),
        (262, 3, (1,)),
        (277, 3, (1,)),
    ]
    merged = {tag: (kind, values) for tag, kind, values in (*known, *_degrees(width, height), *tags)}
    start = 8 + len(content) + len(content) % 2
    after = start + 2 + 12 * len(merged) + 4
    entries, extra = b"", b""
    for tag in sorted(merged):
        kind, values = merged[tag]
        data = struct.pack(f"<{len(values)}{_FORMATS[kind]}", *values)
        inline = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", after + len(extra))
        extra += b"" if len(data) <= 4 else data
        entries += struct.pack("<2HI", tag, kind, len(values)) + inline
    following = start if loop else 0
    head = struct.pack("<2sHI", b"II", 42, start) + content + b"\0" * (len(content) % 2)
    path.write_bytes(head + struct.pack("<H", len(merged)) + entries + struct.pack("<I", following) + extra)


def _tiles(side: int, count: int, offset: int, size: int, packing: int = 1) -> list[Tag]:
    return [
        (259, 3, (packing,)), (322, 4, (side,)), (323, 4, (side,)),
        (324, 4, [offset] * count), (325, 4, [size] * count),
    ]  # fmt: skip


def _sound(path: Path, **options: object) -> None:
    write(path, patches(1, 60, 50), crs=WGS, **options)


@hostile("raster", "lop-phu.tif")
def virtual_raster(path: Path) -> None:
    """A virtual raster that reads /etc/passwd, called .tif."""
    path.write_text(
        '<VRTDataset rasterXSize="9" rasterYSize="9">'
        '<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">'
        "<SourceFilename>/etc/passwd</SourceFilename></VRTRasterBand></VRTDataset>"
    )


@hostile("raster", "lop-phu.tif")
def address_in_the_remarks(path: Path) -> None:
    """A raster whose remarks name addresses that GDAL would fetch."""
    write(path, patches(1, 60, 50), crs=WGS)
    data = path.read_bytes()
    path.write_bytes(
        data + b"<GDALMetadata><Item name='x'>/vsicurl/http://203.0.113.9/x.tif</Item></GDALMetadata>"
    )


@hostile("raster", "lop-phu.tif")
def pixels_without_end(path: Path) -> None:
    """A head that says two thousand million by two thousand million pixels, in one strip."""
    side = 2**31 - 1
    tiff(path, side, side, [(273, 4, (8,)), (278, 4, (side,)), (279, 4, (100,))], b"x" * 100)


@hostile("raster", "lop-phu.tif")
def strip_without_end(path: Path) -> None:
    """60,000 by 60,000 pixels in one compressed strip of a hundred bytes."""
    content = zlib.compress(b"\x0a" * 100_000)
    tags = [(259, 3, (_DEFLATE,)), (273, 4, (8,)), (278, 4, (60_000,)), (279, 4, (len(content),))]
    tiff(path, 60_000, 60_000, tags, content)


@hostile("raster", "lop-phu.tif")
def tiles_that_unfold(path: Path) -> None:
    """A tile of 30,000 by 30,000 pixels in a megabyte."""
    content = zlib.compress(b"\x0a" * 900_000_000, 1)
    tiff(path, 30_000, 30_000, _tiles(30_000 // 16 * 16, 4, 8, len(content), _DEFLATE), content)


@hostile("raster", "lop-phu.tif")
def one_tile_everywhere(path: Path) -> None:
    """200,000 by 200,000 pixels whose 160,000 tiles are all the same few bytes."""
    content = zlib.compress(b"\x0a" * 512 * 512)
    tiff(path, 204_800, 204_800, _tiles(512, 160_000, 8, len(content), _DEFLATE), content)


@hostile("raster", "lop-phu.tif")
def tiles_that_are_not_there(path: Path) -> None:
    """200,000 by 200,000 pixels of tiles that the file leaves out."""
    tiff(path, 204_800, 204_800, _tiles(512, 160_000, 0, 0))


@hostile("raster", "lop-phu.tif")
def tiles_of_rubbish(path: Path) -> None:
    """Compressed tiles that are noise."""
    content = np.random.default_rng(3).bytes(4000)
    tiff(path, 512, 512, _tiles(256, 4, 8, len(content), _DEFLATE), content)


@hostile("raster", "lop-phu.tif")
def tiles_of_rubbish_in_lzw(path: Path) -> None:
    """The same in another compression."""
    content = np.random.default_rng(4).bytes(4000)
    tiff(path, 512, 512, _tiles(256, 4, 8, len(content), _LZW), content)


@hostile("raster", "lop-phu.tif")
def tiles_beyond_the_file(path: Path) -> None:
    """Tiles that lie four gigabytes behind the end."""
    tiff(path, 512, 512, _tiles(256, 4, 2**32 - 10, 2**31))


@hostile("raster", "lop-phu.tif")
def raster_cut_off(path: Path) -> None:
    """The first half of a sound raster."""
    write(path, patches(1, 600, 500), crs=WGS)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@hostile("raster", "lop-phu.tif")
def directory_that_follows_itself(path: Path) -> None:
    """A directory that names itself as the next one."""
    content = b"\x0a" * 65_536
    tiff(path, 256, 256, _tiles(256, 1, 8, len(content)), content, loop=True)


@hostile("raster", "lop-phu.tif")
def directories_without_end(path: Path) -> None:
    """A million directories, each an overview of the first."""
    content = b"\x0a" * 65_536
    tiff(path, 256, 256, _tiles(256, 1, 8, len(content)), content)
    data = bytearray(path.read_bytes())
    entry = b"".join(
        struct.pack("<2HII", tag, kind, 1, value)
        for tag, kind, value in ((254, 4, 1), (256, 4, 1), (257, 4, 1), (258, 3, 8), (273, 4, 8), (279, 4, 1))
    )
    size, first, count = 2 + len(entry) + 4, len(data) + len(data) % 2, 1_000_000
    start = struct.unpack("<I", data[4:8])[0]
    entries = struct.unpack("<H", data[start : start + 2])[0]
    at = start + 2 + 12 * entries
    data[at : at + 4] = struct.pack("<I", first)
    data += b"\0" * (len(data) % 2)
    with path.open("wb") as stream:
        stream.write(data)
        for n in range(count):
            following = first + (n + 1) * size if n + 1 < count else 0
            stream.write(struct.pack("<H", 6) + entry + struct.pack("<I", following))


@hostile("raster", "lop-phu.tif")
def place_that_is_no_number(path: Path) -> None:
    """A raster whose pixels are NaN wide and lie at infinity."""
    nan, endless = float("nan"), float("inf")
    tags: list[Tag] = [(33550, 12, (nan, nan, 0)), (33922, 12, (0, 0, 0, endless, -endless, 0))]
    content = b"\x0a" * 65_536
    tiff(path, 256, 256, [*_tiles(256, 1, 8, len(content)), *tags], content)


@hostile("raster", "lop-phu.tif")
def pixels_of_no_width(path: Path) -> None:
    """A raster whose pixels are 1e-300 degrees wide."""
    content = b"\x0a" * 65_536
    tiff(path, 256, 256, [*_tiles(256, 1, 8, len(content)), (33550, 12, (1e-300, 1e-300, 0))], content)


@hostile("raster", "lop-phu.tif")
def pixels_wider_than_the_world(path: Path) -> None:
    """A raster of one pixel that spans 1e300 degrees."""
    content = b"\x0a" * 65_536
    tags: list[Tag] = [(33550, 12, (1e300, 1e-9, 0)), (33922, 12, (0, 0, 0, -1e299, 10.9, 0))]
    tiff(path, 256, 256, [*_tiles(256, 1, 8, len(content)), *tags], content)


@hostile("raster", "lop-phu.tif")
def bands_without_end(path: Path) -> None:
    """65,535 bands, in planes of their own."""
    tags: list[Tag] = [
        (277, 3, (65_535,)),
        (284, 3, (2,)),
        (273, 4, [8] * 65_535),
        (279, 4, [256] * 65_535),
        (278, 4, (16,)),
    ]
    tiff(path, 16, 16, tags, b"\x0a" * 256)


@hostile("raster", "lop-phu.tif")
def files_beside_it(path: Path) -> None:
    """A raster with overviews, statistics and a mask beside it that are virtual rasters and rubbish."""
    write(path, patches(1, 60, 50), crs=WGS)
    vrt = b'<VRTDataset rasterXSize="50" rasterYSize="60"/>'
    for suffix in (".ovr", ".aux.xml", ".msk"):
        path.with_name(path.name + suffix).write_bytes(vrt)


@hostile("raster", "lop-phu.tif")
def colours_instead_of_classes(path: Path) -> None:
    """A raster of complex numbers."""
    write(path, np.ones((20, 30), dtype="complex64"), crs=WGS)


@hostile("raster", "lop-phu.tif")
def head_of_a_raster_alone(path: Path) -> None:
    """Eight bytes."""
    path.write_bytes(struct.pack("<2sHI", b"II", 42, 8))
