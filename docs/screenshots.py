"""Take the pictures of the user guide: `python -m docs.screenshots FOLDER [--all]`.

Asks a portal of its own, with the sample, and writes PNG files. Without `--all` only the few pictures that
the guide shows, small enough to be kept; with it every page that a reader, a clerk or an administrator sees,
in both languages at 390, 1366 and 1920 pixels, to be looked at.
"""

from __future__ import annotations

import os

from webmap.gdal_environment import guard

guard(os.environ)

import argparse  # noqa: E402
import re  # noqa: E402
import shutil  # noqa: E402
from collections.abc import Iterable, Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from io import BytesIO  # noqa: E402
from pathlib import Path  # noqa: E402
from tempfile import TemporaryDirectory  # noqa: E402

from flask import Flask  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

from tests.browser.every_page import OTHER_FORMS, PAGES, SIGN_IN, enter, put_in_use, settle  # noqa: E402
from tests.browser.serving import on_loopback  # noqa: E402
from webmap.factory import create_app  # noqa: E402
from webmap.settings import Settings  # noqa: E402

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHEET = "/print/clean_water_rural.png?period=2024&paper=a4&orientation=landscape"
_KEEP_HEIGHTS = """document.querySelectorAll('iframe.map, .heat-frame, .theme-picture svg').forEach(one => {
  one.style.height = one.style.maxHeight = getComputedStyle(one).height;
})"""
PHONE, LAPTOP, PROJECTOR = (390, 844), (1366, 768), (1920, 1080)


@dataclass(frozen=True)
class Picture:
    """A page to be taken: file name, address, window, and whether the whole page is wanted."""

    name: str
    address: str
    window: tuple[int, int] = LAPTOP
    whole: bool = False


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


@contextmanager
def sample_portal() -> Iterator[tuple[Flask, str]]:
    """Serve a portal with the sample from a folder that is thrown away; gives it and its address."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)), testing=True)
        made = app.test_cli_runner().invoke(args=["init", "--sample"])
        if made.exit_code:
            raise SystemExit(made.output)
        with on_loopback(app) as address:
            yield app, address
        app.extensions["portal"].store.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium as the system has it."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is missing; `make test` installs it or says how.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


def take_guide(at: str, folder: Path) -> None:
    """Take the pictures that the guide shows, as a visitor sees the pages."""
    with browser() as started:
        for picture in GUIDE:
            context = _window(started, picture.window, at)
            _take(context.new_page(), at, folder, picture)
            context.close()


def take_every_page(app: Flask, at: str, folder: Path) -> None:
    """Take every page at every width: some as a visitor, all as somebody who may do everything."""
    found = put_in_use(app)
    public = (SIGN_IN, *(picture.address for picture in GUIDE), *OTHER_FORMS)
    own = [path.format(**found) for path in PAGES.values()]
    with browser() as started:
        for window in (PHONE, LAPTOP, PROJECTOR):
            context = _window(started, window, at)
            page = context.new_page()
            for picture in _in_both_languages(public, "khach", window):
                _take(page, at, folder, picture)
            enter(page, at, found["person"])
            for picture in _in_both_languages(own, "can-bo", window):
                _take(page, at, folder, picture)
            context.close()


def _in_both_languages(addresses: Iterable[str], who: str, window: tuple[int, int]) -> Iterator[Picture]:
    for address in dict.fromkeys(addresses):
        name = re.sub(r"\W+", "-", address).strip("-") or "tong-quan"
        for lang in ("vi", "en"):
            asked = f"{address}{'&' if '?' in address else '?'}lang={lang}"
            yield Picture(f"{who}-{name}-{lang}-{window[0]}", asked, window, whole=True)


def _window(started: Browser, window: tuple[int, int], at: str) -> BrowserContext:
    """Open a window that has the portal's fonts already: who comes for the first time may see others."""
    width, height = window
    context = started.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{at}{SIGN_IN}", wait_until="networkidle")
    page.close()
    return context


def _take(page: Page, at: str, folder: Path, picture: Picture) -> None:
    width, height = picture.window
    page.goto(at + picture.address, wait_until="networkidle")
    settle(page)
    if picture.whole:
        _unroll(page, width)
    page.screenshot(path=folder / f"{picture.name}.png")
    page.set_viewport_size({"width": width, "height": height})
    print(picture.name, flush=True)


def _unroll(page: Page, width: int) -> None:
    """Make the window as high as the page: Chromium paints no frame that is out of sight.

    What takes its height from the window keeps the height it has.
    """
    page.evaluate(_KEEP_HEIGHTS)
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.wait_for_timeout(150)


def take_sheet(app: Flask, folder: Path) -> None:
    """Fetch a printed sheet as a picture, as wide as a page of the guide."""
    sheet = Image.open(BytesIO(app.test_client().get(SHEET).data))
    width = 1000
    small = sheet.convert("RGB").resize((width, sheet.height * width // sheet.width))
    small.save(folder / "to-in.png")
    print("to-in")


def shrink(folder: Path) -> None:
    """Give the pictures a palette of 64 colours: a third of the bytes, and nothing to be seen of it."""
    for path in sorted(folder.glob("*.png")):
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
            shrink(given.folder)
