"""Take the pictures of the user guide: `python -m docs.screenshots FOLDER [--all]`.

Asks a portal of its own, with the sample, and writes PNG files. Without `--all` the pictures that the guide
shows and its album of every page, small enough to be kept; with it every page that a reader, a clerk or an
administrator sees, whole, in both languages at 390, 1366 and 1920 pixels, to be looked at.
"""

from __future__ import annotations

import os

from geodata.sandbox.gdal import guard

guard(os.environ)

import argparse  # noqa: E402
import re  # noqa: E402
from collections.abc import Iterable, Iterator  # noqa: E402
from io import BytesIO  # noqa: E402
from pathlib import Path  # noqa: E402

from flask import Flask  # noqa: E402
from PIL import Image  # noqa: E402

from docs.album import take_album  # noqa: E402
from docs.picturing import (  # noqa: E402
    LAPTOP,
    PHONE,
    PROJECTOR,
    Picture,
    open_window,
    sample_portal,
    take,
)
from tests.build.chromium import chromium  # noqa: E402
from tests.build.every_page import OTHER_FORMS, PAGES, SIGN_IN, enter, put_in_use  # noqa: E402

SHEET = "/print/clean_water_rural.png?period=2024&paper=a4&orientation=landscape"
GUIDE = (
    Picture("tong-quan", "/"),
    Picture("ban-do", "/maps/tree_cover?period=2024"),
    Picture("ban-do-dien-thoai", "/maps/clean_water_rural?period=2024", PHONE),
    Picture("xep-hang", "/ranking"),
    Picture("xa", "/communes/26503?period=2024"),
    Picture("chi-tieu", "/clauses"),
    Picture("vu-viec", "/incidents"),
    Picture("tong-quan-dien-thoai", "/", PHONE),
    Picture("tong-quan-may-chieu", "/", PROJECTOR),
    Picture("so-sanh", "/compare/clean_water_rural"),
    Picture("trinh-chieu", "/meeting?indicators=clean_water_rural&period=2024", PROJECTOR),
    Picture("tieu-chi-nong-thon-moi", "/new-rural?period=2024"),
)


def take_guide(at: str, folder: Path) -> None:
    """Take the pictures that the guide shows, as a visitor sees the pages."""
    with chromium() as started:
        for picture in GUIDE:
            context = open_window(started, picture.window, at)
            take(context.new_page(), at, folder, picture)
            context.close()


def take_every_page(app: Flask, at: str, folder: Path) -> None:
    """Take every page at every width: some as a visitor, all as somebody who may do everything."""
    found = put_in_use(app)
    public = (SIGN_IN, *(picture.address for picture in GUIDE), *OTHER_FORMS)
    own = [path.format(**found) for path in PAGES.values()]
    with chromium() as started:
        for window in (PHONE, LAPTOP, PROJECTOR):
            context = open_window(started, window, at)
            page = context.new_page()
            for picture in _in_both_languages(public, "khach", window):
                take(page, at, folder, picture)
            enter(page, at, found["person"])
            for picture in _in_both_languages(own, "can-bo", window):
                take(page, at, folder, picture)
            context.close()


def _in_both_languages(addresses: Iterable[str], who: str, window: tuple[int, int]) -> Iterator[Picture]:
    for address in dict.fromkeys(addresses):
        name = re.sub(r"\W+", "-", address).strip("-") or "tong-quan"
        for lang in ("vi", "en"):
            asked = f"{address}{'&' if '?' in address else '?'}lang={lang}"
            yield Picture(f"{who}-{name}-{lang}-{window[0]}", asked, window, whole=True)


def take_sheet(app: Flask, folder: Path) -> None:
    """Fetch a printed sheet as a picture, as wide as a page of the guide."""
    sheet = Image.open(BytesIO(app.test_client().get(SHEET).data))
    width = 1000
    small = sheet.convert("RGB").resize((width, sheet.height * width // sheet.width))
    small.save(folder / "to-in.png")
    print("to-in")


def shrink(folder: Path) -> None:
    """Give the pictures a palette of 64 colours: a third of the bytes, and nothing to be seen of it."""
    for path in sorted(folder.rglob("*.png")):
        Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="every page, language and width")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sample_portal() as (app, at):
        if given.all:
            take_every_page(app, at, given.folder)
        else:
            take_guide(at, given.folder)
            take_sheet(app, given.folder)
            take_album(app, at, given.folder)
            shrink(given.folder)
